"""One integral over a box: by a network, as it is known, and by the classical rules."""

import math

import numpy as np
import pytest
from scipy.integrate import nquad

from nncore import OneHiddenNetwork, box_integrand
from nncore.comparisons.box_problem import (
    BUDGETS,
    BoxProblem,
    ErrorCurve,
    KnownIntegral,
    best_cubature,
    certificate_of,
    classical_curves,
    known_integral,
)
from nncore.formulas import parse_box_formula

# Of QUADPACK on smooth functions, nested twice, and of the closed form.
TOLERANCE = 1e-10


def some_network(n_inputs, seed=0):
    rng = np.random.default_rng(seed)
    return OneHiddenNetwork(
        "tanh", rng.normal(size=(5, n_inputs)), rng.normal(size=5), rng.normal(size=5), 0.3
    )


def problem_of(text, n_inputs, over, lower, upper, rest=()):
    return BoxProblem(parse_box_formula(text, n_inputs), over, lower, upper, rest)


@pytest.mark.parametrize(
    ("over", "rest"), [((0, 1), ()), ((0, 1), (0.7,)), ((0, 2), (0.2,)), ((1, 2), (-0.4,))]
)
def test_f_and_its_network_are_integrated_over_the_same_inputs(over, rest):
    n_inputs = len(over) + len(rest)
    text = "exp(x1*x2)" if n_inputs == 2 else "exp(x1*x2)*cos(x3)+x3"
    problem = problem_of(text, n_inputs, over, (0.0, 0.1), (0.5, 0.9), rest)
    network = some_network(n_inputs)

    def at(function, *x):
        point = np.empty(n_inputs)
        point[list(over)] = x
        point[[i for i in range(n_inputs) if i not in over]] = rest
        return float(function(point))

    limits = list(zip(problem.lower, problem.upper, strict=True))
    exact, _ = nquad(lambda *x: at(problem.integrand, *x), limits)
    assert known_integral(problem).value == pytest.approx(exact, abs=TOLERANCE)
    ours, _ = nquad(lambda *x: at(network, *x), limits)
    assert problem.network_integral(network) == pytest.approx(ours, abs=TOLERANCE)
    restricted = problem.restricted(network)
    assert restricted.integral(problem.lower, problem.upper) == pytest.approx(ours, abs=TOLERANCE)
    x = np.array([[0.1, 0.2], [0.4, 0.5]])
    np.testing.assert_allclose(problem(x), [at(problem.integrand, *row) for row in x], rtol=1e-15)


def test_what_is_not_known_has_a_sentence_and_no_error():
    problem = problem_of("1/(x1+x2)^3", 2, (0, 1), (0.0, 0.0), (1.0, 1.0))
    known = known_integral(problem)
    assert known.method == "" and math.isnan(known.value)
    assert "1/(x1+x2)^3" in str(known.problem)
    assert all(map(math.isnan, known.error_range(1.0)))
    assert all(np.isnan(curve.error).all() for curve in classical_curves(problem).values())


def test_where_f_is_not_finite_nothing_is_estimated():
    problem = problem_of("log(x1-0.5)+x2", 2, (0, 1), (0.0, 0.0), (1.0, 1.0))
    assert certificate_of(problem) is None


def test_a_true_error_lies_between_what_the_reference_leaves():
    known = KnownIntegral(2.0, 0.25, "agreement")
    assert known.error_range(3.0) == (0.75, 1.25)
    assert known.error_range(2.1) == (0.0, pytest.approx(0.35))


@pytest.mark.parametrize("n_inputs", [1, 2, 3])
def test_the_curves_are_those_of_the_rules(n_inputs):
    f = box_integrand("genz-gaussian", n_inputs)
    over = tuple(range(n_inputs))
    problem = BoxProblem(f, over, (0.0,) * n_inputs, (1.0,) * n_inputs)
    curves = classical_curves(problem)
    assert ("genz-malik" in curves) == (n_inputs > 1)
    for curve in curves.values():
        assert np.all(np.diff(curve.evaluations) > 0) and curve.evaluations[-1] <= BUDGETS[-1]
    # A smooth peak: cubature has all digits in the end, random points only few.
    size = f.integral(problem.lower, problem.upper)
    assert curves["gk21"].error[-1] <= 1e-12 * size
    assert 1e-8 * size < curves["monte-carlo"].error[-1] < 0.2 * size


def test_the_better_cubature_that_can_be_paid_is_taken():
    curves = {
        "genz-malik": ErrorCurve(np.array([50.0, 500.0]), np.array([1e-1, 1e-3])),
        "gk21": ErrorCurve(np.array([400.0]), np.array([1e-9])),
        "monte-carlo": ErrorCurve(np.array([10.0]), np.array([0.0])),
    }
    assert best_cubature(curves, 100) == ("genz-malik", 50.0, 1e-1)
    assert best_cubature(curves, 1_000) == ("gk21", 400.0, 1e-9)
    name, *rest = best_cubature(curves, 20)
    assert name == "" and all(map(math.isnan, rest))
