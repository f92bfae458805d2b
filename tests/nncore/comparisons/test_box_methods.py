"""Integrals at values of the parameters, beside exact ones and SciPy's."""

import math

import numpy as np
import pytest
from scipy.integrate import tplquad

from nncore.comparisons.box_methods import (
    MAX_POINTS,
    MOST_EVALUATIONS,
    compare_over_box,
    cubature_at,
    cubature_rule,
)
from nncore.experiments import train
from nncore.network import OneHiddenNetwork
from nncore.specs import BoxSpec
from nncore.trainers import LevenbergMarquardt

QUICK = {"n_samples": 300, "n_hidden": 10, "trainer": LevenbergMarquardt(max_iterations=15)}
SPEC = BoxSpec("theta-gaussian", n_inputs=4, **QUICK)
# The parameter stands before the inputs that are integrated.
FIRST = BoxSpec("cos(x1*x2*x3*x4)", 4, upper=(2, 1, 1, 1), parameters=(0,), **QUICK)


def trained(spec):
    *_, step = train(spec)
    return step.network


def test_each_point_has_its_exact_integral():
    network, theta = trained(SPEC), [[0.3, 0.6], [0.9, 0.1]]
    found = compare_over_box(SPEC, network, theta)
    marginal = network.marginal(SPEC.over, *SPEC.integral_limits)
    exact = SPEC.integrand_in_x.marginal(SPEC.over, *SPEC.integral_limits)
    np.testing.assert_array_equal(found.nni, marginal(theta))
    np.testing.assert_array_equal(found.gradient, marginal.gradient(theta))
    np.testing.assert_allclose(found.known.values, exact(theta), rtol=1e-13)
    np.testing.assert_array_equal(found.nni_error, np.abs(found.nni - found.known.values))
    assert np.all(found.nni_error <= found.judged.estimate)
    assert np.all(found.judged.estimate <= found.judged.bound)
    for one, value in zip(found.cubature, exact(theta), strict=True):
        assert one.value == pytest.approx(value, rel=1e-9)
        assert 0 < one.n_evaluations <= MOST_EVALUATIONS


def test_inputs_are_put_where_they_belong():
    def f(z, y, x):
        return math.cos(1.7 * x * y * z)

    exact, error = tplquad(f, 0, 1, 0, 1, 0, 1, epsabs=1e-11)
    found = cubature_at(FIRST, [1.7])
    assert found.value == pytest.approx(exact, abs=1e-9 + error)
    compared = compare_over_box(FIRST, trained(FIRST), [[1.7]])
    assert compared.known.values[0] == pytest.approx(exact, abs=compared.known.errors[0] + error)
    assert compared.rule == "gk21"


def test_without_parameters_there_is_one_integral():
    spec = BoxSpec("genz-oscillatory", n_inputs=5, **QUICK)
    found = compare_over_box(spec, trained(spec))
    assert found.theta.shape == found.gradient.shape == (1, 0)
    assert found.nni.shape == (1,) and found.rule == "genz-malik"
    exact = spec.integrand_in_x.integral([0] * 5, [1] * 5)
    assert found.cubature[0].value == pytest.approx(exact, abs=found.cubature[0].error_estimate)
    assert not found.is_extrapolated[0]


def test_the_middle_stands_for_all_where_no_value_is_named():
    found = compare_over_box(FIRST, trained(FIRST))
    np.testing.assert_array_equal(found.theta, [[1.0]])


def test_parameters_beyond_the_trained_ones_are_marked():
    found = compare_over_box(FIRST, trained(FIRST), [[0.0], [2.0], [2.1], [-0.1]])
    assert found.is_extrapolated.tolist() == [False, False, True, True]


@pytest.mark.parametrize(
    ("theta", "sentence"),
    [
        ([[1.0, 2.0]], "The last axis of `theta` must have the length 1"),
        (np.ones((MAX_POINTS + 1, 1)), "`theta` must have 1 to 1000 rows, got 1001."),
        (np.ones((0, 1)), "`theta` must have 1 to 1000 rows, got 0."),
        ([[math.nan]], "`theta` must be finite numbers, got [[nan]]."),
    ],
)
def test_values_that_are_none_are_refused(theta, sentence):
    network = OneHiddenNetwork("tanh", np.ones((2, 4)), [0, 0], [1, 1], 0.0)
    with pytest.raises(ValueError) as problem:
        compare_over_box(FIRST, network, theta)
    assert sentence in str(problem.value)


def test_a_pole_at_a_parameter_is_named():
    spec = BoxSpec("1/(x1 + x2)", 2, lower=(0, 1), upper=(1, 2), parameters=(1,), **QUICK)
    found = compare_over_box(spec, trained(spec), [[1.5], [-0.5]])
    assert found.known.values[0] == pytest.approx(math.log(2.5 / 1.5), rel=1e-12)
    assert math.isnan(found.known.values[1]) and found.known.problems[1] is not None


def test_where_the_integrand_is_not_real_nothing_is_estimated():
    spec = BoxSpec("x1*sqrt(x2)", 2, parameters=(1,), **QUICK)
    found = compare_over_box(spec, trained(spec), [[0.25], [-1.0]])
    assert found.known.values[0] == pytest.approx(0.25, rel=1e-12)
    assert np.isfinite(found.judged.estimate).tolist() == [True, False]
    assert math.isnan(found.known.values[1]) and math.isnan(found.cubature[1].value)
    assert np.isfinite(found.nni).all() and found.is_extrapolated.tolist() == [False, True]


def test_the_product_rule_is_for_few_inputs():
    assert [cubature_rule(n) for n in (1, 3, 4, 8)] == ["gk21", "gk21", "genz-malik", "genz-malik"]
