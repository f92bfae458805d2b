"""What goes wrong on screens of apps of this kind: touch, paper, sizes and names."""

import time

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import STILL
from tests.browser.lab import PATIENCE, Lab

_SCROLLED = """() => Math.max(...[...document.querySelectorAll("*")].map(e => e.scrollTop))"""
# The frame of a chart with more in it than it shows is a scroller of its own, which takes swipes.
_FRAMES_THAT_SCROLL = """() => [...document.querySelectorAll("[data-testid=stElementContainer]")]
    .filter(e => e.querySelector(".live-plot") && e.scrollHeight > e.clientHeight)
    .map(e => e.className)"""


@pytest.fixture
def lab(page, url):
    return Lab(page, url)


@pytest.fixture(scope="module")
def fingers(browser):
    """A browser with fingers instead of a mouse; it keeps what it has loaded."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    context.set_default_timeout(PATIENCE)
    context.add_init_script(STILL)
    yield context
    context.close()


@pytest.fixture
def phone(fingers, url):
    page = fingers.new_page()
    yield Lab(page, url)
    page.close()
    fingers.set_storage_state({"cookies": [], "origins": []})


def swipe(page, x, y, by):
    """Move one finger upwards."""
    touch = page.context.new_cdp_session(page)
    for kind, at in (("touchStart", y), *(("touchMove", y - by * n / 10) for n in range(1, 11))):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": at}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def ranges(chart):
    return chart.evaluate("e => [e._fullLayout.xaxis.range, e._fullLayout.yaxis.range]")


def tapped(chart, toolbar):
    """Tap a chart until its toolbar is there, and return where it stands.

    A tap that comes while the page still moves only stops it.
    """
    deadline = time.monotonic() + PATIENCE / 1000
    while True:
        box = chart.bounding_box()
        chart.page.touchscreen.tap(box["x"] + 200, box["y"] + 130)
        try:
            expect(toolbar).to_have_css("opacity", "1", timeout=3_000)
        except AssertionError:
            assert time.monotonic() < deadline, "no tap brings the toolbar"
        else:
            return chart.bounding_box()


def test_a_swipe_over_a_chart_moves_the_page_until_zoom_is_chosen(phone):
    phone.open("integrate")
    chart, page = phone.chart("fit"), phone.page
    assert page.evaluate(_FRAMES_THAT_SCROLL) == []
    before, box = ranges(chart), chart.bounding_box()
    swipe(page, box["x"] + 200, box["y"] + 130, 150)
    page.wait_for_function(f"({_SCROLLED})() > 100")
    assert ranges(chart) == before
    toolbar = chart.locator(".modebar")
    expect(toolbar).to_have_css("opacity", "0")
    tapped(chart, toolbar)
    toolbar.locator("[data-val=zoom]").tap()
    box = chart.bounding_box()  # the toolbar may have been scrolled to
    scrolled = page.evaluate(_SCROLLED)
    swipe(page, box["x"] + 200, box["y"] + 190, 100)
    page.wait_for_function(
        "([key, before]) => String(document.querySelector(key)._fullLayout.yaxis.range) !== before",
        arg=[".st-key-integrate_fit .live-plot", ",".join(map(str, before[1]))],
    )
    assert page.evaluate(_SCROLLED) == scrolled


def test_on_paper_charts_stay_in_their_frames_and_tables_are_whole(lab):
    lab.page.set_viewport_size({"width": 1600, "height": 900})
    lab.open("integrate")
    lab.page.emulate_media(media="print")
    lab.page.set_viewport_size({"width": 720, "height": 1018})
    lab.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for chart in lab.page.locator(".live-plot").all():
        frame = chart.bounding_box()
        for drawing in chart.locator("svg.main-svg").all():
            box = drawing.bounding_box()
            assert box["x"] >= frame["x"] - 1
            assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1
    table = lab.table("table")
    cut = (
        "e => { const box = e.closest('.live-table'); return box.scrollHeight - box.clientHeight; }"
    )
    assert table.locator("tbody tr").count() == 10
    assert table.evaluate(cut) == 0
    expect(lab.page.locator(".live-table").first).to_have_css("overflow", "visible")
    lab.page.emulate_media(media="screen")
    lab.page.set_viewport_size({"width": 1600, "height": 900})
    lab.page.evaluate("dispatchEvent(new Event('afterprint'))")
    lab.page.wait_for_function(
        """() => [...document.querySelectorAll(".live-plot")].every(
            e => Math.abs(e._fullLayout.width - e.clientWidth) <= 1)"""
    )


def test_charts_are_as_high_as_the_screen_is_large(lab):
    """Their drawing as well as their place, also where the window changes."""
    lab.open("integrate")
    for width, height, times in ((3840, 2160, 2.4), (1280, 720, 1)):
        lab.page.set_viewport_size({"width": width, "height": height})
        lab.page.wait_for_function(
            """height => {
                const chart = document.querySelector(".st-key-integrate_fit .live-plot");
                const frame = chart?.closest("[data-testid=stElementContainer]");
                return [chart, chart?.querySelector(".main-svg"), frame].every(
                    e => Math.abs(e?.getBoundingClientRect().height - height) < 1.5);
            }""",
            arg=300 * times,
        )


def test_the_toolbar_of_a_chart_leaves_its_legend_free(lab):
    lab.open("integrate")
    chart = lab.chart("fit")
    chart.hover()
    toolbar = chart.locator(".modebar")
    expect(toolbar).to_have_css("opacity", "1")
    top = toolbar.bounding_box()["y"]
    legend = chart.locator(".legend").bounding_box()
    assert top >= legend["y"] + legend["height"]


def test_a_part_without_settings_has_no_empty_sidebar(lab):
    lab.page.goto(f"{lab.address}/explore")
    lab.wait_until_done()
    sidebar = lab.page.get_by_test_id("stSidebar")
    expect(sidebar).to_be_visible()
    lab.page.get_by_role("radio", name="History").click()
    expect(lab.page.get_by_placeholder("name, formula, offsets")).to_be_visible()
    expect(sidebar).not_to_be_visible()
    lab.page.get_by_role("radio", name="Sweeps").click()
    expect(sidebar).to_be_visible()


@pytest.mark.parametrize("query", ["", "?view=projector", "?embed=true"])
def test_on_a_phone_every_page_is_reached_from_home(phone, query):
    page = phone.page
    page.goto(f"{phone.address}/{query}")
    page.get_by_test_id("stExpandSidebarButton").tap()
    page.get_by_test_id("stSidebar").get_by_role("link", name="Race").tap()
    expect(page.locator(".st-key-race_losses .live-plot .main-svg").first).to_be_attached()
    assert query.removeprefix("?") in page.url
