"""Means over the inputs that are integrated, at many values of the others."""

import math

import numpy as np
import pytest

from nncore import box_integrand, parse_box_formula
from nncore.samples.box_means import box_means
from nncore.samples.nodes import sobol_points

TOLERANCE = 1e-6


def thetas(n, n_parameters, lower=0.0, upper=1.0):
    points = sobol_points(n, n_parameters, np.random.default_rng(0))
    return lower + (upper - lower) * points


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "family", ["theta-gaussian", "theta-oscillatory", "theta-exponential", "theta-mixture"]
)
def test_the_means_are_those_of_the_closed_form(family, seed):
    f = box_integrand(family, 4, n_parameters=2, seed=seed)
    theta = f.box.from_unit(thetas(100, 4))[:, 2:]
    lower, upper = [0.1, 0.0], [0.9, 0.5]
    found = box_means(f, (0, 1), lower, upper, theta, relative_tolerance=TOLERANCE)
    exact = f.marginal((0, 1), lower, upper)(theta) / (0.8 * 0.5)
    errors = np.abs(found.values - exact)
    assert np.max(errors) <= TOLERANCE  # abs(f) is at most about 1
    assert found.error <= TOLERANCE
    assert found.n_evaluations >= len(theta) * math.prod(found.counts)


def test_each_input_has_the_nodes_that_it_needs():
    f = parse_box_formula("cos(40*x1)*exp(x2)+x3", 3)
    found = box_means(f, (0, 1), [0, 0], [1, 1], thetas(50, 1))
    exact = math.sin(40) / 40 * (math.e - 1) + thetas(50, 1)[:, 0]
    np.testing.assert_allclose(found.values, exact, atol=found.error)
    assert found.counts[0] > 3 * found.counts[1]


def test_inputs_in_any_order_and_a_function_of_one_parameter_only():
    f = parse_box_formula("x1+10*x2+100*x3", 3)
    theta = thetas(7, 1)
    found = box_means(f, (2, 0), [0, 2], [1, 4], theta)
    np.testing.assert_allclose(found.values, 50 + 3 + 10 * theta[:, 0], rtol=1e-12)
    assert found.values.shape == (7,)


def test_zero_is_a_function_like_others():
    found = box_means(parse_box_formula("0*x1*x2", 2), (0,), [0], [1], thetas(5, 1))
    assert not found.values.any() and found.error == 0.0


def test_what_needs_too_many_evaluations_is_refused():
    f = parse_box_formula("abs(x1-x2)", 2)
    with pytest.raises(ValueError, match="at 500 values of its parameters need more than 100,000"):
        box_means(f, (0,), [0], [1], thetas(500, 1), n_evaluations=100_000)


def test_a_point_at_which_f_is_not_finite_is_named():
    with pytest.raises(ValueError, match="is not a finite number at x1 = "):
        box_means(parse_box_formula("log(x1-0.5)*x2", 2), (0,), [0], [1], thetas(5, 1))
