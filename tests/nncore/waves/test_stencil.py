import numpy as np
import pytest

import nncore
from nncore.waves.stencil import Stencil


def test_a_wave_is_multiplied_by_the_symbol():
    stencil = Stencil((-2, 0, 1), (0.3, -1.1, 0.9))
    n, k = 24, 5
    theta = 2 * np.pi * k / n
    wave = np.exp(1j * theta * np.arange(n))
    assert np.allclose(stencil.apply(wave), stencil.symbol(theta) * wave, rtol=0, atol=1e-14)
    kappa = nncore.modified_wavenumber(stencil.offsets, stencil.coefficients, theta)
    assert stencil.symbol(theta) == pytest.approx(1j * kappa, rel=1e-15)


def test_the_grid_is_periodic():
    assert Stencil.taylor((-1, 0, 1)).apply(np.array([1.0, 0, 0, 0])).tolist() == [0, -0.5, 0, 0.5]


def test_a_first_derivative_applied_twice_is_a_second_one():
    twice = Stencil((-1, 0, 1), (-0.5, 0.0, 0.5)).for_derivative(2)
    assert twice.offsets == (-2, -1, 0, 1, 2) and twice.derivative_order == 2
    assert twice.coefficients == (0.25, 0.0, -0.5, 0.0, 0.25)
    assert Stencil.taylor((-1, 0, 1), 2).for_derivative(2).coefficients == (1.0, -2.0, 1.0)


def test_what_cannot_be_had_is_said():
    with pytest.raises(ValueError, match="A stencil of the second derivative does not give the fi"):
        Stencil.taylor((-1, 0, 1), 2).for_derivative(1)
    with pytest.raises(ValueError, match="one number for each of the 3 offsets, got 2"):
        Stencil((-1, 0, 1), (1.0, 2.0))
    with pytest.raises(ValueError, match="must be finite"):
        Stencil((-1, 1), (np.nan, 2.0))
    with pytest.raises(ValueError, match="must be whole numbers"):
        Stencil((-1.5, 1), (-0.5, 0.5))


@pytest.mark.parametrize(("offsets", "span"), [((-1, 0, 1), 3), ((1, 2, 4), 5), ((-3, -1), 4)])
def test_the_span_holds_the_point_itself(offsets, span):
    assert Stencil.taylor(offsets).span == span
