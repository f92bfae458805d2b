import pytest

from nncore.figures.autopsy import hidden_size_figure
from nncore.notebooks import size_curves
from tests.nncore.figures.drawable import assert_drawable

FIGURES = {
    "hidden size": lambda: hidden_size_figure(size_curves(), 27_778.0, title="error"),
    "hidden size, MSE": lambda: hidden_size_figure(size_curves("validation_loss"), 1.0, title="e"),
}


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES.keys())
def test_plotly_accepts_it_and_json_can_hold_it(figure):
    assert_drawable(figure())


def test_the_curves_of_the_hidden_size_are_the_medians_and_every_run_is_seen():
    data = FIGURES["hidden size"]()["data"]
    for curve, (runs, median) in zip(
        size_curves().values(), zip(data[::2], data[1::2], strict=True), strict=True
    ):
        assert median["x"] == curve.n_hidden.tolist()
        assert median["y"] == pytest.approx(curve.median.tolist(), rel=1e-6)
        assert len(runs["x"]) == len(runs["y"]) == curve.errors.size
    looks = {(t["line"]["dash"], t["marker"]["symbol"]) for t in data[1::2]}
    assert len(looks) == 3  # told apart without colour


def test_the_floor_begins_where_more_units_do_not_help():
    figure = FIGURES["hidden size"]()
    best = size_curves()["variable-projection"]
    floor = next(s for s in figure["layout"]["shapes"] if s["y0"] == s["y1"])
    assert (floor["x0"], floor["y0"]) == (best.enough, best.floor)
    words = [a["text"] for a in figure["layout"]["annotations"]]
    assert f"floor: from {best.enough} units on, more do not help" in words
    assert "rule of thumb: 27,778" in words


def test_the_rule_of_thumb_and_the_notebook_are_marked():
    shapes = FIGURES["hidden size"]()["layout"]["shapes"]
    upright = [s for s in shapes if s["x0"] == s["x1"]]
    assert [s["x0"] for s in upright] == [27_778.0, 10_000]
    assert len({s["line"]["dash"] for s in upright}) == 2


def test_words_hide_the_lines_behind_them():
    notes = FIGURES["hidden size"]()["layout"]["annotations"]
    assert {note["bgcolor"] for note in notes} == {"var(--st-background-color)"}
