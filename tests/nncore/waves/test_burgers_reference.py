"""The fine solution against Cole's and Hopf's integrals."""

import numpy as np
import pytest

from nncore.waves.burgers_reference import (
    BurgersReference,
    SpectralBurgers,
    cell_averages,
    check_step,
    fine_size,
    largest_at_first,
    point_values,
    reference_of,
)
from nncore.waves.profiles import Profile, grid_points

VISCOSITY = 0.01


def cole_hopf(x, t, viscosity=VISCOSITY):
    """u from sin πx, by J. D. Cole (1951) and E. Hopf (1950): a quotient of two integrals.

    The trapezoidal rule is exact to rounding for functions that vanish so fast at both ends.
    """
    y = np.linspace(-4, 4, 160_001)
    moved = x[:, np.newaxis] - y
    exponents = (np.cos(np.pi * y) / np.pi) / (2 * viscosity) - moved**2 / (4 * viscosity * t)
    weights = np.exp(exponents - exponents.max(axis=1, keepdims=True))
    return (moved / t * weights).sum(axis=1) / weights.sum(axis=1)


@pytest.mark.parametrize("t", [0.1, 0.5, 1.5])
def test_it_is_the_solution_before_and_after_the_shock(t):
    reference = BurgersReference(Profile("sin(pi*x)"), 64, VISCOSITY)
    points, _ = reference.at(t)
    assert np.allclose(points, cole_hopf(grid_points(64), t), rtol=0, atol=2e-7)


def test_averages_are_those_over_the_cells():
    n_fine, n = 512, 32
    x = grid_points(n_fine)
    spectrum = np.fft.rfft(np.exp(np.sin(np.pi * x)))
    nodes, weights = np.polynomial.legendre.leggauss(20)
    cells = grid_points(n)[:, np.newaxis] + nodes / n
    expected = np.exp(np.sin(np.pi * cells)) @ weights / 2
    assert np.allclose(cell_averages(spectrum, n_fine, n), expected, rtol=0, atol=1e-13)
    values = point_values(spectrum, n_fine, n)
    assert np.allclose(values, np.exp(np.sin(np.pi * grid_points(n))), rtol=0, atol=1e-13)


def test_several_starts_are_solved_together():
    x = grid_points(256)
    starts = np.array([np.sin(np.pi * x), 0.5 * np.cos(2 * np.pi * x)])
    both, one = SpectralBurgers(starts, 0.05), SpectralBurgers(starts[1], 0.05)
    both.advance_to(0.3)
    one.advance_to(0.3)
    found = point_values(both.spectrum, 256, 256)[1]
    # Their steps of time differ: each goes by the largest value of its starts.
    assert np.allclose(found, point_values(one.spectrum, 256, 256), rtol=0, atol=1e-8)


def test_times_may_be_asked_for_in_any_order():
    reference = BurgersReference(Profile("sin(pi*x)"), 16, 0.05)
    late, early = reference.at(0.4)[0], reference.at(0.1)[0]
    again = BurgersReference(Profile("sin(pi*x)"), 16, 0.05)
    assert np.allclose(again.at(0.1)[0], early, rtol=0, atol=1e-12)
    assert np.allclose(again.at(0.4)[0], late, rtol=0, atol=1e-7)
    assert np.array_equal(reference.at(0.4)[0], late)


def test_readers_with_the_same_settings_share_it():
    assert reference_of(Profile("sine"), 40, 0.02) is reference_of(Profile("sine"), 40, 0.02)


def test_readers_do_not_throw_each_other_back(monkeypatch):
    """Four at times of their own: each goes on from where it was."""
    reference = BurgersReference(Profile("sin(pi*x)"), 16, 0.05)
    starts, took = (0.1, 0.7, 1.3, 1.9), []
    for start in starts:
        reference.at(start)
    plain = SpectralBurgers.advance_to

    def counted(solver, time):
        took.append(time - solver.time)
        plain(solver, time)

    monkeypatch.setattr(SpectralBurgers, "advance_to", counted)
    for j in range(1, 5):
        for start in starts:
            reference.at(start + 0.01 * j)
    assert len(took) == 16 and max(took) < 0.011


def test_what_is_kept_is_bounded_and_still_the_solution():
    reference = BurgersReference(Profile("sin(pi*x)"), 4_096, 0.05)
    for step in range(600):
        reference.at(1e-5 * step)
    assert reference.n_bytes <= 16_000_000
    points = reference.at(0.5)[0][::64]
    assert np.allclose(points, cole_hopf(grid_points(64), 0.5, 0.05), rtol=0, atol=2e-7)


def test_values_at_the_points_are_no_view_of_the_fine_grid():
    spectrum = np.fft.rfft(np.sin(np.pi * grid_points(512)))
    assert point_values(spectrum, 512, 16).base is None


def test_the_largest_value_is_not_that_at_the_coarse_points():
    narrow = Profile("exp(-100*(x-0.06)^2)")
    assert np.abs(narrow(grid_points(16))).max() < 0.8
    assert largest_at_first(narrow, 16) == pytest.approx(1.0, abs=1e-3)


def test_a_step_that_takes_the_fine_solution_too_long_is_refused():
    check_step(0.5, 64, 8_192)
    with pytest.raises(ValueError, match="`courant` must be at most 0.22 for .* 8 points, got 100"):
        check_step(100.0, 8, 6_952)
    check_step(0.22, 8, 6_952)


def test_a_grid_is_finer_where_shocks_are_thinner():
    assert fine_size(64, 1.0, 0.1) == 512
    assert fine_size(64, 1.0, 0.005) % 64 == 0 and fine_size(64, 1.0, 0.005) > 900
    with pytest.raises(ValueError, match="`viscosity` must be at least 0.0006.*too thin"):
        fine_size(64, 1.0, 1e-5)


def test_nothing_stays_nothing():
    reference = BurgersReference(Profile("0"), 16, 0.01)
    assert reference.at(3.0)[0].tolist() == [0.0] * 16
