"""The even start: units at equal distances, whatever the values are."""

import numpy as np
import pytest

from nncore.activations import ACTIVATIONS
from nncore.starts.even_spacing import REACH
from tests.nncore.starts.starting import centers, start, training_set

X = np.sort(np.random.default_rng(0).uniform(2.0, 5.0, 40))


def even(y=None, activation="logistic", n_hidden=12):
    y = np.zeros(40) if y is None else y
    return start("even", training_set(X, y), activation, n_hidden)


@pytest.mark.parametrize("activation", ["logistic", "tanh", "gaussian"])
def test_units_of_one_width_stand_at_equal_distances(activation):
    network = even(activation=activation)
    spacing = np.diff(centers(network))
    np.testing.assert_allclose(spacing, spacing[0], rtol=1e-12)
    assert np.ptp(network.hidden_weights) == 0.0
    reach = REACH * (X[-1] - X[0])
    middle = centers(network).mean()
    assert middle == pytest.approx(0.5 * (X[0] + X[-1]), rel=1e-12)
    assert 12 * spacing[0] == pytest.approx(X[-1] - X[0] + 2.0 * reach, rel=1e-12)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("n_hidden", [1, 2, 7, 60])
def test_values_change_nothing(activation, n_hidden):
    network = even(None, activation, n_hidden)
    assert np.all(np.isfinite(network.pack())) and network.n_hidden == n_hidden
    np.testing.assert_array_equal(network.output_weights, 0.0)
    assert network == even(np.sin(9.0 * X), activation, n_hidden)


def test_hinges_face_outwards_at_equal_distances():
    network = even(activation="relu", n_hidden=13)
    places = centers(network)
    assert np.all(network.hidden_weights[places < places.mean() - 0.1] < 0.0)
    distinct = np.diff(np.unique(places.round(9)))
    np.testing.assert_allclose(distinct, distinct[0], rtol=1e-6)


def test_waves_are_multiples_of_one():
    network = even(activation="sine", n_hidden=8)
    waves = np.unique(network.hidden_weights.round(12))
    np.testing.assert_allclose(waves, waves[0] * np.arange(1, 5), rtol=1e-9)
