"""Nodes between breakpoints: their number, their place, and what they are worth."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nncore.experiments import make_dataset
from nncore.formulas import parse_formula
from nncore.integrands import INTEGRANDS
from nncore.samples.dataset import sample
from nncore.samples.nodes import NODES, RANDOM_NODES
from nncore.samples.panels import panel_edges, place_nodes, share_nodes
from nncore.specs import IntegrationSpec

DETERMINISTIC = sorted(set(NODES) - RANDOM_NODES)
THIRD = 1.0 / 3.0


def rng():
    return np.random.default_rng(0)


def middles(n_nodes):
    return (np.arange(n_nodes) + 0.5) / n_nodes


def nodes_of(integrand, nodes, n_samples, lower=None, upper=None):
    spec = IntegrationSpec(
        integrand=integrand,
        lower=lower,
        upper=upper,
        nodes=nodes,
        n_samples=n_samples,
        standardize=False,
    )
    return make_dataset(spec).x_train


@pytest.mark.parametrize("integrand", ["abs", "abs(x-1/3)", "step", "sign(x-1/3)"])
@pytest.mark.parametrize("nodes", DETERMINISTIC)
def test_a_third_of_the_nodes_lies_before_a_break_at_one_third(integrand, nodes):
    x = nodes_of(integrand, nodes, 300)
    assert x.size == 300
    assert np.count_nonzero(x < THIRD) == 100
    assert np.all((x > 0.0) & (x < 1.0) & (x != THIRD))


def test_each_panel_has_the_nodes_of_its_rule():
    x = nodes_of("abs", "gauss-legendre", 30)
    left, right = (np.polynomial.legendre.leggauss(n)[0] for n in (10, 20))
    expected = np.concatenate([THIRD * (1 + left) / 2, THIRD + (1 - THIRD) * (1 + right) / 2])
    np.testing.assert_allclose(
        x, expected, rtol=0, atol=1e-15
    )  # a few roundings of numbers up to 1


@pytest.mark.parametrize(
    "integrand",
    ["abs", "step", "relu", "abs(x-1/3)", "abs(x^2-1/3)", "sign(x-0.3)*x^3", "abs(sin(7*x))"],
)
def test_gauss_legendre_on_the_panels_is_as_accurate_as_without_a_break(integrand):
    function = INTEGRANDS.get(integrand) or parse_formula(integrand)
    lower, upper = function.lower, function.upper
    edges = [lower, *function.breakpoints, upper]
    x = nodes_of(integrand, "gauss-legendre", 100)
    total = 0.0
    for a, b in zip(edges[:-1], edges[1:], strict=True):
        inside = x[(a < x) & (x < b)]
        weights = np.polynomial.legendre.leggauss(inside.size)[1]
        total += (b - a) / 2 * np.dot(weights, function(inside))
    exact = function.integral(lower, upper)
    assert total == pytest.approx(exact, rel=1e-13)  # ten roundings of sums of 100 terms
    # The same number of nodes without panels: what a kink or a jump leaves of the accuracy.
    t, weights = np.polynomial.legendre.leggauss(100)
    whole = (upper - lower) / 2 * np.dot(weights, function(lower + (upper - lower) * (1 + t) / 2))
    assert abs(whole - exact) > 1e-6 * abs(exact)


@pytest.mark.parametrize("nodes", sorted(RANDOM_NODES))
def test_random_nodes_take_no_notice(nodes):
    with_break = sample(INTEGRANDS["abs"], 0.0, 1.0, nodes=nodes, rng=rng())
    without = sample(INTEGRANDS["abs"], 0.0, 1.0, nodes=nodes, breakpoints=(), rng=rng())
    np.testing.assert_array_equal(with_break.x_train, without.x_train)


@pytest.mark.parametrize("nodes", DETERMINISTIC)
def test_breakpoints_can_be_given_and_taken_away(nodes):
    whole = sample(
        INTEGRANDS["abs"], 0.0, 1.0, nodes=nodes, n_samples=50, breakpoints=(), rng=rng()
    )
    np.testing.assert_array_equal(np.sort(whole.x_train), np.sort(NODES[nodes](50, rng())))
    given_ones = sample(
        INTEGRANDS["exp"], 0.0, 1.0, nodes=nodes, n_samples=50, breakpoints=[0.9, 0.2], rng=rng()
    )
    assert np.histogram(given_ones.x_train, [0.0, 0.2, 0.9, 1.0])[0].tolist() == [10, 35, 5]


def test_breakpoints_outside_the_interval_do_not_matter():
    x = nodes_of("sawtooth", "grid", 30, lower=1.0, upper=2.5)
    assert np.histogram(x, [1.0, 2.0, 2.5])[0].tolist() == [20, 10]
    np.testing.assert_allclose(np.diff(x), 0.05, rtol=1e-12)  # whole shares: still equidistant


def test_no_sample_of_a_jump_is_taken_on_it():
    """With an odd number of midpoints, the middle one would lie on the jump, where sign is 0."""
    for n_samples in (2, 3, 5, 101):
        x = nodes_of("sign(x)", "grid", n_samples, lower=-1.0, upper=1.0)
        assert x.size == n_samples
        assert 0.0 not in x
    integrand = parse_formula("sign(x)", lower=-1.0, upper=1.0)
    assert set(np.unique(integrand(x))) == {-1.0, 1.0}


def test_narrow_panels_get_two_nodes_and_the_rest_share_by_length():
    assert share_nodes(100, np.array([1e-6, 0.25, 0.75, 1e-9])).tolist() == [2, 24, 72, 2]
    assert share_nodes(7, np.array([1.0, 1.0, 1.0])).tolist() == [3, 2, 2]
    assert share_nodes(8, np.array([0.1, 0.1, 0.1, 0.1])).tolist() == [2, 2, 2, 2]
    assert share_nodes(1, np.array([3.0])).tolist() == [1]


def test_with_too_few_nodes_the_narrowest_panels_are_joined():
    breakpoints = (0.1, 0.15, 0.6, 0.95)
    assert panel_edges(0, 1, breakpoints, 10).tolist() == [0, 0.1, 0.15, 0.6, 0.95, 1]
    # [0.1, 0.15] joins [0, 0.1], then [0.95, 1] joins the only one beside it.
    assert panel_edges(0, 1, breakpoints, 9).tolist() == [0, 0.15, 0.6, 0.95, 1]
    assert panel_edges(0, 1, breakpoints, 6).tolist() == [0, 0.15, 0.6, 1]
    assert panel_edges(0, 1, breakpoints, 3).tolist() == [0, 1]
    # None of the nodes may lie on a breakpoint that is no edge any more.
    x = place_nodes(middles, 3, 0.0, 1.0, (0.2, 0.5, 0.7))
    assert x.size == 3
    assert 0.5 not in x
    np.testing.assert_allclose(x, [1 / 6, 1 / 2, 5 / 6], rtol=1e-15)


@settings(derandomize=True, deadline=None)
@given(
    n_nodes=st.integers(1, 400),
    lower=st.floats(-1e6, 1e6),
    length=st.floats(1e-3, 1e6),
    shares=st.lists(st.floats(-0.2, 1.2), max_size=150),
    rule=st.sampled_from([n for n in DETERMINISTIC if n != "gauss-legendre"]),
)
def test_any_breakpoints_leave_the_number_of_nodes_and_stay_free(
    n_nodes, lower, length, shares, rule
):
    upper = lower + length
    breakpoints = [lower + length * share for share in shares]
    edges = panel_edges(lower, upper, breakpoints, n_nodes)
    assert set(edges) <= {lower, *breakpoints, upper}
    x = place_nodes(lambda n: NODES[rule](n, rng()), n_nodes, lower, upper, breakpoints)
    assert x.size == n_nodes
    assert np.all((x > lower) & (x < upper))
    assert not np.isin(x, edges).any()
    counts = np.histogram(x, edges)[0]
    assert counts.size == 1 or counts.min() >= 2
    fair = n_nodes * np.diff(edges) / length
    if fair.min() > 2:
        assert np.all(np.abs(counts - fair) < 1 + 1e-9)
    # What the narrow panels have beyond their share is missing elsewhere.
    assert np.all(counts >= np.minimum(2, np.floor(fair)))
    assert np.all(counts <= np.maximum(2, np.ceil(fair + 1e-9)))


def test_close_breakpoints_are_one():
    close = (THIRD, math.nextafter(THIRD, 1.0), math.nextafter(THIRD, 0.0))
    assert panel_edges(0.0, 1.0, close, 100).size == 3
    assert panel_edges(0.0, 1.0, (math.nextafter(1.0, 0.0), 5e-324), 100).tolist() == [0.0, 1.0]
