"""A limit of compute time for each run of a page."""

from nncore.live import ComputeBudget
from nncore.trainers import TrainingRecord, TrainingStatus
from tests.nncore.live.clockwork import Clock
from tests.nncore.live.played_pages import Keeper, runs_with


def test_progress_is_of_the_iterations_or_of_the_budget():
    runs = runs_with(Clock(), 0.0)
    run = runs.runs["central"]
    run.records = [TrainingRecord(3, 1.0, None, TrainingStatus.RUNNING, 0.5)]
    assert runs.budget.progress_of(run) == 3 / run.spec.trainer.n_iterations
    runs.budget = ComputeBudget(2.0)
    assert runs.budget.progress_of(run) == 0.25
    run.records.append(TrainingRecord(9, 1.0, None, TrainingStatus.RUNNING, 2.1))
    assert runs.budget.is_done(run) and runs.budget.progress_of(run) == 1.0


def test_a_run_whose_time_is_up_is_kept_as_such_and_goes_on_with_more_of_it():
    keeper = Keeper()
    runs = runs_with(Clock(), 0.0, keeper=keeper)
    runs.budget = ComputeBudget(2.0)
    run = runs.runs["central"]
    run.records = [TrainingRecord(9, 1.0, None, TrainingStatus.RUNNING, 2.1)]
    runs.playing = True
    runs.pause()
    assert [status for _, status, *_ in keeper.kept] == [TrainingStatus.TIME_IS_UP]
    assert runs.budget.status_of(run) is TrainingStatus.TIME_IS_UP
    runs.budget = ComputeBudget(5.0)
    assert runs.budget.status_of(run) is TrainingStatus.PAUSED and not runs.is_over
