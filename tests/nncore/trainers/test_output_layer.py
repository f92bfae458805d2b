"""The linear solve against numpy's, from random and from good hidden layers."""

import numpy as np
import pytest

from nncore.activations import ACTIVATIONS
from nncore.starts.initializers import INITIALIZERS
from nncore.trainers.base import TrainingStatus
from nncore.trainers.least_squares.residuals import rounding_floor
from nncore.trainers.output_layer import OutputLayer
from tests.nncore.trainers import problems
from tests.nncore.trainers.problems import cut, dataset_of, loss_of, unit_values, weights_of


def start(dataset, n_hidden, activation="logistic", name="nguyen-widrow"):
    return problems.start(dataset, n_hidden, activation, name)


def run(network, dataset, **options):
    return problems.run(OutputLayer(**options), network, dataset)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("name", INITIALIZERS)
def test_nothing_fits_better_with_this_hidden_layer(activation, name):
    dataset = dataset_of("chirp", n_samples=300)
    network = start(dataset, 20, activation, name)
    first, last = run(network, dataset)
    assert (first.iteration, last.iteration) == (0, 1)
    assert (first.status, last.status) == (TrainingStatus.RUNNING, TrainingStatus.CONVERGED)
    np.testing.assert_array_equal(last.network.hidden_weights, network.hidden_weights)
    np.testing.assert_array_equal(last.network.hidden_biases, network.hidden_biases)
    roots = np.sqrt(weights_of(dataset))
    columns = unit_values(network, dataset.x_train) * roots[:, np.newaxis]
    expected = np.linalg.lstsq(columns, dataset.y_train * roots, rcond=1e-12)[0]
    loss = np.mean(np.square(columns @ expected - dataset.y_train * roots))
    # Singular values next to the cut may be kept by one and not by the other.
    assert last.loss <= 1.01 * loss + 1e-22
    assert last.validation_loss < first.validation_loss or name == "curvature"


def test_a_larger_cut_keeps_the_weights_smaller():
    dataset = dataset_of("exp", n_samples=300)
    network = start(dataset, 40, name="glorot")  # hardly any of its directions can be told apart
    sizes, losses, roundings = [], [], []
    for share in (1e-14, 1e-8, 1e-3):
        last = run(network, dataset, singular_value_cut=share)[-1].network
        sizes.append(np.linalg.norm(last.output_weights))
        losses.append(loss_of(last, dataset))
        roundings.append(np.sqrt(rounding_floor(last, dataset.x_train)))
    assert sizes[0] > 10.0 * sizes[1] > 100.0 * sizes[2]
    # More directions cannot fit worse, but for the rounding errors of their large terms.
    for smaller, larger in ((0, 1), (1, 2)):
        assert np.sqrt(losses[smaller]) <= np.sqrt(losses[larger]) + roundings[smaller]
    assert losses[1] < losses[2]  # by one percent


def test_a_good_hidden_layer_is_worth_more_than_many_random_units():
    dataset = dataset_of("runge", n_samples=600)
    good = run(start(dataset, 30, name="curvature"), dataset)[-1]
    random = run(start(dataset, 100), dataset)[-1]
    assert good.loss < 1e-3 * random.loss


def test_noise_is_averaged():
    quiet, noisy = (dataset_of("exp", 5_000, "uniform", noise=noise) for noise in (0.0, 0.1))
    np.testing.assert_array_equal(quiet.x_train, noisy.x_train)
    network, unit = start(noisy, 20), quiet.scaling.y_scale / noisy.scaling.y_scale
    bias = run(network, quiet)[-1].validation_loss * unit**2
    y = quiet.y_validation * quiet.scaling.y_scale + quiet.scaling.y_center
    y = (y - noisy.scaling.y_center) / noisy.scaling.y_scale
    error = np.mean(np.square(run(network, noisy)[-1].network(noisy.x_validation) - y))
    # 21 coefficients from 3,350 samples keep that share of the variance; twice for its spread.
    assert error <= bias + 2.0 * 21 / 3350 * (0.1 / noisy.scaling.y_scale) ** 2


def test_the_solve_is_cut(monkeypatch):
    dataset = dataset_of("log", n_samples=400)
    network = start(dataset, 10)
    whole = run(network, dataset)
    cut(monkeypatch, rows=20)
    steps = run(network, dataset)
    assert len(steps) >= 20
    assert all("epoch" in s.diagnostics for s in steps[1:-1])
    assert all(0.0 < s.record.position < 1.0 for s in steps[1:-1])
    assert steps[-1].loss == pytest.approx(whole[-1].loss, rel=1e-6)


def test_too_many_units_are_refused_with_the_reason():
    trainer = OutputLayer()
    assert trainer.n_iterations == 1
    trainer.check(1_500, 10_000_000)
    with pytest.raises(ValueError, match="^`n_hidden` must be at most 1,500 with Output layer"):
        trainer.check(10_000, 502_500)


def test_options_are_checked():
    with pytest.raises(ValueError, match="`singular_value_cut` must be less than 1, got 1.0."):
        OutputLayer(singular_value_cut=1.0)
