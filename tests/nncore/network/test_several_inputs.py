"""The network of several inputs: values, derivatives, and how it is packed, scaled and sent."""

import pickle

import mpmath
import numpy as np
import pytest

from nncore.activations import ACTIVATIONS
from nncore.network import OneHiddenNetwork
from tests.nncore.activations.exact import VALUE

# rounding of some ten terms of size 1 to 10
ROUNDING = 1e-13
# of derivatives that mpmath takes in 50 digits
DERIVATIVE_TOLERANCE = 1e-13

everywhere = pytest.mark.parametrize("name", ACTIVATIONS)
each_dimension = pytest.mark.parametrize("n_inputs", [1, 2, 3, 8])


def make_network(name="logistic", n_inputs=3, n_hidden=5, seed=0):
    rng = np.random.default_rng(seed)
    weights = rng.normal(size=(n_hidden, n_inputs))
    return OneHiddenNetwork(name, weights, *rng.normal(size=(2, n_hidden)), 0.3)


def exact_value(name, n_inputs, parameters, x):
    """The formula in mpmath, from the packed parameters."""
    n_hidden = (len(parameters) - 1) // (n_inputs + 2)
    biases = parameters[n_hidden * n_inputs :]
    total = parameters[-1]
    for j in range(n_hidden):
        row = parameters[j * n_inputs : (j + 1) * n_inputs]
        u = biases[j] + mpmath.fsum(w * xi for w, xi in zip(row, x, strict=True))
        total += biases[n_hidden + j] * VALUE[name](u)
    return total


@everywhere
@each_dimension
def test_values_and_all_derivatives_agree_with_mpmath(name, n_inputs):
    network = make_network(name, n_inputs, n_hidden=2)
    points = np.random.default_rng(1).normal(size=(3, n_inputs))
    values, jacobian, gradient = network(points), network.jacobian(points), network.gradient(points)
    assert network.n_inputs == n_inputs
    assert jacobian.shape == (3, 2 * (n_inputs + 2) + 1)
    assert gradient.shape == points.shape
    with mpmath.workdps(50):
        parameters = [mpmath.mpf(p) for p in network.pack().tolist()]
        for i, point in enumerate(points.tolist()):
            x = [mpmath.mpf(number) for number in point]
            exact = exact_value(name, n_inputs, parameters, x)
            assert values[i] == pytest.approx(float(exact), rel=0, abs=ROUNDING)
            for column in range(len(parameters)):

                def by_parameter(p, column=column, x=x):
                    changed = [*parameters[:column], p, *parameters[column + 1 :]]
                    return exact_value(name, n_inputs, changed, x)

                exact = float(mpmath.diff(by_parameter, parameters[column]))
                found = jacobian[i, column]
                assert found == pytest.approx(exact, rel=0, abs=DERIVATIVE_TOLERANCE)
            for column in range(n_inputs):

                def by_input(z, column=column, x=x):
                    moved = [*x[:column], z, *x[column + 1 :]]
                    return exact_value(name, n_inputs, parameters, moved)

                exact = float(mpmath.diff(by_input, x[column]))
                found = gradient[i, column]
                assert found == pytest.approx(exact, rel=0, abs=DERIVATIVE_TOLERANCE)


@everywhere
def test_the_scalar_input_is_one_of_one(name):
    scalar = OneHiddenNetwork(name, *np.random.default_rng(2).normal(size=(3, 6)), 0.1)
    vector = OneHiddenNetwork(
        name, scalar.hidden_weights[:, np.newaxis], scalar.hidden_biases, scalar.output_weights, 0.1
    )
    assert (scalar.n_inputs, vector.n_inputs) == (1, 1)
    x = np.linspace(-2.0, 2.0, 7)
    np.testing.assert_array_equal(vector(x[:, np.newaxis]), scalar(x))
    np.testing.assert_array_equal(vector.jacobian(x[:, np.newaxis]), scalar.jacobian(x))
    np.testing.assert_array_equal(vector.gradient(x[:, np.newaxis])[:, 0], scalar.gradient(x))
    np.testing.assert_array_equal(vector.centres[:, 0], scalar.centres)
    assert isinstance(scalar.gradient(0.5), float)
    assert vector != scalar


def test_many_points_are_evaluated_in_pieces():
    network = make_network(n_hidden=3000)
    points = np.random.default_rng(0).normal(size=(4, 5, 3))
    expected = network.contributions(points.reshape(-1, 3)).sum(axis=1).reshape(4, 5) + 0.3
    np.testing.assert_allclose(network(points), expected, atol=1e-11)
    assert network(points[1, 2]) == pytest.approx(expected[1, 2], abs=1e-11)
    alone = np.array([network.gradient(point) for point in points.reshape(-1, 3)])
    np.testing.assert_allclose(network.gradient(points).reshape(-1, 3), alone, atol=1e-11)


@each_dimension
def test_pack_holds_unit_by_unit_and_unpack_is_its_inverse(n_inputs):
    network = make_network("tanh", n_inputs)
    vector = network.pack()
    np.testing.assert_array_equal(vector[:n_inputs], network.hidden_weights[0])
    np.testing.assert_array_equal(vector[-6:-1], network.output_weights)
    assert network.unpack(vector) == network
    assert network.unpack(2.0 * vector).hidden_weights.shape == (5, n_inputs)
    copy = pickle.loads(pickle.dumps(network))
    assert copy == network
    assert not copy.hidden_weights.flags.writeable
    assert copy.integral(np.zeros(n_inputs), np.ones(n_inputs)) == network.integral(
        np.zeros(n_inputs), np.ones(n_inputs)
    )


def test_equality_tells_shapes_with_the_same_numbers_apart():
    numbers = np.ones(6)
    two = OneHiddenNetwork("tanh", numbers[:4].reshape(2, 2), numbers[:2], numbers[:2], 1.0)
    assert two == OneHiddenNetwork("tanh", [[1, 1], [1, 1]], [1, 1], [1, 1], 1)
    assert two.pack().size == 9
    assert OneHiddenNetwork("tanh", [1] * 3, [1] * 3, [1] * 3, 1).pack().size == 10


@everywhere
def test_rescaled_folds_centres_and_scales_in(name):
    scaled = make_network(name)
    center, scale = np.array([3.0, -1.0, 0.5]), np.array([2.5, 0.1, 4.0])
    physical = scaled.rescaled(center, scale, y_center=-1.0, y_scale=0.25)
    x = np.random.default_rng(0).normal(size=(6, 3)) * scale + center
    np.testing.assert_allclose(physical(x), -1.0 + 0.25 * scaled((x - center) / scale), atol=1e-13)
    lower, upper = np.array([-1.0, 0.5, 0.0]), np.array([1.0, 1.5, 2.0])
    moved = physical.integral(center + scale * lower, center + scale * upper)
    expected = scale.prod() * (0.25 * scaled.integral(lower, upper) - 1.0 * 4.0)
    assert moved == pytest.approx(expected, abs=ROUNDING)


def test_centres_are_the_feet_of_hyperplanes():
    network = make_network()
    distances = (network.hidden_weights * network.centres).sum(axis=1) + network.hidden_biases
    np.testing.assert_allclose(distances, 0.0, atol=ROUNDING)
    lengths = np.linalg.norm(network.centres, axis=1)
    expected = np.abs(network.hidden_biases) / np.linalg.norm(network.hidden_weights, axis=1)
    np.testing.assert_allclose(lengths, expected, rtol=1e-14)
    flat = OneHiddenNetwork("tanh", [[0.0, 0.0]], [1.0], [1.0], 0.0)
    assert np.isposinf(flat.centres).all()


def test_a_diverged_network_is_reported_not_raised():
    network = OneHiddenNetwork("sine", [[np.inf, 0.0], [1.0, 1.0]], [0.0, 1.0], [1.0, np.nan], 0.0)
    assert not network.is_finite
    assert np.isnan(network([1.0, 1.0]))
    assert np.isnan(network.integral([0.0, 0.0], [1.0, 1.0]))
    assert np.isnan(network.gradient([1.0, 1.0])).any()
    assert np.isnan(network.marginal(0, 0.0, 1.0)([[0.5]])).all()


@pytest.mark.parametrize("shape", [(), (2,), (4, 2), (3, 1)])
@pytest.mark.parametrize("method", ["__call__", "gradient", "jacobian", "contributions"])
def test_points_of_another_length_are_refused(shape, method):
    with pytest.raises(ValueError) as failure:
        getattr(make_network(), method)(np.zeros(shape))
    expected = f"The last axis of `x` must have the length 3, got shape {shape}."
    assert str(failure.value) == expected


def test_scales_of_another_length_are_refused():
    with pytest.raises(ValueError) as failure:
        make_network().rescaled(0.0, [1.0, 2.0], 0.0, 1.0)
    expected = "`x_scale` must be a number, or have one for each input, got shape (2,)."
    assert str(failure.value) == expected
    with pytest.raises(ValueError, match=r"`x_scale` must not be 0, got \[1.0, 0.0, 2.0\]."):
        make_network().rescaled(0.0, [1.0, 0.0, 2.0], 0.0, 1.0)
