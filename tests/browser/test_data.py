"""Measured data in a real browser: a file of one's own, its integral and its derivative."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.lab import PATIENCE, Lab


@pytest.fixture
def lab(page, url):
    return Lab(page, url, prefix="data")


def value_of(lab, label):
    """Return value and standard error of a metric."""
    numbers = re.findall(r"−?[\d.]+", lab.metric(label))
    return [float(number.replace("−", "-")) for number in numbers[:2]]


def file_of(rows):
    lines = [f"{x:.3f};{y:.4f}".replace(".", ",") for x, y in rows]
    content = "t / s;v / (m/s)\r\n" + "\r\n".join(lines)
    return {"name": "cart.csv", "mimeType": "text/csv", "buffer": content.encode("utf-16")}


def test_a_file_has_its_integral_and_its_derivative_with_their_errors(lab):
    lab.open("data")
    assert value_of(lab, "NNI") != value_of(lab, "Simpson")  # an example is there
    rng = np.random.default_rng(0)
    x = np.linspace(0.0, 3.0, 61)
    y = np.cos(x) + 0.02 * rng.normal(size=x.size)
    lab.page.locator("input[type=file]").set_input_files(file_of(zip(x, y, strict=True)))
    said = lab.page.get_by_text("61 readings of")
    expect(said).to_contain_text("Commas were read as decimal signs.", timeout=PATIENCE)
    lab.wait_until_idle()
    for label in ("NNI", "Trapezoid", "Smoothing spline"):
        value, error = value_of(lab, label)
        assert abs(value - np.sin(3.0)) < 4 * error < 0.1
        assert lab.metric(label).endswith(" m")
    lab.choose_tab("Derivative")
    slope = lab.trace("derivative", "network", least=100)
    assert slope["y"][150] == pytest.approx(-np.sin(1.5), abs=0.1)
    lab.page.reload()  # small data are in the link
    expect(said).to_be_visible(timeout=PATIENCE)
    assert value_of(lab, "NNI")[0] == pytest.approx(np.sin(3.0), abs=0.1)


def test_what_is_no_table_leaves_the_page_as_it_was(lab):
    lab.open("data", example="fall")
    before = value_of(lab, "NNI")
    wrong = {"name": "a.xlsx", "mimeType": "", "buffer": b"PK\x03\x04workbook"}
    lab.page.locator("input[type=file]").set_input_files(wrong)
    expect(lab.page.get_by_role("alert")).to_contain_text("a workbook", timeout=PATIENCE)
    lab.wait_until_idle()
    assert value_of(lab, "NNI") == before
    assert lab.width_of_the_page() <= lab.page.viewport_size["width"]
