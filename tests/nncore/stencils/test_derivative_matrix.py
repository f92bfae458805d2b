"""Differentiation matrices and the Laplacian against exact derivatives and eigenvalues."""

import math

import numpy as np
import pytest
from scipy import sparse

from nncore import derivative_matrix, laplacian_matrix

RNG = np.random.default_rng(5)
X = np.cumsum(RNG.uniform(0.5, 1.5, 40)) / 10


@pytest.mark.parametrize("points", [X, -X, np.linspace(-1, 3, 40)])
@pytest.mark.parametrize("order", [1, 2, 3, 4])
@pytest.mark.parametrize("accuracy", [1, 2, 3, 4, 6])
def test_polynomials_below_the_order_are_exact(points, order, accuracy):
    matrix = derivative_matrix(points, order, accuracy)
    u = np.polynomial.Polynomial(
        RNG.standard_normal(order + accuracy), domain=[points.min(), points.max()]
    )
    # One-sided weights of up to 1,000 h^-order, values of up to 10 with some ulp.
    least = np.abs(np.diff(points)).min()
    atol = 1e-11 / least**order
    np.testing.assert_allclose(matrix @ u(points), u.deriv(order)(points), rtol=0, atol=atol)


def test_the_matrix_is_narrow_and_has_published_rows():
    second = derivative_matrix(np.arange(9.0), 2, 2).toarray()
    assert second[4].tolist() == [0, 0, 0, 1, -2, 1, 0, 0, 0]
    np.testing.assert_allclose(second[0], [2, -5, 4, -1, 0, 0, 0, 0, 0], atol=1e-14)
    assert sparse.issparse(derivative_matrix(X, 1, 2))
    assert derivative_matrix(X, 1, 2).nnz == 3 * 40  # three points suffice everywhere
    uneven = derivative_matrix([0.0, 1.0, 3.0, 4.0], 1, 2).toarray()
    # Distances 1 and 2: -h2/h1(h1+h2), (h2-h1)/h1h2, h1/h2(h1+h2)
    np.testing.assert_allclose(uneven[1], [-2 / 3, 1 / 2, 1 / 6, 0], atol=1e-14)


@pytest.mark.parametrize("order", [1, 2])
def test_a_periodic_matrix_has_the_eigenvalues_of_its_stencil(order):
    n = 24
    matrix = derivative_matrix(2 * math.pi * np.arange(n) / n, order, 2, 2 * math.pi).toarray()
    theta = 2 * math.pi * np.arange(n) / n
    h = 2 * math.pi / n
    symbol = 1j * np.sin(theta) / h if order == 1 else (2 * np.cos(theta) - 2) / h**2
    waves = np.exp(1j * np.outer(theta, np.arange(n)))
    np.testing.assert_allclose(matrix @ waves.T, (symbol[:, None] * waves).T, atol=1e-11)


def test_a_periodic_uneven_grid_has_no_ends():
    x = np.sort(RNG.uniform(0, 2 * math.pi, 400))
    x = x[np.concatenate(([True], np.diff(x) > 1e-3))]
    for points in (x, x[::-1]):
        found = derivative_matrix(points, 1, 4, 2 * math.pi) @ np.sin(points)
        np.testing.assert_allclose(found, np.cos(points), atol=2e-4)  # gaps of up to 0.12


def test_the_laplacian_acts_on_an_array_of_any_number_of_axes():
    x, y, z = X[:9], np.linspace(0, 1, 8), -X[10:17]
    u = np.einsum("i,j,k->ijk", x**2, y**3, z) + (y**2)[:, None] * (z**3)
    exact = np.einsum("i,j,k->ijk", 0 * x + 2, y**3, z) + np.einsum("i,j,k->ijk", x**2, 6 * y, z)
    exact = exact + 2 * z**3 + 6 * (y**2)[:, None] * z
    found = laplacian_matrix([x, y, z], 2) @ u.ravel()
    np.testing.assert_allclose(found.reshape(u.shape), exact, rtol=0, atol=1e-8)
    assert (laplacian_matrix([x], 2) != derivative_matrix(x, 2, 2)).nnz == 0
    periodic = laplacian_matrix([np.arange(8.0), np.arange(6.0)], 2, [8.0, 6.0])
    assert abs(periodic.sum(axis=0)).max() < 1e-13 and set(periodic.diagonal()) == {-4.0}


REFUSED = [
    (([0.0, 1.0, 1.0, 2.0], 1, 2), "`points` must be different from each other, got 1.0 twice;"),
    (([0.0, 2.0, 1.0], 1, 2), "`points` must increase or decrease throughout, got 2.0 and then"),
    (([0.0, math.nan, 1.0], 1, 2), "`points` must be finite, got nan."),
    (([[0.0, 1.0]], 1, 1), "`points` must be one number, the spacing, or the grid points"),
    (([0.0, 1.0], 1, 2), "`accuracy_order` must be so low that 2 neighbouring points suffice, got"),
    (
        (X, 20, 10),
        "`accuracy_order` must be so low that 25 neighbouring points suffice, got 10, wh",
    ),
    (([0.0, 1e-200, 2e-200, 3e-200], 2, 2), "`points` must have a power 2 that is neither 0 nor"),
    (([-1e308, 0.0, 1e308], 1, 2), "`points` must have a power 1 that is neither 0 nor infinite"),
    ((X, 0, 2), "`derivative_order` must be at least 1, got 0."),
    ((X, 1, 1.5), "`accuracy_order` must be a whole number, got 1.5."),
    ((X, 1, 2, 0.1), "`period` must be finite and longer than the grid, "),
    ((X, 1, 2, math.nan), "`period` must be finite and longer than the grid, "),
]


@pytest.mark.parametrize(("arguments", "sentence"), REFUSED)
def test_refused_with_one_sentence(arguments, sentence):
    with pytest.raises(ValueError) as error:
        derivative_matrix(*arguments)
    assert str(error.value).startswith(sentence)


def test_a_laplacian_needs_axes_and_their_periods():
    with pytest.raises(ValueError, match="^`grids` must be the points of at least one axis"):
        laplacian_matrix([], 2)
    with pytest.raises(ValueError, match="got 1 axes and 2 periods."):
        laplacian_matrix([X], 2, [None, None])
