"""What a certificate sees of the integrand and the network, and what it is known to miss."""

import math
from dataclasses import replace

import numpy as np
import pytest

from nncore.certificates import Certificate, error_estimate
from nncore.formulas import parse_formula
from nncore.integrands import INTEGRANDS, Integrand
from nncore.network import OneHiddenNetwork
from tests.nncore.certificates.networks import network, zero_network

EPSILON = np.finfo(float).eps


@pytest.mark.parametrize("n_samples", [1, 2, 335, 5_000, 100_000])
def test_the_integrand_is_seen_at_twice_the_samples(n_samples):
    seen = []

    def function(x):
        seen.append(np.array(x).ravel())
        return np.exp(x)

    integrand = Integrand("f", "f(x)", 0.0, 1.0, function)
    for a, b in ((0.0, 1.0), (0.25, 0.5)):
        integrand.problem_on(a, b)  # whose own samples do not count
        seen.clear()
        certificate = Certificate.of(integrand, a, b, n_samples)
        fresh = np.concatenate([x for x in seen if x.size % 21 == 0 and x.size >= 42])
        assert np.count_nonzero((a < fresh) & (fresh < b)) >= 2 * n_samples
        assert certificate.n_evaluations >= 2 * n_samples
        assert certificate.panels.n_nodes <= 25_000
    grid = (np.arange(n_samples) + 0.5) / n_samples
    assert np.intersect1d(certificate.nodes, grid).size <= 1


def test_a_wide_network_is_judged_at_fewer_nodes_than_the_integrand():
    wide = network(n_hidden=5_000)
    certificate = Certificate.of(INTEGRANDS["runge"], -1.0, 1.0, 20_000, n_hidden=wide.n_hidden)
    assert certificate.n_evaluations >= 40_000
    assert certificate.panels.n_nodes <= 1_500
    judged = certificate.judge(wide)
    error = abs(wide.integral(-1.0, 1.0) - INTEGRANDS["runge"].integral(-1.0, 1.0))
    assert judged.estimate == pytest.approx(error, rel=1e-10)
    assert judged.bound >= error


def narrow_peak(center, width):
    return Integrand(
        "peak",
        "",
        0.0,
        1.0,
        lambda x: np.exp(-(((x - center) / width) ** 2)),
        antiderivative=lambda x: np.vectorize(
            lambda t: width * math.sqrt(math.pi) / 2 * math.erf((t - center) / width)
        )(x),
    )


@pytest.mark.parametrize("center", [0.1, 0.31, 0.5, 0.777, 0.9])
def test_a_peak_between_the_samples_is_seen(center):
    """Of a grid of 50 samples none lies within 0.01 of the peak, where it has fallen to e⁻⁴."""
    center = math.floor(center * 50) / 50
    peak = narrow_peak(center, 0.005)
    grid = (np.arange(50) + 0.5) / 50
    assert peak(grid).max() < 0.02
    exact = peak.integral(0.0, 1.0)
    claimed = error_estimate(zero_network(), peak, 0, 1, n_samples=50)
    assert claimed.bound >= claimed.estimate >= exact * (1 - 1e-12)
    assert claimed.corrected == pytest.approx(exact, rel=1e-12)


def box(lower, upper):
    return Integrand(
        "box",
        "",
        0.0,
        1.0,
        lambda x: np.where((lower < x) & (x < upper), 1.0, 0.0),
        antiderivative=lambda x: np.clip(x, lower, upper) - lower,
    )


# What the estimate cannot know, with what would tell it, and why.
MISSES = {
    "a peak far narrower than half of the samples' distance": (
        narrow_peak(0.512345, 1e-6),
        (0.512345,),
    ),
    "a jump and a jump back between two nodes": (box(0.20709, 0.20711), (0.20709, 0.20711)),
}


@pytest.mark.parametrize("reason", MISSES)
def test_known_misses_are_misses_and_what_is_known_mends_them(reason):
    alone, breakpoints = MISSES[reason]
    exact = alone.integral(0.0, 1.0)
    # On a base: of f that is 0 wherever it was seen, nothing is claimed.
    integrand = replace(
        alone,
        function=lambda x: 1.0 + alone.function(x),
        antiderivative=lambda x: x + alone.antiderivative(x),
    )
    base = OneHiddenNetwork("tanh", [0.0], [0.0], [0.0], 1.0)
    points_alone = replace(integrand, antiderivative=None)
    missed = error_estimate(base, points_alone, 0, 1, n_samples=50)
    assert missed.bound < 0.01 * exact
    for told in (replace(points_alone, breakpoints=breakpoints), integrand):
        mended = error_estimate(base, told, 0, 1, n_samples=50)
        assert mended.bound >= mended.estimate == pytest.approx(exact, rel=1e-8)


@pytest.mark.parametrize("n_floats", [8, 80, 8_000])
def test_a_few_floats_beside_a_pole_are_judged_by_what_is_known(n_floats):
    """So near to 1, the rounding of x changes 1/sqrt(1 - x²) as much as the integral itself."""
    integrand, a = INTEGRANDS["arcsine"], 1 - n_floats * EPSILON / 2
    exact = integrand.integral(a, 1.0)
    found = error_estimate(zero_network(), integrand, a, 1.0, n_samples=500)
    assert exact <= found.estimate <= 2 * exact
    without = Integrand("f", "", -1.0, 1.0, integrand.function)
    alone = error_estimate(zero_network(), without, a, 1.0, n_samples=500)
    assert (alone.estimate >= exact) == (n_floats == 8_000)  # a known miss of points alone


def test_a_network_that_follows_what_the_nodes_cannot_resolve_helps():
    """160,000 waves: the rule alone knows nothing of them, and the network's integral is exact."""
    frequency = 1e6
    waves = Integrand(
        "waves",
        "",
        0.0,
        1.0,
        lambda x: np.sin(frequency * x),
        antiderivative=lambda x: -np.cos(frequency * x) / frequency,
    )
    follows = OneHiddenNetwork("sine", [frequency], [0.0], [0.999], 0.0)
    claimed = error_estimate(follows, waves, 0, 1, n_samples=100)
    alone = error_estimate(zero_network(), waves, 0, 1, n_samples=100)
    exact = waves.integral(0.0, 1.0)
    assert claimed.corrected_error < 0.01 * alone.corrected_error
    for answer in (claimed, alone):
        assert abs(answer.corrected - exact) <= answer.corrected_error


def test_steep_units_between_the_nodes_are_seen():
    """The step of a unit has width 1e-9; no node resolves it, and its integral is known."""
    steep = OneHiddenNetwork("logistic", [1e9, 1e9], [-5e8, -5.000001e8], [1e3, -1e3], 0.0)
    error = abs(steep.integral(0.0, 1.0) - (math.e - 1))
    claimed = error_estimate(steep, INTEGRANDS["exp"], 0, 1, n_samples=100)
    assert claimed.estimate == pytest.approx(error, rel=1e-12)
    assert claimed.bound >= error


def test_a_certificate_judges_many_networks():
    integrand = INTEGRANDS["log"]
    a, b = np.array([0.0, 5.0, 50.0]), np.array([5.0, 20.0, 140.0])
    certificate = Certificate.of(integrand, a, b, 300)
    exact = integrand.integral(a, b)
    for seed in range(3):
        fit = network(seed)
        judged = certificate.judge(fit)
        error = np.abs(fit.integral(a, b) - exact)
        assert judged.estimate == pytest.approx(error, rel=1e-10)
        assert np.all(judged.bound >= error)
        assert judged.corrected == pytest.approx(exact, rel=1e-13)


def test_limits_far_beyond_the_training_interval_need_no_more_memory():
    integrand = parse_formula("x^2", lower=-1.0, upper=1.0)
    network = OneHiddenNetwork("tanh", [1.0], [0.0], [1.0], 0.0)
    found = error_estimate(network, integrand, -1e7, 1e7)
    assert found.corrected == pytest.approx(2e21 / 3, rel=1e-9)


def test_the_points_that_were_seen_are_counted():
    seen = []

    def watched(x):
        seen.append(np.ravel(x).copy())
        return np.exp(x)

    integrand = Integrand("f", "f(x)", -1.0, 1.0, watched, np.exp)
    a, b = np.array([-1.0, 0.0]), np.array([1.0, 0.5])
    found = error_estimate(zero_network(), integrand, a, b, n_samples=300)
    x = np.unique(np.concatenate(seen))
    inside = np.array(
        [np.count_nonzero((low < x) & (x < up)) for low, up in zip(a, b, strict=True)]
    )
    assert np.all(found.n_points <= inside)  # and no more: those on panels that were given up
    assert np.all(found.n_points >= 0.9 * 2 * 300 * (b - a) / 2)
