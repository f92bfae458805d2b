"""Modified wavenumbers against mpmath, down to the slowest waves."""

import math
from fractions import Fraction

import mpmath as mp
import numpy as np
import pytest

from nncore.stencils.dispersion import modified_wavenumber, theta_of_mode
from nncore.stencils.finite_differences import accuracy_order, taylor_stencil

EPSILON = np.finfo(float).eps

STENCILS = [
    ((0, 1), 1),
    ((-1, 0), 1),
    ((-1, 0, 1), 1),
    ((-1, 0, 1), 2),
    ((-2, -1, 0, 1, 2), 1),
    ((-2, -1, 0, 1, 2), 3),
    ((0, 1, 2, 3, 4), 4),
    ((-1.5, -0.5, Fraction(1, 3), 2), 2),
    ((-4, -3, -2, -1, 0, 1, 2, 3, 4), 5),
]
THETA = np.array([-3.0, -0.5, 0.0, 1e-6, 0.01, 0.3, math.pi / 2, 3.1, math.pi, 7.0])


def exact_symbol(offsets, coefficients, theta):
    """Sum of c e^(i theta s), of the floats as they are."""
    shifts = [mp.mpf(Fraction(s).numerator) / Fraction(s).denominator for s in offsets]
    return mp.fsum(
        mp.mpf(float(c)) * mp.expj(mp.mpf(float(theta)) * s)
        for c, s in zip(coefficients, shifts, strict=True)
    )


@pytest.mark.parametrize(("offsets", "order"), STENCILS)
def test_modified_wavenumber_equals_mpmath(offsets, order):
    coefficients = taylor_stencil(offsets, order)
    found = modified_wavenumber(offsets, coefficients, THETA, order)
    assert found.shape == THETA.shape
    assert found.dtype == np.complex128
    # Each exponential has the rounding of its angle, theta s, besides that of the sum.
    angle = max(1.0, float(np.max(np.abs(THETA))) * float(max(map(abs, offsets))))
    tolerance = 4 * EPSILON * angle * np.sum(np.abs(coefficients))
    with mp.workdps(30):
        for theta, value in zip(THETA, found, strict=True):
            exact = exact_symbol(offsets, coefficients, theta) / mp.mpc(0, 1) ** order
            assert abs(value - exact) <= tolerance


def test_textbook_wavenumbers():
    theta = np.linspace(-math.pi, math.pi, 21)
    central = modified_wavenumber((-1, 0, 1), (-0.5, 0, 0.5), theta)
    assert central == pytest.approx(np.sin(theta) + 0j, abs=4 * EPSILON)
    second = modified_wavenumber((-1, 0, 1), (1, -2, 1), theta, derivative_order=2)
    assert second == pytest.approx(4 * np.sin(theta / 2) ** 2 + 0j, abs=8 * EPSILON)
    # Forward: the wave moves as with the central stencil, and grows or decays.
    forward = modified_wavenumber((0, 1), (-1, 1), theta)
    assert forward.real == pytest.approx(np.sin(theta), abs=4 * EPSILON)
    assert forward.imag == pytest.approx(1 - np.cos(theta), abs=4 * EPSILON)
    backward = modified_wavenumber((-1, 0), (-1, 1), theta)
    assert backward == pytest.approx(forward.conj(), abs=4 * EPSILON)


@pytest.mark.parametrize(("offsets", "order"), STENCILS)
def test_slow_waves_are_differentiated_to_the_order_of_accuracy(offsets, order):
    coefficients = taylor_stencil(offsets, order)
    theta = np.array([0.1, 0.05])
    miss = np.abs(modified_wavenumber(offsets, coefficients, theta, order) - theta**order)
    slope = math.log2(miss[0] / miss[1]) - order
    assert slope == pytest.approx(accuracy_order(offsets, coefficients, order), abs=0.1)


def test_shape_follows_theta():
    assert modified_wavenumber((0, 1), (-1, 1), 0.5).shape == ()
    assert modified_wavenumber((0, 1), (-1, 1), np.ones((2, 3))).shape == (2, 3)


def test_a_stencil_that_diverged_has_no_wavenumber():
    assert np.isnan(modified_wavenumber((0, 1), (np.nan, 1.0), [0.1, 0.2])).all()


def test_modes_to_angles():
    assert theta_of_mode(1, 0.5) == pytest.approx(math.pi / 2, rel=EPSILON)
    assert theta_of_mode([0, 1, 2], 0.01).tolist() == [0, 0.01 * math.pi, 2 * 0.01 * math.pi]


def test_refusals():
    with pytest.raises(ValueError, match="`offsets` must have at least 3 entries"):
        modified_wavenumber((0, 1), (-1.0, 1.0), 0.1, derivative_order=2)
    with pytest.raises(ValueError, match="`coefficients` must be one number for each of the 2"):
        modified_wavenumber((0, 1), (1.0,), 0.1)
