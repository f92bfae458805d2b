"""The mean of a unit over a box, against its corners in mpmath with 60 digits and more."""

import numpy as np
import pytest

from nncore.activations import ACTIVATIONS
from nncore.network.ridges import ridge_mean, ridge_slope
from tests.nncore.network.ridges.accuracy import TOLERANCE, assert_accurate, mean

everywhere = pytest.mark.parametrize("name", ACTIVATIONS)


def random_units(n, count, largest):
    """Half-widths from 1e-10 to the largest, some of them 0; midpoints anywhere and at knots."""
    rng = np.random.default_rng(100 * n + count)
    for i in range(count):
        k = 10.0 ** rng.uniform(-10 if i % 2 else -1, np.log10(largest), n)
        k[rng.random(n) < 0.1] = 0.0
        total = k.sum()
        inside, knot = total * rng.uniform(-1.0, 1.0), (k * rng.choice([-1, 0, 1], n)).sum()
        yield rng.choice([inside, knot, 1.1 * inside, rng.normal(scale=3.0), total + 0.9]), k


@everywhere
@pytest.mark.parametrize(("n", "count"), [(0, 4), (1, 12), (2, 16), (3, 12), (4, 8), (5, 5)])
def test_values_and_slopes(name, n, count):
    for midpoint, half_widths in random_units(n, count, largest=100.0):
        assert_accurate(name, midpoint, half_widths)
        if name != "relu" or abs(midpoint) < half_widths.sum():  # elsewhere it may be its kink
            assert_accurate(name, midpoint, half_widths, derivative=1)


@pytest.mark.parametrize("name", ["logistic", "relu", "sine", "gaussian"])
@pytest.mark.parametrize("n", [6, 7, 8])
def test_many_inputs(name, n):
    for midpoint, half_widths in random_units(n, 2 if name == "logistic" else 12, largest=100.0):
        assert_accurate(name, midpoint, half_widths)


@everywhere
def test_infinitely_steep_units_are_finite(name):
    k = [1e300, 1e250, 3.0]
    for midpoint in (-1e300, 0.0, 0.3e300, 1e305):
        assert np.isfinite(mean(name, midpoint, k))
    if name == "logistic":
        assert mean(name, 0.3e300, k) == pytest.approx(0.65, rel=TOLERANCE)


@everywhere
@pytest.mark.parametrize("width", [0.0, 5e-324, 1e-300, 1e-100])
def test_narrow_ranges_have_the_value_itself(name, width):
    sigma = ACTIVATIONS[name]
    for midpoint in (-1.3, -width, width, 0.7):
        value = mean(name, midpoint, [width] * 7)
        assert value == pytest.approx(float(sigma(midpoint)), rel=TOLERANCE, abs=TOLERANCE)
        slope = mean(name, midpoint, [width] * 7, ridge_slope)
        if name != "relu" or abs(midpoint) > 7 * width:
            expected = float(sigma.derivative(midpoint))
            assert slope == pytest.approx(expected, rel=TOLERANCE, abs=TOLERANCE)


@everywhere
def test_rows_share_what_a_column_has(name):
    """Boxes of one size at once give what each of them gives alone."""
    rng = np.random.default_rng(3)
    k = rng.uniform(0.0, 5.0, (3, 40))
    m = rng.uniform(-1.5, 1.5, (50, 40)) * k.sum(axis=0)
    for function in (ridge_mean, ridge_slope):
        together = function(ACTIVATIONS[name], m, k)
        alone = [function(ACTIVATIONS[name], row[np.newaxis], k)[0] for row in m]
        np.testing.assert_allclose(together, alone, rtol=0, atol=2 * TOLERANCE * np.abs(m).max())


@everywhere
def test_no_units_and_no_boxes(name):
    for shape in ((0, 5), (4, 0)):
        values = ridge_mean(ACTIVATIONS[name], np.zeros(shape), np.ones((3, shape[1])))
        assert values.shape == shape
