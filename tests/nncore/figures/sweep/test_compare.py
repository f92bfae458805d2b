import numpy as np

from nncore.figures.sweep import compare_figure
from nncore.trainers.loss_curve import LossCurve
from tests.nncore.figures.sweep.examples import curve


def test_curves_show_the_validation_loss_and_leave_out_steps_without():
    figure = compare_figure({"one": curve(9), "two": curve(3, 5.0)}, "seconds")
    one = figure["data"][0]
    np.testing.assert_allclose(one["x"], [0.0, 0.2, 0.4, 0.6, 0.8])
    np.testing.assert_allclose(one["y"], 1 / (1 + np.arange(0, 9, 2)), rtol=1e-6)
    without = LossCurve(np.arange(3.0), np.ones(3), np.full(3, np.nan), np.arange(3.0))
    assert compare_figure({"a": without})["data"][0]["y"] == [1.0] * 3


def test_six_runs_are_told_apart_without_colour():
    figure = compare_figure({str(i): curve(5) for i in range(6)})
    assert len({trace["line"]["dash"] for trace in figure["data"]}) == 6
    assert len({trace["marker"]["symbol"] for trace in figure["data"]}) == 6
