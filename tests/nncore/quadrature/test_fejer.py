"""The weights of Fejér's first rule against mpmath and the integrals of polynomials."""

import math

import mpmath
import numpy as np
import pytest

from nncore.quadrature import fejer_weights


@pytest.mark.parametrize("n_points", [1, 2, 3, 8, 51, 200])
def test_fejer_weights_are_the_integrals_of_the_lagrange_polynomials(n_points):
    # The rule is exact for the Chebyshev polynomials up to n - 1, and no other weights are. Their
    # integrals are 2 / (1 - m²) for even m, and 0.
    angles = (2 * np.arange(n_points) + 1) * np.pi / (2 * n_points)
    degrees = np.arange(n_points)
    found = np.cos(np.multiply.outer(degrees, angles)) @ fejer_weights(n_points)
    exact = np.zeros(n_points)
    exact[::2] = 2.0 / (1.0 - np.square(degrees[::2], dtype=float))
    # A rounded angle, times a degree of up to 200.
    np.testing.assert_allclose(found, exact, atol=200 * np.pi * np.finfo(float).eps)


def test_fejer_weights_have_the_digits_of_the_published_sum():
    n_points = 40
    with mpmath.workdps(50):
        for k in (0, 7, 19):
            angle = (2 * k + 1) * mpmath.pi / (2 * n_points)
            terms = (
                mpmath.cos(2 * j * angle) / (4 * j**2 - 1) for j in range(1, n_points // 2 + 1)
            )
            expected = 2 * (1 - 2 * mpmath.fsum(terms)) / n_points
            assert fejer_weights(n_points)[k] == pytest.approx(float(expected), rel=1e-13)


def test_many_fejer_weights_are_positive_and_add_up():
    weights = fejer_weights(2_000_000)
    assert np.min(weights) > 0.0
    assert math.fsum(weights) == pytest.approx(2.0, rel=1e-14)


def test_fejer_weights_need_a_point():
    with pytest.raises(ValueError, match="`n_points` must be at least 1, got 0."):
        fejer_weights(0)
