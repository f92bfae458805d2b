"""What is said of integrals over boxes: against exact values, and where nothing was seen."""

import dataclasses
import itertools
import math

import numpy as np
import pytest

from nncore.certificates import BoxCertificate, box_error_estimate
from nncore.formulas import parse_box_formula
from nncore.integrands import BOX_INTEGRANDS, box_integrand
from nncore.network import OneHiddenNetwork

FAMILIES = [name for name in BOX_INTEGRANDS if name.startswith("genz")]


def network_of(n_inputs, seed=0, n_hidden=6):
    rng = np.random.default_rng(seed)
    rows = 2.0 * rng.standard_normal((n_hidden, n_inputs))
    return OneHiddenNetwork(
        "tanh", rows, rng.standard_normal(n_hidden), rng.normal(size=n_hidden), 0.4
    )


def zero(n_inputs):
    return OneHiddenNetwork("tanh", np.zeros((1, n_inputs)), [0.0], [0.0], 0.0)


@pytest.mark.parametrize("n_inputs", [1, 2, 3, 5])
def test_the_estimate_is_not_below_the_true_error_and_not_far_above(n_inputs):
    """Of networks that know nothing of the integrand: the error is as large as the integral."""
    below = corrected = 0
    cases = list(itertools.product(FAMILIES, range(20)))
    for family, seed in cases:
        integrand, network = box_integrand(family, n_inputs, seed=seed), network_of(n_inputs, seed)
        lower, upper = np.zeros(n_inputs), np.ones(n_inputs)
        exact = integrand.integral(lower, upper)
        found = box_error_estimate(network, integrand, lower, upper, seed=1 + seed)
        true = abs(network.integral(lower, upper) - exact)
        below += found.estimate < true
        corrected += abs(found.corrected - exact) > found.corrected_error
        assert found.bound >= found.estimate > 0.0
    # Of 99 % the binomial distribution lets 5 of 120 through once in 500 times.
    assert below <= 4
    assert corrected <= 4


@pytest.mark.parametrize("reverse", [False, True])
def test_a_box_with_parameters_and_reversed_limits(reverse):
    integrand = parse_box_formula("exp(-x1*x3)*cos(x2)", 3)
    lower, upper = [0.0, -1.0], [2.0, 0.5]
    if reverse:
        lower, upper = upper, lower
    network, theta = network_of(3), 0.7
    found = box_error_estimate(network, integrand, lower, upper, over=(0, 1), rest=[theta])
    exact = (1.0 - math.exp(-2.0 * theta)) / theta * (math.sin(0.5) + math.sin(1.0))
    own = network.marginal((0, 1), lower, upper)([theta])
    assert abs(own - exact) <= found.estimate <= 1.5 * abs(own - exact)
    assert abs(found.corrected - exact) <= found.corrected_error < 0.1 * abs(own - exact)


def test_a_correction_is_made_only_where_it_is_worthwhile():
    integrand, network = box_integrand("genz-oscillatory", 2, seed=1), network_of(2)
    exact_fit = BoxCertificate.of(integrand, [0.0, 0.0], [1.0, 1.0])
    own = BoxCertificate(
        exact_fit.over, exact_fit.lower, exact_fit.upper, exact_fit.points,
        network(exact_fit.points), exact_fit.weights,
    )  # fmt: skip
    found = own.judge(network)
    assert found.corrected == network.integral([0.0, 0.0], [1.0, 1.0])
    assert 0.0 < found.corrected_error == found.estimate < 1e-13


@pytest.mark.parametrize("scale", [1e-300, 1e-200, 1e100])
def test_values_of_any_size_have_the_same_relative_error(scale):
    """Their squares would be 0 or infinite."""
    integrand, network = parse_box_formula("x1*exp(x2)", 2), network_of(2)
    certificate = BoxCertificate.of(integrand, [0.0, 0.0], [1.0, 1.0])
    layers = network.hidden_weights, network.hidden_biases
    scaled = OneHiddenNetwork(
        "tanh", *layers, scale * network.output_weights, scale * network.output_bias
    )
    values = scale * certificate.values
    found = dataclasses.replace(certificate, values=values).judge(scaled)
    for name in ("estimate", "bound", "corrected_error"):
        expected = scale * getattr(certificate.judge(network), name)
        assert getattr(found, name) == pytest.approx(expected, rel=1e-9, abs=0.0)


def test_a_narrow_box_far_from_0_has_the_rounding_of_its_limits_in_the_estimate():
    """References read 1000000.001 as this decimal: the nearest float is 5e-8 of the width off."""
    integrand = parse_box_formula("x*y", 2)
    lower, upper = [1e6, 1e6], [1e6 + 1e-3, 1e6 + 1e-3]
    exact = (1e6 * 1e-3 + 0.5e-6) ** 2
    middle = 1e6 + 0.5e-3
    # The plane that touches f in the middle misses it by 1e-7 at most.
    plane = OneHiddenNetwork("sine", [[1e-9, 1e-9]], [-2e-9 * middle], [1e9 * middle], middle**2)
    found = box_error_estimate(plane, integrand, lower, upper)
    assert abs(plane.integral(lower, upper) - exact) <= found.estimate < 1e-6 * exact


def test_where_nothing_was_seen_nothing_is_claimed():
    """A step that no point meets: the network that learned it is 0, and the truth is not."""
    integrand = parse_box_formula("where(max(x1, x2) < 0.001, 1, 0)", 2)
    found = box_error_estimate(zero(2), integrand, [0.0, 0.0], [1.0, 1.0])
    assert found.estimate == found.bound == found.corrected_error == np.inf


def test_the_seed_decides_and_points_are_counted():
    integrand = box_integrand("genz-gaussian", 3)
    first, again, other = (
        box_error_estimate(zero(3), integrand, [0] * 3, [1] * 3, seed=seed) for seed in (5, 5, 6)
    )
    assert first.estimate == again.estimate != other.estimate
    assert first.n_points == 8 * 256
    few = box_error_estimate(zero(3), integrand, [0] * 3, [1] * 3, n_replicates=4, n_points=16)
    assert few.n_points == 64
    assert few.corrected_error > first.corrected_error


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"n_replicates": 1}, "at least 2 replicates"),
        ({"n_points": 0}, "at least 1 point"),
        ({"n_replicates": 2, "n_points": 2**20}, "at most 1,048,576 points"),
        ({"over": (0,)}, "must have 1 limits"),
    ],
)
def test_what_is_refused(options, sentence):
    integrand = box_integrand("genz-gaussian", 2)
    with pytest.raises(ValueError, match=sentence):
        box_error_estimate(zero(2), integrand, [0, 0], [1, 1], **options)


def test_a_pole_is_named_with_its_point():
    integrand = parse_box_formula("sqrt(x1 - 0.5) + x2", 2)
    with pytest.raises(ValueError, match=r"is not a finite number at x1 = 0\.\d+, x2 = 0\.\d+"):
        box_error_estimate(zero(2), integrand, [0, 0], [1, 1])
