from nncore.comparisons import compare, notebook_intervals, references
from nncore.figures import divergence_figure
from tests.nncore.figures.drawable import assert_drawable
from tests.nncore.figures.examples import LOG, network


def comparison():
    return compare(network(), references(LOG, notebook_intervals(0.0, 100.0)), (0.0, 100.0))


def test_plotly_accepts_it_and_json_can_hold_it():
    assert_drawable(divergence_figure(comparison()))


def test_extrapolated_intervals_are_shaded_and_infinity_is_written():
    figure = divergence_figure(comparison())
    assert len(figure["layout"]["shapes"]) == 3
    assert [a["text"] for a in figure["layout"]["annotations"]] == ["SNI = −∞"]
