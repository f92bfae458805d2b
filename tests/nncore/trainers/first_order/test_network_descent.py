"""Losses of a network's run: of the start, of the training and of the validation."""

import pytest

from nncore.network.interpolant import chebyshev_interpolant
from nncore.trainers.base import mean_squared_error
from nncore.trainers.first_order import Adam, network_descent
from tests.nncore.trainers.first_order.runs import (
    assert_same_weights,
    glorot,
    log_samples,
    steps_of,
    weights,
)


def with_validation(steps):
    """Those after whole epochs: on a busy machine there are others between them."""
    return [step for step in steps if step.validation_loss is not None]


def test_losses_are_those_of_the_network():
    dataset = log_samples(300, 200)
    steps = steps_of(Adam(epochs=3), glorot(10), dataset)
    # 1e-5: float32 residuals, whose squares are summed in float64
    start = mean_squared_error(glorot(10), dataset.x_train, dataset.y_train)
    assert steps[0].loss == pytest.approx(start, rel=1e-5)
    assert len(with_validation(steps)) == 4
    for step in with_validation(steps):
        expected = mean_squared_error(step.network, dataset.x_validation, dataset.y_validation)
        assert step.validation_loss == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("activation", ["logistic", "relu"])
def test_validation_by_an_interpolant_is_the_same(activation, monkeypatch):
    dataset = log_samples(300, 20_000)
    expected = steps_of(Adam(epochs=3), glorot(10, activation), dataset)
    interpolants = []

    def remembered(*arguments):
        interpolants.append(chebyshev_interpolant(*arguments))
        return interpolants[-1]

    monkeypatch.setattr(network_descent, "MANY_ACTIVATIONS", 0)
    monkeypatch.setattr(network_descent, "chebyshev_interpolant", remembered)
    steps = steps_of(Adam(epochs=3), glorot(10, activation), dataset)
    assert [found is None for found in interpolants] == [activation == "relu"] * 3
    # 1e-5: float32 residuals in the compiled loss
    for step, other in zip(with_validation(steps), with_validation(expected), strict=True):
        assert step.validation_loss == pytest.approx(other.validation_loss, rel=1e-5)
    assert_same_weights(steps[-1].network, weights(expected[-1].network))


def test_loss_of_the_start_from_fewer_samples(monkeypatch):
    monkeypatch.setattr(network_descent, "MAX_START_ACTIVATIONS", 10)
    dataset = log_samples(1000)
    start = steps_of(Adam(epochs=1), glorot(10), dataset)[0]
    assert start.diagnostics["loss_samples"] == 250
    expected = mean_squared_error(glorot(10), dataset.x_train[::4], dataset.y_train[::4])
    assert start.loss == pytest.approx(expected, rel=1e-5)
