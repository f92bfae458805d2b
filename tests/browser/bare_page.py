"""A live element on a page of its own: any chart, with Plotly's own bundle and without a run."""

from pages.live.bundle import bundle_name
from pages.live.elements import CHART_WORDS, PLOTLY_JS

_MOUNT = """async url => {
    document.body.innerHTML = "<div data-live></div>";
    const {mount} = await import(url);
    window.reported = [];
    const setTriggerValue = (...told) => reported.push(told);
    window.show = data => mount({data, parentElement: document.body, setTriggerValue});
}"""
_SHOW = """async data => {
    const element = document.querySelector("[data-live]");
    const before = element.dataset.updates;
    show(data);
    while (element.dataset.updates === before) await new Promise(requestAnimationFrame);
    return [...element.querySelectorAll(".js-line")].map(line => line.getAttribute("d"));
}"""


def bare_page(page, url):
    """Open a page with nothing but the place of one element; `show` draws it."""
    page.goto(f"{url}/_stcore/health")  # a page with a word on it
    page.evaluate(_MOUNT, f"{url}/{bundle_name()}")


class BareChart:
    """The one chart of a page."""

    def __init__(self, page, url, library=PLOTLY_JS):
        self.page, self._library = page, f"/app/static/{library}"
        bare_page(page, url)

    def show(self, traces, layout, *, alt="", separators=".,"):
        """Draw a figure and return the path of each line."""
        return self.page.evaluate(
            _SHOW,
            {
                "kind": "chart",
                "page": "",
                "slots": ["fit"],
                "contents": {"fit": {"figure": {"data": traces, "layout": layout}, "run": "1"}},
                "version": 0,
                "height": 300,
                "alt": alt,
                "grows": False,
                "file": "chart",
                "library": self._library,
                "words": {**CHART_WORDS, "plotly": {}, "separators": separators},
            },
        )
