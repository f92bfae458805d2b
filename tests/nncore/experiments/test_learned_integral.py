"""The integral itself is learned, as a function of the parameters."""

import itertools

import numpy as np
import pytest

import nncore
from nncore.experiments.learned_integral import IntegralProblem, MeanSamples
from nncore.trainers import LevenbergMarquardt, OutputLayer, VariableProjection

QUICK = {"n_hidden": 30, "n_samples": 400, "activation": "tanh", "validation_fraction": 0.2}


def gaussian(trainer, seed=0, **options):
    choices = {"n_inputs": 4, "parameters": (2, 3), "integrand_seed": seed, **QUICK, **options}
    return nncore.BoxSpec("theta-gaussian", trainer=trainer, **choices)


def rms_error(spec, network):
    """Return the root mean square of the integral's error over parameters, and of the integral."""
    where = spec.over, *spec.integral_limits
    inputs = spec.box.from_unit(np.random.default_rng(5).random((200, spec.n_inputs)))
    theta = inputs[:, list(spec.theta)]
    exact = spec.integrand_in_x.marginal(*where)(theta)
    error = network.marginal(*where)(theta) - exact
    return np.sqrt(np.mean(np.square([error, exact]), axis=1))


@pytest.mark.parametrize(
    "trainer",
    [VariableProjection(max_iterations=5), LevenbergMarquardt(max_iterations=40), OutputLayer()],
    ids=lambda trainer: trainer.name,
)
def test_the_integral_is_learned_from_the_beginning(trainer):
    spec = gaussian(trainer)
    first, *_, last = nncore.learn_integral(spec, n_theta=500)
    assert first.iteration == 0 and last.status.is_final
    assert last.network.n_inputs == 4 and last.network.n_hidden == 30
    assert not last.network.hidden_weights[:, :2].any()
    error, size = rms_error(spec, last.network)
    assert error < 0.01 * size
    # The volume is 1: what is held out has errors as fresh parameters have, give or take.
    assert error < 3 * np.sqrt(last.validation_loss)


@pytest.mark.parametrize("seed", [0, 1])
def test_a_network_of_samples_gets_the_right_integral_and_a_better_fit(seed):
    spec = gaussian(VariableProjection(max_iterations=5), seed)
    *_, fitted = nncore.train(spec)
    *_, last = nncore.learn_integral(spec, fitted.network, n_theta=500)
    assert last.network.n_hidden == 60
    assert last.network.hidden_weights[:30] == pytest.approx(fitted.network.hidden_weights)
    before, after = (rms_error(spec, step.network)[0] for step in (fitted, last))
    assert after < 0.3 * before
    x = spec.box.from_unit(np.random.default_rng(6).random((4_000, 4)))
    f = spec.integrand_in_x(x)
    residuals = [np.mean(np.square(step.network(x) - f)) for step in (fitted, last)]
    assert residuals[1] < residuals[0]


@pytest.mark.parametrize(
    ("formula", "options", "exact"),
    [
        # the integrated input is the last one, and its limits are far from 0
        (
            "x1*exp(-x2)",
            {"parameters": (0,), "lower": (-1.0, 100.0), "upper": (1.0, 101.0)},
            lambda t: t[:, 0] * (np.exp(-100.0) - np.exp(-101.0)),
        ),
        # a box of 1e-3 by 2
        (
            "cos(3*x)*y+z",
            {"n_inputs": 3, "parameters": (2,), "upper": (1e-3, 2.0, 5.0)},
            lambda t: 2.0 * np.sin(3e-3) / 3.0 + 2e-3 * t[:, 0],
        ),
        ("7+0*x1*x2", {"parameters": (1,)}, lambda t: np.full(len(t), 7.0)),
    ],
)
@pytest.mark.parametrize("standardize", [True, False])
def test_boxes_of_all_kinds(formula, options, exact, standardize):
    choices = {**QUICK, "standardize": True, "trainer": VariableProjection(max_iterations=10)}
    spec = nncore.BoxSpec(formula, **{**choices, **options, "standardize": standardize})
    *_, last = nncore.learn_integral(spec, n_theta=200)
    lower, upper = spec.theta_limits
    theta = np.linspace(lower, upper, 11)
    found = last.network.marginal(spec.over, *spec.integral_limits)(theta)
    np.testing.assert_allclose(found, exact(theta), rtol=1e-5, atol=1e-5 * abs(exact(theta)).max())


def test_one_value_of_the_parameter():
    spec = nncore.BoxSpec("x1+x2", parameters=(1,), trainer=OutputLayer(), n_hidden=3)
    *_, last = nncore.learn_integral(spec, n_theta=1)
    assert np.isfinite(last.network.marginal(0, 0.0, 1.0)([0.5]))


def test_the_estimated_error_of_the_whole_box_holds():
    spec = gaussian(VariableProjection(max_iterations=5))
    *_, last = nncore.learn_integral(spec, n_theta=500)
    theta = np.array(spec.middle)
    where = spec.over, *spec.integral_limits
    options = {"over": spec.over, "rest": theta}
    limits = spec.integral_limits
    found = nncore.box_error_estimate(last.network, spec.integrand_in_x, *limits, **options)
    error = last.network.marginal(*where)(theta) - spec.integrand_in_x.marginal(*where)(theta)
    assert abs(error) <= found.estimate


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"n_theta": 0}, "`n_theta` must be at least 1, got 0"),
        ({"n_theta": -5}, "`n_theta` must be at least 1, got -5"),
        ({"n_theta": 2.5}, "`n_theta` must be a whole number, got 2.5"),
        ({"n_theta": "many"}, "`n_theta` must be a whole number, got 'many'"),
        ({"n_theta": True}, "`n_theta` must be a whole number, got True"),
        ({"n_theta": 10**9}, "`n_theta` must be at most 1,000,000, got"),
        ({"n_theta": 10**400}, "`n_theta` must be at most 1,000,000, got"),
        ({"relative_tolerance": 0.0}, "`relative_tolerance` must be greater than 0, got 0.0"),
        ({"relative_tolerance": 2}, "`relative_tolerance` must be less than 1, got 2"),
        ({"relative_tolerance": float("nan")}, "`relative_tolerance` must be finite, got nan"),
        ({"n_evaluations": 0.5}, "`n_evaluations` must be a whole number, got 0.5"),
        ({"n_evaluations": -1}, "`n_evaluations` must be at least 1, got -1"),
        ({"n_evaluations": 10**13}, "`n_evaluations` must be at most 1,000,000,000,000, got"),
        ({"n_evaluations": 1_000}, "need more than 1,000 evaluations"),
        (
            {"network": nncore.OneHiddenNetwork("tanh", [[1.0]], [0.0], [1.0], 0.0)},
            "must have 4 inputs and tanh units as the spec says, got 1 and tanh",
        ),
    ],
)
def test_what_cannot_be_learned_is_said(options, words):
    with pytest.raises(ValueError, match=words):
        nncore.learn_integral(gaussian(OutputLayer()), **options)


def test_more_values_than_fit_into_memory_are_refused_before_f_is_evaluated():
    spec = gaussian(LevenbergMarquardt(), n_hidden=9_000)
    with pytest.raises(ValueError, match="GB for the Jacobian of Levenberg-Marquardt"):
        nncore.learn_integral(spec, n_theta=1_000_000)


@pytest.mark.parametrize("n_theta", [np.int64(50), 50.0])
def test_whole_numbers_of_any_kind_count(n_theta):
    spec = gaussian(OutputLayer())
    *_, last = nncore.learn_integral(spec, n_theta=n_theta)
    *_, same = nncore.learn_integral(spec, n_theta=50)
    assert last.loss == same.loss


@pytest.mark.parametrize("n_theta", [5, 400])
def test_what_it_costs_is_known_before(n_theta):
    spec, calls = gaussian(OutputLayer()), []
    counted = nncore.BoxSpec("exp(-x1*x2)*cos(x3*x4)", n_inputs=4, parameters=(2, 3))
    for one in (spec, counted):
        samples = MeanSamples(n_theta)
        calls.append(IntegralProblem.of(one, samples=samples).n_evaluations)
        assert samples.evaluations(one) == calls[-1] >= n_theta


def test_a_run_that_is_taken_up_ends_as_if_it_had_not_been_left():
    problem = IntegralProblem.of(
        gaussian(VariableProjection(max_iterations=4)), samples=MeanSamples(100)
    )
    *_, whole = problem.steps()
    *_, half = itertools.islice(problem.steps(), 3)
    *_, rest = problem.steps(half.state)
    assert rest.iteration == whole.iteration == 4
    np.testing.assert_allclose(rest.network.output_weights, whole.network.output_weights, 1e-9)


def test_without_a_parameter_there_is_no_function():
    with pytest.raises(ValueError, match="must name an input that is not integrated"):
        nncore.learn_integral(nncore.BoxSpec())
