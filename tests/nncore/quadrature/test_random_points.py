import numpy as np
import pytest
from scipy import integrate, stats

from nncore.quadrature.random_points import monte_carlo, quasi_monte_carlo
from tests.nncore.quadrature.box_functions import peak, smooth


def test_monte_carlo_keeps_its_points_and_has_the_variance_of_all():
    """Mean and standard error of all points so far, also where they came in batches."""
    budgets = [10, 1_000, 150_000]
    points = np.random.default_rng(3).random((150_000, 2))
    found = list(monte_carlo(peak, [0, 0], [1, 2], budgets, np.random.default_rng(3)))
    for budget, estimate in zip(budgets, found, strict=True):
        values = peak(points[:budget] * [1, 2])
        assert estimate.value == pytest.approx(2 * values.mean(), rel=1e-12)
        half = 2 * stats.sem(values) * stats.t.ppf(0.975, budget - 1)
        assert estimate.error_estimate == pytest.approx(half, rel=1e-10)
        assert estimate.n_evaluations == budget


def test_a_constant_has_no_error_to_estimate():
    (found,) = monte_carlo(
        lambda x: np.full(len(x), 1e8), [0], [1], [1_000], np.random.default_rng(0)
    )
    assert (found.value, found.error_estimate) == (1e8, 0.0)


def test_quasi_monte_carlo_is_scipy_s():
    found = quasi_monte_carlo(smooth, [0, 0], [1, 1], 1_027, np.random.default_rng(2))
    expected = integrate.qmc_quad(
        lambda x: smooth(x.T),
        [0, 0],
        [1, 1],
        n_estimates=8,
        n_points=128,
        qrng=stats.qmc.Sobol(2, bits=52, rng=np.random.default_rng(2)),
    )
    assert found.n_evaluations == 1_027
    assert found.value == pytest.approx(expected.integral, rel=1e-15)
    half = expected.standard_error * stats.t.ppf(0.975, 7)
    assert found.error_estimate == pytest.approx(half, rel=1e-12)


def test_points_are_not_rounded_to_one_side():
    """Of a linear function, whose replicates agree to rounding however the points are rounded."""
    rng = np.random.default_rng(0)
    found = quasi_monte_carlo(lambda x: x.sum(axis=-1), [0, 0], [1, 1], 2**14 + 3, rng)
    assert abs(found.value - 1.0) <= 1e-12


def test_too_few():
    with pytest.raises(ValueError, match="`n_evaluations` must be at least 19, got 18."):
        quasi_monte_carlo(smooth, [0], [1], 18, np.random.default_rng(0))
