"""What a user does on a page, for the tests and for the benchmark."""

import re
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page, expect

#: Milliseconds until a test gives up what does not come.
PATIENCE = 60_000


class Lab:
    """One browser tab of the lab."""

    def __init__(self, page: Page, address: str, prefix: str = "integrate") -> None:
        self.page = page
        self.address = address
        self.prefix = prefix

    def open(self, path: str = "integrate", **query: object) -> "Lab":
        self.page.goto(f"{self.address}/{path}?{urlencode(query)}")
        self.wait_until_idle()
        return self

    def wait_until_idle(self, least: int = 1) -> None:
        """Wait until the script has run and the charts, at least so many, are drawn."""
        self.wait_until_done()
        self.page.wait_for_function(
            """least => {
                const plots = [...document.querySelectorAll(".live-plot")];
                return plots.length >= least
                    && plots.every(plot => plot.querySelector(".main-svg"));
            }""",
            arg=least,
            timeout=PATIENCE,
        )

    def wait_until_done(self) -> None:
        """Wait until the script has run."""
        self.page.locator("[data-testid='stApp'][data-test-script-state='notRunning']").wait_for(
            state="attached", timeout=PATIENCE
        )

    def width_of_the_page(self) -> int:
        """Return how wide the page is, with what can only be scrolled to."""
        return self.page.evaluate(
            """() => Math.max(document.documentElement.scrollWidth,
                document.querySelector("[data-testid='stMain']").scrollWidth)"""
        )

    def button(self, name: str) -> Locator:
        # Streamlit keeps a hidden copy of a button with a shortcut, to measure it.
        return self.page.locator(f".st-key-{self.prefix}_button_{name} button:visible").first

    def choose_tab(self, name: str) -> None:
        tab = self.page.get_by_role("tab", name=name)
        tab.click()
        expect(tab).to_have_attribute("aria-selected", "true", timeout=PATIENCE)

    def status(self) -> Locator:
        return self.page.locator("[data-testid='stProgress']")

    def wait_for_status(self, text: str) -> None:
        expect(self.status()).to_contain_text(text, timeout=PATIENCE)

    def iteration(self) -> float:
        text = self.status().inner_text()
        found = re.search(r"(?:epoch|iteration) ([\d,.]+) /", text)
        assert found, text
        return float(found.group(1).replace(",", ""))

    def wait_for_iteration(self, least: float) -> None:
        self.page.wait_for_function(
            """least => {
                const text = document.querySelector("[data-testid='stProgress']")?.innerText ?? "";
                const found = /(?:epoch|iteration) ([\\d,.]+) \\//.exec(text);
                return found && Number(found[1].replaceAll(",", "")) >= least;
            }""",
            arg=least,
            timeout=PATIENCE,
        )

    def metric(self, label: str) -> str:
        box = self.page.locator("[data-testid='stMetric']").filter(
            has=self.page.get_by_text(label, exact=True)
        )
        return box.locator("[data-testid='stMetricValue']").inner_text()

    def table(self, name: str) -> Locator:
        return self.page.locator(f".st-key-{self.prefix}_{name} .live-table table")

    def chart(self, name: str) -> Locator:
        return self.page.locator(self._selector(name))

    def _selector(self, chart: str) -> str:
        return f".st-key-{self.prefix}_{chart} .live-plot"

    def trace(self, chart: str, name: str, least: int = 0) -> dict:
        """Return x and y of a trace as Plotly holds them, once it has at least so many points.

        A chart is drawn some frames after the status: nothing newer may wait to be drawn.
        """
        found = self.page.wait_for_function(
            """([chart, name, least]) => {
                const element = document.querySelector(chart);
                const trace = element?.data?.find(trace => trace.name === name);
                const isThere = trace && trace.x.length >= least && !element.scheduled;
                return isThere && {x: Array.from(trace.x), y: Array.from(trace.y)};
            }""",
            arg=[self._selector(chart), name, least],
            timeout=PATIENCE,
        )
        return found.json_value()
