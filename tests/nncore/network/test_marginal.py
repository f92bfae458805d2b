"""The integral over some inputs, as a function of the others."""

import mpmath
import numpy as np
import pytest

from nncore.activations import ACTIVATIONS
from tests.nncore.network.random_network import random_network
from tests.nncore.network.ridges.exact import exact_average

# Of central differences of values with 60 digits: both errors are 1e-36.
STEP = mpmath.mpf("1e-18")

everywhere = pytest.mark.parametrize("name", ACTIVATIONS)


@everywhere
def test_values_and_gradients_agree_with_mpmath(name):
    network = random_network(name, n_inputs=4, n_hidden=2, steepness=1.0)
    marginal = network.marginal(over=(3, 1), lower=[-1.0, 2.0], upper=[0.5, 0.3])
    assert marginal.over == (3, 1)
    assert marginal.parameters == (0, 2)
    theta = np.array([0.4, -0.7])
    points = [mpmath.mpf(t) for t in theta.tolist()]

    def exact(*point):
        edges = [(point[0],) * 2, (mpmath.mpf(2), mpmath.mpf(0.3)), (point[1],) * 2]
        edges.append((mpmath.mpf(-1), mpmath.mpf(0.5)))
        return (mpmath.mpf(0.3) - 2) * mpmath.mpf(1.5) * exact_average(network, edges)

    with mpmath.workdps(60):
        assert marginal(theta) == pytest.approx(float(exact(*points)), rel=0, abs=1e-14)
        for i, orders in enumerate([(1, 0), (0, 1)]):
            slope = float(mpmath.diff(exact, tuple(points), orders, h=STEP))
            assert marginal.gradient(theta)[i] == pytest.approx(slope, rel=0, abs=1e-13)


def test_many_points_at_once_are_each_of_them_alone():
    network = random_network(n_inputs=3, n_hidden=50)
    marginal = network.marginal([0, 2], [0.0, -1.0], [1.0, 1.0])
    theta = np.random.default_rng(0).normal(size=(4, 9, 1))
    values, gradients = marginal(theta), marginal.gradient(theta)
    assert values.shape == (4, 9)
    assert gradients.shape == theta.shape
    for index in np.ndindex(4, 9):
        assert values[index] == pytest.approx(marginal(theta[index]), abs=1e-13)
        np.testing.assert_allclose(gradients[index], marginal.gradient(theta[index]), atol=1e-13)
    assert isinstance(marginal([0.3]), float)


def test_integrating_it_gives_the_whole():
    network = random_network(n_inputs=2, n_hidden=8)
    marginal = network.marginal(0, -1.0, 1.0)
    nodes, weights = np.polynomial.legendre.leggauss(40)
    whole = marginal(nodes[:, np.newaxis]) @ weights
    assert whole == pytest.approx(network.integral([-1.0, -1.0], [1.0, 1.0]), abs=1e-13)


@pytest.mark.parametrize(
    ("over", "lower", "upper", "message"),
    [
        ([], [], [], "`over` must name some of the inputs 0 to 2, each once, got []."),
        ([3], 0, 1, "`over` must name some of the inputs 0 to 2, each once, got [3]."),
        ([-1], 0, 1, "`over` must name some of the inputs 0 to 2, each once, got [-1]."),
        (
            [1, 1],
            [0, 0],
            [1, 1],
            "`over` must name some of the inputs 0 to 2, each once, got [1, 1].",
        ),
        ([0.5], 0, 1, "`over` must name some of the inputs 0 to 2, each once, got [0.5]."),
        (
            [0, 1, 2],
            np.zeros(3),
            np.ones(3),
            "`over` must leave an input out, got all 3; take the integral instead.",
        ),
        (
            [0, 1],
            [0, 0],
            [1],
            "`upper` must have as many limits as there are inputs in `over`, 2, got shape (1,).",
        ),
        (0, 0, np.inf, "`upper` must be finite and at most 1e+90 in magnitude, got inf."),
    ],
)
def test_mistakes_are_named(over, lower, upper, message):
    with pytest.raises(ValueError) as failure:
        random_network().marginal(over, lower, upper)
    assert str(failure.value) == message


def test_points_of_another_length_are_refused():
    with pytest.raises(ValueError) as failure:
        random_network().marginal(1, 0.0, 1.0)([0.0, 0.0, 0.0])
    expected = "The last axis of `theta` must have the length 2, got shape (3,)."
    assert str(failure.value) == expected
