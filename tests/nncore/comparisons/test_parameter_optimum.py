"""Optima over the parameters: those of integrals that are known, found and verified."""

import math

import numpy as np
import pytest

from nncore.comparisons.parameter_optimum import (
    NARROWED_TO,
    Optimum,
    optimum,
    spec_near,
    verified_optimum,
)
from nncore.experiments import train
from nncore.network import OneHiddenNetwork
from nncore.quadrature.box_estimate import BoxEstimate
from nncore.specs import BoxSpec
from nncore.trainers import LevenbergMarquardt

SOLVER = LevenbergMarquardt(max_iterations=60)
# Its integral over x1 is (theta - 0.3)^2 + (eta + 0.4)^2 + 1/2: a minimum of 1/2 inside.
BOWL = BoxSpec(
    "(x2 - 0.3)^2 + (x3 + 0.4)^2 + x1",
    3,
    lower=(0, -1, -1),
    upper=(1, 1, 1),
    parameters=(1, 2),
    n_hidden=20,
    n_samples=600,
    trainer=SOLVER,
)
# Two minima, of which the left one is the lower: cos(6 theta) + theta / 4, over x1 in [0, 1].
TWO = BoxSpec(
    "cos(6*x2) + x2/4 + x1 - 1/2", 2, upper=(1, 2), parameters=(1,), n_hidden=20, trainer=SOLVER
)


def trained(spec):
    *_, step = train(spec)
    return step.network


def test_a_minimum_inside_is_found():
    found = optimum(BOWL, trained(BOWL))
    # A value that is off by e is that of a place that is off by its root at most.
    np.testing.assert_allclose(found.theta, [0.3, -0.4], atol=2 * found.error_estimate**0.5)
    assert found.nni == pytest.approx(0.5, abs=found.error_estimate)
    exact = (found.theta[0] - 0.3) ** 2 + (found.theta[1] + 0.4) ** 2 + 0.5
    assert found.cubature.value == pytest.approx(exact, rel=1e-12)
    assert found.difference == abs(found.nni - found.cubature.value)
    assert found.is_verified and not found.is_maximum and found.rule == "gk21"


def test_a_maximum_in_a_corner_is_found():
    found = optimum(BOWL, trained(BOWL), is_maximum=True)
    np.testing.assert_array_equal(found.theta, [-1.0, 1.0])
    assert found.cubature.value == pytest.approx(1.3**2 + 1.4**2 + 0.5, rel=1e-12)


def test_of_several_minima_the_lowest_is_found():
    # 6 sin(6 theta) = 1/4
    left = (math.pi - math.asin(1 / 24)) / 6
    left = left if left > math.pi / 6 else math.pi / 3 - left
    found = optimum(TWO, trained(TWO))
    assert found.theta[0] == pytest.approx(left, abs=0.05)
    assert found.cubature.value < math.cos(6 * (left + math.pi / 3)) + (left + 1) / 4


def test_the_gradient_is_0_at_a_minimum_inside():
    network = trained(TWO)
    found = optimum(TWO, network)
    gradient = network.marginal(TWO.over, *TWO.integral_limits).gradient(found.theta)
    assert abs(gradient[0]) < 1e-5  # of slopes of up to 6


def test_a_network_that_is_constant_has_its_optimum_anywhere():
    network = OneHiddenNetwork("tanh", np.zeros((2, 2)), [0, 0], [0, 0], 3.0)
    found = optimum(TWO, network)
    assert found.nni == 3.0 and 0 <= found.theta[0] <= 2


def test_near_an_optimum_the_parameters_alone_are_narrowed():
    near = spec_near(BOWL, np.array([0.3, -0.4]))
    lower, upper = np.array(near.box.lower), np.array(near.box.upper)
    np.testing.assert_allclose(lower, [0, 0.3 - NARROWED_TO, -0.4 - NARROWED_TO], atol=1e-15)
    np.testing.assert_allclose(upper, [1, 0.3 + NARROWED_TO, -0.4 + NARROWED_TO], atol=1e-15)
    corner = spec_near(BOWL, np.array([-1.0, 1.0]))
    assert corner.theta_limits == ((-1.0, 1.0 - 2 * NARROWED_TO), (-1.0 + 2 * NARROWED_TO, 1.0))
    assert (near.over, near.theta, near.n_samples) == (BOWL.over, BOWL.theta, BOWL.n_samples)


def test_a_value_that_is_not_confirmed_is_found_again():
    # In the middle, at x2 = 1, this network has the right integral, 1/2; at x2 = 0 it has not.
    spec = BoxSpec("x1", 2, upper=(1, 2), parameters=(1,), n_hidden=4, trainer=SOLVER)
    tilted = OneHiddenNetwork("tanh", [[0.0, 1.0]], [-1.0], [1.0], 0.5)
    specs = []

    def train_near(near):
        specs.append(near)
        return trained(near)

    first, second = verified_optimum(spec, tilted, train_near)
    assert first.theta.tolist() == [0.0] and first.nni == pytest.approx(0.5 - math.tanh(1.0))
    assert first.claimed < 0.1 and first.error_estimate > 0.7 and not first.is_verified
    assert specs == [spec_near(spec, np.zeros(1))]
    assert second.difference < 1e-3 * first.difference
    assert second.cubature.value == pytest.approx(0.5, rel=1e-14)


def test_a_value_that_is_confirmed_is_not_found_again():
    (found,) = verified_optimum(BOWL, trained(BOWL), pytest.fail)
    assert found.is_verified


@pytest.mark.parametrize(
    ("nni", "is_verified"), [(1.0, True), (1.25, True), (1.3, False), (0.7, False)]
)
def test_both_errors_count(nni, is_verified):
    cubature = BoxEstimate(1.0, 0.05, 100, 0.0)
    found = Optimum(np.zeros(1), False, nni, 9.0, 0.2, "gk21", cubature)
    assert found.is_verified == is_verified


@pytest.mark.parametrize(
    ("spec", "network", "sentence"),
    [
        (BoxSpec(), OneHiddenNetwork("tanh", [[1, 1]], [0], [1], 0), "must have parameters"),
        (TWO, OneHiddenNetwork("tanh", [[1, 1]], [0], [math.inf], 0), "must be finite"),
    ],
)
def test_what_has_no_optimum_is_told(spec, network, sentence):
    with pytest.raises(ValueError, match=sentence):
        optimum(spec, network)
