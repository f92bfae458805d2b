"""The line that says how runs stand: what it says of each status, and which button helps."""

import pytest

from nncore.live import ComputeBudget, PageRuns
from nncore.specs import StencilSpec
from nncore.trainers import TrainingRecord, TrainingStatus
from pages.live.status_line import status_content
from tests.nncore.live.clockwork import Clock, FakeEngine

#: Status -> the last words of the line.
REMEDIES = {
    TrainingStatus.READY: "before training. Press Play.",
    TrainingStatus.PAUSED: "Press Play to go on, or Step to advance by one.",
    TrainingStatus.TIME_IS_UP: "Time is up. Press Play to start again.",
    TrainingStatus.DIVERGED: "lower the learning rate. Then press Reset.",
    TrainingStatus.STOPPED: "Press Reset to start again.",
    TrainingStatus.CONVERGED: "no further step improves the fit.",
}


def line_of(status, **attributes):
    runs = PageRuns(lambda: FakeEngine(Clock(), 0.0), None)
    runs.follow({"run": StencilSpec()})
    if status is TrainingStatus.TIME_IS_UP:
        runs.budget = ComputeBudget(1.0)
        runs.runs["run"].records = [TrainingRecord(1, 1.0, None, TrainingStatus.RUNNING, 2.0)]
    for name, value in {"status": status, **attributes}.items():
        setattr(runs.runs["run"], name, value)
    return status_content(runs, "epoch")["text"]


@pytest.mark.parametrize("status", REMEDIES)
def test_the_line_names_the_button_that_helps(status):
    assert line_of(status).endswith(REMEDIES[status])


def test_a_run_that_waits_has_a_position():
    line = line_of(TrainingStatus.QUEUED, queue_position=3)
    assert line.endswith("other runs are ahead of this one. Position 3.")
