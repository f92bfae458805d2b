"""Lines in the charts of losses where the learning rate has changed."""

import numpy as np
import pytest

from nncore.figures import loss_figure
from nncore.figures.rate_changes import rate_changes
from nncore.figures.stencils import losses_figure
from nncore.trainers import TrainingRecord, TrainingStatus
from nncore.trainers.first_order.learning_rates import LearningRates
from tests.nncore.figures.drawable import assert_drawable

RATES = LearningRates(0.01, ((31, 0.001), (61, 1e-4)))


def records(n, updates=3.0):
    return [
        TrainingRecord(j, 1.0 / (j + 1), None, TrainingStatus.RUNNING, 0.0, {"steps": updates * j})
        for j in range(n + 1)
    ]


def lines(figure):
    return [shape["x0"] for shape in figure["layout"]["shapes"] if shape.get("yref") == "paper"]


def labels(figure):
    return [(note["x"], note["text"]) for note in figure["layout"]["annotations"]]


def test_a_line_stands_where_the_first_epoch_of_a_rate_begins():
    figure = loss_figure(records(100), rates=RATES)
    assert_drawable(figure)
    assert lines(figure) == [30, 60]
    assert labels(figure) == [(30, "0.001"), (60, "0.0001")]
    for shape in figure["layout"]["shapes"]:
        assert (shape["x0"], shape["y0"], shape["y1"]) == (shape["x1"], 0, 1)
        assert shape["line"]["width"] == 1


def test_what_is_said_of_them():
    figure = loss_figure(records(100), rates=RATES)
    assert figure["layout"]["meta"]["said"] == (
        "From epoch 31 on the learning rate is 0.001. From epoch 61 on the learning rate is 0.0001."
    )


@pytest.mark.parametrize(
    ("n", "expected"), [(0, []), (29, []), (30, [30]), (59, [30]), (60, [30, 60])]
)
def test_a_change_that_is_to_come_is_not_drawn(n, expected):
    assert lines(loss_figure(records(n), rates=RATES)) == expected


@pytest.mark.parametrize("rates", [None, LearningRates(0.1), LearningRates(0.1, ((1, 0.2),))])
def test_a_rate_that_stays_has_no_line(rates):
    figure = loss_figure(records(100), rates=rates)
    assert lines(figure) == labels(figure) == [] and figure["layout"]["meta"]["said"] == ""
    assert lines(loss_figure([], rates=rates)) == []


def test_rates_are_not_written_over_each_other():
    changes = tuple((begin, 1.0 / begin) for begin in (300, 302, 304, 600, 990))
    marks = rate_changes(LearningRates(1.0, changes), 1_000.0)
    assert len(marks["shapes"]) == 5
    written = [note["x"] for note in marks["annotations"]]
    assert written == [303, 599, 989]  # of neighbours, the rate with which it went on
    assert np.diff(written).min() >= 0.04 * 1_000


def test_stencils_have_them_over_the_updates_beside_their_optimum():
    lanes = {"forward": records(100), "central": records(50)}
    options = ({"forward": 0.2, "central": 0.1}, {"forward": 2.0, "central": 2.0})
    figure = losses_figure(lanes, *options, RATES, 3)
    assert_drawable(figure)
    assert lines(figure) == [90, 180]
    assert labels(figure)[-2:] == [(90, "0.001"), (180, "0.0001")]
    assert "From epoch 61 on" in figure["layout"]["meta"]["said"]
    assert len(figure["layout"]["shapes"]) == 4
    before = losses_figure({"forward": []}, {"forward": 0.2}, {"forward": 2.0}, RATES, 3)
    assert lines(before) == []
