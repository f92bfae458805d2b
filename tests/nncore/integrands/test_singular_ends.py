"""Which ends are singular, and what the substitution there is worth to the rules."""

import math

import mpmath
import numpy as np
import pytest
from scipy import integrate

from nncore.formulas import parse_formula
from nncore.integrands import INTEGRANDS, on_finite_interval
from nncore.integrands.singular_ends import EndBehaviour, end_behaviour
from nncore.quadrature.endpoint_substitution import EndpointSubstitution
from nncore.samples.dataset import sample
from nncore.samples.nodes import NODES, RANDOM_NODES
from nncore.samples.panels import EXPONENTS, place_nodes

REGULAR, STEEP, INFINITE = EndBehaviour
DETERMINISTIC = sorted(set(NODES) - RANDOM_NODES)

# At the lower and at the upper end of the interval; all others of the catalogue are regular.
SINGULAR = {
    "log": (STEEP, REGULAR),
    "sqrt": (STEEP, REGULAR),
    "inverse-sqrt": (INFINITE, REGULAR),
    "log-over-sqrt": (INFINITE, REGULAR),
    "entropy": (STEEP, REGULAR),
    "arcsine": (INFINITE, INFINITE),
    "semicircle": (STEEP, STEEP),
}


def rng():
    return np.random.default_rng(0)


def behaviours(integrand, lower, upper):
    return end_behaviour(integrand, lower, upper), end_behaviour(integrand, upper, lower)


@pytest.mark.parametrize("name", INTEGRANDS)
def test_singular_ends_of_the_catalogue(name):
    integrand = INTEGRANDS[name]
    edges = integrand.lower, integrand.upper
    if name == "cube-root":
        assert behaviours(integrand, edges[0], 0.0) == (REGULAR, STEEP)
        assert behaviours(integrand, 0.0, edges[1]) == (STEEP, REGULAR)
        return
    inside = [point for point in integrand.breakpoints if edges[0] < point < edges[1]]
    points = [edges[0], *inside, edges[1]]
    for left, right in zip(points[:-1], points[1:], strict=True):
        expected = SINGULAR.get(name, (REGULAR, REGULAR))
        assert behaviours(integrand, left, right) == expected


@pytest.mark.parametrize(
    ("formula", "lower", "upper", "expected"),
    [
        ("x^0.9", 0, 1, (STEEP, REGULAR)),
        ("1000 + x*ln(x)", 0, 1, (STEEP, REGULAR)),
        ("(1-x)*ln(1-x)", 0, 1, (REGULAR, STEEP)),
        ("ln(x)^2", 0, 1, (STEEP, REGULAR)),
        ("x^(-1/4)", 0, 1, (INFINITE, REGULAR)),
        ("x^(-0.9)", 0, 1, (INFINITE, REGULAR)),
        ("1000000 + x^(-1/2)", 0, 1, (INFINITE, REGULAR)),
        ("1/sqrt(1-x^2)", -1, 1, (INFINITE, INFINITE)),
        ("acos(x)", -1, 1, (STEEP, STEEP)),
        ("sqrt(sin(x))", 0, math.pi, (STEEP, STEEP)),
        ("sqrt(x-1000000)", 1_000_000, 1_000_001, (STEEP, REGULAR)),
        # The derivative is bounded, or as good as that.
        ("x^1.5", 0, 1, (REGULAR, REGULAR)),
        ("x^2*ln(x)", 0, 1, (REGULAR, REGULAR)),
        ("exp(-1/x)", 0, 1, (REGULAR, REGULAR)),
        ("exp(-10^12*x)", 0, 1, (REGULAR, REGULAR)),
        ("tan(x)", 0, 1.57, (REGULAR, REGULAR)),
        ("sqrt(x)", 1e-9, 1, (REGULAR, REGULAR)),
        # Rounding errors grow towards 0, where the value is 1/2.
        ("(1-cos(x))/x^2", 0, 1, (REGULAR, REGULAR)),
        ("5 + 0*x", 0, 1, (REGULAR, REGULAR)),
    ],
)
def test_singular_ends_of_formulas(formula, lower, upper, expected):
    integrand = parse_formula(formula, lower=lower, upper=upper)
    assert behaviours(integrand, float(lower), float(upper)) == expected


def test_slow_decay_is_a_singular_end_of_the_mapped_integrand():
    slow, fast = (
        on_finite_interval(parse_formula(text, lower=1, upper=2), 1.0, math.inf)
        for text in ("1/x^1.5", "1/x^2")
    )
    assert behaviours(slow, slow.lower, slow.upper) == (REGULAR, INFINITE)
    assert behaviours(fast, fast.lower, fast.upper) == (REGULAR, REGULAR)


def test_an_oscillation_is_not_recognised():
    integrand = INTEGRANDS["sin-inverse"]
    assert end_behaviour(integrand, 0.0, 1.0) is REGULAR


@pytest.mark.parametrize("exponents", [(1.5, 1.0), (3.0, 1.0), (1.0, 2.5), (3.0, 3.0), (1.5, 3.0)])
def test_substitution_is_the_integral_of_its_derivative(exponents):
    substitution = EndpointSubstitution(*exponents)
    left, right = exponents
    for u in (0.01, 0.3, 0.9):
        with mpmath.workdps(30):
            beta = mpmath.beta(left, right)
            derivative = mpmath.mpf(u) ** (left - 1) * (1 - mpmath.mpf(u)) ** (right - 1) / beta
            below = mpmath.betainc(left, right, 0, u, regularized=True)
            above = mpmath.betainc(left, right, u, 1, regularized=True)
        assert substitution.distances(u)[0] == pytest.approx(float(below), rel=1e-13)
        assert substitution.distances(u)[1] == pytest.approx(float(above), rel=1e-13)
        assert substitution.derivative(u) == pytest.approx(float(derivative), rel=1e-13)


def test_exponents_below_one_are_refused():
    assert EndpointSubstitution().is_identity
    with pytest.raises(ValueError, match="`right` must be finite and at least 1, got 0.5."):
        EndpointSubstitution(right=0.5)


def quadrature_errors(name, nodes, n_samples):
    """Return the errors, over the integral of |f|, of the mean with weights and of the old rule."""
    integrand = INTEGRANDS[name]
    lower, upper = integrand.lower, integrand.upper
    exact = integrand.integral(lower, upper)
    size = integrate.quad(lambda x: abs(integrand(x)), lower, upper, limit=200)[0]
    dataset = sample(integrand, lower, upper, nodes=nodes, n_samples=n_samples, rng=rng())
    found = (upper - lower) * np.mean(dataset.weights * dataset.y_train)
    x, w = np.polynomial.legendre.leggauss(n_samples)
    plain = (upper - lower) / 2 * np.dot(w, integrand(lower + (upper - lower) * (1 + x) / 2))
    return abs(found - exact) / size, abs(plain - exact) / size


@pytest.mark.parametrize("nodes", ["chebyshev", "gauss-legendre"])
@pytest.mark.parametrize(
    ("name", "limit"),
    # √x becomes a polynomial in u. With the exponent 3 the singular part is u⁵ ln u for ln x and
    # x ln x, with 1.5 it is u^-¼: little is gained on x^-½, but something.
    [("sqrt", 1e-13), ("log", 1e-8), ("entropy", 1e-12), ("inverse-sqrt", 1e-3)],
)
def test_integrals_by_the_weights_are_better_than_without_the_substitution(name, limit, nodes):
    error, plain = quadrature_errors(name, nodes, 100)
    assert error < limit
    assert error < 0.2 * plain


@pytest.mark.parametrize("nodes", DETERMINISTIC)
@pytest.mark.parametrize("name", ["cos", "abs", "log-5-20"])
def test_regular_ends_keep_their_nodes(name, nodes):
    integrand = INTEGRANDS[name]
    lower, upper = integrand.lower, integrand.upper
    dataset = sample(integrand, lower, upper, nodes=nodes, n_samples=60, rng=rng())
    expected = place_nodes(
        lambda n: NODES[nodes](n, rng()), 60, lower, upper, integrand.breakpoints
    )
    np.testing.assert_array_equal(dataset.x_train, expected)
    if name != "abs":
        np.testing.assert_array_equal(expected, lower + (upper - lower) * NODES[nodes](60, rng()))


@pytest.mark.parametrize("nodes", sorted(RANDOM_NODES))
def test_random_nodes_are_not_crowded(nodes):
    x = sample(INTEGRANDS["sqrt"], 0.0, 1.0, nodes=nodes, n_samples=1_000, rng=rng()).x_train
    np.testing.assert_array_equal(x, NODES[nodes](1_000, rng())[: x.size])


@pytest.mark.parametrize("nodes", DETERMINISTIC)
@pytest.mark.parametrize("name", ["sqrt", "inverse-sqrt", "arcsine", "cube-root"])
def test_crowded_nodes_are_free_and_their_weights_positive(name, nodes):
    integrand = INTEGRANDS[name]
    lower, upper = integrand.lower, integrand.upper
    dataset = sample(integrand, lower, upper, nodes=nodes, n_samples=1_001, rng=rng())
    x = dataset.x_train
    assert np.all((lower < x) & (x < upper) & (x != 0.0 if name == "cube-root" else True))
    assert np.all(np.diff(x) >= 0.0)
    assert np.all(dataset.weights > 0.0)
    assert np.mean(dataset.weights) == pytest.approx(1.0, rel=1e-14)
    assert np.all(np.isfinite(dataset.y_train))


def test_only_the_singular_end_is_crowded():
    x = sample(INTEGRANDS["sqrt"], 0.0, 1.0, nodes="grid", n_samples=100, rng=rng()).x_train
    middles = (np.arange(100) + 0.5) / 100
    np.testing.assert_allclose(x, middles ** EXPONENTS[STEEP], rtol=1e-13)
