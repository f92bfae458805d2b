"""The network: its values, derivatives and integral, and how it is built, packed and sent."""

import pickle
from dataclasses import FrozenInstanceError

import mpmath
import numpy as np
import pytest

from nncore.activations import ACTIVATIONS
from nncore.network import OneHiddenNetwork
from nncore.network.closed_form import polylog_integral
from tests.nncore.activations.exact import VALUE

# rounding of some ten terms of size 1 to 10
ROUNDING = 1e-13
# mpmath.diff in 50 digits leaves only the rounding of float64
DERIVATIVE_TOLERANCE = 1e-13

everywhere = pytest.mark.parametrize("name", ACTIVATIONS)


def make_network(name="logistic", n_hidden=7, seed=0):
    rng = np.random.default_rng(seed)
    return OneHiddenNetwork(name, *rng.normal(size=(3, n_hidden)), 0.3)


def exact_value(network, parameters, x):
    """The formula, term by term, in mpmath."""
    sigma = VALUE[network.activation.name]
    n = network.n_hidden
    w, b, v = parameters[:n], parameters[n : 2 * n], parameters[2 * n : 3 * n]
    return parameters[-1] + sum(v[j] * sigma(w[j] * x + b[j]) for j in range(n))


@everywhere
def test_values_agree_with_mpmath(name):
    network = make_network(name)
    points = np.linspace(-3.0, 4.0, 15)
    with mpmath.workdps(50):
        parameters = [mpmath.mpf(p) for p in network.pack().tolist()]
        exact = [float(exact_value(network, parameters, mpmath.mpf(x))) for x in points.tolist()]
    np.testing.assert_allclose(network(points), exact, rtol=0, atol=ROUNDING)


@everywhere
def test_jacobian_agrees_with_mpmath(name):
    network = make_network(name, n_hidden=3, seed=1)
    points = np.array([-2.0, -0.3, 0.0, 1.7])
    jacobian = network.jacobian(points)
    assert jacobian.shape == (4, 10)
    with mpmath.workdps(50):
        parameters = [mpmath.mpf(p) for p in network.pack().tolist()]
        for row, x in zip(jacobian, points.tolist(), strict=True):
            for column in range(len(parameters)):

                def along(p, column=column, x=x):
                    changed = [*parameters[:column], p, *parameters[column + 1 :]]
                    return exact_value(network, changed, mpmath.mpf(x))

                exact = float(mpmath.diff(along, parameters[column]))
                assert row[column] == pytest.approx(exact, rel=0, abs=DERIVATIVE_TOLERANCE)


@everywhere
def test_terms_add_up(name):
    network = make_network(name)
    points = np.linspace(-1.0, 1.0, 5)
    contributions = network.contributions(points)
    assert contributions.shape == (5, 7)
    np.testing.assert_allclose(contributions.sum(axis=1) + 0.3, network(points), atol=ROUNDING)
    integrals = network.unit_integrals([0.0, 1.0], [[2.0], [3.0], [-1.0]])
    assert integrals.shape == (3, 2, 7)
    lengths = np.array([[2.0, 1.0], [3.0, 2.0], [-1.0, -2.0]])
    total = integrals.sum(axis=-1) + 0.3 * lengths
    values = network.integral([0.0, 1.0], [[2.0], [3.0], [-1.0]])
    np.testing.assert_allclose(values, total, atol=ROUNDING)


def test_integral_is_the_published_one():
    network = make_network(n_hidden=20)
    with mpmath.workdps(30):
        published = polylog_integral(network, -1.0, 2.5)
    assert network.integral(-1.0, 2.5) == pytest.approx(published, rel=0, abs=ROUNDING)


def test_shapes_follow_the_argument():
    network = make_network()
    assert isinstance(network(1), float)
    assert isinstance(network.integral(0, 1), float)
    assert network(np.zeros((2, 3))).shape == (2, 3)
    assert network(np.zeros((0,))).shape == (0,)
    assert network.integral(np.zeros(3), 1.0).shape == (3,)
    assert network.jacobian(2.0).shape == (1, 22)


def test_many_points_are_evaluated_in_pieces():
    network = make_network(n_hidden=3000)
    points = np.linspace(-1.0, 1.0, 50)
    expected = network.contributions(points).sum(axis=1) + 0.3
    np.testing.assert_allclose(network(points), expected, atol=1e-11)
    assert network(points[17]) == pytest.approx(expected[17], abs=1e-11)


def test_pack_and_unpack_are_inverse():
    network = make_network("tanh")
    vector = network.pack()
    np.testing.assert_array_equal(
        vector,
        [*network.hidden_weights, *network.hidden_biases, *network.output_weights, 0.3],
    )
    assert network.unpack(vector) == network
    moved = network.unpack(2.0 * vector)
    assert moved != network
    assert moved.activation is network.activation
    np.testing.assert_array_equal(moved.pack(), 2.0 * vector)


@everywhere
def test_pickle_is_small_and_faithful(name):
    network = make_network(name, n_hidden=1000)
    network.integral(0.0, 1.0)  # what is kept for integration must not travel
    data = pickle.dumps(network)
    assert len(data) < 8 * 3001 + 500
    copy = pickle.loads(data)
    assert copy == network
    assert hash(copy) == hash(network)
    assert copy.activation is network.activation
    assert copy.integral(0.0, 1.0) == network.integral(0.0, 1.0)
    assert not copy.hidden_weights.flags.writeable


@everywhere
def test_rescaled_folds_both_scales_in(name):
    scaled = make_network(name)
    physical = scaled.rescaled(x_center=3.0, x_scale=2.5, y_center=-1.0, y_scale=0.25)
    x = np.linspace(0.0, 6.0, 9)
    np.testing.assert_allclose(physical(x), -1.0 + 0.25 * scaled((x - 3.0) / 2.5), atol=ROUNDING)
    expected = -1.0 * 4.0 + 0.25 * 2.5 * scaled.integral(-0.8, 0.8)
    assert physical.integral(1.0, 5.0) == pytest.approx(expected, abs=ROUNDING)
    with pytest.raises(ValueError, match=r"`x_scale` must not be 0, got 0.0."):
        scaled.rescaled(0.0, 0.0, 0.0, 1.0)


def test_centres_are_where_units_switch():
    network = OneHiddenNetwork(
        "tanh", [2.0, 0.0, -4.0, 1e-308], [1.0, 3.0, 2.0, 1e10], np.ones(4), 0
    )
    np.testing.assert_array_equal(network.centres, [-0.5, np.inf, 0.5, -np.inf])
    assert network.n_hidden == 4


def test_is_immutable_and_owns_its_arrays():
    weights = np.ones(2)
    network = OneHiddenNetwork("relu", weights, [0, 1], [1, 2], np.float32(1.5))
    weights[0] = 7.0
    assert network.hidden_weights[0] == 1.0
    assert network.hidden_biases.dtype == np.float64
    assert type(network.output_bias) is float
    with pytest.raises(ValueError, match="read-only"):
        network.hidden_weights[0] = 7.0
    with pytest.raises(FrozenInstanceError):
        network.output_bias = 2.0


def test_equality_is_by_value():
    network = make_network()
    assert network == make_network()
    assert network != make_network("tanh")
    assert network != make_network(n_hidden=6)
    assert network != make_network(seed=1)
    assert network != "network"
    assert {network: 1}[make_network()] == 1


def test_a_diverged_network_is_reported_not_raised():
    network = OneHiddenNetwork("sine", [np.inf, 1.0], [0.0, 1.0], [1.0, np.nan], 0.0)
    assert not network.is_finite
    assert make_network().is_finite
    assert np.isnan(network(1.0))
    assert np.isnan(network.integral(0.0, 1.0))
    assert np.isnan(network.jacobian([1.0])).any()
    assert np.isnan(network.unit_integrals(0.0, 1.0)).all()
    assert np.isnan(network.contributions([1.0])).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("foo", [1.0], [1.0], [1.0], 0.0),
            "`activation` must be one of logistic, tanh, relu, sine, gaussian, got 'foo'.",
        ),
        (
            ("tanh", [[1.0] * 9], [1.0], [1.0], 0.0),
            "`hidden_weights` must have a number for each hidden unit, or a row of 1 to 8 numbers, "
            "one an input, got shape (1, 9).",
        ),
        (
            ("tanh", [], [], [], 0.0),
            "`hidden_weights` must have a number for each hidden unit, or a row of 1 to 8 numbers, "
            "one an input, got shape (0,).",
        ),
        (
            ("tanh", [1.0, 2.0], [1.0], [1.0, 2.0], 0.0),
            "`hidden_biases` must have the shape (2,), a number for each hidden unit, got (1,).",
        ),
        (
            ("tanh", [[1.0, 2.0]], [1.0], [1.0, 2.0, 3.0], 0.0),
            "`output_weights` must have the shape (1,), a number for each hidden unit, got (3,).",
        ),
        (
            ("tanh", [1.0], [1.0], [1.0], [0.0]),
            "`output_bias` must be a scalar, got shape (1,); pass its only element.",
        ),
    ],
)
def test_mistakes_are_named(arguments, message):
    with pytest.raises(ValueError) as failure:
        OneHiddenNetwork(*arguments)
    assert str(failure.value) == message


def test_unpack_names_the_size_it_needs():
    with pytest.raises(ValueError) as failure:
        make_network().unpack(np.zeros(5))
    assert str(failure.value) == "`vector` must have shape (22,) for 7 hidden units, got (5,)."


@pytest.mark.parametrize("activation", ["logistic", "tanh", "relu", "sine", "gaussian"])
def test_slopes_of_the_terms_add_up_to_the_gradient(activation):
    network = make_network(activation)
    x = np.linspace(-1.3, 2.1, 9)
    slopes = network.contribution_slopes(x)
    assert slopes.shape == (9, 7)
    np.testing.assert_allclose(slopes.sum(axis=1), network.gradient(x), rtol=1e-12, atol=1e-13)
    # A central difference errs by step² of a third derivative, and by rounding over the step.
    step = 1e-5
    both = (network.contributions(x + h) for h in (step, -step))
    differences = np.subtract(*both) / (2.0 * step)
    np.testing.assert_allclose(slopes, differences, atol=1e-7)
