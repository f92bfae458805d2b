"""The interpolant is the network, at far fewer evaluations, or there is none."""

import mpmath
import numpy as np
import pytest

from nncore.activations import ACTIVATIONS
from nncore.network import OneHiddenNetwork
from nncore.network.interpolant import chebyshev_interpolant

_LOWER, _UPPER = -3.0, 7.0
_MANY = 20_000
_SMOOTH = sorted(set(ACTIVATIONS) - {"relu"})
#: Of the largest value: the tolerance of the last coefficients times the few that follow them.
_TOLERANCE = 1e-8


def network_of(activation: str, steepness: float, n_hidden: int = 60) -> OneHiddenNetwork:
    rng = np.random.default_rng(7)
    weights = steepness * rng.uniform(-1, 1, n_hidden)
    centres = rng.uniform(_LOWER - 1, _UPPER + 1, n_hidden)
    return OneHiddenNetwork(
        activation, weights, -weights * centres, rng.normal(size=n_hidden), rng.normal()
    )


def points(n: int = 3_001) -> np.ndarray:
    return np.random.default_rng(8).uniform(_LOWER, _UPPER, n)


@pytest.mark.parametrize("steepness", [1e-9, 0.3, 5.0, 40.0])
@pytest.mark.parametrize("activation", _SMOOTH)
def test_it_is_the_network(activation, steepness):
    network = network_of(activation, steepness)
    interpolant = chebyshev_interpolant(network, _LOWER, _UPPER, _MANY)
    assert interpolant is not None
    x = np.append(points(), [_LOWER, _UPPER])
    expected = network(x)
    np.testing.assert_allclose(
        interpolant(x), expected, rtol=0, atol=_TOLERANCE * np.abs(expected).max()
    )


def test_it_is_the_sum_of_logistic_functions_at_fifty_digits():
    network = network_of("logistic", 5.0)
    interpolant = chebyshev_interpolant(network, _LOWER, _UPPER, _MANY)
    assert interpolant is not None
    x = points(40)
    groups = (network.hidden_weights, network.hidden_biases, network.output_weights)
    units = list(zip(*map(np.ndarray.tolist, groups), strict=True))
    with mpmath.workdps(50):
        expected = [
            network.output_bias
            + sum(v / (1 + mpmath.exp(-(mpmath.mpf(w) * t + b))) for w, b, v in units)
            for t in x.tolist()
        ]
    expected = np.array(expected, dtype=float)
    np.testing.assert_allclose(
        interpolant(x), expected, rtol=0, atol=_TOLERANCE * np.abs(expected).max()
    )


@pytest.mark.parametrize("steepness", [1e3, 1e6])
@pytest.mark.parametrize("activation", ["logistic", "tanh", "gaussian"])
def test_one_steep_unit_far_from_all_nodes_is_seen(activation, steepness):
    # as steep a unit lies between any two nodes of a coarse grid; the rest is nearly flat
    centre = 1.234567
    network = OneHiddenNetwork(
        activation, [0.1, steepness], [0.0, -steepness * centre], [1.0, 1.0], 0.0
    )
    interpolant = chebyshev_interpolant(network, _LOWER, _UPPER, _MANY)
    assert interpolant is not None
    x = centre + np.linspace(-20, 20, 2_001) / steepness
    np.testing.assert_allclose(interpolant(x), network(x), rtol=0, atol=2 * _TOLERANCE)


def test_kinks_and_steep_waves_take_too_much():
    assert chebyshev_interpolant(network_of("relu", 5.0), _LOWER, _UPPER, 4_000) is None
    assert chebyshev_interpolant(network_of("sine", 1e5), _LOWER, _UPPER, 4_000) is None
    assert chebyshev_interpolant(network_of("logistic", 5.0), _LOWER, _UPPER, 31) is None


@pytest.mark.parametrize("steepness", [1e20, 1e38])
def test_a_step_that_no_interval_resolves_takes_too_much(steepness):
    network = OneHiddenNetwork("logistic", [steepness], [-steepness * 1.1], [1.0], 0.0)
    assert chebyshev_interpolant(network, _LOWER, _UPPER, _MANY) is None


def test_there_is_nothing_between_equal_ends():
    assert chebyshev_interpolant(network_of("tanh", 1.0), 2.0, 2.0, _MANY) is None


def test_it_takes_no_more_evaluations_than_it_may(monkeypatch):
    network, asked = network_of("logistic", 40.0), []
    evaluate = OneHiddenNetwork.__call__

    def counted(self, x):
        asked.append(np.size(x))
        return evaluate(self, x)

    monkeypatch.setattr(OneHiddenNetwork, "__call__", counted)
    for most in (32, 500, 1_000, 5_000):
        asked.clear()
        chebyshev_interpolant(network, _LOWER, _UPPER, most)
        assert sum(asked) <= most


def test_shapes():
    interpolant = chebyshev_interpolant(network_of("tanh", 1.0), _LOWER, _UPPER, _MANY)
    assert interpolant is not None
    x = points(12)
    assert interpolant(x.reshape(3, 4)).shape == (3, 4)
    np.testing.assert_array_equal(interpolant(x.reshape(3, 4)).ravel(), interpolant(x))
    assert np.ndim(interpolant(0.5)) == 0
    assert interpolant(np.empty(0)).shape == (0,)
