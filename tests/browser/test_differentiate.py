"""The stencil lab in a real browser: three networks learn the derivative."""

import re

import pytest
from playwright.sync_api import expect

from nncore import StencilSpec, optimal_stencil
from tests.browser.lab import Lab


@pytest.fixture
def lab(page, url):
    return Lab(page, url, prefix="differentiate")


FORWARD, BACKWARD, CENTRAL = range(3)


def bars(lab, number, method="learned"):
    return lab.trace(f"bars_{number}", method)["y"]


def test_three_networks_learn_and_settle_at_the_optimum(lab):
    lab.open("differentiate")
    lab.wait_for_status("Ready")
    assert max(map(abs, bars(lab, CENTRAL))) < 0.1  # before training
    lab.button("play").click()
    lab.wait_for_status("Finished")
    assert lab.iteration() == 30
    expect(lab.page.get_by_text("The weights settle at the optimum")).to_be_visible()
    for lane, offsets in ((FORWARD, (0, 1)), (BACKWARD, (-1, 0)), (CENTRAL, (-1, 0, 1))):
        optimum = optimal_stencil(StencilSpec(offsets=offsets))
        # One epoch's weights, not the mean of five: Adam still moves them by some thousandths.
        assert bars(lab, lane) == pytest.approx(optimum.tolist(), abs=0.02)
        assert bars(lab, lane, "optimum") == pytest.approx(optimum.tolist(), abs=1e-6)


def test_the_charts_stay_the_same_nodes(lab):
    lab.open("differentiate", epochs=2_000)
    lab.page.evaluate(
        "() => { window.plots = [...document.querySelectorAll('.live-plot')];"
        " window.svgs = window.plots.map(p => p.querySelector('.main-svg')); }"
    )
    lab.button("play").click()
    lab.wait_for_iteration(5)
    lab.button("pause").click()
    lab.wait_for_status("Paused")
    same = lab.page.evaluate(
        "() => window.plots.length >= 6 && window.plots.every((p, i) => p.isConnected"
        " && p.querySelector('.main-svg') === window.svgs[i])"
    )
    assert same, "a chart was mounted again while the run went on"


def test_one_network_is_trained_alone(lab):
    lab.open("differentiate", epochs=2_000, alone="forward")
    lab.button("play").click()
    lab.wait_for_iteration(3)
    lab.button("pause").click()
    lab.wait_for_status("Paused")
    assert max(map(abs, bars(lab, FORWARD))) > 0.01
    assert max(map(abs, bars(lab, CENTRAL))) < 0.1
    lab.button("step").click()
    lab.wait_for_iteration(lab.iteration() + 1)


def test_a_learning_rate_that_is_too_high_diverges_with_a_remedy(lab):
    lab.open("differentiate", trainer="sgd", learning_rate=1e6, clipnorm="none")
    lab.button("play").click()
    lab.wait_for_status("Diverged")
    expect(lab.status()).to_contain_text("lower the learning rate")


def test_an_experiment_runs_from_its_tab(lab):
    lab.open("differentiate")
    lab.page.get_by_role("tab", name="Three experiments").click()
    lab.page.get_by_role("link", name="Noise smooths the stencil").click()
    expect(lab.page).to_have_url(re.compile("show=noise"))
    expect(lab.page.get_by_text("noise 0.05").first).to_be_visible()
    lab.button("play").click()
    lab.wait_for_status("Finished")
    assert abs(bars(lab, 2)[2]) == pytest.approx(0.473, abs=0.01)


def test_a_stencil_of_ones_own(lab):
    lab.open("differentiate", show="own", derivative_order=2, learning_rate=40.0)
    lab.button("play").click()
    lab.wait_for_status("Finished")
    assert bars(lab, 0) == pytest.approx([1.027, -2.054, 1.027], abs=0.02)


def test_tabs_open(lab):
    lab.open("differentiate")
    for tab, what in (
        ("Weights over the epochs", ".live-plot .main-svg"),
        ("Your stencil", ".katex"),
        ("Details", "pre"),
    ):
        lab.choose_tab(tab)
        panel = lab.page.get_by_role("tabpanel").filter(visible=True)
        expect(panel.locator(what).first).to_be_visible()


@pytest.mark.parametrize(("width", "offsets"), [(1280, range(-12, 13)), (390, range(-6, 7))])
def test_a_long_stencil_is_seen_whole(lab, width, offsets):
    """Its formula may be scrolled inside its own box on a phone, but nothing runs off the page."""
    lab.page.set_viewport_size({"width": width, "height": 844})
    lab.open("differentiate", show="own", offsets=",".join(map(str, offsets)))
    lab.page.get_by_role("tab", name="Your stencil").click()
    panel = lab.page.get_by_role("tabpanel").filter(visible=True)
    expect(panel.locator("table tr")).to_have_count(len(offsets) + 1)
    assert lab.width_of_the_page() <= width
    if width > 1000:
        right = panel.locator(".katex-html").evaluate("e => e.getBoundingClientRect().right")
        assert right <= width


def test_details_are_those_of_the_network_that_is_chosen(lab):
    lab.open("differentiate", show="waves")
    lab.page.get_by_role("tab", name="Details").click()
    settings = lab.page.locator("[data-testid='stCode']")
    expect(settings).to_contain_text('"max_mode": 2,')
    chooser = lab.page.locator(".st-key-differentiate_details")
    chooser.get_by_text("modes below 8").click()
    expect(settings).to_contain_text('"max_mode": 8,')
    expect(lab.page).to_have_url(re.compile("look=8"))


def test_play_says_why_there_is_nothing_to_train(lab):
    lab.open("differentiate", constraint=2)
    lab.button("play").click()
    lab.wait_for_status("Converged")
    expect(lab.page.get_by_text("there is nothing left to train")).to_be_visible()


#: Series -> its words in the list, and the title of one of its networks.
SHOWN = {
    "own": ("a stencil of my own", "offsets −1, 0, 1"),
    "waves": ("experiment: slower waves", "modes below 8"),
    "notebook": ("the notebook's three", "forward (0, 1)"),
    "noise": ("experiment: more noise", "noise 0.05"),
    "data": ("experiment: more data", "5,000 fields"),
}


def play(lab):
    lab.button("play").click()
    expect(lab.button("pause")).to_be_enabled()


@pytest.mark.slow
def test_another_show_during_a_run_loses_nothing(lab):
    """Of each show: no address that is still on its way may bring the old settings back."""
    lab.open("differentiate", spacing=0.02, seed=7, epochs=1_500)
    play(lab)
    for show in SHOWN:
        words, title = SHOWN[show]
        lab.wait_until_idle()  # the page's answer to Play closes a menu that is open
        lab.page.get_by_role("combobox", name="Show").click()
        lab.page.get_by_role("option", name=words, exact=True).click()
        heading = lab.page.locator("strong", has_text=title).first
        expect(heading).to_be_visible()
        play(lab)  # other networks wait for it; what jumps back has done so by then
        assert heading.is_visible(), f"{show} jumped back"
        assert lab.page.locator(".live-plot .main-svg:visible").count() >= 4, "a blank page"
        url = lab.page.url
        assert all(part in url for part in ("spacing=0.02", "seed=7", "epochs=1500")), url
        assert (f"show={show}" in url) == (show != "notebook"), url
