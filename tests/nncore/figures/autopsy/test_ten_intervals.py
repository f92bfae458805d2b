import numpy as np
import pytest

from nncore.figures.autopsy import autopsy_figure
from nncore.figures.style import ALARM, NNI
from nncore.notebooks import PUT_RIGHT, Quirks, autopsy, stored_network
from nncore.notebooks.printed_integrals import ROWS
from tests.nncore.figures.drawable import assert_drawable

NETWORK = stored_network().network

FIGURES = {
    "as printed": lambda: autopsy_figure(autopsy(NETWORK)),
    "put right": lambda: autopsy_figure(autopsy(NETWORK, PUT_RIGHT)),
    "NumPy 2": lambda: autopsy_figure(autopsy(NETWORK, Quirks(precision="float32"))),
}


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES.keys())
def test_plotly_accepts_it_and_json_can_hold_it(figure):
    assert_drawable(figure())


def trace(figure, name):
    return next(t for t in figure["data"] if t["name"] == name)


def test_rows_beyond_their_bound_are_crosses_in_vermilion():
    broken = trace(FIGURES["as printed"](), "NNI error, computed again")["marker"]
    assert set(broken["color"]) == {ALARM} and set(broken["symbol"]) == {"x"}
    right = trace(FIGURES["put right"](), "NNI error, computed again")["marker"]
    assert set(right["color"]) == {NNI} and set(right["symbol"]) == {"circle"}


def test_what_is_not_finite_is_written_above_its_row():
    figure = FIGURES["as printed"]()
    written = [(a["x"], a["text"]) for a in figure["layout"]["annotations"]]
    assert ("20…65", "∞") in written and ("45…140", "nan") in written
    assert ("0…5", "■ ∞") in written
    # seven rows computed again, seven rows printed, one SNI
    assert len(written) == 7 + 7 + 1
    assert len(FIGURES["put right"]()["layout"]["annotations"]) == 7


def test_rows_side_by_side_have_the_marker_of_their_curve_once():
    figure = FIGURES["as printed"]()
    computed, printed = np.array(
        [trace(figure, name)["y"] for name in ("NNI error, computed again", "printed |NNI−SNI|")],
        float,
    )
    labels = figure["data"][0]["x"]
    marked = {
        (note["text"][0], labels.index(note["x"]))
        for note in figure["layout"]["annotations"]
        if note["text"][0] in "✕○"
    }
    assert marked == {
        (symbol, i)
        for symbol, values in (("✕", computed), ("○", printed))
        for i in np.flatnonzero(np.isnan(values))
        if i == 0 or not np.isnan(values[i - 1])
    }


def test_finite_errors_are_drawn_and_the_others_are_gaps():
    figure = FIGURES["as printed"]()
    found = trace(figure, "NNI error, computed again")["y"]
    assert [value is None for value in found] == [False] * 3 + [True] * 7
    printed = trace(figure, "printed |NNI−SNI|")["y"]
    assert printed[1:4] == pytest.approx([row.divergence for row in ROWS[1:4]], rel=1e-6)
    assert trace(figure, "bound of the NNI error")["y"] == pytest.approx(
        autopsy(NETWORK).bound.tolist(), rel=1e-6
    )


def test_extrapolated_rows_are_shaded():
    assert len(FIGURES["as printed"]()["layout"]["shapes"]) == 3
    assert FIGURES["put right"]()["layout"]["shapes"] == []
