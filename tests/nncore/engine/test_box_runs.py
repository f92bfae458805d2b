"""Experiments in several inputs on workers: live, in sweeps, and as files."""

import dataclasses

import numpy as np
import pytest

from nncore.comparisons.parameter_optimum import optimum
from nncore.experiments import train
from nncore.experiments.learned_integral import learn_integral
from nncore.experiments.outcome import outcome_of
from nncore.specs import BoxSpec, SweepSpec
from nncore.trainers import Adam, LevenbergMarquardt
from tests.nncore.engine.waiting import advance_until_steps, kill_worker_of

pytestmark = pytest.mark.usefixtures("all_places")
SPEC = BoxSpec(
    "exp(-x1*x2)*cos(x3)",
    3,
    parameters=(2,),
    n_hidden=8,
    n_samples=300,
    trainer=LevenbergMarquardt(max_iterations=200, tolerance=0.0),
)
SHORT = dataclasses.replace(SPEC, trainer=LevenbergMarquardt(max_iterations=4))


def test_a_live_run_gives_the_networks_of_its_training(engine):
    run = engine.start(SPEC)
    advance = advance_until_steps(run, steps=5)
    *_, last = (step for step, _ in zip(train(SPEC), range(len(advance.steps)), strict=False))
    assert advance.network == last.network and advance.network.n_inputs == 3


def test_a_run_whose_worker_is_killed_goes_on_where_it_stood(engine):
    run = engine.start(SPEC)
    advance_until_steps(run, steps=3)
    lost = kill_worker_of(run)
    advance = advance_until_steps(run, steps=2)
    at = advance.steps[-1].iteration
    assert at > lost.steps[-1].iteration
    expected = next(step for step in train(SPEC) if step.iteration == at)
    np.testing.assert_array_equal(advance.network.pack(), expected.network.pack())


def test_a_keras_optimizer_runs_live(engine):
    spec = dataclasses.replace(SPEC, trainer=Adam(epochs=50), initializer="glorot")
    advance = advance_until_steps(engine.start(spec), steps=2)
    assert advance.network.hidden_weights.shape == (8, 3)


def test_an_optimum_over_the_parameters_is_that_of_this_process(engine):
    *_, last = train(SHORT)
    found = engine.optimum(SHORT, last.network, is_maximum=True)
    here = optimum(SHORT, last.network, is_maximum=True)
    np.testing.assert_array_equal(found.theta, here.theta)
    assert (found.nni, found.cubature.value) == (here.nni, here.cubature.value)
    with pytest.raises(ValueError, match="must have parameters"):
        engine.optimum(BoxSpec(), last.network, is_maximum=True)


def test_an_integral_is_learned_in_pieces_that_end_as_one_run(engine):
    *_, last = train(SHORT)
    steps = list(engine.learned_integral(SHORT, last.network, 40))
    *_, here = learn_integral(SHORT, last.network, n_theta=40)
    assert steps[-1].status.is_final and steps[-1].network == here.network
    assert steps[-1].iteration == here.iteration
    with pytest.raises(ValueError, match="must be at least 1, got 0"):
        next(engine.learned_integral(SHORT, last.network, 0))


def test_every_result_of_a_sweep_is_that_of_the_training(engine):
    sweep = SweepSpec(SHORT, {"n_inputs": (2, 3), "n_hidden": (3, 6), "seed": (0, 1)})
    results = sorted(engine.sweep(sweep), key=lambda result: result.index)
    assert [result.spec is None for result in results] == [True] * 4 + [False] * 4
    assert all("must" in result.reason for result in results[:4])  # there is no third input
    for result in results[4:]:
        *_, last = train(result.spec)
        assert result.final_step.network == last.network and result.reason == ""
        outcome = outcome_of(result.spec, last)
        assert dataclasses.replace(result.outcome, seconds=outcome.seconds) == outcome
        assert outcome.integral_error <= outcome.error_estimate


def test_a_keras_file_takes_all_inputs(engine, tmp_path):
    *_, last = train(SHORT)
    path = tmp_path / "network.keras"
    path.write_bytes(engine.keras_bytes(last.network))
    x = np.random.default_rng(0).random((7, 3))
    values = engine.client().submit(_keras_values, str(path), x).result(timeout=120)
    np.testing.assert_allclose(values, last.network(x), rtol=1e-12)


def _keras_values(path, x):
    import keras

    return np.ravel(keras.models.load_model(path)(x))
