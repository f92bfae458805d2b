"""In whitened coordinates the error is a sum of squares, whatever the stencil."""

import numpy as np
import pytest

from nncore.stencils.constraints import moment_parametrisation
from nncore.stencils.finite_differences import taylor_stencil
from nncore.stencils.optimal import error_triangle, from_modes, mean_squared_error_from_modes
from nncore.stencils.whitening import START_DISTANCE, condition_number, whitened

CASES = [
    (range(-3, 4), 1, 0.01, None),
    (range(-2, 3), 2, 0.03, None),
    (range(-4, 5), 6, 0.02, None),
    (range(0, 6), 2, 0.03, 2),
]


def coordinates_of(offsets, order, spacing, constraint):
    triangle = error_triangle(tuple(offsets), order, spacing, -2.0, 2.0, range(20), 0.0)
    _, directions = moment_parametrisation(offsets, order, constraint)
    start = 0.01 * np.random.default_rng(1).normal(size=len(offsets))
    taylor = taylor_stencil(offsets, order)
    start = taylor + directions @ (directions.T @ (start - taylor))
    return whitened(triangle, taylor, directions, start, spacing**order), start, triangle


@pytest.mark.parametrize(("offsets", "order", "spacing", "constraint"), CASES)
def test_all_directions_change_the_error_alike(offsets, order, spacing, constraint):
    found, _, _ = coordinates_of(offsets, order, spacing, constraint)
    grid = (spacing, -2.0, 2.0)
    optimum = from_modes(offsets, order, *grid, 20, constraint=constraint)
    unit = spacing**order

    def excess(y):
        stencils = optimum + unit * found.basis @ y, optimum - unit * found.basis @ y
        errors = [mean_squared_error_from_modes(c, offsets, order, *grid, 20) for c in stencils]
        least = mean_squared_error_from_modes(optimum, offsets, order, *grid, 20)
        return (np.mean(errors) - least) / found.loss_scale

    rng = np.random.default_rng(2)
    directions = rng.normal(size=(8, found.basis.shape[1]))
    lengths = np.sum(directions**2, axis=1)
    shares = [excess(y) for y in directions] / lengths
    # The condition number of these cases is up to 4e9 in raw weights.
    assert shares == pytest.approx(np.full(8, shares[0]), rel=1e-6)


@pytest.mark.parametrize(("offsets", "order", "spacing", "constraint"), CASES)
def test_the_start_stays_and_all_its_coordinates_are_equal(offsets, order, spacing, constraint):
    found, start, _ = coordinates_of(offsets, order, spacing, constraint)
    assert spacing**order * found.start_weights == pytest.approx(start, abs=1e-9)
    n_free = found.basis.shape[1]
    assert found.start == pytest.approx(np.full(n_free, START_DISTANCE / np.sqrt(n_free)))


def test_what_the_fields_do_not_tell_is_left_to_taylor():
    offsets = tuple(range(-2, 3))
    triangle = error_triangle(offsets, 1, 0.01, -2.0, 2.0, range(2), 0.0)  # one wave
    taylor = taylor_stencil(offsets, 1)
    found = whitened(triangle, taylor, np.eye(5), np.zeros(5), 0.01)
    assert found.basis.shape == (5, 2)
    unfelt = np.linalg.svd(triangle[:, :-1])[2][2:]
    assert unfelt @ (0.01 * found.start_weights) == pytest.approx(unfelt @ taylor, abs=1e-9)


def test_the_condition_number_is_that_of_the_gram_matrix():
    triangle = error_triangle((-1, 0, 1), 1, 0.03, -2.0, 2.0, range(20), 0.0)
    gram = triangle[:, :-1].T @ triangle[:, :-1]
    assert condition_number(triangle, np.eye(3)) == pytest.approx(np.linalg.cond(gram), rel=1e-9)
    assert condition_number(triangle, np.empty((3, 0))) == 1.0


def test_a_start_at_taylors_stencil_stays_there():
    offsets = (-1, 0, 1)
    triangle = error_triangle(offsets, 1, 0.03, -2.0, 2.0, range(20), 0.0)
    taylor = taylor_stencil(offsets, 1)
    found = whitened(triangle, taylor, np.eye(3), taylor, 0.03)
    assert not found.start.any() and np.isfinite(found.basis).all()
