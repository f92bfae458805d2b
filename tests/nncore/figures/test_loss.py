import pytest

from nncore.figures import loss_figure
from nncore.figures.loss import MAX_POINTS, thinned
from nncore.trainers import TrainingRecord, TrainingStatus
from tests.nncore.figures.drawable import assert_drawable


def records(n):
    return [
        TrainingRecord(i, 1.0 / (i + 1), 2.0 / (i + 1), TrainingStatus.RUNNING, 0.1 * i)
        for i in range(n)
    ]


FIGURES = {
    "loss": lambda: loss_figure(records(50)),
    "loss before the first step": lambda: loss_figure([]),
}


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES.keys())
def test_plotly_accepts_it_and_json_can_hold_it(figure):
    assert_drawable(figure())


def test_long_runs_are_thinned_and_keep_their_last_point():
    for n in (0, 1, 5, MAX_POINTS, MAX_POINTS + 1, 10_000):
        drawn = thinned(records(n))
        assert len(drawn) <= MAX_POINTS + 1
        assert not n or drawn[-1].iteration == n - 1
    few, more = thinned(records(3_000)), thinned(records(3_100))
    assert [r.iteration for r in few[:-1]] == [r.iteration for r in more[: len(few) - 1]]
