"""Points that crowd at the faces, against exact integrals and exact shares of points."""

import numpy as np
import pytest
from scipy import stats

from nncore.certificates.importance_sampling import CROWDING, denser_at_faces
from nncore.samples.nodes import sobol_points


def drawn(n_points, n_inputs, seed=0):
    return denser_at_faces(sobol_points(n_points, n_inputs, np.random.default_rng(seed)))


@pytest.mark.parametrize("n_inputs", [1, 2, 5, 8])
def test_weighted_means_are_integrals_over_the_cube(n_inputs):
    """Of a product of powers; over the replicates their mean is off by its own error at most."""
    powers = np.arange(n_inputs) % 4
    means = []
    for seed in range(32):
        x, weights = drawn(1024, n_inputs, seed)
        means.append(np.mean(weights * np.prod(x**powers, axis=1)))
    exact = np.prod(1.0 / (powers + 1.0))
    standard_error = stats.sem(means)
    assert abs(np.mean(means) - exact) <= 4.0 * standard_error  # once in 3,000 times by chance
    assert standard_error < 0.02 * exact  # of 32,768 points: else the bound above is empty


def test_the_density_is_what_the_weights_say():
    """One over the weight: so many points lie within a tenth of a face as it says."""
    x, weights = drawn(2**16, 1)
    near = np.minimum(x, 1.0 - x)[:, 0] < 0.1
    assert np.mean(1.0 * near) > 1.5 * 0.2
    assert np.mean(weights * near) == pytest.approx(0.2, rel=1e-3)  # 2**-16 points a step
    assert weights.min() == pytest.approx(1.0 - CROWDING, rel=1e-6)
    assert weights.max() == pytest.approx(1.0 + CROWDING, rel=1e-6)


def test_no_point_leaves_the_inside():
    ends = np.array([[0.5**53, 1.0 - 0.5**53], [0.0, 1.0]])
    x, _ = denser_at_faces(ends)
    assert np.all((x > 0.0) & (x < 1.0))
