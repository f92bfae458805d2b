"""Units in pieces against the activation and its derivative, one by one."""

import numpy as np
import pytest

from nncore.activations import ACTIVATIONS
from nncore.trainers.least_squares import unit_columns
from nncore.trainers.least_squares.qr_in_batches import Memory
from nncore.trainers.least_squares.unit_columns import evaluate_units
from tests.nncore.trainers.problems import dataset_of, start


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_values_and_slopes_are_those_of_each_unit(activation, monkeypatch):
    monkeypatch.setattr(unit_columns, "MAX_CHUNK", 30)
    monkeypatch.setattr(unit_columns, "LEAST_POINTS", 1)
    network = start(dataset_of("runge"), 5, activation, "nguyen-widrow")
    x = np.linspace(-1.0, 1.0, 20)
    values, slopes, alone = np.empty((3, 5, 20))
    memory = Memory()
    evaluate_units(network, x, values, slopes, memory)
    evaluate_units(network, x, alone, None, memory)
    np.testing.assert_array_equal(alone, values)
    units = zip(network.hidden_weights, network.hidden_biases, strict=True)
    for j, (weight, bias) in enumerate(units):
        u = weight * x + bias
        np.testing.assert_array_equal(values[j], network.activation(u))
        np.testing.assert_array_equal(slopes[j], network.activation.derivative(u))
