"""Heavy ends, rounded nodes and what is never seen: an estimate is not below the true error."""

import math
from dataclasses import replace

import mpmath as mp
import numpy as np
import pytest

from nncore.certificates import error_estimate
from nncore.formulas import parse_formula
from nncore.integrands import Integrand
from nncore.specs import IntegrationSpec
from tests.nncore.certificates.networks import network, zero_network

SHARPNESS = 100


def power_at_its_end(p):
    """The integral of d^-p over a distance d from 0 to 1."""
    return 1 / (1 - mp.mpf(p))


def normal_share(mean):
    """The part of a normal density of deviation 1 to the right of 0."""
    return (1 + mp.erf(mp.mpf(mean) / mp.sqrt(2))) / 2


# Formula, limits, and the exact integral; in mpmath, of the decimals that are written.
HEAVY_ENDS = {
    **{f"(1-x)^(-{p})": (0.0, 1.0, power_at_its_end(p)) for p in ("0.9", "0.95", "0.98", "0.99")},
    **{f"x^(-{p})": (0.0, 1.0, power_at_its_end(p)) for p in ("0.96", "0.97", "0.985")},
    **{f"x^(-{p})": (1.0, math.inf, -power_at_its_end(p)) for p in ("1.01", "1.02", "1.05")},
    **{
        f"(x-{c})^(-{p})": (c, c + 1.0, power_at_its_end(p))
        for c, p in ((1000, "0.98"), (1000, "0.95"), (77, "0.98"), (100000, "0.9"))
    },
    "(x-7)^(-0.9)": (7.0, 9.0, 10 * mp.mpf(2) ** mp.mpf("0.1")),
    "(x+3)^(-0.98)": (-3.0, -2.0, 50),
    "1/(x*ln(x)^2)": (0.0, 0.5, 1 / mp.log(2)),
}

ROUNDED_NODES = {
    **{
        f"exp(-(x-{m})^2/2)/sqrt(2*pi)": (0.0, math.inf, normal_share(m))
        for m in (1000, 3, 250, 4321)
    },
    **{f"x*exp(-(x-{m})^2/2)/sqrt(2*pi)": (-math.inf, math.inf, m) for m in (800, 50, -300, 20000)},
    "exp(-(x-100)^2/2)/sqrt(2*pi)": (-math.inf, math.inf, 1),
    "exp(-(x-33.3)^2)": (0.0, 1e4, mp.sqrt(mp.pi)),
    "log(x)/sqrt(x)": (0.0, 1.0, -4),
    "log(x)/x^0.6": (0.0, 1.0, mp.mpf("-6.25")),
    "log(1-x)/sqrt(1-x)": (0.0, 1.0, -4),
}

# Peaks of an integral of sqrt(pi) that no node hits: scale and place.
PEAKS = [("1e6", "0.31234"), ("1e6", "0.1"), ("1e7", "0.777"), ("1e9", "0.4567"), ("3e5", "0.99")]
BASES = {"1": mp.mpf, "x": lambda x: x**2 / 2, "cos(3*x)": lambda x: mp.sin(3 * x) / 3}


@pytest.mark.parametrize("fit", [zero_network(), network()], ids=["zero", "tanh"])
@pytest.mark.parametrize("formula", [*HEAVY_ENDS, *ROUNDED_NODES])
def test_the_estimate_is_not_below_the_error(formula, fit):
    lower, upper, exact = (HEAVY_ENDS | ROUNDED_NODES)[formula]
    spec = IntegrationSpec(integrand=formula, lower=lower, upper=upper)
    found = error_estimate(fit, spec.training_integrand, *spec.interval, n_samples=750)
    error = abs(mp.mpf(fit.integral(*spec.interval)) - exact)
    assert error <= found.estimate <= SHARPNESS * error
    assert found.bound >= error
    assert abs(found.corrected - exact) <= found.corrected_error


@pytest.mark.parametrize("fit", [zero_network(), network()], ids=["zero", "tanh"])
@pytest.mark.parametrize(("scale", "place"), PEAKS)
@pytest.mark.parametrize("base", BASES)
def test_a_peak_on_a_base_that_no_node_hits_is_in_the_estimate(base, scale, place, fit):
    text = f"{base}+{scale}*exp(-({scale}*(x-{place}))^2)"
    f, antiderivative = parse_formula(text, lower=0.0, upper=1.0), BASES[base]
    for a, b in ((0.0, 1.0), (1.0, 0.0), (0.05, 0.995)):
        found = error_estimate(fit, f, a, b, n_samples=400)
        truth = antiderivative(mp.mpf(b)) - antiderivative(mp.mpf(a))
        truth += mp.sign(b - a) * mp.sqrt(mp.pi)
        error = abs(mp.mpf(fit.integral(a, b)) - truth)
        assert error <= found.estimate <= SHARPNESS * error
        assert found.bound >= error
        assert abs(found.corrected - truth) <= found.corrected_error
        assert found.n_points >= 400 and found.is_raised


def test_a_claim_is_no_smaller_than_the_rounding_of_what_it_compares():
    """A large integral of the network, and f resolved to rounding: their difference is rounded."""
    fit = network()
    decay = Integrand("decay", "", 0.0, 1e6, lambda x: np.exp(-x), lambda x: -np.exp(-x))
    found = error_estimate(fit, decay, 0.0, 1e6)
    error = abs(mp.mpf(fit.integral(0.0, 1e6)) - (1 - mp.exp(-1e6)))
    assert error <= found.estimate <= error * (1 + 1e-12)


def test_what_is_raised_is_said_for_each_interval():
    """The peak lies in the first; in the second the points tell all."""
    f = parse_formula("cos(x)+1e6*exp(-(1e6*(x-0.31234))^2)", lower=0.0, upper=1.0)
    found = error_estimate(network(), f, [0.0, 0.5], [0.5, 1.0])
    assert found.is_raised.tolist() == [True, False]
    alone = replace(f, function=lambda x: f.function(x))  # no formula that could be looked at
    assert not error_estimate(network(), alone, 0.0, 0.5).is_raised


def far_peak(antiderivative=None):
    return Integrand(
        "far", "", 0.0, 1.0, lambda x: 1e9 * np.exp(-((1e9 * (x - 0.31234)) ** 2)), antiderivative
    )


def test_where_only_zeros_were_seen_nothing_is_claimed_unless_something_is_known():
    nothing = error_estimate(zero_network(), Integrand("", "", -1.0, 1.0, _hidden), 0.0, 1.0)
    assert nothing.estimate == nothing.bound == math.inf
    known = far_peak(lambda x: np.sqrt(np.pi) * (np.asarray(x) > 0.31234))
    found = error_estimate(zero_network(), known, 0.0, 1.0, n_samples=100)
    assert found.n_points >= 200
    assert found.bound >= found.estimate >= math.sqrt(math.pi)
    beside_a_jump = Integrand(
        "step", "", 0.0, 1.0, lambda x: np.where(x < 0.5, 0.0, 1.0), lambda x: np.maximum(x, 0.5)
    )
    left = error_estimate(zero_network(), beside_a_jump, 0.0, 0.5)
    assert left.estimate <= left.bound <= 1e-14
    assert left.corrected == 0.0


def _hidden(x):
    """A jump up and down that only a few points of a regular grid show."""
    return np.where(np.abs(x - 0.4375) < 1e-9, 1.0, 0.0)
