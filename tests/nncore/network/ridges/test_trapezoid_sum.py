"""Fourier sums, against mpmath and sums term by term."""

import mpmath
import numpy as np
import pytest

from nncore.network.ridges.trapezoid_sum import buckets, fourier_sum, powers, sinc_products

# A power has as many roundings as the logarithm of its exponent, and its angle is rounded once
TOLERANCE = 4e-16


@pytest.mark.parametrize("count", [0, 1, 2, 3, 8, 100])
def test_powers(count):
    angles = np.array([1e-9, 0.3, 3.0])
    result = powers(np.exp(1j * angles), count)
    assert result.shape == (count, 3)
    with mpmath.workdps(30):
        for j, row in enumerate(result, start=1):
            for angle, value in zip(angles.tolist(), row.tolist(), strict=True):
                exact = complex(mpmath.expj(j * mpmath.mpf(angle)))
                assert abs(value - exact) <= TOLERANCE * j
                assert value.imag == pytest.approx(exact.imag, rel=1e-14 * j, abs=TOLERANCE * j)


@pytest.mark.parametrize("n_nodes", [1, 2, 7, 90])
def test_sums(n_nodes):
    rng = np.random.default_rng(n_nodes)
    weights, angles = rng.random((n_nodes, 4)) / n_nodes, rng.uniform(-3.0, 3.0, (5, 4))
    j = np.arange(1, n_nodes + 1)[:, np.newaxis, np.newaxis]
    expected = (weights[:, np.newaxis] * np.exp(1j * j * angles)).sum(axis=0)
    bound = TOLERANCE * (n_nodes + 4)
    np.testing.assert_allclose(fourier_sum(weights, angles), expected, rtol=0, atol=bound)


@pytest.mark.parametrize("n_nodes", [1, 3, 60])
def test_products_of_sincs(n_nodes):
    k = np.array([[0.0, 1e-30, 1e-6, 2.0], [5.0, 1.0, 30.0, 0.0]])
    t = 0.1 * np.arange(1, n_nodes + 1)[:, np.newaxis, np.newaxis]
    expected = np.sinc(k * t / np.pi).prod(axis=1)
    np.testing.assert_allclose(sinc_products(k, 0.1, n_nodes), expected, rtol=1e-13, atol=1e-14)
    assert sinc_products(k[:0], 0.1, n_nodes).tolist() == [[1.0] * 4] * n_nodes


def test_buckets_hold_every_column_once_and_what_fits():
    counts = np.array([5, 100, 7, 3, 90, 1000])
    parts = list(buckets(counts, width=2, budget=400))
    assert sorted(np.concatenate([columns for columns, _ in parts])) == list(range(6))
    for columns, most in parts:
        assert most == counts[columns].max()
        assert len(columns) == 1 or 2 * most * len(columns) <= 400
    assert list(buckets(counts[:0], 1, 1)) == []
