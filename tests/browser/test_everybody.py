"""For everybody: the keyboard alone, who hears the page, less motion, larger type, projectors."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.bare_page import bare_page
from tests.browser.lab import Lab

# Never ends by itself.
QUERY = {"n_hidden": 10, "n_samples": 500, "max_iterations": 100000, "tolerance": 0}


@pytest.fixture
def lab(page, url):
    return Lab(page, url)


@pytest.fixture
def less_motion(page):
    page.emulate_media(reduced_motion="reduce")
    yield page
    page.emulate_media(reduced_motion="no-preference")


def said(chart):
    return chart.locator("xpath=following-sibling::p[@aria-live]")


def test_a_chart_that_rests_says_what_it_shows(lab):
    lab.open("integrate", **QUERY)
    chart = lab.chart("fit")
    expect(said(chart)).to_contain_text(re.compile(r"network: from 0 to 100, values from −?\d"))
    before = said(chart).inner_text()
    expect(said(chart)).to_contain_text("residual: from 0.0001 to 100")  # f has no value at 0
    expect(chart).to_have_attribute("aria-describedby", said(chart).get_attribute("id"))
    lab.button("step").click()
    lab.wait_for_iteration(1)
    expect(said(chart)).not_to_have_text(before)


def test_a_run_is_played_and_paused_by_the_keyboard_alone(lab):
    lab.open("integrate", **QUERY)
    lab.button("play").focus()
    lab.page.keyboard.press("Enter")
    lab.wait_for_iteration(1)
    lab.page.keyboard.press("u")
    lab.wait_for_status("Paused")


# What has the focus, whether it is in sight, and whether it had it before the last Tab as well;
# nothing at the end of a round.
_FOCUSED = """() => {
    const e = document.activeElement, reached = (window.reached ??= []);
    if (e === document.body || (reached.length > 1 && e === reached[0])) return null;
    const isStuck = e === reached.at(-1), box = e.getBoundingClientRect();
    reached.push(e);
    const isSeen = box.width > 0 && box.bottom > 0 && box.top < innerHeight
        && box.right > 0 && box.left < innerWidth;
    return {isStuck, isSeen, what: e.outerHTML.slice(0, 200)};
}"""


def test_the_keyboard_goes_through_a_page_and_sees_where_it_is(lab):
    """At 200 %, where the sidebar is out of sight, from the first element to the last one.

    A window of 1280 pixels at 200 % is one of 640 (WCAG 2.2, 1.4.4 and 1.4.10).
    """
    lab.page.set_viewport_size({"width": 640, "height": 360})
    lab.open("integrate", **QUERY)
    assert lab.width_of_the_page() <= 640
    expect(lab.button("play")).to_be_visible()
    stops = []
    lab.page.keyboard.press("Tab")
    while stop := lab.page.evaluate(_FOCUSED):
        assert stop["isSeen"] and not stop["isStuck"], stop["what"]
        stops.append(stop["what"])
        lab.page.keyboard.press("Tab")
    assert sum("live-help" in what for what in stops) == lab.page.locator(".live-metric").count()
    n_charts = lab.page.locator(".live-plot:visible").count()
    assert sum('data-title="Numbers"' in what for what in stops) == n_charts
    lab.page.set_viewport_size({"width": 1280, "height": 720})


def test_tab_leaves_the_rows_of_a_table_that_can_be_chosen(page, url):
    table = {"columns": ["a"], "rows": [["1"], ["2"]], "keys": ["one", "two"]}
    bare_page(page, url)
    shown = {"kind": "table", "page": "", "slots": ["t"], "contents": {"t": table}, "alt": "T"}
    page.evaluate("data => { show(data); }", shown)
    rows = page.locator("tbody tr")
    rows.nth(0).focus()
    page.keyboard.press("Tab")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("reported") == [["clicked", "two"]]


def test_keys_of_the_buttons_are_off_where_the_link_says_so(lab):
    lab.open("integrate", keys="off", **QUERY)
    lab.page.keyboard.press("s")
    lab.page.keyboard.press("p")
    lab.button("step").click()
    lab.wait_for_status("Paused")
    assert lab.iteration() == 1  # the button's, and none of the keys


def test_home_stands_still_for_who_wants_less_motion(less_motion, url):
    lab = Lab(less_motion, url, "home")
    lab.open("")
    chart = lab.chart("fit")
    start = lab.trace("fit", "network")["y"]
    less_motion.evaluate(
        """chart => {
            window.drawings = [];
            const element = document.querySelector(chart);
            element.on("plotly_afterplot", () => drawings.push(element.data.map(t => t.y.length)));
        }""",
        ".st-key-home_fit .live-plot",
    )
    less_motion.wait_for_function(  # its end is drawn at once
        "start => { const t = document.querySelector('.st-key-home_fit .live-plot').data"
        ".find(t => t.name === 'network'); return Math.abs(t.y[0] - start) > 1e-12; }",
        arg=start[0],
    )
    assert less_motion.evaluate("drawings.length") <= 2
    expect(chart).to_be_visible()


def test_the_projector_is_read_from_the_last_row(lab):
    lab.page.set_viewport_size({"width": 1280, "height": 720})
    lab.open("integrate", view="projector", **QUERY)
    expect(lab.page.get_by_test_id("stSidebar")).not_to_be_visible()
    expect(lab.page.locator(".live-metric:visible")).to_have_count(3)
    lines = lab.chart("fit").evaluate(
        "e => e.data.filter(t => /lines/.test(t.mode)).map(t => t.line.width)"
    )
    assert lines and min(lines) >= 4
    sizes = lab.chart("fit").evaluate(
        "e => [e.layout.font.size, e._fullLayout.xaxis.tickfont.size]"
    )
    assert min(sizes) >= 20
    lab.page.get_by_role("link", name="Race").click()
    expect(lab.page.locator(".st-key-race_losses .live-plot .main-svg").first).to_be_visible()
    expect(lab.page.get_by_test_id("stSidebar")).not_to_be_visible()
    expect(lab.page).to_have_url(re.compile("view=projector"))


def test_back_leads_through_pages_that_are_shown_to_a_class(lab):
    lab.open("integrate", hide="data", **QUERY)
    for name in ("Race", "Differentiate"):
        lab.page.get_by_role("link", name=name).click()
        expect(lab.page).to_have_url(re.compile(rf"/{name.lower()}\?hide=data"))
        lab.wait_until_done()
    for _ in range(4):  # each page has the address of the link and the one with what goes along
        lab.page.go_back()
        lab.wait_until_done()
    expect(lab.page).to_have_url(re.compile("/integrate"))


def test_an_embedded_page_keeps_its_navigation_and_stays_embedded(lab):
    lab.open("integrate", embed="true")
    lab.page.get_by_role("link", name="Race").click()
    expect(lab.page.locator(".st-key-race_losses .live-plot .main-svg").first).to_be_visible()
    expect(lab.page).to_have_url(re.compile("embed=true"))


def test_a_double_click_plays_once(lab):
    formula = "sin(x)+x/7"
    lab.open("integrate", integrand=formula, **QUERY)
    lab.button("play").dblclick()
    lab.wait_for_iteration(1)
    lab.button("pause").dblclick()
    lab.wait_for_status("Paused")
    lab.page.goto(f"{lab.address}/explore?tab=history")
    lab.page.get_by_placeholder("name, formula, offsets").fill(formula)
    lab.page.keyboard.press("Enter")
    expect(lab.page.get_by_text("1 run", exact=True)).to_be_visible()


def test_a_report_is_one_file_with_its_charts_and_no_script(lab, tmp_path):
    lab.open("integrate", **QUERY)
    lab.button("step").click()
    lab.wait_for_status("Paused")
    lab.choose_tab("Take away")
    with lab.page.expect_download() as saved:
        lab.page.get_by_role("button", name="Report (HTML)").click()
    path = tmp_path / saved.value.suggested_filename
    saved.value.save_as(path)
    text = path.read_text("utf-8")
    assert text.count("data:image/svg+xml") == 3 and "<script" not in text
    lab.page.goto(path.as_uri())
    expect(lab.page.get_by_role("heading", level=1)).to_contain_text("The integral of log")
    pictures = lab.page.locator("img")
    assert pictures.evaluate_all("all => all.every(e => e.naturalWidth > 100)")
    expect(lab.page.get_by_role("cell", name="Hidden units")).to_be_visible()
