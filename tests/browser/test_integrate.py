"""The main job in a real browser: train live, pause, step, look, share the link."""

import re

import pytest
from playwright.sync_api import expect

from nncore.notebooks import INTEGRATION_SPEC
from tests.browser.lab import Lab

# Small enough for two busy cores, long enough to be interrupted.
SLOW_TO_END = {"trainer": "adam", "epochs": 100_000, "n_hidden": 20, "initializer": "glorot"}


@pytest.fixture
def lab(page, url):
    return Lab(page, url)


def test_play_pause_step_reset_by_mouse_and_by_key(lab):
    lab.open(**SLOW_TO_END)  # the first page of this tab, and all are named
    expect(lab.page.get_by_role("link", name="Home").first).to_be_visible()
    expect(lab.page.get_by_text("streamlit app")).to_have_count(0)
    assert lab.iteration() == 0
    lab.wait_for_status("Ready")
    expect(lab.button("pause")).to_be_disabled()
    lab.button("play").click()
    lab.wait_for_iteration(3)
    lab.wait_for_status("Training")
    lab.button("pause").click()
    lab.wait_for_status("Paused")
    paused_at = lab.iteration()
    lab.button("step").click()
    lab.wait_for_iteration(paused_at + 1)
    lab.wait_for_status("Paused")
    assert lab.iteration() == paused_at + 1  # and so nothing has moved in between
    lab.button("play").click()
    lab.wait_for_iteration(paused_at + 5)
    lab.button("reset").click()
    lab.wait_for_status("Ready")
    assert lab.iteration() == 0
    lab.page.locator("body").press("p")
    lab.wait_for_iteration(2)
    lab.page.locator("body").press("u")
    lab.wait_for_status("Paused")
    before = lab.iteration()
    lab.page.locator("body").press("s")
    lab.wait_for_iteration(before + 1)
    lab.page.locator("body").press("x")
    lab.wait_for_status("Ready")


def test_the_chart_stays_the_same_node_and_grows(lab):
    lab.open(**SLOW_TO_END)
    lab.page.evaluate(
        "() => { window.plots = [...document.querySelectorAll('.live-plot')];"
        " window.svgs = window.plots.map(p => p.querySelector('.main-svg')); }"
    )
    lab.button("play").click()
    lab.wait_for_iteration(3)
    first = len(lab.trace("loss", "training")["x"])
    lab.wait_for_iteration(lab.iteration() + 50)
    lab.button("pause").click()
    lab.wait_for_status("Paused")
    assert len(lab.trace("loss", "training")["x"]) > first
    same = lab.page.evaluate(
        "() => window.plots.every((p, i) => p.isConnected"
        " && p.querySelector('.main-svg') === window.svgs[i])"
    )
    assert same, "a chart was mounted again while the run went on"


# What draws the metrics of the page fails from now on.
_BREAK_METRICS = """() => {
    const host = document.querySelector(".st-key-integrate_metrics .live-metrics");
    host.replaceChildren();
    host.replaceChildren = () => { throw new Error("broken"); };
}"""


def test_an_element_that_cannot_be_drawn_stops_no_other(lab):
    lab.open("integrate", max_iterations=1000, tolerance=0)
    lab.page.evaluate(_BREAK_METRICS)
    with lab.page.expect_event("pageerror", lambda error: "broken" in str(error)):
        lab.button("play").click()
    lab.wait_for_iteration(10)


def test_levenberg_marquardt_reaches_the_exact_value(lab):
    lab.open(
        integrand="runge",
        n_hidden=15,
        nodes="chebyshev",
        n_samples=101,
        max_iterations=60,
        pace="full",
    )
    lab.button("play").click()
    expect(lab.status()).to_contain_text(re.compile("Finished|Converged|Stalled"))
    nni, exact = (float(lab.metric(name)) for name in ("NNI", "Exact"))
    assert exact == pytest.approx(0.5493603, abs=1e-6)  # (2/5)·arctan 5
    assert abs(nni - exact) < 1e-4


def test_a_learning_rate_that_is_too_high_diverges_with_a_remedy(lab):
    lab.open(trainer="sgd", learning_rate=1e6, n_hidden=20, initializer="glorot")
    lab.button("play").click()
    lab.wait_for_status("Diverged")
    expect(lab.status()).to_contain_text("lower the learning rate")
    assert re.search(r"\d", lab.metric("NNI")), "the last finite network stays"


def test_a_change_of_settings_starts_anew_and_goes_into_the_link(lab):
    lab.open(**SLOW_TO_END)
    lab.button("play").click()
    lab.wait_for_iteration(2)
    box = lab.page.locator(".st-key-integrate_n_hidden input")
    box.fill("31")
    box.press("Enter")
    lab.wait_for_status("Ready")
    expect(lab.page).to_have_url(re.compile("n_hidden=31"))
    other = lab.page.context.new_page()
    other.goto(lab.page.url)
    expect(other.locator(".st-key-integrate_n_hidden input")).to_have_value("31")


def test_a_wrong_value_is_named_and_the_run_goes_on(lab):
    lab.open(**SLOW_TO_END)
    lab.button("play").click()
    lab.wait_for_iteration(2)
    box = lab.page.locator(".st-key-integrate_n_hidden input")
    box.fill("0")
    box.press("Enter")
    expect(lab.page.get_by_text("must be at least 1, got 0.")).to_be_visible()
    lab.wait_for_iteration(lab.iteration() + 2)


def test_limits_move_without_training_again(lab):
    lab.open(integrand="cos", n_hidden=8, initializer="glorot")
    lab.button("play").click()
    lab.wait_for_iteration(3)
    lab.button("pause").click()
    lab.wait_for_status("Paused")
    at, before = lab.iteration(), lab.metric("Exact")
    handle = lab.page.get_by_role("slider").last
    handle.focus()
    for _ in range(5):
        handle.press("ArrowLeft")
    lab.page.wait_for_function(
        "before => ![...document.querySelectorAll(\"[data-testid='stMetricValue']\")]"
        ".some(e => e.innerText === before)",
        arg=before,
    )
    assert lab.iteration() == at
    expect(lab.page).to_have_url(re.compile(r"[?&]b="))


def test_two_tabs_train_side_by_side(lab, url):
    lab.open(**SLOW_TO_END)
    other = Lab(lab.page.context.new_page(), url).open(**SLOW_TO_END, seed=5)
    lab.button("play").click()
    other.button("play").click()
    lab.wait_for_iteration(3)
    other.wait_for_iteration(3)
    other.button("pause").click()
    other.wait_for_status("Paused")
    lab.wait_for_iteration(lab.iteration() + 3)
    other.page.close()


def test_a_run_goes_on_after_a_visit_to_another_page(lab):
    lab.open(**SLOW_TO_END)
    lab.button("play").click()
    lab.wait_for_iteration(3)
    lab.page.get_by_role("link", name="Home").first.click()
    expect(lab.page.get_by_role("heading", name="Watch neural networks")).to_be_visible()
    lab.page.get_by_role("link", name="Integrate", exact=True).first.click()
    lab.wait_for_iteration(4)
    expect(lab.page).to_have_url(re.compile("n_hidden=20"))


@pytest.mark.slow
def test_the_notebooks_preset_trains_live(lab):
    """10,000 units, 25,125 steps an epoch: progress is seen inside the epoch."""
    lab.open(**INTEGRATION_SPEC.to_query())
    lab.button("play").click()
    lab.wait_for_iteration(0.02)
    first = lab.iteration()
    assert first < 1
    lab.wait_for_iteration(first + 0.02)
    lab.button("pause").click()
    lab.wait_for_status("Paused")
    assert lab.iteration() < 1  # not at the end of the epoch


def test_home_moves_and_its_links_start_something(lab):
    lab.prefix = "home"
    lab.open("")
    iteration = lab.page.locator("[data-testid='stMetricValue']").first
    expect(iteration).not_to_have_text("0")
    lab.page.get_by_role("link", name="Break it").click()
    expect(lab.page).to_have_url(re.compile("integrate.*trainer=sgd"))
    expect(lab.page.locator(".st-key-integrate_n_hidden input")).to_have_value("20")


def test_back_from_another_page_leads_to_the_run(lab):
    lab.open(**SLOW_TO_END)
    lab.button("play").click()
    lab.wait_for_iteration(3)
    address = lab.page.url
    lab.page.get_by_role("link", name="Race").first.click()
    expect(lab.page).to_have_url(re.compile("/race$"))
    expect(lab.page.get_by_text("Podium")).to_be_visible()
    lab.page.go_back()
    expect(lab.page).to_have_url(address)
    lab.wait_for_iteration(4)
    expect(lab.page.locator(".st-key-integrate_n_hidden input")).to_have_value("20")
