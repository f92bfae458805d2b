"""Weights on uneven grids against exact rational ones and SymPy's."""

import numpy as np
import pytest
import sympy

from nncore.stencils.finite_differences import taylor_stencil
from nncore.stencils.uneven_weights import uneven_weights

RNG = np.random.default_rng(7)


@pytest.mark.parametrize("n_points", [1, 2, 3, 5, 8, 13])
def test_weights_equal_exact_ones(n_points):
    """Rounding of Fornberg's recurrence, of the largest weight of each stencil."""
    points = np.sort(RNG.uniform(-1, 1, (20, n_points)), axis=1)
    targets = RNG.uniform(-1, 1, 20)
    for order in range(min(n_points, 5)):
        found = uneven_weights(points, targets, order)
        for x, target, weights in zip(points, targets, found, strict=True):
            rational = [sympy.Rational(float(p)) for p in x]
            at = sympy.Rational(float(target))
            exact = [float(w) for w in sympy.finite_diff_weights(order, rational, at)[order][-1]]
            np.testing.assert_allclose(weights, exact, rtol=0, atol=2e-12 * np.abs(exact).max())


@pytest.mark.parametrize("scale", [1e-60, 1e-12, 1.0, 1e12, 1e60])
def test_the_size_of_the_distances_does_not_matter(scale):
    offsets = np.arange(-6.0, 7.0)
    found = uneven_weights(scale * offsets[np.newaxis], np.zeros(1), 2)[0] * scale**2
    np.testing.assert_allclose(found, taylor_stencil(range(-6, 7), 2), rtol=0, atol=1e-12)
