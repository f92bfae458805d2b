"""What axe-core finds on the pages, and which words are faint: none, in the light and the dark.

The same visits see what the tabs of a run hold, and that a page has place on a phone.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.lab import Lab

PAGES = (
    ("", "home"),
    ("integrate", "integrate"),
    ("dimensions", "dimensions"),
    ("differentiate", "differentiate"),
    ("data", "data"),
    ("waves", "waves"),
    ("race", "race"),
    ("autopsy", "autopsy"),
    ("autopsy?tab=why", "autopsy"),
    ("explore", "explore"),
    ("explore?tab=history", "explore"),
    ("lessons", "lessons"),
    ("integrate?view=projector", "integrate"),
)
# Words that stand out too little from what is behind them: less than 4.5 : 1 (WCAG 2.2, 1.4.3).
# A single letter is a button's key, which Streamlit writes faintly; the button's help has it too.
_FAINT = """() => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
    const rgba = color => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = color;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
        return [r, g, b, a / 255];
    };
    const over = ([r, g, b, a], [R, G, B]) =>
        [[r, R], [g, G], [b, B]].map(([top, below]) => a * top + (1 - a) * below).concat(1);
    const linear = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    const chain = e => e ? [...chain(e.parentElement), e] : [];
    const layer = (color, e) => over(rgba(getComputedStyle(e).backgroundColor), color);
    const behind = e => chain(e).reduce(layer, [255, 255, 255, 1]);
    const ratio = e => {
        const below = behind(e), [r, g, b, a] = rgba(getComputedStyle(e).color);
        const opacity = chain(e).reduce((o, one) => o * getComputedStyle(one).opacity, a);
        const [x, y] = [luminance(over([r, g, b, opacity], below)), luminance(below)];
        return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
    };
    const words = e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    const seen = {visibilityProperty: true, opacityProperty: true};
    const counts = e => words(e) && e.checkVisibility(seen)
        && e.getBoundingClientRect().width > 1
        && !e.closest("svg, .katex-mathml, [disabled], [aria-disabled=true], [aria-hidden=true]")
        && !e.closest("[data-testid=stSliderThumbValue]"); // it stands above its thumb, not on it
    return [...document.querySelectorAll("[data-testid=stApp] *")].filter(counts)
        .map(e => [e.textContent.trim(), ratio(e)])
        .filter(([text, ratio]) => text.length > 1 && ratio < 4.5);
}"""
# The page has followed the system into the light or the dark, with all that fades and its charts.
_DRESSED = """scheme => {
    const style = e => getComputedStyle(e);
    const isDressed = e =>
        e._fullLayout?.font.color === style(e).getPropertyValue("--st-text-color").trim();
    return style(document.querySelector("[data-testid=stApp]")).colorScheme === scheme
        && [...document.querySelectorAll(".live-plot")].every(isDressed)
        && !document.getAnimations().some(one => one instanceof CSSTransition);
}"""
#: What is said of a violation: its rule, and where it is.
_SAID = "{impact}: {id} at {places}"
# Formulas that scroll are given to the keyboard a moment after they are drawn.
_REACHED = """() => [...document.querySelectorAll(".katex-display")].every(
    e => e.scrollWidth <= e.clientWidth || e.tabIndex === 0)"""


PHONE = 390
# Streamlit has laid the page out anew, and every chart has followed.
_NARROW = """width => innerWidth === width && [...document.querySelectorAll(".live-plot")].every(
    e => (e._fullLayout?.width ?? 0) <= width)"""
#: Tab of a run -> what it holds.
TABS = {
    "Hidden units": ".live-plot .main-svg",
    "Formula": ".katex",
    "Details": "pre",
    "Take away": "button",
}


def serious(page):
    """Return what would keep somebody from using the page."""
    found = Axe().run(page).response["violations"]
    return [
        _SAID.format(**one, places=[node["html"][:200] for node in one["nodes"]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize(("path", "prefix"), PAGES)
def test_nothing_serious_and_no_faint_words_are_found_and_a_phone_has_place(
    page, url, path, prefix
):
    """One visit: the page is opened in the dark, follows into the light, and becomes narrow."""
    page.emulate_media(color_scheme="dark")
    page.goto(f"{url}/{path}")
    lab = Lab(page, url, prefix)
    found = {}
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        lab.wait_until_done()
        expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
        page.wait_for_function(_DRESSED, arg=scheme)
        page.wait_for_function(_REACHED)
        found[scheme] = [*serious(page), *page.evaluate(_FAINT)]
    assert found == {"dark": [], "light": []}
    page.set_viewport_size({"width": PHONE, "height": 844})
    page.wait_for_function(_NARROW, arg=PHONE)
    assert lab.width_of_the_page() <= PHONE


def test_the_tabs_of_a_run_open_and_nothing_serious_is_found_in_them(page, url):
    lab = Lab(page, url).open("integrate")
    lab.button("step").click()
    lab.wait_for_iteration(1)
    for tab, what in TABS.items():
        lab.choose_tab(tab)
        lab.wait_until_idle()
        panel = page.get_by_role("tabpanel").filter(visible=True)
        expect(panel.locator(what).first).to_be_visible()
        page.wait_for_function(_REACHED)
        assert serious(page) == [], tab


def test_what_is_serious_is_found(page, url):
    """The tests themselves: a field without a name, and words that nobody can read."""
    Lab(page, url).open("integrate")
    page.evaluate(
        "document.querySelector('[data-testid=stMain]').insertAdjacentHTML('afterbegin',"
        "'<input><p style=\"color: #eee; background: #fff\">faint</p>')"
    )
    found = " ".join(serious(page))
    assert "label" in found and "color-contrast" in found
    assert [text for text, _ in page.evaluate(_FAINT)] == ["faint"]
