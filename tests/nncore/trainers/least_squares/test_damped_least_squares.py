"""QR in batches against numpy's, and its solutions against the augmented system's."""

import mpmath
import numpy as np
import pytest

from nncore.trainers.least_squares import damped_least_squares, qr_in_batches
from nncore.trainers.least_squares.damped_least_squares import (
    TallSystem,
    WideSystem,
    expected_operations,
    factorize,
    required_bytes,
)
from nncore.trainers.least_squares.qr_in_batches import merge_diagonal, merge_rows

# Backward-stable methods on matrices of norm 1 to 100 and 100 rows.
ROUNDING = 1e-12


def finish(work):
    """Run a generator to its end and return its result and what it yielded."""
    operations = []
    while True:
        try:
            operations.append(next(work))
        except StopIteration as end:
            return end.value, operations


def random_system(n_rows, n_columns, condition=1.0, seed=0):
    rng = np.random.default_rng(seed)
    left, _, right = np.linalg.svd(rng.standard_normal((n_rows, n_columns)), full_matrices=False)
    values = np.geomspace(1.0, 1.0 / condition, len(right))
    return (left * values) @ right, rng.standard_normal(n_rows)


def rows_of(jacobian, residual):
    def rows(block, start, stop):
        block[:, :-1], block[:, -1] = jacobian[start:stop], residual[start:stop]

    return rows


def system_of(jacobian, residual, previous=None):
    return finish(factorize(rows_of(jacobian, residual), *jacobian.shape, previous))[0]


def augmented_solution(jacobian, residual, damping, scale):
    matrix = np.vstack([jacobian, np.sqrt(damping) * np.diag(scale)])
    right_side = np.concatenate([-residual, np.zeros(len(scale))])
    return np.linalg.lstsq(matrix, right_side, rcond=None)[0]


@pytest.fixture(params=["one batch", "many batches"])
def batches(request, monkeypatch):
    if request.param == "many batches":
        monkeypatch.setattr(qr_in_batches, "batch_size", lambda n_columns: 7)
        monkeypatch.setattr(damped_least_squares, "MAX_ENTRIES", 200)


@pytest.mark.parametrize("n_rows", [40, 333])
def test_merged_triangle_is_numpys_up_to_signs(n_rows):
    matrix = np.random.default_rng(1).standard_normal((n_rows, 40))
    triangle = np.zeros((40, 40), order="F")
    for rows in np.array_split(matrix, 5):
        triangle = merge_rows(triangle, np.asfortranarray(rows))
    expected = np.linalg.qr(matrix, mode="r")
    np.testing.assert_allclose(np.abs(triangle), np.abs(expected), atol=ROUNDING * np.sqrt(n_rows))
    assert not np.tril(triangle, -1).any()


def test_merged_diagonal_is_numpys_up_to_signs(batches):
    triangle = np.asfortranarray(np.triu(np.random.default_rng(2).standard_normal((30, 30))))
    before = triangle.copy()
    diagonal = np.linspace(0.1, 2.0, 29)
    merged, _ = finish(merge_diagonal(triangle, diagonal))
    expected = np.linalg.qr(np.vstack([triangle, np.eye(29, 30) * diagonal[:, None]]), mode="r")
    np.testing.assert_allclose(np.abs(merged), np.abs(expected), atol=ROUNDING)
    np.testing.assert_array_equal(triangle, before)


@pytest.mark.parametrize("shape", [(100, 31), (31, 31), (30, 31), (20, 100), (1, 4), (4, 4)])
@pytest.mark.parametrize("damping", [1e-6, 1.0, 1e6])
def test_step_solves_the_augmented_system(shape, damping, batches):
    jacobian, residual = random_system(*shape, condition=100.0)
    system = system_of(jacobian, residual)
    assert isinstance(system, TallSystem if shape[0] >= shape[1] else WideSystem)
    (step, predicted), _ = finish(system.solve(damping))
    expected = augmented_solution(jacobian, residual, damping, system.scale)
    # The scaled matrix has a condition of at most 1/sqrt(damping) or its own.
    tolerance = 1e3 * ROUNDING * np.linalg.norm(expected) + 1e-300
    np.testing.assert_allclose(step, expected, rtol=0, atol=tolerance)
    decrease = residual @ residual - np.sum((residual + jacobian @ step) ** 2)
    assert predicted == pytest.approx(decrease, rel=1e-6, abs=1e-9 * (residual @ residual))
    np.testing.assert_allclose(system.gradient, jacobian.T @ residual, atol=1e-11)
    np.testing.assert_allclose(system.norms, np.linalg.norm(jacobian, axis=0), rtol=1e-11)


def test_step_is_the_normal_equations_at_moderate_condition():
    jacobian, residual = random_system(80, 13, condition=10.0)
    system = system_of(jacobian, residual)
    (step, _), _ = finish(system.solve(0.01))
    matrix = jacobian.T @ jacobian + 0.01 * np.diag(system.scale**2)
    np.testing.assert_allclose(step, -np.linalg.solve(matrix, jacobian.T @ residual), rtol=1e-10)


@pytest.mark.parametrize("shape", [(12, 5), (4, 12)])
def test_condition_is_not_squared(shape):
    # Columns of norm about 1, condition 1e9: the normal equations would keep no digit.
    jacobian, residual = random_system(*shape, condition=1e9)
    damping = 1e-16
    system = system_of(jacobian, residual)
    (step, _), _ = finish(system.solve(damping))
    with mpmath.workdps(60):
        exact_jacobian, scale = mpmath.matrix(jacobian.tolist()), system.scale.tolist()
        matrix = exact_jacobian.T * exact_jacobian
        for i, entry in enumerate(scale):
            matrix[i, i] += mpmath.mpf(damping) * mpmath.mpf(entry) ** 2
        right_side = -(exact_jacobian.T * mpmath.matrix(residual.tolist()))
        expected = np.array(mpmath.lu_solve(matrix, right_side).tolist(), dtype=float).ravel()
    # Condition 1e8 of [J; sqrt(damping) D], times rounding, times a modest factor.
    error = np.linalg.norm(step - expected) / np.linalg.norm(expected)
    assert error < 1e-5


def test_scale_never_becomes_smaller():
    jacobian, residual = random_system(20, 4)
    previous = np.array([10.0, 0.0, 10.0, 0.0])
    system = system_of(jacobian, residual, previous)
    np.testing.assert_allclose(system.scale, np.maximum(system.norms, previous))


def test_columns_of_zeros_do_not_move():
    jacobian, residual = random_system(20, 4)
    jacobian[:, 2] = 0.0
    (step, _), _ = finish(system_of(jacobian, residual).solve(1e-3))
    assert step[2] == 0.0
    assert np.all(np.isfinite(step))


@pytest.mark.parametrize("shape", [(600, 301), (201, 601)])
def test_work_is_about_what_is_expected(shape):
    jacobian, residual = random_system(*shape)
    system, factorization = finish(factorize(rows_of(jacobian, residual), *shape, None))
    _, solve = finish(system.solve(1.0))
    assert sum(factorization) + sum(solve) == pytest.approx(expected_operations(*shape), rel=0.5)


def test_memory_is_that_of_the_smaller_side():
    assert required_bytes(10**6, 151) < 1e8
    assert required_bytes(201, 30_001) < 1e8
    assert required_bytes(10**6, 30_001) > 2e10
