"""The integral of a network over boxes, against the corners in mpmath with 60 digits and more."""

import mpmath
import numpy as np
import pytest

from nncore.activations import ACTIVATIONS
from nncore.network import OneHiddenNetwork
from tests.nncore.network.random_network import random_network
from tests.nncore.network.ridges.exact import exact_integral

# Of sum abs(v) V max(1, abs(M)) + abs(d) V: a few roundings of each mean, and of the volume
TOLERANCE = 3e-15
# Of central differences of values with 60 digits: both errors are 1e-36.
STEP = mpmath.mpf("1e-18")

everywhere = pytest.mark.parametrize("name", ACTIVATIONS)


def size_of(network, lower, upper):
    """What the tolerance refers to; the mean of a ReLU is at most its largest value."""
    volume = np.abs(np.subtract(upper, lower).prod(axis=-1))
    largest = 1.0
    if network.activation.name == "relu":
        reach = np.abs(network.hidden_weights) @ np.maximum(np.abs(lower), np.abs(upper))
        largest = max(1.0, (reach + np.abs(network.hidden_biases)).max())
    return volume * (largest * np.abs(network.output_weights).sum() + abs(network.output_bias))


def assert_accurate(network, lower, upper):
    exact = float(exact_integral(network, lower, upper))
    error = abs(network.integral(lower, upper) - exact)
    assert error <= TOLERANCE * size_of(network, lower, upper), (network, lower, upper, error)


@everywhere
@pytest.mark.parametrize("n_inputs", [1, 2, 3, 4])
def test_random_boxes(name, n_inputs):
    rng = np.random.default_rng(n_inputs)
    network = random_network(name, n_inputs, n_hidden=3, steepness=3.0)
    for size in (1e-9, 0.3, 10.0):
        lower = rng.uniform(-2.0, 2.0, n_inputs)
        edges = size * rng.choice([-1.0, 1.0], n_inputs) * rng.uniform(0.1, 1.0, n_inputs)
        assert_accurate(network, lower, lower + edges)


@everywhere
def test_far_from_zero_no_digit_is_lost(name):
    network = random_network(name, 3, n_hidden=3, steepness=30.0)
    centre = np.array([1000.3, -2000.7, 500.1])
    biases = -network.hidden_weights @ centre
    far = OneHiddenNetwork(name, network.hidden_weights, biases, network.output_weights, 0.3)
    assert_accurate(far, centre - 0.4, centre + 0.7)


@everywhere
def test_weights_of_zero_and_inputs_of_very_different_size(name):
    weights = [[0.0, 0.0, 0.0], [1e-8, 2.0, 0.0], [0.0, 1e-12, 1e3], [1e-300, 0.0, -5.0]]
    network = OneHiddenNetwork(name, weights, [0.3, -0.1, 2.0, 0.0], [1.0, -2.0, 0.5, 1.0], 0.1)
    assert_accurate(network, [-1e3, 0.0, 0.1], [2e5, 1.0, 0.2])


@everywhere
@pytest.mark.parametrize("n_inputs", [2, 5, 8])
@pytest.mark.parametrize("steepness", [1e-3, 1.0, 30.0, 1e4])
def test_the_parts_of_a_box_add_up(name, n_inputs, steepness):
    rng = np.random.default_rng(n_inputs)
    network = random_network(name, n_inputs, n_hidden=20, steepness=steepness)
    lower, upper = -rng.random(n_inputs), rng.random(n_inputs)
    for i in range(n_inputs):
        cut = lower[i] + (upper[i] - lower[i]) * rng.random()
        left, right = upper.copy(), lower.copy()
        left[i] = right[i] = cut
        parts = network.integral(lower, left) + network.integral(right, upper)
        bound = 4 * TOLERANCE * size_of(network, lower, upper)
        assert network.integral(lower, upper) == pytest.approx(parts, rel=0, abs=bound)


def test_reversed_limits_change_the_sign_and_equal_ones_give_zero():
    network = random_network(n_inputs=2)
    forward = network.integral([0.0, 1.0], [2.0, 3.0])
    assert network.integral([2.0, 1.0], [0.0, 3.0]) == -forward
    assert network.integral([2.0, 3.0], [0.0, 1.0]) == forward
    assert network.integral([0.0, 1.0], [0.0, 3.0]) == 0.0
    assert isinstance(forward, float)


@everywhere
def test_one_input_is_the_closed_form_of_one_dimension(name):
    vector = random_network(name, n_inputs=1, n_hidden=40, steepness=10.0)
    scalar = OneHiddenNetwork(
        name, vector.hidden_weights[:, 0], vector.hidden_biases, vector.output_weights, 0.3
    )
    a, b = np.random.default_rng(0).normal(size=(2, 30))
    values = vector.integral(a[:, np.newaxis], b[:, np.newaxis])
    np.testing.assert_allclose(values, scalar.integral(a, b), rtol=0, atol=1e-13)
    units = vector.unit_integrals(a[:, np.newaxis], b[:, np.newaxis])
    np.testing.assert_allclose(units, scalar.unit_integrals(a, b), rtol=1e-13, atol=1e-14)


@everywhere
@pytest.mark.parametrize("n_inputs", [2, 5])
def test_many_boxes_at_once_are_each_of_them_alone(name, n_inputs):
    """Boxes of one size, some that are so but for rounding, a few of each of two, and others."""
    rng = np.random.default_rng(n_inputs)
    network = random_network(name, n_inputs, n_hidden=30)
    lower = rng.uniform(-1.0, 1.0, (40, n_inputs))
    edges = np.full((40, n_inputs), 0.3)
    edges[20:25], edges[25:] = 0.7, rng.uniform(-1.0, 1.0, (15, n_inputs))
    edges[30:, 0] = 0.0
    upper = lower + edges
    together = network.integral(lower, upper)
    alone = [network.integral(a, b) for a, b in zip(lower, upper, strict=True)]
    bound = 2 * TOLERANCE * np.array([size_of(network, *box) for box in zip(lower, upper)])  # noqa: B905
    assert (np.abs(together - alone) <= bound).all()
    units = network.unit_integrals(lower, upper)
    total = units.sum(axis=1) + 0.3 * edges.prod(axis=1)
    assert (np.abs(together - total) <= 2 * bound + 1e-15).all()


def test_limits_broadcast():
    network = random_network(n_inputs=2)
    lower, upper = np.zeros((4, 1, 2)), np.ones((3, 2))
    assert network.integral(lower, upper).shape == (4, 3)
    assert network.unit_integrals(lower, [1.0, 2.0]).shape == (4, 1, 4)
    assert network.integral(np.zeros((0, 2)), np.ones(2)).shape == (0,)
    gradients = network.limit_gradients(lower, upper)
    assert gradients.lower.shape == gradients.upper.shape == (4, 3, 2)


@everywhere
@pytest.mark.parametrize("n_inputs", [1, 2, 3])
def test_gradients_by_the_limits_agree_with_mpmath(name, n_inputs):
    network = random_network(name, n_inputs, n_hidden=2)
    lower, upper = np.linspace(-1.0, 0.5, n_inputs), np.linspace(0.2, 1.7, n_inputs)
    gradients = network.limit_gradients(lower, upper)
    limits = [*lower.tolist(), *upper.tolist()]
    for i, found in enumerate([*gradients.lower, *gradients.upper]):

        def moved(z, i=i):
            changed = [*limits[:i], z, *limits[i + 1 :]]
            return exact_integral(network, changed[:n_inputs], changed[n_inputs:])

        with mpmath.workdps(60):
            exact = float(mpmath.diff(moved, mpmath.mpf(limits[i]), h=STEP))
        assert found == pytest.approx(exact, rel=0, abs=1e-13)


def test_gradients_of_a_scalar_input_are_the_values_at_the_ends():
    network = OneHiddenNetwork("tanh", [1.0, 2.0], [0.1, 0.2], [1.0, -1.0], 0.5)
    lower, upper = network.limit_gradients([0.0, 1.0], 3.0)
    np.testing.assert_allclose(lower, -network(np.array([0.0, 1.0])), rtol=1e-14)
    np.testing.assert_allclose(upper, [network(3.0)] * 2, rtol=1e-14)


@everywhere
def test_huge_weights_give_the_step_that_they_are(name):
    network = OneHiddenNetwork(name, [[1e250, 1e250], [1e300, 0.0]], [0.0, 0.0], [1.0, 1.0], 0.0)
    value = network.integral([-1.0, -1.0], [1.0, 3.0])
    assert np.isfinite(value)
    if name == "logistic":
        assert value == pytest.approx(6.0 + 4.0, rel=1e-14)
    assert np.isfinite(network.limit_gradients([-1.0, -1.0], [1.0, 3.0]).upper).all()


@pytest.mark.parametrize(
    ("lower", "upper", "message"),
    [
        (
            [0.0, 0.0],
            np.ones(3),
            "The last axis of `lower` must have the length 3, got shape (2,).",
        ),
        (np.zeros(3), 1.0, "The last axis of `upper` must have the length 3, got shape ()."),
        (
            np.zeros(3),
            [1.0, np.inf, 1.0],
            "`upper` must be finite and at most 1e+90 in magnitude, got inf.",
        ),
        (
            [0.0, 0.0, np.nan],
            np.ones(3),
            "`lower` must be finite and at most 1e+90 in magnitude, got nan.",
        ),
    ],
)
def test_bad_limits_are_named(lower, upper, message):
    for method in ("integral", "unit_integrals", "limit_gradients"):
        with pytest.raises(ValueError) as failure:
            getattr(random_network(), method)(lower, upper)
        assert str(failure.value) == message
