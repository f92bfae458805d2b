"""Runs are kept, found, renamed and deleted, and come back as they were."""

import dataclasses
import math
from datetime import timedelta, timezone

import numpy as np
import pytest
from sqlalchemy import insert, select, text, update

from nncore.experiments import train
from nncore.runs import HistoryError, RunFilter, RunRecord, new_key
from nncore.runs.schema import run_contents, runs
from nncore.specs import IntegrationSpec, StencilSpec
from nncore.trainers import Adam, LevenbergMarquardt, TrainingStatus
from nncore.trainers.loss_curve import LossCurve
from tests.nncore.runs.records import BEGAN, curve, many, odd_network, record, stencil_record


def test_a_trained_run_comes_back_as_it_was(history):
    spec = IntegrationSpec(
        integrand="runge",
        n_hidden=4,
        n_samples=100,
        trainer=LevenbergMarquardt(max_iterations=5),
        seed=2**32 - 1,
    )
    steps = list(train(spec))
    kept = RunRecord.of(spec, steps, steps[-1], name="première")
    history.keep(kept)
    found = history.get(kept.key)
    assert found == kept
    assert found.spec == spec and found.network == steps[-1].network
    assert found.outcome.integral == steps[-1].network.integral(*spec.interval)
    assert found.created.utcoffset() == timedelta(0)


def test_a_stencil_comes_back_as_it_was(history):
    spec = StencilSpec(offsets=(-2, 0, 3), trainer=Adam(learning_rate=1e-3, epochs=2))
    kept = stencil_record(spec=spec, coefficients=(1 / 3, math.nan, -math.inf))
    history.keep(kept)
    found = history.get(kept.key)
    np.testing.assert_array_equal(found.coefficients, kept.coefficients)
    assert dataclasses.replace(found, coefficients=None) == dataclasses.replace(
        kept, coefficients=None
    )
    (summary,) = history.find()
    assert (summary.offsets, summary.learning_rate, summary.n_samples) == ("-2, 0, 3", 1e-3, 50_000)
    assert summary.integrand is summary.n_hidden is None
    assert summary.spec == spec


def test_arrays_keep_nan_infinities_and_the_smallest_numbers(history):
    odd = odd_network()
    losses = curve(math.inf, math.nan, 5e-324)
    kept = record(network=odd, curve=losses)
    history.keep(kept)
    found = history.get(kept.key)
    np.testing.assert_array_equal(found.network.pack(), odd.pack())
    assert math.copysign(1, found.network.output_bias) == -1
    assert found.network.activation is odd.activation
    assert found.curve == losses


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, None, 5e-324, 0.1 + 0.2])
def test_columns_tell_nan_from_nothing(history, value):
    kept = record()
    history.keep(kept)
    with history.writing() as connection:
        connection.execute(update(runs).values(bound=value))
    with history.reading() as connection:
        found = connection.scalar(select(runs.c.bound))
    assert found is None if value is None else repr(found) == repr(value)


def test_orders_put_nan_behind_infinity_and_nothing_last(history):
    values = [3.0, math.nan, -math.inf, None, math.inf, -2.0]
    history.keep(*(record(name=str(value)) for value in values))
    with history.writing() as connection:
        for value in values:
            changed = update(runs).where(runs.c.name == str(value)).values(loss=value)
            connection.execute(changed)
    rising = [run.name for run in history.find(order_by="loss", descending=False)]
    assert rising == ["-inf", "-2.0", "3.0", "inf", "nan", "None"]
    falling = [run.name for run in history.find(order_by="loss")]
    assert falling == ["nan", "inf", "3.0", "-2.0", "-inf", "None"]


def test_the_estimated_error_keeps_its_column_and_its_older_name(history):
    history.keep(*(record(name=str(value), error_estimate=value) for value in (2.0, 1.0, 3.0)))
    with history.reading() as connection:
        stored = connection.execute(text("SELECT claimed_error FROM runs")).scalars()
        assert sorted(stored) == [1.0, 2.0, 3.0]
    for name in ("error_estimate", "claimed_error"):
        found = history.find(order_by=name, descending=False)
        assert [run.error_estimate for run in found] == [1.0, 2.0, 3.0]
    assert {history.get(run.key).outcome.error_estimate for run in found} == {1.0, 2.0, 3.0}


def test_a_run_that_goes_on_stays_one_run(history):
    paused = record(status=TrainingStatus.PAUSED, loss=2.0, curve=curve(3.0, 2.0))
    finished = dataclasses.replace(record(loss=1.0, curve=curve(3.0, 2.0, 1.0)), key=paused.key)
    for kept in (paused, paused, finished, finished):
        history.keep(kept)
    assert history.count() == 1
    assert history.get(paused.key) == finished


def test_keeping_again_does_not_take_the_name_away(history):
    kept = record()
    history.keep(kept)
    history.rename(kept.key, "Ana's best")
    history.keep(kept)
    assert history.get(kept.key).name == "Ana's best"
    history.keep(dataclasses.replace(kept, name="mine"))
    assert history.get(kept.key).name == "mine"
    history.rename(kept.key, "Straße")
    assert history.count(RunFilter(text="STRASSE")) == 1
    history.rename(kept.key, "")
    assert history.count(RunFilter(text="strasse")) == 0
    assert history.count(RunFilter(text="LOG")) == 1
    assert history.get(kept.key).name == ""


def test_runs_are_kept_all_or_none(history):
    cell = record(sweep=new_key(), cell=0)  # of a sweep that is not there
    with pytest.raises(HistoryError, match="The sweep of this run is no longer") as caught:
        history.keep(record(), cell)
    assert not caught.value.is_passing
    assert history.count() == 0
    history.keep()


def test_a_moment_of_another_zone_is_the_same_moment(history):
    kept = record(created=BEGAN.astimezone(timezone(timedelta(hours=-3))))
    history.keep(kept)
    assert history.get(kept.key).created == BEGAN


def test_reasons_hold_any_text(history):
    kept = dataclasses.replace(
        record(), outcome=dataclasses.replace(record().outcome, reason="half \ud800, nul \0, Ω")
    )
    history.keep(kept)
    assert history.get(kept.key).outcome.reason == "half ?, nul \ufffd, Ω"


FILTERS = {
    "kind": (RunFilter(kind="stencil"), lambda r: r.kind == "stencil"),
    "integrands": (
        RunFilter(integrands=("log", "exp(-x)*sin(3*x)")),
        lambda r: r.integrand in ("log", "exp(-x)*sin(3*x)"),
    ),
    "trainers": (RunFilter(trainers=("lbfgs", "adam")), lambda r: r.trainer in ("lbfgs", "adam")),
    "text": (RunFilter(text=" ANA "), lambda r: r.name == "Ana"),
    "letters of any alphabet": (RunFilter(text="иван"), lambda r: r.name == "ИВАН"),
    "wildcards": (RunFilter(text="0 %"), lambda r: r.name.startswith("50 %")),
    "part of a formula": (RunFilter(text="sin("), lambda r: r.integrand == "exp(-x)*sin(3*x)"),
    "named only": (RunFilter(named_only=True), lambda r: bool(r.name)),
    "named and single": (
        RunFilter(named_only=True, single_runs_only=True, trainers=("lbfgs",)),
        lambda r: bool(r.name) and r.sweep is None and r.trainer == "lbfgs",
    ),
    "everything": (RunFilter(), lambda r: True),
    "nothing": (RunFilter(kind="stencil", integrands=("log",)), lambda r: False),
}


@pytest.mark.parametrize("name", FILTERS)
def test_filters_let_through_what_they_say(history, name):
    history.keep(*many(60))
    everything = history.find(limit=None)
    wanted, holds = FILTERS[name]
    expected = {run.key for run in everything if holds(run)}
    found = history.find(wanted, limit=None)
    assert {run.key for run in found} == expected
    assert history.count(wanted) == len(expected)
    assert name == "nothing" or expected


@pytest.mark.parametrize("order_by", ["created", "loss", "n_hidden", "trainer", "seconds"])
@pytest.mark.parametrize("descending", [True, False])
def test_pages_hold_every_run_once_and_in_order(history, order_by, descending):
    history.keep(*many(47))
    whole = history.find(order_by=order_by, descending=descending, limit=None)
    pages = [
        history.find(order_by=order_by, descending=descending, limit=10, offset=offset)
        for offset in range(0, 60, 10)
    ]
    assert [run.key for page in pages for run in page] == [run.key for run in whole]
    values = [getattr(run, order_by) for run in whole]
    numbers = [value for value in values if value is not None]
    assert numbers == sorted(numbers, reverse=descending)
    assert values[: len(numbers)] == numbers


def test_runs_are_deleted_with_all_that_belongs_to_them(history):
    kept = many(12)
    history.keep(*kept)
    assert history.delete(*(run.key for run in kept[:5]), new_key()) == 5
    assert history.count() == 7
    with pytest.raises(HistoryError, match=f"There is no run {kept[0].key} in the history"):
        history.get(kept[0].key)
    assert history.get(kept[5].key).key == kept[5].key
    with history.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM run_contents").scalar() == 7
    assert history.delete() == 0


def test_what_is_not_there_is_told(history):
    with pytest.raises(HistoryError, match="There is no run 0123"):
        history.rename("0123", "x")
    with pytest.raises(ValueError, match="`order_by` must be one of key, name, .*, got 'luck'"):
        history.find(order_by="luck")


def test_a_setting_of_another_version_is_told(history):
    kept = record()
    history.keep(kept)
    values = dict(history.find()[0].spec_values, n_layers=2)
    with history.writing() as connection:
        connection.execute(update(runs).values(spec=values))
    with pytest.raises(HistoryError, match="Another version .* kept this run: `n_layers` is not"):
        history.get(kept.key)
    assert history.find()[0].n_hidden == 50  # the list still shows it


@pytest.mark.parametrize("name", ["two\nlines", "x" * 201, "nul \0", 3])
def test_a_name_is_one_line(history, name):
    with pytest.raises(ValueError, match="`name` must be one line of at most 200 printable"):
        history.rename(new_key(), name)
    with pytest.raises(ValueError, match="`name` must be one line"):
        record(name=name)


def test_records_are_checked():
    with pytest.raises(ValueError, match="`key` must be 32 hexadecimal digits"):
        record(key="x")
    with pytest.raises(ValueError, match="`created` must have a time zone"):
        record(created=BEGAN.replace(tzinfo=None))
    with pytest.raises(ValueError, match="`sweep` and `cell` must be given together"):
        record(sweep=new_key())


def test_a_failed_run_is_kept_with_its_reason(history):
    kept = RunRecord.of(IntegrationSpec(), [], None, reason="The worker ran out of memory.")
    history.keep(kept)
    found = history.get(kept.key)
    assert found.outcome.status is TrainingStatus.FAILED
    assert (len(found.curve), found.network) == (0, None)
    assert found.outcome.reason == "The worker ran out of memory."


def test_a_damaged_curve_is_told(history):
    kept = record()
    history.keep(kept)
    with history.writing() as connection:
        connection.exec_driver_sql("DELETE FROM run_contents")
        run_id = connection.scalar(select(runs.c.id))
        connection.execute(
            insert(run_contents), {"run_id": run_id, "curve": b"PK\3\4", "versions": ""}
        )
    with pytest.raises(HistoryError, match="`data` is not a loss curve"):
        history.get(kept.key)


def test_a_curve_of_records_and_a_finished_one_are_the_same():
    spec = IntegrationSpec(n_hidden=2, n_samples=50, trainer=LevenbergMarquardt(max_iterations=2))
    steps = list(train(spec))
    made = RunRecord.of(spec, LossCurve.of(steps), steps[-1].record, network=steps[-1].network)
    direct = RunRecord.of(spec, steps, steps[-1])
    assert made.curve == direct.curve and made.outcome == direct.outcome
    assert made.key != direct.key and made.n_bytes > 4 * 8 * len(made.curve)
