"""The sentence of a chart, for those who hear it: every number of it is there."""

import re

import pytest
from playwright.sync_api import expect

from nncore.figures.typed_array import typed_array
from pages.live.elements import full_bundle
from tests.browser.bare_page import BareChart


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ([0, 2, None, 3, 5, None], [7, 1, None, 4, 6, None]),  # lines that are interrupted
        ([0, 2, 5, 8], [7, 1, 6, None]),  # a curve that ends at nothing
        ([None, 0, 5], [None, 7, 6]),
    ],
)
def test_a_line_is_said_from_its_first_point_to_its_last(page, url, x, y):
    chart = BareChart(page, url)
    chart.show([{"type": "scatter", "mode": "lines", "name": "units", "x": x, "y": y}], {})
    page.locator("[data-live]").focus()
    low = min(value for value in y if value is not None)
    expect(page.locator("p.live-said")).to_have_text(
        f"units: from 0 to 5, values from {low} to 7, the last one 6."
    )


def test_a_curve_without_x_is_said_by_its_places(page, url):
    chart = BareChart(page, url)
    chart.show([{"type": "scatter", "mode": "lines", "name": "units", "y": [7, 1, 6]}], {})
    page.locator("[data-live]").focus()
    expect(page.locator("p.live-said")).to_have_text(re.compile("^units: from 0 to 2, values"))


def test_packed_arrays_are_said_as_others_are(page, url):
    chart = BareChart(page, url, full_bundle())
    packed = {"x": typed_array([0.0, 5.0]), "y": typed_array([7.0, 6.0])}
    chart.show([{"type": "scatter", "mode": "lines", "name": "units", **packed}], {})
    page.locator("[data-live]").focus()
    expect(page.locator("p.live-said")).to_contain_text("units: from 0 to 5, values from 6 to 7")
