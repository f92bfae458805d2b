from nncore.figures.autopsy import cancellation_figure
from nncore.notebooks import cancellation
from tests.nncore.figures.drawable import assert_drawable

FIGURE = cancellation_figure(cancellation())


def test_plotly_accepts_it_and_json_can_hold_it():
    assert_drawable(FIGURE)


def test_three_forms_are_told_apart_without_colour():
    data = FIGURE["data"]
    assert len({(t["line"]["dash"], t["marker"]["symbol"]) for t in data}) == len(data) == 3
    assert all(None not in t["y"] for t in data)  # an error of 0 is drawn at rounding level
