"""The autopsy in a real browser: each switch flipped, the table read, the full network trained."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from nncore.notebooks import OVERFLOW_LIMITS, SWITCHES
from nncore.notebooks.hidden_size import SIZES
from pages.notebooks.controls import TABS
from tests.browser.lab import Lab


@pytest.fixture
def lab(page, url):
    return Lab(page, url, prefix="autopsy")


@pytest.fixture
def opened(lab):
    return lab.open("autopsy")


def table(lab):
    return lab.table("table")


def flip(lab, name):
    lab.page.locator(f".st-key-autopsy_{name} label").first.click()


def wait_for_query(lab, **expected):
    lab.page.wait_for_function(
        """expected => JSON.stringify(Object.fromEntries(
            [...new URLSearchParams(location.search)].sort())) === JSON.stringify(expected)""",
        arg=dict(sorted(expected.items())),
    )


def wait_for_table(lab, before):
    lab.page.wait_for_function(
        "before => document.querySelector('.st-key-autopsy_table table').innerText !== before",
        arg=before,
    )


def test_the_switches_put_the_table_right_and_the_link_keeps_them(opened):
    lab = opened
    expect(table(lab).locator("tbody tr")).to_have_count(10)
    assert "nan" in table(lab).inner_text()
    query = {}
    for name in SWITCHES:
        before = table(lab).inner_text()
        flip(lab, name)
        query[name] = "false"
        wait_for_query(lab, **query)
        if name != "cancelling_quotient":  # these weights are too large for it to be seen
            wait_for_table(lab, before)
    expect(lab.page.get_by_text("Every row respects its bound")).to_be_visible()
    computed = [row.split("\t")[2:] for row in table(lab).inner_text().splitlines()[1:]]
    assert not any("nan" in cell or "∞" in cell for row in computed for cell in row)
    lab.trace("divergence", "NNI error, computed again")
    right = table(lab).inner_text()
    lab.page.reload()
    lab.wait_until_idle()
    expect(lab.page.get_by_text("Every row respects its bound")).to_be_visible()
    assert table(lab).inner_text() == right
    lab.page.locator(".st-key-autopsy_all_As-printed button:visible").click()
    wait_for_query(lab)
    expect(lab.page.get_by_text("Every row breaks its bound")).to_be_visible()


def test_single_precision_overflows_sooner_in_the_table_and_in_the_chart(opened):
    lab = opened
    lab.page.get_by_text("float32 (NumPy 2)").click()
    wait_for_query(lab, precision="float32")
    expect(table(lab).locator("tbody tr").nth(1)).to_contain_text("nan")
    lab.page.get_by_role("tab", name="Why, in detail").click()
    wait_for_query(lab, precision="float32", tab="why")
    expect(lab.chart("overflow").locator(".main-svg").first).to_be_visible()
    assert solid_limit(lab) == pytest.approx(OVERFLOW_LIMITS["float32"])
    before = int(lab.chart("overflow").get_attribute("data-updates"))
    # Of a control that is being replaced by its like, both are there for a moment.
    lab.page.get_by_text("float64, as printed (NumPy 1)").last.click()
    wait_for_query(lab, tab="why")
    lab.page.wait_for_function(
        "before => Number(document.querySelector('.st-key-autopsy_overflow .live-plot')"
        ".dataset.updates) > before",
        arg=before,
    )
    assert solid_limit(lab) == pytest.approx(OVERFLOW_LIMITS["float64"])


def solid_limit(lab):
    return lab.chart("overflow").evaluate(
        "element => element.layout.shapes.find(shape => shape.line.dash === 'solid').y0"
    )


def test_wrong_links_are_told(lab):
    lab.open("autopsy", precision="float16", n_points=1)
    expect(lab.page.get_by_text("`precision` must be one of").first).to_be_hidden()
    alerts = lab.page.locator("[data-testid='stAlert']")
    expect(alerts.filter(has_text="must be at least 3, got 1")).to_be_visible()
    expect(alerts.filter(has_text="must be one of float64")).to_be_visible()
    wait_for_query(lab)


def test_the_conclusions_link_to_their_answers(lab):
    lab.open("autopsy", tab="why")
    expect(lab.page.get_by_text("b_2 = [-0.209]").first).to_be_visible()
    lab.page.get_by_role("link", name="The size of the hidden layer").click()
    expect(lab.page.get_by_text("units are enough")).to_be_visible()
    wait_for_query(lab, tab="units")
    measured = lab.trace("hidden_size", "Variable projection")
    assert measured["x"] == list(SIZES)
    lab.page.get_by_role("link", name=re.compile(r"Train \d+ units live")).click()
    expect(lab.page.locator(".st-key-integrate_fit .main-svg").first).to_be_visible()
    assert parse_qs(urlsplit(lab.page.url).query)["trainer"] == ["variable-projection"]
    for name, chart, path in (
        ("The missing Levenberg-Marquardt", "race_losses", "race"),
        ("Why formula (15) disagreed", "integrate_fit", "integrate"),
    ):
        lab.open("autopsy", tab="why")
        lab.page.get_by_role("link", name=name).click()
        expect(lab.page.locator(f".st-key-{chart} .main-svg").first).to_be_visible()
        assert urlsplit(lab.page.url).path == f"/{path}"
        expect(lab.page.get_by_text("is used instead")).to_have_count(0)


def test_the_second_notebook_links_to_its_lab(opened):
    lab = opened
    lab.page.get_by_role("tab", name="Second notebook").click()
    expect(lab.page.get_by_text("30,000 of its 40,000")).to_be_visible()
    lab.page.get_by_role("link", name="See them learn it, live").click()
    expect(lab.page.locator(".st-key-differentiate_show")).to_be_visible()


def test_the_full_network_is_trained_on_the_page_and_stays_when_it_is_paused(opened):
    lab = opened
    stored = table(lab).inner_text()
    button = lab.page.locator(".st-key-autopsy_train button:visible")
    button.click()
    wait_for_query(lab, network="full")
    lab.wait_for_status("Training")  # the workers may be cold
    lab.wait_for_iteration(0.01)
    wait_for_table(lab, stored)
    flip(lab, "output_bias_counted_once")  # the page is there while it trains
    wait_for_query(lab, network="full", output_bias_counted_once="false")
    expect(button).to_contain_text("Pause")
    button.click()
    expect(button).to_contain_text("Go on")
    lab.wait_for_status("Paused")
    use_stored_then_full(lab)
    kept, position = table(lab).inner_text(), lab.iteration()
    assert 0 < position < 10
    assert f"10,000 units, after {position:.2f} of 10 epochs" in lab.page.inner_text("body")
    use_stored_then_full(lab)
    assert (table(lab).inner_text(), lab.iteration()) == (kept, position)


def use_stored_then_full(lab):
    for name, query in (
        ("stored, 100 units", {}),
        ("the notebook's 10,000, trained here", {"network": "full"}),
    ):
        before = table(lab).inner_text()
        lab.page.get_by_text(name).click()
        wait_for_query(lab, output_bias_counted_once="false", **query)
        wait_for_table(lab, before)
    lab.wait_until_idle()


def test_nothing_is_cut_off_on_a_phone(opened):
    lab = opened
    lab.page.set_viewport_size({"width": 390, "height": 844})
    for tab, title in TABS.items():
        lab.choose_tab(title)
        wait_for_query(lab, **({} if tab == "integrals" else {"tab": tab}))
        lab.wait_until_idle(least=0)
        assert lab.width_of_the_page() <= 390, tab
