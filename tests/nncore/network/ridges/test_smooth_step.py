"""The tail of a logistic unit's mean over a box, against its corners in mpmath."""

import pytest

from nncore.network.ridges import ridge_mean, ridge_slope
from tests.nncore.network.ridges.accuracy import mean
from tests.nncore.network.ridges.exact import exact_mean

# The logistic tail has a few roundings of itself, and those of the exponent.
TAIL_TOLERANCE = 1e-15


@pytest.mark.parametrize("half_widths", [[1.0, 2.0], [1e-10, 30.0, 1e-3], [0.5] * 5])
@pytest.mark.parametrize("gap", [1.0, 3.0, 8.0, 80.0])
def test_the_tail_keeps_its_digits(half_widths, gap):
    midpoint = -(sum(half_widths) + gap)
    for derivative, function in enumerate((ridge_mean, ridge_slope)):
        value = mean("logistic", midpoint, half_widths, function)
        truth = float(exact_mean("logistic", midpoint, half_widths, derivative))
        assert value == pytest.approx(truth, rel=TAIL_TOLERANCE * (3.0 - midpoint), abs=0)
