import itertools
from fractions import Fraction

import mpmath as mp
import numpy as np
import pytest
from scipy import linalg

from nncore.stencils.fields import grid, random_fields, waves
from nncore.stencils.gram import gram, shifted_windows
from nncore.stencils.optimal import (
    error_triangle,
    from_modes,
    mean_squared_error_from_modes,
)

# The grid and the fields of the notebook.
SPACING, LOWER, UPPER = 0.01, -2.0, 2.0
GRID = (SPACING, LOWER, UPPER)

FORWARD, BACKWARD, CENTRAL, FIVE = (0, 1), (-1, 0), (-1, 0, 1), (-2, -1, 0, 1, 2)
TAYLOR_OF_FIVE = np.array([1, -8, 0, 8, -1]) / 12

# Of coefficients of size 1: rounding, magnified by the condition numbers of the cases below.
SOLVED = 1e-9


def largest(array):
    return np.max(np.abs(array))


def notebook_fields(n_fields, max_mode=20, noise=0.0, seed=11):
    x = grid(LOWER, UPPER, SPACING)
    return random_fields(n_fields, x, max_mode, np.random.default_rng(seed), noise)


def enumerated_gram(offsets, order, modes, noise=0.0):
    """Average over all the pairs of modes, with the exact moments of a and b."""
    x = grid(LOWER, UPPER, SPACING)
    responses = shifted_windows(waves(modes, x), SPACING**order * waves(modes, x, order), offsets)
    total = np.zeros((len(offsets) + 1,) * 2)
    b_squared, a_squared, both = Fraction(4, 3), Fraction(1, 3), Fraction(1, 6)
    for first, second in itertools.product(responses, repeat=2):
        total += float(b_squared * a_squared) * np.einsum("px,qx->pq", first, first)
        total += float(b_squared * a_squared) * np.einsum("px,qx->pq", second, second)
        total += float(b_squared * both) * np.einsum("px,qx->pq", first, second)
        total += float(b_squared * both) * np.einsum("px,qx->pq", second, first)
    total /= len(responses) ** 2 * responses.shape[-1]
    total[np.arange(len(offsets)), np.arange(len(offsets))] += noise**2
    return total


# What the notebook printed after 30 epochs: weights times spacing, and the test loss.
PRINTED = {
    FORWARD: ((-0.95007384, 1.01301466), 13.580965995788574),
    BACKWARD: ((-1.0124806, 0.95030844), 13.591769218444824),
    CENTRAL: ((-0.5182046, -0.00181072, 0.5201305), 0.15252622961997986),
}


@pytest.mark.parametrize("offsets", PRINTED)
def test_the_networks_of_the_notebook_found_the_optimum(offsets):
    weights, loss = PRINTED[offsets]
    optimum = from_modes(offsets, 1, *GRID, max_mode=20)
    assert optimum == pytest.approx(np.array(weights), abs=0.005)
    error = mean_squared_error_from_modes(optimum, offsets, 1, *GRID, max_mode=20)
    assert error == pytest.approx(loss, rel=0.02)


def test_known_optima():
    # Rounded to what is given.
    assert from_modes(FORWARD, 1, *GRID, 20) == pytest.approx([-0.9495, 1.0133], abs=5e-5)
    assert from_modes(CENTRAL, 1, *GRID, 20) == pytest.approx([-0.519, 0, 0.519], abs=5e-4)
    noisy = from_modes(CENTRAL, 1, *GRID, 20, noise=0.1)
    assert noisy == pytest.approx([-0.473, 0, 0.473], abs=5e-4)
    taylor = mean_squared_error_from_modes([-0.5, 0, 0.5], CENTRAL, 1, *GRID, 20)
    assert taylor == pytest.approx(0.88, rel=0.02)


@pytest.mark.parametrize("mode", [1, 7, 19, 60])
def test_one_mode_is_differentiated_exactly(mode):
    theta = mode * np.pi * SPACING
    half = theta / (2 * np.sin(theta))
    optimum = from_modes(CENTRAL, 1, *GRID, mode + 1, min_mode=mode)
    assert optimum == pytest.approx([-half, 0, half], abs=SOLVED)
    error = mean_squared_error_from_modes(optimum, CENTRAL, 1, *GRID, mode + 1, min_mode=mode)
    assert error < 1e-20 * (mode * np.pi) ** 2


# 10^-9 of the numbers in the normal equations here, which the enumeration has squared.
@pytest.mark.parametrize("modes", [range(20), range(1, 3), range(5, 40), range(90, 120)], ids=str)
@pytest.mark.parametrize(
    ("offsets", "order", "noise"),
    [
        (FORWARD, 1, 0.0),
        (CENTRAL, 1, 0.0),
        (CENTRAL, 2, 0.2),
        (FIVE, 1, 0.1),
        ((3, 0, -1), 2, 0.0),
        ((1, 2, 5), 1, 0.03),
    ],
)
def test_the_closed_form_equals_an_enumeration(offsets, order, noise, modes):
    total = enumerated_gram(offsets, order, modes, noise)
    optimum = from_modes(offsets, order, *GRID, modes.stop, noise=noise, min_mode=modes.start)
    expected = np.linalg.solve(total[:-1, :-1], total[:-1, -1])
    assert optimum == pytest.approx(expected, abs=1e-7 * largest(expected))
    for coefficients in (optimum, np.arange(1.0, len(offsets) + 1)):
        whole = np.append(coefficients, -1.0)
        error = mean_squared_error_from_modes(
            coefficients, offsets, order, *GRID, modes.stop, noise=noise, min_mode=modes.start
        )
        exact = whole @ total @ whole / SPACING ** (2 * order)
        floor = 1e-14 * largest(coefficients) ** 2 / SPACING ** (2 * order)
        assert error == pytest.approx(exact, rel=1e-9, abs=floor)


def mpmath_optimum(offsets, order, max_mode):
    """Solve the normal equations of the distribution in 60 digits."""
    with mp.workdps(60):
        x = [mp.mpf(float(point)) for point in grid(LOWER, UPPER, SPACING)]
        first, last = max(0, -min(offsets)), len(x) - max(0, *offsets)
        sines = [[mp.sin(k * mp.pi * point) for point in x] for k in range(max_mode)]
        rows = []
        for point in range(first, last):
            errors = [
                [sines[k][point + s] for s in offsets]
                + [
                    (k * mp.pi * SPACING) ** order
                    * mp.sin(k * mp.pi * x[point] + order * mp.pi / 2)
                ]
                for k in range(max_mode)
            ]
            rows += [[mp.sqrt(mp.mpf(8) / 9 / max_mode) * e for e in row] for row in errors]
            rows.append([mp.mpf(2) / 3 / max_mode * sum(e) for e in zip(*errors, strict=True)])
        matrix = mp.matrix(rows)
        normal = matrix.T * matrix
        k = len(offsets)
        solution = mp.lu_solve(normal[:k, :k], normal[:k, k])
        error = sum((sum(r[p] * solution[p] for p in range(k)) - r[k]) ** 2 for r in rows)
        mean_squared_error = error / (last - first) / mp.mpf(SPACING) ** (2 * order)
        return np.array(solution, dtype=float).ravel(), float(mean_squared_error)


@pytest.mark.parametrize(("max_mode", "order"), [(4, 2), (6, 1)])
def test_slow_waves_keep_their_digits(max_mode, order):
    # The condition numbers are 3e6 and 3e5, and the squares of these would leave 4 and 6 digits.
    expected, expected_error = mpmath_optimum(FIVE, order, max_mode)
    optimum = from_modes(FIVE, order, *GRID, max_mode)
    assert optimum == pytest.approx(expected, abs=SOLVED * largest(expected))
    error = mean_squared_error_from_modes(optimum, FIVE, order, *GRID, max_mode)
    rounding = 1e-15 * np.sum(np.abs(optimum)) / SPACING**order
    assert np.sqrt(error) == pytest.approx(np.sqrt(expected_error), rel=SOLVED, abs=rounding)


@pytest.mark.parametrize("offsets", [CENTRAL, FIVE])
def test_without_any_wave_the_optimum_is_taylors(offsets):
    taylor = [-0.5, 0, 0.5] if offsets == CENTRAL else TAYLOR_OF_FIVE
    assert from_modes(offsets, 1, *GRID, max_mode=1) == pytest.approx(taylor, abs=0)
    # Noise alone is best answered with nothing.
    noisy = from_modes(offsets, 1, *GRID, max_mode=1, noise=0.1)
    assert noisy == pytest.approx(np.zeros(len(offsets)), abs=SOLVED)


@pytest.mark.parametrize(("spacing", "upper"), [(1.0, 2.0), (3.0, 40.0)])
@pytest.mark.parametrize("max_mode", [2, 20, 1_000])
def test_waves_that_vanish_on_the_grid_leave_all_to_taylor(spacing, upper, max_mode):
    """On whole numbers sin kπx is zero, and its rounding determines nothing."""
    found = from_modes(CENTRAL, 1, spacing, -2.0, upper, max_mode)
    assert found == pytest.approx([-0.5, 0.0, 0.5], abs=0)


@pytest.mark.parametrize("max_mode", [2, 3])
def test_few_waves_leave_taylor_what_they_do_not_determine(max_mode):
    # One or two modes ask two or four exact equations of five coefficients.
    theta = np.pi * SPACING * np.arange(1, max_mode)[:, np.newaxis]
    equations = np.vstack((np.cos(theta * FIVE), np.sin(theta * FIVE)))
    target = np.concatenate((0 * theta, theta)).ravel()
    change, *_ = np.linalg.lstsq(equations, target - equations @ TAYLOR_OF_FIVE)
    optimum = from_modes(FIVE, 1, *GRID, max_mode)
    assert optimum == pytest.approx(TAYLOR_OF_FIVE + change, abs=1e-7)
    assert mean_squared_error_from_modes(optimum, FIVE, 1, *GRID, max_mode) < 1e-10


@pytest.mark.parametrize(("offsets", "taylor"), [(CENTRAL, (-0.5, 0, 0.5)), (FIVE, TAYLOR_OF_FIVE)])
def test_slow_waves_give_taylor(offsets, taylor):
    distances = [
        largest(from_modes(offsets, 1, *GRID, max_mode) - taylor) for max_mode in (20, 6, 3, 2)
    ]
    assert distances == sorted(distances, reverse=True)
    assert distances[-1] < 1e-4 < 1e-2 < distances[0]


def test_noise_smooths_the_stencil():
    sizes = [
        np.linalg.norm(from_modes(FIVE, 1, *GRID, 20, noise=noise))
        for noise in (0.0, 0.03, 0.1, 0.3, 1.0)
    ]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("offsets", [FORWARD, BACKWARD, (0, 3)])
def test_a_consistent_stencil_of_two_points_has_no_choice(offsets):
    taylor = np.array([-1.0, 1.0]) / (offsets[1] - offsets[0])
    assert np.array_equal(from_modes(offsets, 1, *GRID, 20, constraint=1), taylor)


@pytest.mark.parametrize(
    ("offsets", "order", "constraint"),
    [(CENTRAL, 1, 1), (FIVE, 1, 1), (FIVE, 1, 2), (FIVE, 2, 2), (FIVE, 1, 4), ((0, 1, 2, 5), 2, 1)],
)
@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_constrained_optima_solve_the_lagrange_equations(offsets, order, constraint, noise):
    total = enumerated_gram(offsets, order, range(20), noise)
    k, n_conditions = len(offsets), order + constraint
    moments = np.vander(np.array(offsets, dtype=float), n_conditions, increasing=True).T
    right_side = np.zeros(n_conditions)
    right_side[order] = np.prod(np.arange(1, order + 1))
    system = np.block([[total[:k, :k], moments.T], [moments, np.zeros((n_conditions,) * 2)]])
    solution = linalg.solve(system, np.concatenate((total[:k, k], right_side)))[:k]
    optimum = from_modes(offsets, order, *GRID, 20, noise=noise, constraint=constraint)
    assert optimum == pytest.approx(solution, abs=1e-7)
    assert moments @ optimum == pytest.approx(right_side, abs=1e-12)


def test_nothing_near_the_optimum_is_better():
    rng = np.random.default_rng(13)
    optimum = from_modes(FIVE, 1, *GRID, 20, noise=0.05)
    least = mean_squared_error_from_modes(optimum, FIVE, 1, *GRID, 20, noise=0.05)
    for change in 1e-3 * rng.standard_normal((20, 5)):
        other = mean_squared_error_from_modes(optimum + change, FIVE, 1, *GRID, 20, noise=0.05)
        assert other > least


@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_the_error_on_samples_is_about_that_of_the_distribution(noise):
    optimum = from_modes(CENTRAL, 1, *GRID, 20, noise=noise)
    expected = mean_squared_error_from_modes(optimum, CENTRAL, 1, *GRID, 20, noise=noise)
    sums = gram(notebook_fields(20_000, noise=noise), CENTRAL, 1)
    errors = [sums.rows(slice(i, i + 1_000)) for i in range(0, 20_000, 1_000)]
    errors = np.array([part.mean_squared_error(optimum / SPACING) for part in errors])
    assert abs(errors.mean() - expected) < 4 * errors.std() / np.sqrt(20)


def test_outside_its_band_the_optimum_is_worse_than_taylor():
    optimum, taylor = from_modes(CENTRAL, 1, *GRID, 20), np.array([-0.5, 0.0, 0.5])
    band = {"max_mode": 3, "min_mode": 1}
    inside = [mean_squared_error_from_modes(c, CENTRAL, 1, *GRID, 20) for c in (optimum, taylor)]
    slow = [mean_squared_error_from_modes(c, CENTRAL, 1, *GRID, **band) for c in (optimum, taylor)]
    assert inside[0] < inside[1] / 5
    assert slow[0] > 5 * slow[1]


def test_many_modes_are_taken_in_blocks(monkeypatch):
    whole = from_modes(FIVE, 1, *GRID, 50)
    monkeypatch.setattr("nncore.stencils.optimal.BLOCK_ENTRIES", 1)
    error_triangle.cache_clear()
    assert from_modes(FIVE, 1, *GRID, 50) == pytest.approx(whole, abs=SOLVED)


def wide_modes():
    return from_modes((0, 500), 1, *GRID, 20)


def no_modes():
    return from_modes(CENTRAL, 1, *GRID, 5, min_mode=5)


def negative_modes():
    return from_modes(CENTRAL, 1, *GRID, 5, min_mode=-1)


def few_offsets():
    return from_modes((0,), 1, *GRID, 20)


def few_coefficients():
    return mean_squared_error_from_modes([1.0, -1.0], CENTRAL, 1, *GRID, 20)


REFUSED = {
    wide_modes: "`offsets` must span fewer points than the field has (400), got a span of 500.",
    no_modes: "`max_mode` must be above `min_mode`, and that at least 0, got 5 and 5.",
    negative_modes: "`max_mode` must be above `min_mode`, and that at least 0, got 5 and -1.",
    few_offsets: "`offsets` must have at least 2 entries for the first derivative, got 1.",
    few_coefficients: "`coefficients` must be one number for each of the 3 offsets, got 2.",
}


@pytest.mark.parametrize("request_", REFUSED, ids=lambda request_: request_.__name__)
def test_impossible_requests_are_refused(request_):
    with pytest.raises(ValueError) as error:
        request_()
    assert str(error.value) == REFUSED[request_]
