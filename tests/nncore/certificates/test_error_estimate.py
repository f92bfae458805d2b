"""What is claimed of a network's integral: honest, sharp, and nothing where nothing is known."""

import math

import mpmath as mp
import numpy as np
import pytest

from nncore.certificates import error_estimate
from nncore.formulas import parse_formula
from nncore.integrands import INTEGRANDS, Integrand
from nncore.network import OneHiddenNetwork
from nncore.quadrature import adaptive
from tests.nncore.certificates.networks import network, trained, zero_network

EPSILON = np.finfo(float).eps

REFERENCE_ERROR = 8 * EPSILON
"""An antiderivative is accurate to a few ulp of the integral of |f|; see `Integrand.integral`."""

FLOOR = 1e-13
"""Below this part of the integral of |f|, an estimate is not asked to be sharp."""

SHARPNESS = 100

N_INTERVALS = 20


def size_of(integrand):
    f, a, b = integrand.function, integrand.lower, integrand.upper
    return adaptive(lambda x: np.abs(f(x)), a, b, breakpoints=integrand.breakpoints).value


def random_limits(integrand, seed):
    """Return the whole interval first; some of the others begin or end where it does."""
    rng = np.random.default_rng([seed, 6])
    a, b = rng.uniform(integrand.lower, integrand.upper, (2, N_INTERVALS))
    a[::3], b[0], b[1::6] = integrand.lower, integrand.upper, integrand.upper
    return a, b


# 31 integrands with 7 fits each, which is 217.
@pytest.mark.parametrize("name", sorted(INTEGRANDS))
def test_claims_are_honest_and_sharp_on_the_catalogue(name):
    integrand, sharp = INTEGRANDS[name], []
    slack = REFERENCE_ERROR * size_of(integrand)
    for seed in range(7):
        fit, n_samples = trained(name, seed)
        a, b = random_limits(integrand, seed)
        exact = integrand.integral(a, b)
        error = np.abs(fit.integral(a, b) - exact)
        claimed = error_estimate(fit, integrand, a, b, n_samples=n_samples)
        assert np.all(claimed.bound + slack >= error)
        assert np.all(claimed.estimate + slack >= error)
        assert np.all(claimed.corrected_error + slack >= np.abs(claimed.corrected - exact))
        sharp.append(
            claimed.estimate <= SHARPNESS * np.maximum(error, FLOOR * slack / REFERENCE_ERROR)
        )
    assert np.mean(sharp) >= 0.8


# Each with its exact integral in mpmath.
FORMULAS = {
    "exp(-x^2)*cos(3*x)": (
        (-2, 2),
        lambda: mp.quad(lambda x: mp.exp(-(x**2)) * mp.cos(3 * x), [-2, 0, 2]),
    ),
    "sqrt(x)*log(x)": ((0, 2), lambda: mp.sqrt(8) * (2 * mp.log(2) / 3 - mp.mpf(4) / 9)),
    "1/(1e-4+(x-0.25)^2)": ((0, 1), lambda: 100 * (mp.atan(75) + mp.atan(25))),
    "abs(sin(5*x))": ((0, 2), lambda: (6 + 1 + mp.cos(10)) / 5),
    "x^(-3/4)": ((0, 1), lambda: mp.mpf(4)),
}


@pytest.mark.parametrize("formula", FORMULAS)
def test_claims_hold_against_mpmath(formula):
    (lower, upper), exact = FORMULAS[formula]
    with mp.workdps(50):
        truth = float(exact())
    fit = network()
    claimed = error_estimate(
        fit, parse_formula(formula, lower=lower, upper=upper), lower, upper, n_samples=100
    )
    error = abs(fit.integral(lower, upper) - truth)
    assert error <= claimed.estimate <= SHARPNESS * error
    assert error <= claimed.bound
    assert abs(claimed.corrected - truth) <= claimed.corrected_error <= 1e-10 * abs(truth)


def test_limits_broadcast_and_swap():
    cosine, fit = INTEGRANDS["cos"], network()
    one = error_estimate(fit, cosine, 0.0, 1.0)
    assert all(type(v) is float for v in (one.estimate, one.bound, one.corrected))
    swapped = error_estimate(fit, cosine, 1.0, 0.0)
    assert swapped.corrected == pytest.approx(-one.corrected, rel=1e-14)
    assert swapped.estimate == pytest.approx(one.estimate, rel=1e-12)
    many = error_estimate(fit, cosine, [[0.0], [1.0]], [0.0, 0.5, 1.0])
    assert many.estimate.shape == many.bound.shape == many.corrected.shape == (2, 3)
    assert many.corrected[0] == pytest.approx(np.sin([0, 0.5, 1]), rel=1e-14)
    nothing = error_estimate(fit, cosine, 0.7, 0.7)
    assert (nothing.estimate, nothing.bound, nothing.corrected) == (0.0, 0.0, 0.0)


def test_the_bound_is_that_of_cauchy_and_schwarz():
    """Against a constant network the integral of the square is known: e²/2 - 1/2 for eˣ."""
    claimed = error_estimate(zero_network(), INTEGRANDS["exp"], 0, 1)
    assert claimed.bound == pytest.approx(math.sqrt((math.e**2 - 1) / 2), rel=1e-12)
    assert claimed.estimate == pytest.approx(math.e - 1, rel=1e-12)


@pytest.mark.parametrize("name", ["inverse-sqrt", "log-over-sqrt", "arcsine"])
def test_the_bound_is_infinite_where_the_square_is_not_integrable(name):
    integrand = INTEGRANDS[name]
    claimed = error_estimate(network(), integrand, integrand.lower, integrand.upper)
    assert claimed.bound == math.inf
    assert math.isfinite(claimed.estimate)
    inside = error_estimate(network(), integrand, 0.2, 0.9)
    assert math.isfinite(inside.bound)


@pytest.mark.parametrize(
    ("name", "a", "b"),
    [("log", -1.0, 1.0), ("arcsine", 0.0, 2.0), ("sqrt", -2.0, -1.0)],
)
def test_outside_of_the_domain_nothing_is_claimed(name, a, b):
    claimed = error_estimate(network(), INTEGRANDS[name], [a, 0.1], [b, 0.2])
    assert claimed.estimate[0] == claimed.bound[0] == claimed.corrected_error[0] == math.inf
    assert math.isnan(claimed.corrected[0])
    assert np.isfinite([claimed.estimate[1], claimed.bound[1], claimed.corrected[1]]).all()


@pytest.mark.parametrize(
    "function", [lambda x: 1 / x, lambda x: x**-2.0, lambda x: np.where(x < 0.3, np.nan, x)]
)
def test_of_what_is_not_integrable_nothing_is_claimed(function):
    for ends in ((-1.0, 1.0), (0.0, 1.0)):
        claimed = error_estimate(network(), Integrand("f", "f(x)", *ends, function), *ends)
        assert claimed.estimate == claimed.bound == claimed.corrected_error == math.inf
        assert math.isnan(claimed.corrected)


@pytest.mark.parametrize("value", [0.0, -2.5])
def test_a_constant_is_certified(value):
    constant = Integrand("c", "c", 0.0, 3.0, lambda x: value, lambda x: value * x)
    exact = OneHiddenNetwork("logistic", [1.0], [0.0], [0.0], value)
    claimed = error_estimate(exact, constant, 0, 3, n_samples=2)
    assert claimed.corrected == pytest.approx(3 * value, rel=1e-14)
    assert claimed.estimate <= FLOOR * 3 * abs(value)
    assert claimed.bound <= 1e-7 * abs(value)  # the root of rounding
    other = error_estimate(zero_network(), constant, 0, 3, n_samples=2)
    assert other.estimate == pytest.approx(3 * abs(value), rel=1e-12)


def test_a_single_undefined_point_is_filled_from_its_neighbours():
    def ratio(x):
        x = np.where(np.abs(x) < 0.2, np.round(x, 1), x)  # so that nodes hit 0/0 surely
        return np.where(x == 0, np.nan, 1.0)

    def sinc(x):
        return np.sin(x) / x

    integrand = Integrand("sinc", "", -1.0, 2.0, sinc)
    claimed = error_estimate(zero_network(), integrand, [-1.0, 0.0], [2.0, 1.0])
    with mp.workdps(30):
        exact = [float(mp.si(2) + mp.si(1)), float(mp.si(1))]
    assert claimed.corrected == pytest.approx(exact, rel=1e-13)
    wave = INTEGRANDS["sin-inverse"]  # 0 lies far outside of the default interval
    across = error_estimate(zero_network(), wave, -0.5, 1.0)
    assert abs(across.corrected - wave.integral(-0.5, 1.0)) <= across.corrected_error
    wide = Integrand("g", "", -1.0, 1.0, ratio)  # undefined on [-0.05, 0.05]
    assert error_estimate(zero_network(), wide, -1, 1).estimate == math.inf


def test_a_network_that_has_blown_up_is_claimed_nothing_for():
    broken = OneHiddenNetwork("logistic", [1.0, np.nan], [0.0, 1.0], [1.0, 1.0], 0.0)
    claimed = error_estimate(broken, INTEGRANDS["cos"], 0, 1)
    assert claimed.estimate == claimed.bound == math.inf
    assert claimed.corrected == pytest.approx(math.sin(1), rel=1e-14)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"a": math.inf}, "`a` must be finite, got inf."),
        ({"b": [1.0, math.nan]}, "`b` must be finite, got nan."),
        ({"n_samples": 0}, "`n_samples` must be at least 1, got 0."),
    ],
)
def test_bad_input_is_named(options, sentence):
    with pytest.raises(ValueError) as error:
        error_estimate(network(), INTEGRANDS["cos"], **{"a": 0.0, "b": 1.0, **options})
    assert str(error.value) == sentence
