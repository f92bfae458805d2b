"""Who made what, and the state with which a run goes on: kept, and given back."""

import dataclasses

import pytest

from nncore.experiments import train
from nncore.runs import IntegralTask, RunRecord, StencilTask
from nncore.runs.plain_data import from_bytes, to_bytes
from nncore.specs import IntegrationSpec
from nncore.trainers import LevenbergMarquardt, TrainingStatus
from tests.nncore.runs.records import SWEEP, record, runs_of, stencil_record

ANA, BOB = "a" * 32, "b" * 64


def test_a_run_has_its_maker(history):
    kept = [record(made_by=ANA), stencil_record(made_by=BOB), record()]
    history.keep(*kept)
    for one in kept:
        assert history.get(one.key) == one
    assert {one.key: one.made_by for one in history.find()} == {
        one.key: one.made_by for one in kept
    }


def test_a_run_that_is_kept_again_keeps_its_maker_unless_another_is_named(history):
    kept = record(made_by=ANA)
    history.keep(kept)
    history.keep(dataclasses.replace(kept, made_by="", name="again"))
    assert history.get(kept.key).made_by == ANA
    history.keep(dataclasses.replace(kept, made_by=BOB))  # the tab's browser has become known
    assert history.get(kept.key).made_by == BOB


def test_trials_were_made_by_who_made_the_sweep(history):
    key = history.begin_sweep(SWEEP, made_by=ANA)
    others = history.begin_sweep(SWEEP)
    history.keep(
        *(record(spec=SWEEP.cell(i), sweep=one, cell=i) for one in (key, others) for i in (0, 1)),
        record(made_by=BOB),
    )
    history.keep(record(spec=SWEEP.cell(0), sweep=key, cell=0))
    assert [one.made_by for one in runs_of(history, key)] == [ANA, ANA]
    assert [one.made_by for one in runs_of(history, others)] == ["", ""]
    assert history.sweep_summary(key).made_by == ANA
    assert {one.key: one.made_by for one in history.sweeps()} == {key: ANA, others: ""}
    history.claim(key, "a server", 60.0)  # who is at work on it has not made it
    assert history.sweep_summary(key).made_by == ANA


def test_a_task_has_its_maker_and_is_the_same_without(history):
    tasks = [IntegralTask("One", "runge", made_by=ANA), StencilTask("Another", made_by=BOB)]
    keys = [history.add_task(task) for task in [*tasks, IntegralTask("A third", "log")]]
    found = history.tasks()
    assert [found[key].made_by for key in keys] == [ANA, BOB, ""]
    assert found[keys[0]] == IntegralTask("One", "runge").resolved()
    run = record(integrand="runge", integral_error=0.1)
    history.keep(run)
    assert [one.key for one in history.leaderboard(found[keys[0]])] == [run.key]


@pytest.mark.parametrize("made_by", ["a" * 65, "not a digest", "A" * 32, None, b"ab"])
def test_what_is_no_digest_is_refused(history, made_by):
    for make in (
        lambda: record(made_by=made_by),
        lambda: IntegralTask("One", "runge", made_by=made_by),
        lambda: history.begin_sweep(SWEEP, made_by),
    ):
        with pytest.raises(ValueError, match="`made_by` must be at most 64 hexadecimal digits"):
            make()


def test_a_run_goes_on_from_the_history_as_if_it_had_never_stopped(history):
    spec = IntegrationSpec(
        integrand="runge", n_hidden=4, n_samples=60, trainer=LevenbergMarquardt(max_iterations=6)
    )
    *steps, _ = train(spec)
    paused = dataclasses.replace(steps[2], status=TrainingStatus.PAUSED)
    kept = RunRecord.of(spec, steps[:3], paused, state=to_bytes(paused.state), made_by=ANA)
    history.keep(kept)
    found = history.get(kept.key)
    assert found == kept
    *resumed, _ = train(spec, state=from_bytes(found.state))
    assert [(s.loss, s.network) for s in resumed] == [(s.loss, s.network) for s in steps[3:]] != []
    assert history.get(kept.key, with_state=False) == dataclasses.replace(kept, state=None)


def test_a_run_that_has_ended_needs_no_state(history):
    kept = record(state=to_bytes({"iteration": 3}))
    history.keep(kept)
    history.keep(dataclasses.replace(kept, state=None))
    assert history.get(kept.key).state is None


def test_the_state_counts_as_memory():
    kept = record()
    assert dataclasses.replace(kept, state=b"x" * 1_000).n_bytes == kept.n_bytes + 1_000
