"""Equidistribution against curvatures that are known."""

import numpy as np

from nncore.starts.equidistribution import equidistribution


def test_a_parabola_is_shared_evenly():
    x = np.linspace(-1.0, 3.0, 5_000)
    edges, share = equidistribution(x, x**2, 50)
    # Averages over bins of five samples leave the two end bins a little off.
    np.testing.assert_allclose(share, (edges + 1.0) / 4.0, atol=1e-3)
    assert (edges[0], edges[-1], share[0], share[-1]) == (-1.0, 3.0, 0.0, 1.0)


def test_shares_grow_where_the_function_bends():
    x = np.linspace(-1.0, 1.0, 5_000)
    edges, share = equidistribution(x, np.tanh(20.0 * x), 50)
    assert np.all(np.diff(share) > 0.0)
    middle = np.interp(0.2, edges, share) - np.interp(-0.2, edges, share)
    assert middle > 0.6  # of the units, on a fifth of the interval


def test_too_few_samples_are_one_bin():
    edges, share = equidistribution(np.array([1.0, 2.0]), np.array([0.0, 5.0]), 10)
    assert (edges.tolist(), share.tolist()) == ([1.0, 2.0], [0.0, 1.0])
