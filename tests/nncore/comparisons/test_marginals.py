"""Marginals: of a network and of f, against QUADPACK, and their areas against the integral."""

import numpy as np
import pytest
from scipy.integrate import nquad, quad, simpson

from nncore import BoxSpec, OneHiddenNetwork
from nncore.comparisons.box_problem import BoxProblem
from nncore.comparisons.marginals import marginal_grid, network_marginals, true_marginal
from nncore.formulas import parse_box_formula

# Of QUADPACK on smooth functions, nested twice.
TOLERANCE = 1e-9
# Of Simpson's rule on the points of a marginal that bends little.
SIMPSON = 1e-4

PROBLEMS = {
    "formula": BoxProblem(
        parse_box_formula("exp(x1*x2)*cos(x3)+x3", 3), (0, 1, 2), (0.0, 0.1, -1.0), (0.5, 0.9, 1.0)
    ),
    "formula with a parameter": BoxProblem(
        parse_box_formula("exp(x1*x2)*cos(x3)+x3", 3), (0, 2), (0.0, -1.0), (0.5, 1.0), (0.7,)
    ),
    "family": BoxProblem(
        BoxSpec("genz-product-peak", 3).integrand_in_x, (0, 1, 2), (0.0, 0.1, 0.2), (0.5, 0.9, 1.0)
    ),
    "family with parameters": BoxProblem(
        BoxSpec("theta-gaussian", 4).integrand_in_x, (0, 1), (0.0, 0.1), (0.5, 0.9), (0.4, 1.2)
    ),
}


@pytest.fixture(params=PROBLEMS.values(), ids=PROBLEMS.keys())
def problem(request):
    return request.param


def network_of(problem, seed=0):
    rng, n = np.random.default_rng(seed), problem.integrand.n_inputs
    return OneHiddenNetwork(
        "logistic", rng.normal(size=(6, n)), rng.normal(size=6), rng.normal(size=6), 0.3
    )


def by_quadpack(function, problem, j, x):
    """Integrate over all integrated inputs but the j-th, which is at x."""
    limits = list(zip(problem.lower, problem.upper, strict=True))
    inputs = [i for k, i in enumerate(problem.over) if k != j]
    n = problem.integrand.n_inputs

    def at(*others):
        point = np.empty(n)
        point[[i for i in range(n) if i not in problem.over]] = problem.rest
        point[problem.over[j]] = x
        point[inputs] = others
        return float(function(point))

    return nquad(at, limits[:j] + limits[j + 1 :])[0]


def test_of_a_network(problem):
    network = network_of(problem)
    found = network_marginals(problem, network)
    assert len(found) == len(problem.over)
    for j, values in enumerate(found):
        grid = marginal_grid(problem, j)
        assert (grid[0], grid[-1]) == (problem.lower[j], problem.upper[j])
        for k in (0, 5, -1):
            exact = by_quadpack(network, problem, j, grid[k])
            assert values[k] == pytest.approx(exact, abs=TOLERANCE)
        assert simpson(values, x=grid) == pytest.approx(
            problem.network_integral(network), rel=SIMPSON
        )


def test_of_the_integrand(problem):
    for j in range(len(problem.over)):
        true = true_marginal(problem, j)
        assert true.is_exact == (problem.integrand.name in ("genz-product-peak", "theta-gaussian"))
        grid = marginal_grid(problem, j)[:: true.every]
        assert true.values.shape == true.errors.shape == grid.shape and grid[-1] == problem.upper[j]
        for k in (0, 3, -1):
            exact = by_quadpack(problem.integrand, problem, j, grid[k])
            off = abs(true.values[k] - exact)
            assert off <= TOLERANCE and off <= true.errors[k] + TOLERANCE
            assert 0.0 < true.errors[k] <= TOLERANCE


def test_an_error_of_cubature_is_honest_where_f_has_an_edge():
    problem = BoxProblem(parse_box_formula("where(x1^2+x2<0.7,1,0)", 2), (0, 1), (0, 0), (1, 1))
    for j in range(2):
        true = true_marginal(problem, j)
        grid = marginal_grid(problem, j)[:: true.every]
        exact = 0.7 - grid**2 if j == 0 else np.sqrt(np.maximum(0.7 - grid, 0.0))
        exact = np.clip(exact, 0.0, 1.0)
        assert np.all(np.abs(true.values - exact) <= true.errors + TOLERANCE)


def test_where_f_is_not_finite_there_is_no_value():
    problem = BoxProblem(parse_box_formula("where(x1<0.4,log(x1-1),x2)", 2), (0, 1), (0, 0), (1, 1))
    true = true_marginal(problem, 0)
    grid = marginal_grid(problem, 0)[:: true.every]
    np.testing.assert_array_equal(np.isnan(true.values), grid < 0.4)
    np.testing.assert_array_equal(np.isnan(true.errors), grid < 0.4)
    exact, _ = quad(lambda x: x, 0.0, 1.0)
    np.testing.assert_allclose(true.values[grid >= 0.4], exact, atol=TOLERANCE)


def test_of_a_network_that_has_blown_up():
    problem = PROBLEMS["formula"]
    network = OneHiddenNetwork("tanh", np.full((2, 3), 1e200), np.zeros(2), np.full(2, 1e308), 0.0)
    assert [values.shape for values in network_marginals(problem, network)] == [(33,)] * 3
