import numpy as np
import pytest
from scipy.integrate import quad

from nncore.waves.band_optimum import band_optimum
from nncore.waves.stencil import Stencil


def test_the_central_optimum_in_closed_form():
    """The derivative of the integral of (2c sin θ - θ)² vanishes."""
    top = 1.1
    expected = (
        quad(lambda t: t * np.sin(t), 0, top)[0] / quad(lambda t: 2 * np.sin(t) ** 2, 0, top)[0]
    )
    found = band_optimum((-1, 0, 1), 1, 0.0, top).coefficients
    assert found == pytest.approx((-expected, 0.0, expected), abs=1e-12)


@pytest.mark.parametrize("order", [1, 2])
def test_no_other_stencil_has_a_smaller_error(order):
    offsets, band = tuple(range(-3, 4)), (0.5, 1.1)

    def error(coefficients):
        def square(t):
            return abs(Stencil(offsets, coefficients, order).symbol(t) - (1j * t) ** order) ** 2

        return quad(square, *band, epsabs=1e-15)[0]

    optimum = band_optimum(offsets, order, *band)
    best = error(optimum.coefficients)
    assert best < 1e-3 * error(Stencil.taylor(offsets, order).coefficients)
    for j in range(7):
        for change in (1e-5, -1e-5):
            other = list(optimum.coefficients)
            other[j] += change
            assert error(tuple(other)) > best


def test_slow_waves_alone_give_taylor():
    found = band_optimum((-2, -1, 0, 1, 2), 1, 0.0, 0.01)
    taylor = Stencil.taylor((-2, -1, 0, 1, 2))
    assert found.coefficients == pytest.approx(taylor.coefficients, abs=1e-4)


@pytest.mark.parametrize("band", [(0.5, 0.5), (1.0, 0.2), (-0.1, 1.0), (0.0, 4.0)])
def test_a_band_that_is_none_is_refused(band):
    with pytest.raises(ValueError, match="both from 0 to π"):
        band_optimum((-1, 0, 1), 1, *band)
