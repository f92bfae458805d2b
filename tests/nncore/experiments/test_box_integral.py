"""Integrals of box specs at their parameters, beside exact ones."""

import dataclasses
import math

import numpy as np
import pytest
from scipy.integrate import dblquad

from nncore.certificates import box_error_estimate
from nncore.experiments import make_dataset, train
from nncore.experiments.box_integral import certificate_at, gradient_at, integral_at, reference_at
from nncore.experiments.outcome import outcome_of
from nncore.network import OneHiddenNetwork
from nncore.specs import BoxSpec
from nncore.trainers import LevenbergMarquardt, TrainingRecord, TrainingStatus

QUICK = {"n_samples": 300, "n_hidden": 10, "trainer": LevenbergMarquardt(max_iterations=15)}
SPEC = BoxSpec("exp(-x1*x2)*cos(x3)", 3, upper=(1, 2, 3), parameters=(2,), **QUICK)
FAMILY = BoxSpec("genz-gaussian", n_inputs=2, **QUICK)


def last(spec):
    *_, step = train(spec)
    return step


def test_the_middle_is_that_of_the_parameters():
    assert SPEC.middle == (1.5,) and SPEC.theta_limits == ((0.0,), (3.0,))
    assert SPEC.integral_limits == ((0.0, 0.0), (1.0, 2.0))
    assert FAMILY.middle == () and FAMILY.theta_limits == ((), ())
    far = dataclasses.replace(SPEC, lower=(0, 0, 1e308), upper=(1, 1, 1.5e308))
    assert far.middle == (1.25e308,)


def test_a_run_with_parameters_comes_to_the_integral_in_their_middle():
    step = last(SPEC)
    found = outcome_of(SPEC, step)
    exact = math.cos(1.5) * dblquad(lambda y, x: math.exp(-x * y), 0, 1, 0, 2, epsrel=1e-12)[0]
    assert found.exact == pytest.approx(exact, rel=1e-11)
    assert found.integral == step.network.marginal((0, 1), [0, 0], [1, 2])([1.5])
    assert found.integral_error == abs(found.integral - found.exact)
    estimate = box_error_estimate(
        step.network, SPEC.integrand_in_x, [0, 0], [1, 2], over=(0, 1), rest=[1.5]
    )
    assert (found.error_estimate, found.bound) == (estimate.estimate, estimate.bound)
    assert found.integral_error <= found.error_estimate <= found.bound


def test_a_run_without_parameters_comes_to_the_integral_over_all_inputs():
    step = last(FAMILY)
    found = outcome_of(FAMILY, step)
    assert found.integral == step.network.integral([0, 0], [1, 1])
    assert found.exact == FAMILY.integrand_in_x.integral([0, 0], [1, 1])
    assert found.integral_error <= found.error_estimate <= found.bound
    assert outcome_of(FAMILY, step.record, network=step.network) == found
    assert outcome_of(FAMILY, step.record).integral is None


def test_the_gradient_is_that_of_the_integral():
    network = last(SPEC).network
    step, at = 1e-5, 1.2
    upper, lower = (integral_at(SPEC, network, [at + h]) for h in (step, -step))
    # Rounding of the difference, over the step, and the third derivative.
    assert gradient_at(SPEC, network, [at])[0] == pytest.approx((upper - lower) / (2 * step), 1e-8)
    assert gradient_at(FAMILY, last(FAMILY).network, ()).shape == (0,)


def test_a_network_that_is_not_finite_has_no_errors():
    network = OneHiddenNetwork("tanh", np.ones((3, 2)), [math.inf, 0, 0], [1e308] * 3, math.nan)
    record = TrainingRecord(1, math.nan, None, TrainingStatus.DIVERGED, 0.1)
    found = outcome_of(FAMILY, record, network=network)
    assert found.integral is None and found.integral_error is None
    assert found.error_estimate is None and found.bound is None
    assert found.exact == FAMILY.integrand_in_x.integral([0, 0], [1, 1])


def test_what_has_no_integral_still_comes_to_something():
    spec = BoxSpec("1/(x1 + x2 - 1)", 2, **QUICK)
    found = outcome_of(spec, last(spec))
    assert found.exact is None and found.integral_error is None
    assert math.isfinite(found.integral)


def test_the_points_of_the_estimate_are_not_those_of_the_training():
    spec = dataclasses.replace(FAMILY, nodes="sobol", standardize=False, seed=0)
    trained = {tuple(x) for x in make_dataset(spec).x_train}
    seen = certificate_at(spec, ()).points.reshape(-1, 2)
    assert not trained & {tuple(x) for x in seen}


def test_a_reference_is_asked_for_at_any_parameters():
    known = reference_at(SPEC, [0.0])
    assert known.value == pytest.approx(reference_at(SPEC, [1.5]).value / math.cos(1.5), rel=1e-12)
