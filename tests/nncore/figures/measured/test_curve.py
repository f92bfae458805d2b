import dataclasses

import numpy as np
import pytest

from nncore.comparisons.measured.analysis import Analysis
from nncore.figures.measured import measured_curve_figure
from nncore.samples.examples import EXAMPLES
from nncore.samples.measured_data import MeasuredData
from nncore.specs import DataSpec


@pytest.fixture(scope="module")
def analysis():
    return Analysis.of(EXAMPLES["spectrum"].data, DataSpec())


def by_name(figure):
    return {trace["name"]: trace for trace in figure["data"]}


def test_points_curves_and_residuals_are_drawn(analysis):
    data = analysis.data
    traces = by_name(measured_curve_figure(analysis, (500.0, 540.0), EXAMPLES["spectrum"].curve))
    assert set(traces) == {
        *("measured", "network", "95 % of the curve", "smoothing spline", "residual", "truth")
    }
    # Numbers of a figure have seven digits.
    assert traces["measured"]["y"] == pytest.approx(data.y.tolist(), rel=1e-6)
    bars = traces["measured"]["error_y"]["array"]
    assert len(bars) == len(data) and min(bars) > 0
    assert traces["residual"]["y"] == pytest.approx(analysis.residuals.tolist(), rel=1e-6)
    low, high = np.min(traces["95 % of the curve"]["y"]), np.max(traces["95 % of the curve"]["y"])
    assert low < np.min(traces["network"]["y"]) and high > np.max(traces["network"]["y"])


def test_the_gap_and_the_limits_are_shaded(analysis):
    gap, limits = measured_curve_figure(analysis, (540.0, 500.0))["layout"]["shapes"]
    assert (gap["x0"], gap["x1"]) == (554.0, 581.0) and (limits["x0"], limits["x1"]) == (500, 540)


def test_without_a_truth_none_is_drawn(analysis):
    assert "truth" not in by_name(measured_curve_figure(analysis, (500.0, 540.0)))


def test_headings_are_shown_as_they_are():
    data = dataclasses.replace(EXAMPLES["cart"].data, x_label="<b>t</b>", y_unit="<a>", y_label="v")
    layout = measured_curve_figure(Analysis.of(data, DataSpec()), (0, 1))["layout"]
    assert layout["xaxis"]["title"]["text"] == "&lt;b&gt;t&lt;/b&gt; / s"
    assert layout["yaxis"]["title"]["text"] == "v / &lt;a&gt;"


def test_of_many_points_means_are_drawn_without_bars():
    x = np.linspace(0, 1, 5_000)
    found = Analysis.of(MeasuredData(x, np.sin(x)), DataSpec())
    means = by_name(measured_curve_figure(found, (0, 1)))["measured, means"]
    assert len(means["x"]) <= 1_000 and "error_y" not in means


def test_a_long_heading_has_two_lines_and_room_for_them(analysis):
    words = "the <b>temperature</b> of the water in the upper part of the basin"
    data = dataclasses.replace(analysis.data, y_label=words, y_unit="kg·m²/(s³·A)")
    named = dataclasses.replace(analysis, fit=dataclasses.replace(analysis.fit, data=data))
    short, long = (measured_curve_figure(each, (500.0, 540.0)) for each in (analysis, named))
    first, second = long["layout"]["yaxis"]["title"]["text"].split("<br>")
    assert first == "the &lt;b&gt;temperature&lt;/b&gt; of" and second.endswith(" …")
    more = {side: long["layout"]["margin"][side] - short["layout"]["margin"][side] for side in "lb"}
    assert more["l"] > 0 == more["b"]
