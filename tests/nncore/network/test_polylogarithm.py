"""The published form with polylogarithms, against the closed form."""

from types import SimpleNamespace

import mpmath
import numpy as np
import pytest

from nncore.activations import ACTIVATIONS
from nncore.network import OneHiddenNetwork
from nncore.network.closed_form import network_integral
from nncore.network.polylogarithm import polylog_box_integral, polylog_integral
from tests.nncore.network.random_network import random_network

# The published form, in d digits, cancels to about 10**-d / |w (b - a)|
POLYLOG_DIGITS = 30
EPS = np.finfo(float).eps


def logistic_network(**changes):
    rng = np.random.default_rng(8)
    weights, biases, outputs = rng.normal(size=(3, 30)) * 4
    fields = {
        "activation": ACTIVATIONS["logistic"],
        "hidden_weights": weights,
        "hidden_biases": biases,
        "output_weights": outputs,
        "output_bias": -0.4,
    }
    return SimpleNamespace(**(fields | changes))


def closed_form(network, a, b):
    return network_integral(*vars(network).values(), a, b)


@pytest.mark.parametrize("limits", [(-2.0, 3.0), (3.0, -2.0), (0.1, 0.1001), (-400.0, 900.0)])
def test_the_published_form_agrees(limits):
    network = logistic_network()
    scale = np.abs(network.output_weights).sum() * abs(limits[1] - limits[0])
    with mpmath.workdps(POLYLOG_DIGITS):
        published = polylog_integral(network, *limits)
    assert isinstance(published, float)
    assert abs(closed_form(network, *limits) - published) <= 4 * EPS * scale


def test_the_published_form_uses_the_working_precision():
    network = logistic_network(hidden_weights=np.full(30, 1e-9))
    truth = closed_form(network, 0.0, 1.0)
    assert abs(polylog_integral(network, 0.0, 1.0) - truth) > 1e-9  # 15 digits cancel to 6
    with mpmath.workdps(POLYLOG_DIGITS):
        assert polylog_integral(network, 0.0, 1.0) == pytest.approx(truth, rel=1e-13)


def test_the_published_form_takes_its_limit_at_weight_zero_and_cannot_overflow():
    weights = np.concatenate([np.zeros(10), np.full(10, 1e6), np.full(10, -1e6)])
    network = logistic_network(hidden_weights=weights)
    published = polylog_integral(network, -2.0, 3.0)
    assert published == pytest.approx(closed_form(network, -2.0, 3.0), rel=1e-12)


def test_the_published_form_is_logistic_only():
    with pytest.raises(ValueError, match=r"`network` must have logistic units .*, got 'tanh'; use"):
        polylog_integral(logistic_network(activation=ACTIVATIONS["tanh"]), 0.0, 1.0)


@pytest.mark.parametrize("n_inputs", [1, 2, 3, 4, 5])
def test_the_published_form_over_a_box_agrees(n_inputs):
    network = random_network(n_inputs=n_inputs)
    rng = np.random.default_rng(n_inputs)
    lower, upper = rng.uniform(-1.0, 2.0, (2, n_inputs))
    with mpmath.workdps(50):
        published = polylog_box_integral(network, lower, upper)
    size = np.abs(network.output_weights).sum() * abs((upper - lower).prod())
    bound = 4 * EPS * size
    assert network.integral(lower, upper) == pytest.approx(published, rel=0, abs=bound)


def test_the_published_form_leaves_inputs_without_weight_out_and_loses_digits_to_small_ones():
    weights = [[1.0, 0.0], [0.0, 0.0], [1e-9, 1e-9]]
    network = OneHiddenNetwork("logistic", weights, [0.1, 0.2, 0.3], [1.0, 2.0, 3.0], 0.5)
    truth = network.integral([0.0, 1.0], [1.0, 3.0])
    with mpmath.workdps(60):
        found = polylog_box_integral(network, [0.0, 1.0], [1.0, 3.0])
    assert found == pytest.approx(truth, rel=1e-14)
    assert abs(polylog_box_integral(network, [0.0, 1.0], [1.0, 3.0]) - truth) > 1.0


def test_the_published_form_names_what_does_not_fit():
    with pytest.raises(ValueError) as failure:
        polylog_box_integral(random_network(), [0.0, 1.0], [1.0, 2.0, 3.0])
    expected = "`lower` and `upper` must have a limit for each input, 3, got 2 and 3."
    assert str(failure.value) == expected
    with pytest.raises(ValueError, match="`network` must have logistic units"):
        polylog_box_integral(random_network("tanh"), np.zeros(3), np.ones(3))
