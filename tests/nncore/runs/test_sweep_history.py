"""Sweeps: no trial twice, no sweep on two servers, and what a killed server leaves behind."""

import dataclasses
import time
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import select, update

from nncore.experiments.outcome import Outcome
from nncore.runs import HistoryError, RunFilter, SweepState, new_key
from nncore.runs.schema import sweeps
from nncore.specs import IntegrationSpec, StencilSpec
from nncore.specs.sweep import SweepSpec
from nncore.trainers import TrainingStatus
from tests.nncore.runs.records import SWEEP, done, record, runs_of


def cell(key, number, **changes):
    return record(spec=SWEEP.cell(number), sweep=key, cell=number, **changes)


def failed(key, number):
    outcome = Outcome(TrainingStatus.FAILED, reason="It was too large.")
    return dataclasses.replace(cell(key, number), outcome=outcome, network=None)


@pytest.mark.parametrize(
    "sweep",
    [
        SWEEP,
        SweepSpec(
            IntegrationSpec(), {"trainer": ("lbfgs", "adam"), "learning_rate": (1e-4, 0.1)}, "Õ"
        ),
        SweepSpec(StencilSpec(), {"offsets": ((0, 1), (-1, 0, 1))}),
    ],
    ids=["widths", "trainers", "stencils"],
)
def test_a_sweep_comes_back_as_it_was(history, sweep):
    key = history.begin_sweep(sweep)
    found = history.sweep(key)
    assert found == sweep
    assert [found.cell(i) for i in range(len(sweep))] == [sweep.cell(i) for i in range(len(sweep))]
    assert done(history, key) == set()
    (summary,) = history.sweeps()
    assert summary.title == sweep.title and summary.n_cells == sweep.n_cells
    assert (summary.n_done, summary.n_failed, summary.state) == (0, 0, SweepState.WAITING)


def test_a_trial_is_kept_once(history):
    key = history.begin_sweep(SWEEP)
    first = cell(key, 4, loss=1.0)
    history.keep(first)
    history.keep(first)
    history.keep(cell(key, 4, loss=2.0))  # another server's, with a key of its own
    (kept,) = runs_of(history, key)
    assert (kept.key, kept.loss, kept.cell) == (first.key, 2.0, 4)
    assert history.get(first.key).outcome.loss == 2.0
    assert done(history, key) == {4}
    other = history.begin_sweep(SWEEP)
    history.keep(cell(other, 4))
    assert history.count() == 2


def test_a_run_is_not_made_a_trial_of_something_else(history):
    key = history.begin_sweep(SWEEP)
    kept = cell(key, 0)
    history.keep(kept)
    with pytest.raises(HistoryError, match=f"The run {kept.key} is in the history as another one"):
        history.keep(dataclasses.replace(kept, cell=1))
    assert done(history, key) == {0}


def test_progress_counts_what_is_kept(history):
    key, other = history.begin_sweep(SWEEP), history.begin_sweep(SWEEP)
    history.keep(cell(key, 0), cell(key, 2), failed(key, 3), cell(other, 0), record())
    history.keep_refused_trials(key, {5: "`n_hidden` must be less."})
    history.keep_refused_trials(key, {5: "`n_hidden` must be less."})
    summary = history.sweep_summary(key)
    assert (summary.n_done, summary.n_failed, summary.n_cells) == (4, 2, 6)
    assert done(history, key) == {0, 2, 3, 5}
    history.keep(cell(key, 1), cell(key, 4))
    assert history.sweep_summary(key).state is SweepState.FINISHED
    counts = {summary.key: summary.n_done for summary in history.sweeps()}
    assert counts == {key: 6, other: 1}
    assert len(history.sweeps(limit=1)) == 1
    assert history.count(RunFilter(single_runs_only=True)) == 1


def test_results_are_arrays_in_the_order_of_the_trials(history):
    key = history.begin_sweep(SWEEP)
    history.keep(cell(key, 3, loss=0.5, seconds=2.0), failed(key, 1), cell(key, 0, loss=4.0))
    history.keep_refused_trials(key, {2: "Impossible."})
    cells = history.trials(key)
    np.testing.assert_array_equal(cells.cell, [0, 1, 2, 3])
    np.testing.assert_array_equal(cells.loss, [4.0, np.nan, np.nan, 0.5])
    assert cells.seconds[3] == 2.0 and np.isnan(cells.weight_error).all()
    assert cells.reason == ("", "It was too large.", "Impossible.", "")
    assert [s is TrainingStatus.FAILED for s in cells.status] == [False, True, True, False]
    assert history.get(cells.key[3]).spec == SWEEP.cell(3) and cells.key[2] == ""
    assert len(cells) == 4 and len(history.trials(history.begin_sweep(SWEEP))) == 0


def test_one_owner_at_a_time(history):
    key = history.begin_sweep(SWEEP)
    assert history.claim(key, "first", 60)
    assert not history.claim(key, "second", 60)
    assert history.claim(key, "first", 60)  # renewed
    summary = history.sweep_summary(key)
    assert (summary.state, summary.owner) == (SweepState.RUNNING, "first")
    history.release(key, "second")  # not its own
    assert not history.claim(key, "second", 60)
    history.release(key, "first")
    assert history.sweep_summary(key).state is SweepState.WAITING
    assert history.claim(key, "second", 60)
    assert not history.claim(new_key(), "second", 60)


def test_the_lease_of_a_dead_owner_runs_out(history):
    key = history.begin_sweep(SWEEP)
    assert history.claim(key, "killed", 60)
    past = datetime.now(UTC) - timedelta(seconds=1)
    with history.writing() as connection:
        connection.execute(update(sweeps).values(lease_until=past))
    summary = history.sweep_summary(key)
    assert (summary.state, summary.owner) == (SweepState.WAITING, None)
    assert history.claim(key, "next", 60)
    assert not history.claim(key, "killed", 60)


def test_a_lease_is_as_long_as_asked(history):
    key = history.begin_sweep(SWEEP)
    before = time.time()
    assert history.claim(key, "owner", 60)
    after = time.time()
    with history.reading() as connection:
        until = connection.scalar(select(sweeps.c.lease_until)).timestamp()
    # The database of the tests has this machine's clock.
    assert before + 60 - 1e-3 <= until <= after + 60 + 1e-3


def test_a_cancelled_sweep_is_nobodys(history):
    key = history.begin_sweep(SWEEP)
    history.keep(cell(key, 0))
    assert history.claim(key, "owner", 60)
    history.cancel_sweep(key)
    assert not history.claim(key, "owner", 60)
    assert history.sweep_summary(key).state is SweepState.CANCELLED
    assert done(history, key) == {0}
    history.release(key, "owner")
    history.continue_sweep(key)
    assert history.claim(key, "other", 60)


def test_a_deleted_trial_is_not_computed_again(history):
    key = history.begin_sweep(SWEEP)
    kept = [cell(key, i) for i in range(SWEEP.n_cells)]
    history.keep(*kept)
    assert history.sweep_summary(key).state is SweepState.FINISHED
    history.delete(kept[0].key)
    assert history.sweep_summary(key).state is SweepState.CANCELLED
    assert not history.claim(key, "owner", 60)


def test_a_sweep_is_deleted_with_its_trials(history):
    key = history.begin_sweep(SWEEP)
    single = record()
    history.keep(cell(key, 0), cell(key, 1), single)
    history.keep_refused_trials(key, {2: "Impossible."})
    history.delete_sweep(key)
    assert [run.key for run in history.find()] == [single.key]
    assert history.sweeps() == [] and done(history, key) == set()
    for call in (history.sweep, history.sweep_summary):
        with pytest.raises(HistoryError, match=f"There is no sweep {key} in the history"):
            call(key)
    with pytest.raises(HistoryError, match="The sweep of this run is no longer"):
        history.keep(cell(key, 3))
    with history.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM run_contents").scalar() == 1


def test_a_sweep_of_another_version_is_told(history):
    key = history.begin_sweep(SWEEP)
    with history.writing() as connection:
        connection.execute(update(sweeps).values(spec={"kind": "sweep", "base": {}, "depth": 2}))
    with pytest.raises(HistoryError, match="Another version of the program kept this sweep: `"):
        history.sweep(key)
