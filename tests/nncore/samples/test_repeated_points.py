import numpy as np
import pytest

from nncore.samples.repeated_points import average_repeated, is_repeated


def test_points_that_differ_by_rounding_are_the_same():
    x = np.array([0.1 + 0.2 - 1e-12, 0.3, 0.1 + 0.2, 0.3 + 1e-12])
    assert is_repeated(np.sort(x)).tolist() == [False, True, False]
    assert is_repeated(np.array([1e-300, 1e-200, 1.0])).tolist() == [False, False]
    assert is_repeated(np.array([-0.0, 0.0])).tolist() == [True]


def test_means_are_those_of_numpy():
    rng = np.random.default_rng(0)
    x = np.sort(rng.integers(0, 30, 200).astype(float))
    y, weights = 1e6 + rng.normal(size=200), rng.random(200) + 0.1
    found = average_repeated(x, y, weights, np.ones(200))
    groups = [x == value for value in np.unique(x)]
    means = [np.average(y[group], weights=weights[group]) for group in groups]
    assert found.x.tolist() == np.unique(x).tolist()
    assert found.counts.tolist() == [np.count_nonzero(group) for group in groups]
    assert found.weights == pytest.approx([weights[group].sum() for group in groups])
    # y is near 1e6, of which float64 has 1e-10.
    assert found.y == pytest.approx(means, abs=1e-9)
    scatter = sum(
        weights[group] @ (y[group] - mean) ** 2 for group, mean in zip(groups, means, strict=True)
    )
    assert found.scatter == pytest.approx(scatter, rel=1e-9)
