"""The remainders of the exponential series against mpmath, and the shares of a band."""

import math

import mpmath as mp
import numpy as np
import pytest

from nncore.stencils.band_error import BandError, remainder


@pytest.mark.parametrize("n_terms", [0, 1, 2, 5, 12, 25])
def test_remainders_equal_mpmath(n_terms):
    """To 500 ulp of the remainder, or of the last term before it where that is larger."""
    x = np.array([1e-8, 1e-3, 0.3, 1.0, -2.5, n_terms + 0.9, n_terms + 1.1, -37.0])
    found = remainder(x, n_terms)
    with mp.workdps(500):
        for value, result in zip(x, found, strict=True):
            z = mp.mpc(0, float(value))
            exact = mp.exp(z) - mp.fsum(z**m / mp.factorial(m) for m in range(n_terms))
            size = max(abs(exact), abs(z) ** max(0, n_terms - 1) / mp.factorial(n_terms))
            assert abs(complex(result) - exact) <= 1e-13 * size


@pytest.mark.parametrize("weight", ["absolute", "logarithmic"])
def test_the_shares_integrate_over_the_band(weight):
    theta, shares = BandError(0.1, 2.0, weight).nodes()
    assert shares.sum() == pytest.approx(1.0, abs=1e-14)
    if weight == "absolute":
        exact = (math.sin(24) - math.sin(1.2)) / 12 / 1.9
    else:
        exact = float((mp.ci(24) - mp.ci(1.2)) / mp.log(20))
    assert shares @ np.cos(12 * theta) == pytest.approx(exact, abs=1e-13)
