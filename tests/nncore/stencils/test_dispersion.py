"""Modified wavenumbers and single-mode stencils against mpmath, down to the slowest waves."""

import math
from fractions import Fraction

import mpmath as mp
import numpy as np
import pytest

from nncore.stencils.dispersion import (
    modified_wavenumber,
    single_mode_stencil,
    theta_of_mode,
)
from nncore.stencils.finite_differences import accuracy_order, apply_stencil, taylor_stencil

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


# --- stencils exact for one mode

MODES = [1e-12, 1e-8, 1e-4, 0.01, 0.1, 0.5, 0.999, 1.001, 2.0, 3.0, 3.14, 4.0, -0.7]


@pytest.mark.parametrize("theta", MODES)
def test_central_stencil_of_one_mode(theta):
    left, centre, right = single_mode_stencil((-1, 0, 1), theta)
    with mp.workdps(50):
        exact = mp.mpf(theta) / (2 * mp.sin(mp.mpf(theta)))
        assert abs(right / exact - 1) <= 4 * EPSILON
        assert abs(left / exact + 1) <= 4 * EPSILON
        assert abs(centre / exact) <= 4 * EPSILON


@pytest.mark.parametrize("theta", MODES)
def test_forward_stencil_of_one_mode(theta):
    here, ahead = single_mode_stencil((0, 1), theta)
    with mp.workdps(50):
        exact = mp.mpf(theta) / mp.sin(mp.mpf(theta))
        assert abs(ahead / exact - 1) <= 4 * EPSILON
        assert abs(here / (-exact * mp.cos(mp.mpf(theta))) - 1) <= 4 * EPSILON


@pytest.mark.parametrize("theta", [1e-6, 1e-3, 0.05, 0.2, 0.6, 1.3, 2.5])
@pytest.mark.parametrize(("offsets", "order"), STENCILS)
def test_the_wave_is_differentiated_exactly(offsets, order, theta):
    coefficients = single_mode_stencil(offsets, theta, order)
    with mp.workdps(50):
        miss = exact_symbol(offsets, coefficients, theta) - mp.mpc(0, theta) ** order
    # The coefficients are rounded, and so are the solution and the angles.
    size = np.sum(np.abs(coefficients)) * max(1.0, theta * float(max(map(abs, offsets))))
    assert abs(miss) <= 16 * EPSILON * size


@pytest.mark.parametrize("theta", [0.3, 1.3, 2.5])
@pytest.mark.parametrize(("offsets", "order"), STENCILS)
def test_no_other_exact_stencil_is_nearer_to_taylors(offsets, order, theta):
    """The deviation of least norm lies in the span of the cosines and the sines."""
    deviation = single_mode_stencil(offsets, theta, order) - taylor_stencil(offsets, order)
    angles = theta * np.array([float(s) for s in offsets])
    span, _ = np.linalg.qr(np.array([np.cos(angles), np.sin(angles)]).T)
    rest = deviation - span @ (span.T @ deviation)
    scale = np.max(np.abs(taylor_stencil(offsets, order))) + np.max(np.abs(deviation))
    assert np.max(np.abs(rest)) <= 1e-14 * scale


@pytest.mark.parametrize(("offsets", "order"), STENCILS)
def test_standing_waves_are_taylors(offsets, order):
    taylor = taylor_stencil(offsets, order)
    assert single_mode_stencil(offsets, 0.0, order).tolist() == taylor.tolist()
    scale = np.max(np.abs(taylor))
    deviations = [
        np.max(np.abs(single_mode_stencil(offsets, theta, order) - taylor)) / scale
        for theta in (1e-1, 1e-2, 1e-12)
    ]
    # The deviation is of order k - 1 - d or higher in theta; it must not grow from cancellation.
    assert deviations[0] < 0.2
    assert deviations[1] <= 0.02 * deviations[0] or len(offsets) - order == 1
    assert deviations[2] <= EPSILON


def test_on_a_grid_the_sine_and_the_cosine_of_the_mode_are_exact():
    spacing, mode = 0.01, 19
    theta = float(theta_of_mode(mode, spacing))
    x = np.arange(-2, 2, spacing)
    coefficients = single_mode_stencil((-1, 0, 1), theta)
    for shift in (0.0, 0.7):
        found = apply_stencil(
            np.sin(mode * np.pi * x + shift), (-1, 0, 1), coefficients, spacing, 1
        )
        exact = mode * np.pi * np.cos(mode * np.pi * x[1:-1] + shift)
        # Angles of 120 are rounded to 1e-14, and divided by the spacing.
        assert found == pytest.approx(exact, abs=1e-11)


def test_modes_to_angles():
    assert theta_of_mode(1, 0.5) == pytest.approx(math.pi / 2, rel=EPSILON)
    assert theta_of_mode([0, 1, 2], 0.01).tolist() == [0, 0.01 * math.pi, 2 * 0.01 * math.pi]


@pytest.mark.parametrize("theta", [math.pi, -math.pi, 2 * math.pi, 3 * math.pi])
@pytest.mark.parametrize("offsets", [(0, 1), (-1, 0, 1), (-2, -1, 0, 1, 2)])
def test_a_wave_seen_only_at_its_extrema_has_no_slope(offsets, theta):
    with pytest.raises(ValueError) as error:
        single_mode_stencil(offsets, theta)
    assert str(error.value) == (
        f"`theta` must not be {abs(theta):.6g} for derivative order 1 on the offsets "
        f"{', '.join(map(str, offsets))}, where no stencil is exact: "
        "choose one away from multiples of pi."
    )


def test_at_a_multiple_of_pi_an_even_derivative_or_a_half_way_offset_is_possible():
    for offsets, order in (((-1, 0, 1), 2), ((-1, -0.5, 0, 0.5, 1), 1)):
        coefficients = single_mode_stencil(offsets, math.pi, order)
        found = modified_wavenumber(offsets, coefficients, math.pi, order)
        assert found == pytest.approx(math.pi**order, rel=1e-13)


def test_nearly_a_multiple_of_pi_is_nearly_impossible():
    theta = math.pi - 1e-9
    with mp.workdps(50):
        exact = mp.mpf(theta) / (2 * mp.sin(mp.mpf(theta)))
    assert single_mode_stencil((-1, 0, 1), theta)[2] == pytest.approx(float(exact), rel=1e-13)


def test_refusals():
    for theta in (math.nan, math.inf):
        with pytest.raises(ValueError) as error:
            single_mode_stencil((-1, 0, 1), theta)
        assert str(error.value) == f"`theta` must be finite, got {theta}."
    with pytest.raises(ValueError, match="`offsets` must have at least 3 entries"):
        single_mode_stencil((0, 1), 0.1, 2)
    with pytest.raises(ValueError, match="`coefficients` must be one number for each of the 2"):
        modified_wavenumber((0, 1), (1.0,), 0.1)
