"""Optima over a band against published schemes, and against their neighbours."""

import math

import numpy as np
import pytest
from scipy.linalg import null_space
from scipy.signal import savgol_coeffs

from nncore import BandError, Conditions, band_optimum, modified_wavenumber, taylor_stencil

SEVEN, ELEVEN = range(-3, 4), range(-5, 6)
RNG = np.random.default_rng(11)
# C. K. W. Tam, J. C. Webb, J. Comput. Phys. 107, 1993: eight digits, band up to π/2.
TAM_WEBB = (0.79926643, -0.18941314, 0.02651995)
# C. K. W. Tam, H. Shen, AIAA 93-4325: band up to 1.1.
TAM_SHEN = (0.77088238051822552, -0.166705904414580469, 0.02084314277031176)
# C. Bogey, C. Bailly, J. Comput. Phys. 194, 2004, table 1: FDo11p, π/16 to π/2.
BOGEY_BAILLY = (
    0.872756993962667,
    -0.286511173973333,
    0.090320001280000,
    -0.020779405824000,
    0.002484594688000,
)
# O. Holberg, Geophys. Prospecting 35, 1987: staggered, relative group velocity error of 0.1 %.
HOLBERG = [
    (1.1382, -0.046414),
    (1.1965, -0.078804, 0.0081781),
    (1.2257, -0.099537, 0.018063, -0.0026274),
    (1.2415, -0.11231, 0.026191, -0.0064682, 0.001191),
    (1.2508, -0.12034, 0.032131, -0.010142, 0.0029857, -0.00066667),
]


@pytest.mark.parametrize(
    ("upper", "published", "digits"), [(math.pi / 2, TAM_WEBB, 5e-9), (1.1, TAM_SHEN, 1e-9)]
)
def test_tam_webb_and_tam_shen(upper, published, digits):
    found = band_optimum(SEVEN, 1, BandError(upper=upper), Conditions(accuracy_order=4))
    np.testing.assert_allclose(found[4:], published, rtol=0, atol=digits)
    np.testing.assert_array_equal(found[3::-1], -found[3:])


def test_holoborodkos_noise_robust_differentiator():
    """Exact up to the square, and as flat as possible at the fastest wave: N = 7."""
    found = band_optimum(SEVEN, 1, conditions=Conditions(accuracy_order=2, zeros_at_pi=4))
    assert found.tolist() == [c / 32 for c in (-1, -4, -5, 0, 5, 4, 1)]
    # N = 7 that is exact up to the fourth power: (39, 12, -5) / 96
    fourth = band_optimum(SEVEN, 1, conditions=Conditions(accuracy_order=4, zeros_at_pi=2))
    assert fourth[4:].tolist() == [39 / 96, 12 / 96, -5 / 96]


def bogey_baillys_objective(coefficients) -> float:
    """Mean size of the error on a logarithmic axis."""
    theta = np.exp(np.linspace(math.log(math.pi / 16), math.log(math.pi / 2), 20_001))
    error = modified_wavenumber(ELEVEN, coefficients, theta).real - theta
    return float(np.mean(np.abs(error)))


def test_bogey_and_baillys_eleven_points_by_their_own_objective():
    error = BandError(math.pi / 16, math.pi / 2, "logarithmic", "mean")
    found = band_optimum(ELEVEN, 1, error, Conditions(accuracy_order=4))
    theirs = np.concatenate((-np.array(BOGEY_BAILLY[::-1]), [0.0], BOGEY_BAILLY))
    assert bogey_baillys_objective(found) <= bogey_baillys_objective(theirs)
    np.testing.assert_allclose(found, theirs, rtol=0, atol=2e-3)


def group_error(outer, theta) -> np.ndarray:
    shifts = np.arange(len(outer)) + 0.5
    return np.abs(2 * np.cos(np.outer(theta, shifts)) @ (np.array(outer) * shifts) - 1)


@pytest.mark.parametrize("published", HOLBERG)
def test_holbergs_group_velocity_by_his_own_objective(published):
    n = len(published)
    theta = np.linspace(1e-6, math.pi, 100_001)
    # The band ends where his error leaves 0.1 %, to the digits that were printed.
    band = theta[: np.argmax(group_error(published, theta) > 1.05e-3)]
    error = BandError(0.0, band[-1], "relative", "largest", "group")
    found = band_optimum(np.arange(-n, n) + 0.5, 1, error)[n:]
    assert group_error(found, band).max() <= group_error(published, band).max()
    assert np.abs(found - published).max() < 2e-4


ERRORS = [
    BandError(0.0, 1.2),
    BandError(0.2, 1.2, "relative"),
    BandError(0.2, 1.2, "logarithmic"),
    BandError(0.0, 1.0, "relative", "largest"),
    BandError(0.3, 1.5, "absolute", "mean"),
    BandError(0.3, 1.5, "logarithmic", "mean"),
    BandError(0.0, 1.0, "absolute", "squares", "group"),
    BandError(0.1, 1.3, noise=0.2),
]


def objective(error: BandError, offsets, coefficients, order) -> float:
    """By its definition, on many phases."""
    share = (np.arange(4000) + 0.5) / 4000
    if error.weight == "logarithmic":
        theta = error.lower * (error.upper / error.lower) ** share
    else:
        theta = error.lower + (error.upper - error.lower) * share
    shifts = np.array(offsets, dtype=float)
    waves = np.exp(1j * np.outer(theta, shifts)) * (-1j) ** order
    miss, size = waves @ coefficients - theta**order, theta**order
    if error.speed == "group":
        size = order * theta ** (order - 1)
        miss = (1j * shifts * waves) @ coefficients - size
    if error.weight == "relative":
        miss = miss / size
    parts = np.stack((miss.real, miss.imag))
    if error.norm == "largest":
        return float(np.abs(parts).max())
    if error.norm == "mean":
        return float(np.abs(parts).sum(axis=0).mean())
    return float((parts**2).sum(axis=0).mean() + error.noise**2 * np.sum(coefficients**2))


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize(
    ("offsets", "order"),
    [(SEVEN, 1), (SEVEN, 2), ((-2, -1, 0, 1, 2, 3), 1), ((-1.5, -0.5, 0.5, 1.5), 1)],
)
def test_no_neighbour_that_meets_the_conditions_is_better(error, offsets, order):
    conditions = Conditions(accuracy_order=2)
    found = band_optimum(offsets, order, error, conditions)
    shifts = np.array(offsets, dtype=float)
    moments = np.stack([shifts**m for m in range(order + 2)])
    exact = [math.factorial(m) * (m == order) for m in range(order + 2)]
    np.testing.assert_allclose(moments @ found, exact, rtol=0, atol=1e-11)
    directions = null_space(moments)
    least = objective(error, offsets, found, order)
    for _ in range(20):
        step = directions @ RNG.standard_normal(directions.shape[1])
        step *= 1e-3 / np.linalg.norm(step)
        for sign in (1, -1):
            # The phases of the linear programs are not those of the sum here: 1e-4 of the error.
            assert objective(error, offsets, found + sign * step, order) >= least * (1 - 1e-4)


@pytest.mark.parametrize("upper", [0.05, 0.5, 1.5, 2.5])
def test_the_largest_error_is_reached_as_often_as_chebyshev_says(upper):
    """Three free antisymmetric coefficients: the error has its size four times in turn."""
    error = BandError(0.0, upper, "relative", "largest")
    found = band_optimum(ELEVEN, 1, error, Conditions(accuracy_order=4))
    theta = np.linspace(upper / 2000, upper, 2000)
    if upper < 0.1:  # in double precision the error of slow waves is rounding
        free = found[6:] - taylor_stencil(ELEVEN, 1)[6:]
        assert 0 < np.abs(free).max() < 1e-3
        return
    miss = modified_wavenumber(ELEVEN, found, theta).real / theta - 1
    extremes = np.abs(miss) > 0.999 * np.abs(miss).max()
    signs = np.sign(miss[extremes])
    assert 1 + np.count_nonzero(np.diff(signs)) == 4


def test_a_short_band_leads_back_to_taylor():
    for offsets, order in ((SEVEN, 1), (SEVEN, 2), ((-0.5, 0.5), 0), ((-1, 0, 1, 2, 3), 3)):
        found = band_optimum(offsets, order, BandError(upper=1e-3), Conditions(1))
        taylor = taylor_stencil(offsets, order)
        assert np.abs(found - taylor).max() < 1e-4 * np.abs(taylor).max()


def test_much_noise_makes_the_smoothest_stencil():
    """Noise alone under moments up to the square: the least squares of Savitzky and Golay."""
    found = band_optimum(SEVEN, 1, BandError(noise=1e4), Conditions(accuracy_order=2))
    np.testing.assert_allclose(found, savgol_coeffs(7, 2, deriv=1, use="dot"), atol=1e-7)
    smooth = band_optimum(SEVEN, 0, BandError(noise=1e4), Conditions(accuracy_order=4))
    np.testing.assert_allclose(smooth, savgol_coeffs(7, 3, use="dot"), atol=1e-7)


REFUSED = [
    (dict(lower=1.0, upper=1.0), {}, "`lower` must be below `upper`, got 1 and 1."),
    (dict(upper=4.0), {}, "`upper` must be at most 3.14159, got 4.0."),
    (dict(lower=-0.1), {}, "`lower` must be at least 0, got -0.1."),
    (dict(upper=math.nan), {}, "`upper` must be finite, got nan."),
    (dict(weight="cubic"), {}, "`weight` must be one of absolute, relative, logarithmic, got "),
    (dict(norm="largest", noise=0.1), {}, "`noise` must be 0 for the norm largest, got 0.1; squ"),
    (dict(weight="relative"), {}, "`lower` must be above 0 for the relative error, got 0; or ask"),
    (dict(weight="logarithmic"), {}, "`lower` must be above 0 for the logarithmic error, got 0; "),
    ({}, dict(zeros_at_pi=-1), "`zeros_at_pi` must be at least 0, got -1."),
    ({}, dict(zeros_at_pi=0.5), "`zeros_at_pi` must be a whole number, got 0.5."),
    ({}, dict(accuracy_order=9), "`constraint` must be at most 6 for the first derivative on 7"),
    ({}, dict(accuracy_order=6, zeros_at_pi=3), "`offsets` must be more for 3 zeros at the fastes"),
]


@pytest.mark.parametrize(("error", "conditions", "sentence"), REFUSED)
def test_refused_with_one_sentence(error, conditions, sentence):
    with pytest.raises(ValueError) as refusal:
        band_optimum(SEVEN, 1, BandError(**error), Conditions(**conditions))
    assert str(refusal.value).startswith(sentence)


def test_interpolation_has_no_group_velocity():
    with pytest.raises(ValueError, match="^`speed` must be phase for interpolation, got group.$"):
        band_optimum((-0.5, 0.5), 0, BandError(speed="group"))
