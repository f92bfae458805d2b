import math

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


def test_the_word_of_an_infinite_sni_has_room_above_all_errors():
    figure = divergence_figure(comparison())
    low, high = figure["layout"]["yaxis"]["range"]
    drawn = [value for trace in figure["data"] for value in trace["y"] if value]
    assert (high - math.log10(max(drawn))) / (high - low) > 0.2
