"""Heavy ends, rounded nodes and what is never seen: an estimate is not below the true error."""

import math

import mpmath as mp
import numpy as np
import pytest

from nncore.certificates import error_estimate
from nncore.integrands import Integrand
from nncore.specs import IntegrationSpec
from tests.nncore.certificates.networks import network, zero_network

SHARPNESS = 100

# Formula, limits, and the exact integral.
HEAVY_ENDS = {
    "(1-x)^(-0.95)": (0.0, 1.0, 20),
    "(1-x)^(-0.98)": (0.0, 1.0, 50),
    "x^(-1.02)": (1.0, math.inf, 50),
    "(x-1000)^(-0.98)": (1000.0, 1001.0, 50),
    "(x-7)^(-0.9)": (7.0, 9.0, 10 * mp.mpf(2) ** mp.mpf("0.1")),
    "x^(-0.97)": (0.0, 1.0, mp.mpf(100) / 3),
    "1/(x*ln(x)^2)": (0.0, 0.5, 1 / mp.log(2)),
}

ROUNDED_NODES = {
    "exp(-(x-1000)^2/2)/sqrt(2*pi)": (0.0, math.inf, 1),
    "x*exp(-(x-800)^2/2)/sqrt(2*pi)": (-math.inf, math.inf, 800),
    "exp(-(x-100)^2/2)/sqrt(2*pi)": (-math.inf, math.inf, 1),
    "exp(-(x-33.3)^2)": (0.0, 1e4, mp.sqrt(mp.pi)),
    "log(x)/sqrt(x)": (0.0, 1.0, -4),
}


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


def test_a_claim_is_no_smaller_than_the_rounding_of_what_it_compares():
    """A large integral of the network, and f resolved to rounding: their difference is rounded."""
    fit = network()
    decay = Integrand("decay", "", 0.0, 1e6, lambda x: np.exp(-x), lambda x: -np.exp(-x))
    found = error_estimate(fit, decay, 0.0, 1e6)
    error = abs(mp.mpf(fit.integral(0.0, 1e6)) - (1 - mp.exp(-1e6)))
    assert error <= found.estimate <= error * (1 + 1e-12)


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
