"""Adaptive panels: accurate, and honest about their error."""

import math

import numpy as np
import pytest

from nncore.integrands import INTEGRANDS
from nncore.quadrature import (
    adaptive_panels,
)

EPSILON = np.finfo(float).eps


def catalogue_sections(integrand):
    edges = [
        integrand.lower,
        *(x for x in integrand.breakpoints if integrand.lower < x < integrand.upper),
        integrand.upper,
    ]
    return np.stack([edges[:-1], edges[1:]], axis=1)


@pytest.mark.parametrize("n_nodes", [0, 3000])
@pytest.mark.parametrize("name", sorted(INTEGRANDS))
def test_panels_are_accurate_and_their_error_estimate_is_not_understated(name, n_nodes):
    integrand = INTEGRANDS[name]
    sections = catalogue_sections(integrand)
    panels = adaptive_panels(
        integrand.function,
        sections,
        singular_points=[integrand.lower, integrand.upper, *integrand.breakpoints],
        n_nodes=n_nodes,
    )
    exact = np.array([integrand.integral(a, b) for a, b in sections])
    error = np.abs(panels.total(panels.integral, *sections.T) - exact)
    claimed = panels.total(panels.error_estimate, *sections.T)
    size = panels.size.sum()
    # An antiderivative is accurate to a few ulp of the integral of |f| over the whole.
    assert np.all(error <= claimed + 8 * EPSILON * size)
    # The integrand of "arcsine" shows the rounding of x near its ends.
    assert claimed.sum() <= (1e-6 if name == "arcsine" else 1e-12) * size
    assert panels.n_evaluations >= panels.n_nodes >= n_nodes
    assert np.all(panels.left[1:] >= panels.right[:-1])


@pytest.mark.parametrize("power", [0.3, 0.5, 0.7, 0.9, 0.95])
@pytest.mark.parametrize("end", [0.0, 1.0, -1.0])
def test_panels_claim_the_tail_of_a_strong_singularity(power, end):
    """Beside 1 the floats end long before the integral does: the claim has to say so."""
    exact = 1 / (1 - power)
    for upper in (end + 1, end - 1):
        panels = adaptive_panels(
            lambda x: np.abs(x - end) ** -power,
            [sorted((end, upper))],
            singular_points=[end],
        )
        error = abs(panels.integral.sum() - exact)
        assert error <= panels.error_estimate.sum() + EPSILON * exact
        if end == 0:
            assert error <= 1e-14 * exact


@pytest.mark.parametrize(
    ("f", "exact"),
    [
        (lambda x: np.where(x < 0.3123, 0.0, 1.0), 0.6877),
        (lambda x: np.abs(x - 0.3123), (0.3123**2 + 0.6877**2) / 2),
        (lambda x: np.sqrt(np.abs(x - 0.3123)), (0.3123**1.5 + 0.6877**1.5) * 2 / 3),
        (lambda x: np.sin(1e6 * x), (1 - math.cos(1e6)) / 1e6),
        (lambda x: 2.5, 2.5),
    ],
    ids=["jump", "kink", "root", "waves", "constant"],
)
def test_panels_without_help_are_honest(f, exact):
    panels = adaptive_panels(f, [(0, 0.5), (0.5, 1)], max_nodes=20_000)
    assert abs(panels.integral.sum() - exact) <= panels.error_estimate.sum()
    assert panels.n_nodes <= 21_000


def test_panels_add_up_over_intervals():
    panels = adaptive_panels(np.exp, [(0.0, 1.0), (1.0, 2.0), (5.0, 6.0)], n_nodes=500)
    lower, upper = np.array([0.0, 1.0, 5.0, 2.0, 0.0]), np.array([2.0, 2.0, 6.0, 2.0, 1.0])
    exact = np.exp(upper) - np.exp(lower)
    assert panels.total(panels.integral, lower, upper) == pytest.approx(exact, rel=1e-14)
    nodes = panels.nodes()
    assert nodes.shape == (panels.left.size, 21)
    assert np.all((nodes > panels.left[:, None]) & (nodes < panels.right[:, None]))
    assert not np.any((nodes > 2) & (nodes < 5))


def test_panels_over_nothing():
    panels = adaptive_panels(np.exp, np.empty((0, 2)), n_nodes=100)
    assert panels.n_nodes == panels.n_evaluations == 0
    assert panels.total(panels.integral, np.array([1.0]), np.array([1.0])).tolist() == [0.0]


def test_panels_of_a_pole_are_not_finite():
    panels = adaptive_panels(lambda x: 1 / x, [(0.0, 1.0)], singular_points=[0.0])
    assert not np.isfinite(panels.error_estimate.sum())


def test_panels_find_a_narrow_peak_at_a_break_point():
    peak = adaptive_panels(
        lambda x: np.exp(-(((x - 0.5) / 1e-7) ** 2)), [(0, 0.5), (0.5, 1)], singular_points=[0.5]
    )
    assert peak.integral.sum() == pytest.approx(1e-7 * math.sqrt(math.pi), rel=1e-12)
