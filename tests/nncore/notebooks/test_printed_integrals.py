"""Every printed number that can be computed again, computed again."""

import math

import numpy as np
import pytest
from scipy import integrate

from nncore.notebooks import printed_integrals as printed

ROWS = printed.ROWS

# mpmath prints 15 digits of a double.
LAST_DIGIT = 2e-13


def exact(a, b):
    """The integral of ln x, from its antiderivative."""
    return b * math.log(b) - b - ((a * math.log(a) - a) if a else 0.0)


def test_the_intervals_are_those_of_the_loop():
    assert [(row.a, row.b) for row in ROWS] == [(i, 3 * i + 5) for i in range(0, 50, 5)]


@pytest.mark.parametrize("row", ROWS[1:], ids=str)
def test_sni_is_scipys_simpson_on_100_points(row):
    x = np.linspace(row.a, row.b, printed.SIMPSON_POINTS)
    # Another release of SciPy may add the 100 terms in another order.
    assert integrate.simpson(np.log(x), x=x) == pytest.approx(row.sni, rel=1e-14)
    assert row.sni == pytest.approx(exact(row.a, row.b), abs=1e-6)


def test_sni_from_zero_is_minus_infinity():
    x = np.linspace(0, 5, printed.SIMPSON_POINTS)
    with np.errstate(divide="ignore"):
        assert integrate.simpson(np.log(x), x=x) == ROWS[0].sni == -math.inf


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_difference_is_that_of_nni_and_sni(row):
    difference = abs(row.nni - row.sni)
    assert difference == pytest.approx(row.divergence, abs=LAST_DIGIT, nan_ok=True)
