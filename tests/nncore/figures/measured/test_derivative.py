import numpy as np
import pytest

from nncore.comparisons.measured.analysis import Analysis
from nncore.figures.measured import measured_derivative_figure
from nncore.samples.examples import EXAMPLES
from nncore.samples.measured_data import MeasuredData
from nncore.specs import DataSpec


def by_name(figure):
    return {trace["name"]: trace for trace in figure["data"]}


def test_derivatives_are_drawn_side_by_side():
    analysis = Analysis.of(EXAMPLES["track"].data, DataSpec())
    figure = measured_derivative_figure(analysis, EXAMPLES["track"].slope)
    traces = by_name(figure)
    window = f"Savitzky-Golay, {analysis.filtered.window} points"
    names = {"network", "95 % of the derivative", window, "finite differences", "truth"}
    assert set(traces) == names
    data = analysis.data
    expected = np.gradient(data.y, data.x, edge_order=2)
    assert traces["finite differences"]["y"] == pytest.approx(expected.tolist(), rel=1e-5, abs=1e-6)
    assert figure["layout"]["yaxis"]["title"]["text"] == "ds/dt / (m/s)"
    low, high = figure["layout"]["yaxis"]["range"]
    assert low < np.min(analysis.derivative.low) and high > np.max(analysis.derivative.high)


def test_too_few_points_for_a_filter_have_none():
    x = np.array([0.0, 1.0, 2.0, 3.0])
    analysis = Analysis.of(MeasuredData(x, np.sin(x), 0.1), DataSpec())
    assert set(by_name(measured_derivative_figure(analysis))) == {
        *("network", "95 % of the derivative", "finite differences")
    }
