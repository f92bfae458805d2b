"""The excess of a network between its samples: small for good fits, large for blow-ups."""

import numpy as np
import pytest
from scipy.interpolate import CubicSpline

from nncore.integrands import INTEGRANDS
from nncore.network import OneHiddenNetwork
from nncore.trainers.between_samples import LARGEST_EXCESS, BetweenSamples
from tests.nncore.trainers.problems import result_of


class Curve:
    """Any function in place of a network."""

    n_hidden = 1

    def __init__(self, function):
        self._function = function

    def __call__(self, x):
        return self._function(x)


def excess(function, x, y):
    return result_of(BetweenSamples(x, y).excess(Curve(function), function(x) - y))


@pytest.mark.parametrize("name", ["cos", "runge", "sinc", "chirp", "damped-sine", "humps"])
def test_a_smooth_function_departs_by_a_sixteenth_of_its_bends(name):
    integrand = INTEGRANDS[name]
    x = np.linspace(integrand.lower, integrand.upper, 2_000)
    # The ends have one neighbour, and a function that bends little where its bends change sign.
    assert excess(integrand, x, integrand(x)) < 0.2


@pytest.mark.parametrize("name", ["abs", "step", "sqrt", "lorentzian", "sawtooth"])
def test_a_rough_function_itself_has_no_excess(name):
    integrand = INTEGRANDS[name]
    x = np.sort(np.random.default_rng(0).uniform(integrand.lower, integrand.upper, 500))
    # Half a jump, which no two samples see in full.
    assert excess(integrand, x, integrand(x)) <= 0.52


def test_a_poor_fit_has_no_excess():
    x = np.linspace(-1.0, 1.0, 300)
    y = np.sin(9.0 * x)
    assert excess(np.zeros_like, x, y) <= 0.51
    noisy = y + np.random.default_rng(0).standard_normal(300)
    assert excess(lambda t: np.sin(9.0 * t), x, noisy) <= 0.51


def test_a_blow_up_has():
    x = np.linspace(-1.0, 1.0, 100)
    y = np.cos(x)
    middle = 0.5 * (x[40] + x[41])
    spike = 0.01 * CubicSpline([x[40], middle, x[41]], [0.0, 1.0, 0.0])(middle)

    def spiky(t):
        return np.cos(t) + spike * np.maximum(0.0, 1.0 - np.abs(t - middle) / (middle - x[40]))

    assert np.max(np.abs(spiky(x) - y)) < 1e-12
    assert excess(spiky, x, y) > 5.0 * LARGEST_EXCESS


@pytest.mark.parametrize("x", [[0.5], [0.5, 0.5, 0.5], [0.0, 1e-300, 1.0, 1.0]])
def test_samples_in_one_place(x):
    x = np.array(x)
    y = np.arange(len(x), dtype=float)
    network = OneHiddenNetwork("tanh", [1.0], [0.0], [0.5], 0.1)
    work = BetweenSamples(x, y).excess(network, network(x) - y)
    assert 0.0 <= result_of(work) <= 1.0
