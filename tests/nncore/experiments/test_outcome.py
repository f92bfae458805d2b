"""Outcomes: beside exact integrals, optimal stencils and what the certificates say."""

import dataclasses
import math
import pickle

import numpy as np
import pytest

from nncore.certificates import error_estimate
from nncore.experiments import optimal_stencil, start_network, train
from nncore.experiments.outcome import Outcome, outcome_of
from nncore.experiments.stencil import TEST_LOSS
from nncore.network import OneHiddenNetwork
from nncore.specs import IntegrationSpec, StencilSpec
from nncore.stencils.learned import StencilStep
from nncore.trainers import LevenbergMarquardt, TrainingRecord, TrainingStatus

RUNGE = IntegrationSpec(
    integrand="runge", n_hidden=8, n_samples=400, trainer=LevenbergMarquardt(max_iterations=20)
)


def last(spec):
    *_, step = train(spec)
    return step


def record(status=TrainingStatus.FINISHED, loss=1.0, validation_loss=2.0, **diagnostics):
    return TrainingRecord(3, loss, validation_loss, status, 0.5, diagnostics)


def test_the_integral_is_estimated_over_the_whole_training_interval():
    step = last(RUNGE)
    found = outcome_of(RUNGE, step)
    assert (found.status, found.iterations) == (step.status, 20.0)
    assert (found.loss, found.validation_loss) == (step.loss, step.validation_loss)
    assert found.seconds == step.seconds and found.reason == ""
    exact = 2.0 / 5.0 * math.atan(5.0)  # of 1 / (1 + 25 x^2) on [-1, 1]
    assert found.exact == pytest.approx(exact, rel=1e-14)
    assert found.integral == step.network.integral(-1.0, 1.0)
    assert found.integral_error == pytest.approx(abs(found.integral - exact), abs=1e-15)
    estimate = error_estimate(
        step.network, RUNGE.function, -1.0, 1.0, n_samples=RUNGE.n_training_samples
    )
    assert found.error_estimate == pytest.approx(estimate.estimate, rel=1e-12)
    assert found.bound == pytest.approx(estimate.bound, rel=1e-12)
    assert found.integral_error <= found.error_estimate <= found.bound
    assert found.weight_error is None and found.test_error is None


def test_a_record_with_its_network_comes_to_what_the_step_does():
    step = last(RUNGE)
    assert outcome_of(RUNGE, step.record, network=step.network) == outcome_of(RUNGE, step)
    assert outcome_of(RUNGE, step.record).integral is None


def test_a_bound_that_is_infinite_is_none():
    spec = dataclasses.replace(RUNGE, integrand="1/sqrt(x)", lower=0.0, upper=4.0)
    found = outcome_of(spec, last(spec))
    assert found.exact == pytest.approx(4.0, rel=1e-12)
    assert found.error_estimate >= found.integral_error > 0
    assert found.bound is None  # the square is not integrable


def test_an_infinite_interval_is_estimated_in_its_own_variable():
    spec = dataclasses.replace(RUNGE, integrand="exp(-x^2)", lower=-math.inf, upper=math.inf)
    found = outcome_of(spec, last(spec))
    assert found.exact == pytest.approx(math.sqrt(math.pi), rel=1e-10)
    assert found.integral_error < 0.1


def test_a_network_that_is_not_finite_has_no_estimate():
    network = OneHiddenNetwork("tanh", [1.0] * 8, [0.0] * 8, [1e308] * 8, 1e308)
    found = outcome_of(RUNGE, record(loss=math.inf, validation_loss=math.nan), network=network)
    assert found.loss is None and found.validation_loss is None
    assert found.integral is None and found.integral_error is None
    assert found.error_estimate is None and found.bound is None
    assert found.exact is not None


def test_a_run_that_made_no_step_has_its_reason():
    found = outcome_of(RUNGE, None, "There was no room.")
    assert found == Outcome(TrainingStatus.FAILED, reason="There was no room.")
    assert found.seconds == found.iterations == 0.0


def test_the_fraction_of_a_long_iteration_counts():
    assert outcome_of(RUNGE, record(epoch=3.25)).iterations == 3.25


def test_a_stencil_is_measured_by_the_optimum_and_by_the_fields_that_nobody_saw():
    spec = StencilSpec(n_fields=2_000)
    optimum = optimal_stencil(spec)
    step = StencilStep(
        7,
        1.5,
        None,
        TrainingStatus.FINISHED,
        0.2,
        {TEST_LOSS: 0.75},
        coefficients=optimum + [0.01, -0.25, 0.125],
    )
    found = outcome_of(spec, step)
    assert found.weight_error == pytest.approx(0.25, rel=1e-12)
    assert found.test_error == 0.75
    assert found.validation_loss is None
    assert found.integral is None and found.exact is None and found.error_estimate is None


def test_a_stencil_that_diverged_has_no_distance():
    spec = StencilSpec()
    step = StencilStep(
        1, math.nan, None, TrainingStatus.DIVERGED, 0.1, coefficients=np.array([math.nan, 1, 2])
    )
    found = outcome_of(spec, step)
    assert found.status is TrainingStatus.DIVERGED
    assert found.weight_error is None and found.loss is None and found.test_error is None


def test_outcomes_travel():
    found = outcome_of(RUNGE, record(), network=start_network(RUNGE))
    assert pickle.loads(pickle.dumps(found)) == found
