"""Derivatives on whole grids against exact ones, NumPy, SciPy and published stencils."""

import math
from fractions import Fraction

import numpy as np
import pytest
from scipy import ndimage

from nncore import apply_stencil, taylor_stencil
from nncore.stencils.constraints import highest_constraint
from nncore.stencils.finite_differences import valid_slice

ROUNDING = 1e-13
"""Of sums of a few products; about 500 ulp."""
SLOPE_TOLERANCE = 0.1
"""Of the observed order of convergence."""
RNG = np.random.default_rng(3)
CENTRAL, FIVE = (-1, 0, 1), (-2, -1, 0, 1, 2)
# findiff 0.10, `coefficients(deriv, acc)["forward"]`: the ends of order 2, 2 and 4.
PUBLISHED_ENDS = {
    (CENTRAL, 1): (-1.5, 2.0, -0.5),
    (CENTRAL, 2): (2.0, -5.0, 4.0, -1.0),
    (FIVE, 1): (-25 / 12, 4.0, -3.0, 4 / 3, -1 / 4),
}


def matrix_of(function, n_points) -> np.ndarray:
    return np.array([function(unit) for unit in np.eye(n_points)]).T


@pytest.mark.parametrize(("offsets", "order"), PUBLISHED_ENDS)
def test_the_ends_are_the_published_one_sided_stencils(offsets, order):
    matrix = matrix_of(lambda u: apply_stencil(u, 1.0, offsets, order), 9)
    end = PUBLISHED_ENDS[offsets, order]
    padded = np.append(end, np.zeros(9 - len(end)))
    np.testing.assert_allclose(matrix[0], padded, rtol=0, atol=ROUNDING)
    np.testing.assert_allclose(matrix[-1], (-1) ** order * padded[::-1], rtol=0, atol=ROUNDING)
    inner = taylor_stencil(offsets, order)
    np.testing.assert_allclose(matrix[4, 4 + np.array(offsets)], inner, rtol=0, atol=ROUNDING)
    assert np.count_nonzero(matrix[4]) == np.count_nonzero(inner)


def test_numpy_gradient_has_the_same_ends():
    x = np.sort(RNG.uniform(0, 1, 40))
    u = RNG.standard_normal((3, 40))
    expected = np.gradient(u, x, axis=1, edge_order=2)
    found = apply_stencil(u, x, CENTRAL, 1)
    np.testing.assert_allclose(found, expected, rtol=1e-9)  # distances of 1e-4 lose four digits
    h = 0.1
    found = apply_stencil(u, h, CENTRAL, 1)
    np.testing.assert_allclose(found, np.gradient(u, h, axis=1, edge_order=2), atol=ROUNDING / h)


GRIDS = {
    "equidistant": lambda n: np.linspace(-1, 1, n),
    "stretched": lambda n: np.linspace(-1, 1, n) + 0.1 * np.sin(np.linspace(-2, 2, n)),
    "decreasing": lambda n: -np.linspace(-1, 1, n) - 0.1 * np.linspace(-1, 1, n) ** 2,
}
STENCILS = [
    (CENTRAL, 1),
    (CENTRAL, 2),
    (FIVE, 1),
    (FIVE, 2),
    (FIVE, 3),
    (FIVE, 4),
    (range(-3, 4), 1),
    (range(-3, 4), 2),
    (range(-4, 5), 1),
    (range(-4, 5), 2),
    ((0, 1, 2), 1),
    ((0, 1, 2, 3), 1),
    ((-2, -1, 0, 1), 1),
    ((-0.5, 0.5), 0),
    ((-0.5, 0.5), 1),
    ((-1.5, -0.5, 0.5, 1.5), 0),
    ((-1.5, -0.5, 0.5, 1.5), 1),
    ((-2.5, -1.5, -0.5, 0.5, 1.5, 2.5), 2),
]


# Points of the coarsest grid by order: fewer, and the order is not to be seen yet, more, and the
# error on the finest is rounding.
N_POINTS = {1: 200, 2: 200, 3: 120, 4: 120, 6: 70, 8: 50}


def middles(points) -> np.ndarray:
    return 0.5 * (points[1:] + points[:-1])


def largest_error(offsets, order, power, points, spacing_or_points) -> float:
    """Of the derivative of x^power, ends included."""
    u = np.polynomial.Polynomial.basis(power)
    found = apply_stencil(u(points), spacing_or_points, offsets, order)
    targets = middles(points) if Fraction(offsets[0]).denominator == 2 else points
    return float(np.abs(found - u.deriv(order)(targets)).max())


@pytest.mark.parametrize("kind", GRIDS)
@pytest.mark.parametrize(("offsets", "order"), STENCILS)
def test_order_of_convergence_on_the_whole_grid(kind, offsets, order):
    """Of the first power with an error: log error = constant - order * log n + next term / n."""
    expected = highest_constraint(offsets, order)
    sizes = np.array([int(share * N_POINTS[expected]) - 1 for share in (1, 1.25, 1.5, 2)])
    errors = []
    for n in sizes + 1:
        points = GRIDS[kind](n)
        given_grid = points[1] - points[0] if kind == "equidistant" else points
        errors.append(largest_error(offsets, order, expected + order, points, given_grid))
    terms = np.stack((np.ones(4), -np.log(sizes), 1 / sizes), axis=1)
    slope = np.linalg.lstsq(terms, np.log(errors))[0][1]
    assert slope == pytest.approx(expected, abs=SLOPE_TOLERANCE)


def test_random_grids_have_the_order_that_the_number_of_points_guarantees():
    """Without a smooth map to an equidistant grid the bonus of symmetry is gone: 5 - 2 is left."""
    shares = RNG.uniform(0.5, 1.5, 400)
    errors = []
    for n in (100, 400):
        points = np.concatenate(([0.0], np.cumsum(shares[:n])))
        points *= 2 / points[-1]
        found = apply_stencil(np.exp(points), points, FIVE, 2)
        errors.append(np.mean(np.abs(found - np.exp(points))))
    assert math.log(errors[0] / errors[1], 4) == pytest.approx(3, abs=SLOPE_TOLERANCE)


@pytest.mark.parametrize("kind", GRIDS)
def test_polynomials_of_the_order_are_exact_on_any_grid(kind):
    points = GRIDS[kind](30)
    for order in (0, 1, 2, 3):
        degree = order + highest_constraint(FIVE, order) - 1
        if kind != "equidistant":
            degree = len(FIVE) - 1
        cubic = np.polynomial.Polynomial(RNG.standard_normal(degree + 1))
        found = apply_stencil(cubic(points), points, FIVE, order)
        exact = cubic.deriv(order)(points) if order else cubic(points)
        least = np.abs(np.diff(points)).min()
        np.testing.assert_allclose(found, exact, rtol=0, atol=1e-14 * 30 / least**order)


@pytest.mark.parametrize("offsets", [CENTRAL, FIVE, (0, 1), (1, 2, 3), (-7, -2, 3), (-0.5, 0.5)])
def test_a_periodic_field_goes_on_as_it_began(offsets):
    n = 50
    x = 2 * math.pi * np.arange(n) / n
    theta = 2 * math.pi / n
    found = apply_stencil(np.exp(3j * x), theta, offsets, 1, boundary="periodic")
    symbol = taylor_stencil(offsets, 1) @ np.exp(3j * theta * np.array(offsets, dtype=float))
    half = 0.5 * theta if Fraction(offsets[0]).denominator == 2 else 0.0
    expected = symbol / theta * np.exp(3j * (x + half))
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)


def test_any_coefficients_are_taken_and_a_diverged_stencil_gives_nan():
    u = RNG.standard_normal(300)
    learned = (-0.519, 0.001, 0.52)
    found = apply_stencil(u, 0.1, CENTRAL, 1, learned, boundary="periodic")
    np.testing.assert_allclose(found, ndimage.correlate1d(u, learned, mode="wrap") / 0.1)
    inner = apply_stencil(u, 0.1, CENTRAL, 1, learned, boundary="interior")
    np.testing.assert_allclose(inner, np.convolve(u, learned[::-1], "valid") / 0.1)
    for n_points in (5, 500):
        diverged = apply_stencil(
            np.ones(n_points), 0.1, (0, 1), 1, (math.nan, 1), boundary="interior"
        )
        assert diverged.size == n_points - 1 and np.isnan(diverged).all()


@pytest.mark.parametrize("boundary", ["one-sided", "periodic", "interior"])
@pytest.mark.parametrize("offsets", [CENTRAL, (1, 2, 3), (-3, -2), (-4, 0, 4), range(-6, 7)])
def test_each_line_of_an_array_is_its_own_field(boundary, offsets):
    values = RNG.standard_normal((4, 300, 3)) + 1j * RNG.standard_normal((4, 300, 3))
    for axis in (1, -2):
        whole = apply_stencil(values, 0.5, offsets, 1, axis=axis, boundary=boundary)
        assert whole.dtype == complex
        for i, j in np.ndindex(4, 3):
            line = apply_stencil(values[i, :, j].real, 0.5, offsets, 1, boundary=boundary)
            np.testing.assert_allclose(whole[i, :, j].real, line, rtol=0, atol=ROUNDING * 100)
    rows = np.moveaxis(values, 1, -1)
    last = apply_stencil(rows.imag, 0.5, offsets, 1, boundary=boundary)
    np.testing.assert_allclose(np.moveaxis(last, -1, 1), whole.imag, rtol=0, atol=ROUNDING * 100)


def test_large_arrays_are_worked_through_whole():
    """More entries than a block, before, on and after the axis."""
    for shape, axis in {(3, 40_000): 1, (5, 7, 9_000): 1, (40_000, 2): 0, (9_000, 7, 1): 1}.items():
        values = RNG.standard_normal(shape)
        found = apply_stencil(values, 1.0, FIVE, 2, axis=axis, boundary="periodic")
        expected = ndimage.correlate1d(values, taylor_stencil(FIVE, 2), axis=axis, mode="wrap")
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)


def test_dtypes_are_kept_or_made_double():
    for given, kept in {"f4": "f8", "i8": "f8", "?": "f8", "c8": "c16", "c16": "c16"}.items():
        assert apply_stencil(np.ones(9, given), 1.0, CENTRAL, 1).dtype == np.dtype(kept)
    assert apply_stencil(np.ones(9, np.longdouble), 1.0, CENTRAL, 1).dtype == np.longdouble
    assert apply_stencil(np.ones(9, ">f8"), 1.0, CENTRAL, 1).tolist() == [0.0] * 9


def test_values_are_not_changed_and_a_view_is_as_good_as_an_array():
    values = RNG.standard_normal((30, 8))
    before = values.copy()
    found = apply_stencil(values.T[::2], 1.0, CENTRAL, 1)
    np.testing.assert_array_equal(found, apply_stencil(values.T[::2].copy(), 1.0, CENTRAL, 1))
    np.testing.assert_array_equal(values, before)


def test_equidistant_points_are_a_spacing():
    x = np.linspace(3, -2, 101)
    u = np.sin(x)
    for boundary in ("one-sided", "interior", "periodic"):
        by_points = apply_stencil(u, x, FIVE, 1, taylor_stencil(FIVE, 1), boundary=boundary)
        by_spacing = apply_stencil(u[::-1], 0.05, FIVE, 1, boundary=boundary)[::-1]
        np.testing.assert_allclose(by_points, by_spacing, rtol=0, atol=1e-12)
    np.testing.assert_allclose(
        apply_stencil(u, x, FIVE, 1), apply_stencil(u[::-1], 0.05, FIVE, 1)[::-1], atol=1e-11
    )


def test_the_smallest_grids():
    assert apply_stencil([2.0, 5.0], 1.0, (0, 1), 1).tolist() == [3.0, 3.0]
    assert apply_stencil([2.0, 5.0], 1.0, (-0.5, 0.5), 0).tolist() == [3.5]
    assert apply_stencil([2.0, 5.0], 1.0, (-0.5, 0.5), 0, boundary="periodic").tolist() == [3.5] * 2
    assert apply_stencil([2.0, 5.0, 9.0], 1.0, CENTRAL, 1, boundary="interior").tolist() == [3.5]
    assert apply_stencil(np.ones((0, 5)), 1.0, CENTRAL, 1).shape == (0, 5)
    assert valid_slice(3, CENTRAL) == slice(1, 2)


ONES = np.ones(9)
UNEVEN = np.arange(9.0) ** 2
REFUSED = [
    ((3.0, 0.1, CENTRAL, 1), {}, "`values` must be an array of the values on a grid, got the"),
    ((["a"] * 9, 0.1, CENTRAL, 1), {}, "`values` must be real or complex numbers, got an array of"),
    ((ONES, np.full(8, 0.1), CENTRAL, 1), {}, "`spacing_or_points` must be one number, the spac"),
    ((ONES, np.full(9, 0.1), CENTRAL, 1), {}, "`spacing_or_points` must be different from each"),
    (
        (ONES, UNEVEN[[0, 2, 1, 3, 4, 5, 6, 7, 8]], CENTRAL, 1),
        {},
        "`spacing_or_points` must increase or decrease",
    ),
    ((ONES, UNEVEN + math.nan, CENTRAL, 1), {}, "`spacing_or_points` must be finite, got nan."),
    ((ONES, UNEVEN + 1j, CENTRAL, 1), {}, "`spacing_or_points` must be real numbers, got an arr"),
    ((ONES, 0.0, CENTRAL, 1), {}, "`spacing_or_points` must be a finite number above 0, got 0.0."),
    ((ONES, -0.1, CENTRAL, 1), {}, "`spacing_or_points` must be a finite number above 0, got -0.1"),
    ((ONES, math.nan, CENTRAL, 1), {}, "`spacing_or_points` must be a finite number above 0, got"),
    ((ONES, "x", CENTRAL, 1), {}, "`spacing_or_points` must be a finite number above 0, got x."),
    ((ONES, 1e-200, CENTRAL, 2), {}, "`spacing_or_points` must have a power 2 that is neither 0"),
    ((ONES, UNEVEN * 1e-200, CENTRAL, 2), {}, "`spacing_or_points` must have a power 2 that is n"),
    ((ONES, UNEVEN * 1e160, CENTRAL, 2), {}, "`spacing_or_points` must have a power 2 that is ne"),
    ((ONES, UNEVEN, CENTRAL, 1, (0, 0, 1)), {}, "`spacing_or_points` must be equidistant for giv"),
    (
        (ONES, UNEVEN, CENTRAL, 1),
        {"boundary": "periodic"},
        "`spacing_or_points` must be equidistan",
    ),
    ((ONES, 0.1, (-9, 0, 9), 1), {}, "`offsets` must span fewer points than the field has (9), "),
    ((ONES, 0.1, (0, 0.5), 1), {}, "`offsets` must be whole numbers on a grid, or half numbers"),
    ((ONES[:3], 0.1, CENTRAL, 2), {}, "`values` must have at least 4 points along the axis for e"),
    ((ONES[:2], 0.1, CENTRAL, 1), {}, "`offsets` must span fewer points than the field has (2), "),
    ((ONES, 0.1, CENTRAL, 1, (1, 2)), {}, "`coefficients` must be one number for each of the 3 o"),
    ((ONES, 0.1, CENTRAL, 1, (1j, 0, 1)), {}, "`coefficients` must be real numbers in one row, g"),
    ((ONES, 0.1, CENTRAL, 1, np.eye(3)), {}, "`coefficients` must be real numbers in one row, go"),
    ((ONES, 0.1, CENTRAL, 1), {"axis": 1}, "`axis` must be from -1 to 0 for values with 1 axes, "),
    ((ONES, 0.1, CENTRAL, 1), {"boundary": "wrap"}, "`boundary` must be one of one-sided, periodi"),
]


@pytest.mark.parametrize(("arguments", "options", "sentence"), REFUSED)
def test_refused_with_one_sentence(arguments, options, sentence):
    with pytest.raises(ValueError) as error:
        apply_stencil(*arguments, **options)
    assert str(error.value).startswith(sentence)
    assert "{" not in str(error.value)
