"""The tab of boxes: one network over many boxes, beside cubature."""

import re

import pytest

from nncore.comparisons.box_list import N_RANDOM_BOXES
from pages.boxes.listing import PENDING
from tests.pages.shown import metric, table

PAGE = "dimensions.py"
#: A number as a table has it.
WRITTEN = re.compile(r"−?\d[\d.]*(e-?\d+)?")


def errors(page):
    return [error.value for error in page.error]


def found(page, slot):
    """Draw the page until nothing of a table has still to be found."""
    for _ in range(100):
        rows = table(page, slot)
        if not any(PENDING in row for row in rows):
            return rows
        page.run()
    raise AssertionError(f"{rows} is not complete.")


@pytest.mark.parametrize(
    "query",
    [{"integrand": "genz-product-peak", "n_inputs": "3"}, {"integrand": "exp(-x1*x2)"}],
)
def test_boxes_have_their_integrals_beside_cubature(app, query):
    page = app(PAGE, n_hidden="5", n_samples="1000", **query)
    rows = found(page, "boxes")
    assert len(rows) == 1 + N_RANDOM_BOXES and "the box of the training" in rows[0][-1]
    # The first row is the box of the metrics.
    assert rows[0][1] == metric(page, "NNI")
    for box, nni, exact, by_cubature, *_, estimated, _, _ in rows:
        assert all(map(WRITTEN.fullmatch, (nni, exact, by_cubature))), box
        assert "≈ " in estimated and exact[:3] == by_cubature[:3]
    before = [row[0] for row in rows[1:]]
    page.number_input(key="dimensions_box_seed").set_value(1).run()
    assert not set(before) & {row[0] for row in table(page, "boxes")[1:]}


def test_boxes_that_are_typed_are_in_the_link_and_may_lie_outside(app):
    page = app(PAGE, n_hidden="5", n_samples="200")
    page.text_input(key="dimensions_boxes").set_value("0 0.5 0 1; 0.5 2 0 1").run()
    assert not errors(page) and "0.5 2 0 1" in page.query_params["boxes"]
    _, inside, outside = found(page, "boxes")
    assert inside[0] == "[0, 0.5] x [0, 1]" and "extrapolation" not in inside[-1]
    assert outside[0] == "[0.5, 2] x [0, 1]" and "extrapolation" in outside[-1]
    page.text_input(key="dimensions_boxes").set_value("0 1").run()
    assert "**Boxes** must have a pair of limits for each of the 2 inputs" in errors(page)[0]
    assert len(table(page, "boxes")) == 3
    # With another number of inputs they are no boxes any more.
    page.number_input(key="dimensions_n_inputs").set_value(3).run()
    assert not errors(page) and page.session_state["dimensions:view"].boxes == ""


def test_boxes_of_a_link_that_do_not_fit_are_said(app):
    page = app(PAGE, n_inputs="3", boxes="0 1 0 1", n_samples="200")
    assert "**Boxes** must have a pair of limits for each of the 3 inputs" in errors(page)[0]
    assert len(table(page, "boxes")) == 1 + N_RANDOM_BOXES
