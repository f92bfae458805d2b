"""Runs in several inputs in the history, and beside tasks that have no place for them."""

import numpy as np
import pytest

from nncore.experiments import train
from nncore.network import OneHiddenNetwork
from nncore.runs import IntegralTask, RunFilter, RunRecord
from nncore.runs.rows import network_from_bytes, network_to_bytes
from nncore.specs import BoxSpec, SweepSpec
from nncore.trainers import LevenbergMarquardt
from tests.nncore.runs.records import network, record

SPEC = BoxSpec(
    "exp(-x1 * x2)*cos(x3)",
    3,
    lower=(0, -2, 0),
    upper=(1, 2, 3),
    parameters=(2,),
    n_samples=200,
    n_hidden=5,
    trainer=LevenbergMarquardt(max_iterations=3),
)


@pytest.fixture(scope="module")
def kept():
    steps = list(train(SPEC))
    return RunRecord.of(SPEC, steps, steps[-1], name="three inputs")


def test_a_run_comes_back_as_it_was(history, kept):
    history.keep(kept)
    found = history.get(kept.key)
    assert (found.spec, found.outcome, found.network) == (SPEC, kept.outcome, kept.network)
    assert found.network.hidden_weights.shape == (5, 3)
    np.testing.assert_array_equal(found.curve.loss, kept.curve.loss)


def test_a_list_shows_what_it_has_room_for(history, kept):
    history.keep(kept)
    (summary,) = history.find(RunFilter(kind="box"))
    assert (summary.kind, summary.integrand) == ("box", SPEC.integrand_in_x.name)
    assert (summary.lower, summary.upper) == (-2.0, 3.0)  # the spec has all six
    assert (summary.n_hidden, summary.nodes, summary.n_samples) == (5, "uniform", 200)
    assert summary.integral_error == kept.outcome.integral_error is not None
    assert summary.spec == SPEC
    assert [run.key for run in history.find(RunFilter(text="X1*"))] == [kept.key]


def test_a_task_in_one_input_leaves_them_out(history, kept):
    alike = BoxSpec("exp(x1)", 1, upper=(1,), **{"n_hidden": 5, "n_samples": 200})
    task = IntegralTask("the exponential", integrand="exp(x)", lower=0.0, upper=1.0)
    history.keep(RunRecord.of(alike, kept.curve, list(train(alike))[-1]))
    one = record(integrand="exp(x)", lower=0.0, upper=1.0, integral_error=0.1)
    history.keep(one)
    assert [run.key for run in history.leaderboard(task)] == [one.key]


def test_a_sweep_comes_back_with_its_trials(history, kept):
    sweep = SweepSpec(SPEC, {"parameters": ((2,), (1,)), "seed": (0, 1)}, "boxes")
    key = history.begin_sweep(sweep)
    assert history.sweep(key) == sweep
    assert history.sweep_summary(key).kind == "box"
    trial = RunRecord.of(sweep.cell(0), kept.curve, list(train(SPEC))[-1], sweep=key, cell=0)
    history.keep(trial)
    assert history.trials(key).integral_error.tolist() == [trial.outcome.integral_error]


@pytest.mark.parametrize("shape", [(4, 1), (4, 2), (1, 8), (3,)])
def test_networks_keep_their_inputs(shape):
    rng = np.random.default_rng(0)
    weights = rng.normal(size=shape)
    one = OneHiddenNetwork("tanh", weights, *rng.normal(size=(2, shape[0])), 0.5)
    back = network_from_bytes(network_to_bytes(one))
    assert back == one and back.hidden_weights.shape == shape


def test_a_network_of_a_scalar_input_is_kept_as_ever():
    # Another version, which knows no inputs, can read it.
    assert b"n_inputs" not in network_to_bytes(network())


def test_the_weights_of_all_inputs_count(kept):
    flat = RunRecord.of(SPEC, kept.curve, None, key=kept.key)
    assert kept.n_bytes - flat.n_bytes == 8 * kept.network.pack().size
