"""Families with parameters: integrals and gradients against mpmath at 50 digits."""

import mpmath as mp
import numpy as np
import pytest

from nncore.integrands import BOX_INTEGRANDS, box_integrand

pytestmark = pytest.mark.usefixtures("fifty_digits")
PARAMETRIC = [name for name in BOX_INTEGRANDS if name.startswith("theta-")]
CASES = [(name, n, p) for name in PARAMETRIC for n, p in ((1, 1), (2, 2), (3, 2), (3, 3), (4, 1))]
WITH_A_LAST_ONE = [("theta-gaussian", 3, 4), ("theta-oscillatory", 3, 4), ("theta-gaussian", 1, 2)]

RTOL = 1e-13
"""Of the integral, or for the wave, which changes its sign, of the volume."""


def exact_gaussian(slopes, offsets, n_parameters, theta, lower, upper):
    n = len(slopes)
    n_centres = n_parameters - 1 if n_parameters > 1 else 1
    width = theta[-1] if n_parameters > 1 else mp.mpf(1)
    centres = [theta[i] if i < n_centres else -offsets[i] / slopes[i] for i in range(n)]
    return mp.fprod(
        mp.sqrt(mp.pi)
        / 2
        * (
            mp.erf(slopes[i] * (upper[i] - centres[i]) / width)
            - mp.erf(slopes[i] * (lower[i] - centres[i]) / width)
        )
        * width
        / slopes[i]
        for i in range(n)
    )


def exact_oscillatory(slopes, offsets, n_parameters, theta, lower, upper):
    n = len(slopes)
    n_frequencies = n_parameters - 1 if n_parameters > 1 else 1
    phase = 2 * mp.pi * theta[-1] if n_parameters > 1 else offsets[0]
    product = mp.expj(phase)
    for i in range(n):
        frequency = slopes[i] * (theta[i] if i < n_frequencies else 1)
        ends = mp.expj(frequency * upper[i]) - mp.expj(frequency * lower[i])
        product *= ends / (1j * frequency)
    return product.real


def exact_exponential(slopes, offsets, n_parameters, theta, lower, upper):
    rates = [*theta, *slopes[len(theta) :]]
    return mp.fprod(
        (mp.exp(-rate * a) - mp.exp(-rate * b)) / rate
        for rate, a, b in zip(rates, lower, upper, strict=True)
    )


def exact_bump(slopes, offsets, n_parameters, theta, lower, upper):
    """Return a Gaussian in all inputs, integrated over the first ones."""
    n = len(lower)
    factors = [
        mp.sqrt(mp.pi)
        / 2
        * (mp.erf(slopes[i] * upper[i] + offsets[i]) - mp.erf(slopes[i] * lower[i] + offsets[i]))
        / slopes[i]
        for i in range(n)
    ]
    parameters = range(n, len(slopes))
    exponent = mp.fsum((slopes[i] * theta[i - n] + offsets[i]) ** 2 for i in parameters)
    return mp.fprod(factors) * mp.exp(-exponent)


EXACT = {
    "theta-gaussian": exact_gaussian,
    "theta-oscillatory": exact_oscillatory,
    "theta-exponential": exact_exponential,
    "theta-mixture": exact_bump,
}


def exact_integral(integrand, theta, lower, upper):
    function, n_parameters = integrand.function, len(integrand.parameters)
    terms = getattr(function, "terms", (function,))
    theta, lower, upper = ([mp.mpf(v) for v in values] for values in (theta, lower, upper))
    return mp.fsum(
        mp.mpf(term.amplitude)
        * EXACT[integrand.name](
            [mp.mpf(a) for a in term.slopes],
            [mp.mpf(t) for t in term.offsets],
            n_parameters,
            theta,
            lower,
            upper,
        )
        for term in terms
    )


def exact_slope(integrand, theta, j, lower, upper):
    """Return the derivative with respect to a parameter, by mpmath's differences."""

    def along(x):
        moved = [*theta[:j], x, *theta[j + 1 :]]
        return exact_integral(integrand, moved, lower, upper)

    return float(mp.diff(along, mp.mpf(theta[j])))


def random_problem(name, n, p, seed):
    """Return an integrand with a sub-box of its variables and parameters inside their limits."""
    rng = np.random.default_rng(seed)
    integrand = box_integrand(name, n + p, n_parameters=p, seed=seed)
    lower = rng.random(n) * 0.5
    upper = lower + 10.0 ** rng.uniform(-6, -0.4, n)
    theta = integrand.box.from_unit(rng.random(n + p))[n:]
    return integrand, lower, upper, theta


@pytest.mark.parametrize(("name", "n", "p"), [*CASES, *WITH_A_LAST_ONE])
def test_integrals_and_gradients(name, n, p):
    for seed in range(4):
        integrand, lower, upper, theta = random_problem(name, n, p, seed)
        marginal = integrand.marginal(range(n), lower, upper)
        exact = exact_integral(integrand, theta, lower, upper)
        size = np.prod(upper - lower) if name == "theta-oscillatory" else abs(float(exact))
        assert abs(float(mp.mpf(marginal(theta)) - exact)) <= RTOL * size
        assert abs(float(mp.mpf(marginal(theta)) - exact)) <= marginal.rounding(theta)
        gradient = marginal.gradient(theta)
        for j in range(p):
            slope = exact_slope(integrand, theta, j, lower, upper)
            # The terms of which a slope consists have about the size of integral times difficulty.
            assert gradient[j] == pytest.approx(slope, rel=1e-12, abs=1e-12 * size)


@pytest.mark.parametrize(("name", "n", "p"), CASES)
def test_the_function_is_the_integral_over_a_tiny_box(name, n, p):
    integrand, lower, _, theta = random_problem(name, n, p, seed=9)
    half = np.full(n, 1e-7)
    marginal = integrand.marginal(range(n), lower - half, lower + half)
    mean = marginal(theta) / (2e-7) ** n
    # The mean over so small a box is the value in its middle but for the curvature.
    assert integrand(np.concatenate([lower, theta])) == pytest.approx(mean, rel=1e-9, abs=1e-9)


def test_many_parameters_at_once():
    integrand = box_integrand("theta-mixture", 5, seed=1)
    marginal = integrand.marginal([0, 1, 2], np.zeros(3), np.ones(3))
    theta = np.random.default_rng(0).random((6, 7, 2))
    values, gradients = marginal(theta), marginal.gradient(theta)
    assert values.shape == (6, 7)
    assert gradients.shape == (6, 7, 2)
    assert values[3, 4] == pytest.approx(marginal(theta[3, 4]), rel=1e-14)
    np.testing.assert_allclose(gradients[3, 4], marginal.gradient(theta[3, 4]), rtol=1e-13)


def test_the_mixture_has_several_optima_over_its_parameters():
    """Climbing from a lattice of starts ends on different tops: what it is made for."""
    integrand = box_integrand("theta-mixture", 4, seed=0)
    marginal = integrand.marginal([0, 1], np.zeros(2), np.ones(2))
    axis = np.linspace(0, 1, 41)
    values = marginal(np.stack(np.meshgrid(axis, axis, indexing="ij"), axis=-1))
    inner = values[1:-1, 1:-1]
    neighbours = [
        values[1 + i : 40 + i, 1 + j : 40 + j]
        for i in (-1, 0, 1)
        for j in (-1, 0, 1)
        if (i, j) != (0, 0)
    ]
    assert np.count_nonzero(np.all([inner > other for other in neighbours], axis=0)) >= 2


def test_over_its_parameters_only_the_mixture_has_a_closed_form():
    for name in PARAMETRIC:
        integrand = box_integrand(name, 4)
        assert integrand.has_integral([0])
        assert integrand.has_integral(range(4)) == (name == "theta-mixture")
