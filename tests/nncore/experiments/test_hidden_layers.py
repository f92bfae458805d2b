"""The hidden layers of a fit: sizes, starts, priors and training."""

import numpy as np
import pytest

from nncore import DataSpec, LevenbergMarquardt, VariableProjection
from nncore.experiments.hidden_layers import hidden_layers

X = np.linspace(-1.0, 1.0, 50)
Y, WEIGHTS = np.sin(3.0 * X), np.linspace(0.5, 2.0, 50)


def layers(**settings):
    return hidden_layers(DataSpec(**settings), X, Y, WEIGHTS)


def test_there_are_as_many_as_sizes_and_starts():
    found = layers(n_hidden=(3, 7), n_starts=2, initializer="nguyen-widrow")
    assert [layer.n_hidden for layer in found] == [3, 3, 7, 7]
    assert not np.array_equal(found[0].hidden_biases, found[1].hidden_biases)


@pytest.mark.parametrize("activation", ["logistic", "relu"])
def test_units_have_equal_heights_before(activation):
    for layer in layers(activation=activation):
        np.testing.assert_array_equal(layer.output_weights, 1.0)
        assert layer.output_bias == 0.0


def test_fast_waves_are_lower_before():
    (layer,) = layers(activation="sine", n_hidden=(10,))
    products = layer.output_weights * np.abs(layer.hidden_weights)
    np.testing.assert_allclose(products, products[0], rtol=1e-14)
    assert layer.output_weights.max() == 1.0


def test_a_trainer_changes_the_hidden_layer():
    (start,) = layers(n_hidden=(6,))
    (trained,) = layers(n_hidden=(6,), trainer=VariableProjection(max_iterations=3))
    assert not np.array_equal(start.hidden_weights, trained.hidden_weights)
    np.testing.assert_array_equal(trained.output_weights, 1.0)


def test_what_would_take_too_long_for_these_points_is_not_begun():
    spec = DataSpec(n_hidden=(200,), trainer=LevenbergMarquardt())
    x = np.linspace(-1.0, 1.0, 4_000)
    with pytest.raises(ValueError, match="A fit must take at most about 60 s"):
        hidden_layers(spec, x, np.sin(3.0 * x), np.ones_like(x))
