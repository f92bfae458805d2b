"""The Keras optimizers: their weights against `model.fit`, and their options."""

import dataclasses
import inspect
import itertools

import numpy as np
import pytest

from nncore.activations import ACTIVATIONS
from nncore.integrands import INTEGRANDS
from nncore.samples.dataset import Dataset, sample
from nncore.trainers.first_order import SGD, Adagrad, Adam, AdamW, Nadam, RMSprop
from nncore.trainers.first_order.backend import load_tensorflow
from tests.nncore.trainers.first_order.runs import (
    CONFIGURATIONS,
    FIT_TOLERANCE,
    assert_same_weights,
    fit,
    glorot,
    log_samples,
    steps_of,
)

CLASSES = (SGD, RMSprop, Adagrad, Adam, AdamW, Nadam)


def chebyshev_samples(n_train: int, n_validation: int = 0) -> Dataset:
    """Samples of ln x on (0, 100] with weights between 0 and 1.6."""
    share = n_validation / (n_train + n_validation)
    rng, options = np.random.default_rng(0), {"nodes": "chebyshev", "n_samples": n_train}
    dataset = sample(INTEGRANDS["log"], 0.0, 100.0, validation_fraction=share, rng=rng, **options)
    return dataset.standardized(0.0, 100.0)


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_weights_are_those_of_fit(name):
    trainer = dataclasses.replace(CONFIGURATIONS[name], batch_size=20, epochs=2)
    dataset, network = log_samples(1010), glorot(30)  # 50 batches of 20 and one of 10
    expected, losses = fit(trainer, network, dataset)
    steps = steps_of(trainer, network, dataset)
    assert_same_weights(steps[-1].network, expected)
    np.testing.assert_allclose([step.loss for step in steps[1:]], losses, rtol=FIT_TOLERANCE)


@pytest.mark.parametrize("name", ["sgd-everything", "adam", "adam-everything"])
def test_weights_are_those_of_fit_with_sample_weight(name):
    trainer = dataclasses.replace(CONFIGURATIONS[name], batch_size=20, epochs=2)
    dataset, network = chebyshev_samples(1010), glorot(30)
    assert dataset.weights is not None
    expected, losses = fit(trainer, network, dataset)
    steps = steps_of(trainer, network, dataset)
    assert_same_weights(steps[-1].network, expected)
    np.testing.assert_allclose([step.loss for step in steps[1:]], losses, rtol=FIT_TOLERANCE)
    plain = steps_of(trainer, network, dataclasses.replace(dataset, weights=None))
    with pytest.raises(AssertionError):
        assert_same_weights(plain[-1].network, expected)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_weights_are_those_of_fit_for_each_activation(activation):
    trainer = Adam(batch_size=32, epochs=2)
    dataset, network = log_samples(512), glorot(20, activation)  # whole batches: compiled once
    expected, _ = fit(trainer, network, dataset)
    last = steps_of(trainer, network, dataset)[-1]
    assert_same_weights(last.network, expected)


@pytest.mark.parametrize("trainer_class", CLASSES)
def test_defaults_are_those_of_keras(trainer_class):
    _, keras = load_tensorflow()
    constructor = inspect.signature(getattr(keras.optimizers, trainer_class.__name__))
    defaults = {name: p.default for name, p in constructor.parameters.items()}
    for name, value in trainer_class().keras_options.items():
        assert value == defaults[name], name


def test_adjustable_options_reach_the_compiled_loop():
    network, dataset = glorot(5), log_samples(100)
    first = Adam(batch_size=20, epochs=1, weight_decay=0.1, clipnorm=1.0)
    steps_of(first, network, dataset)
    trainer = dataclasses.replace(
        first, learning_rate=0.1, epsilon=1.0, weight_decay=0.5, clipnorm=0.3
    )
    expected, _ = fit(trainer, network, dataset)
    assert_same_weights(steps_of(trainer, network, dataset)[-1].network, expected)


def test_batch_larger_than_the_samples():
    message = r"`batch_size` must be at most the number of training samples \(3,350\), got 5000\."
    with pytest.raises(ValueError, match=message):
        Adam(batch_size=5000).check(n_hidden=50, n_samples=3350)
    Adam(batch_size=3350).check(n_hidden=50, n_samples=3350)


def test_batch_larger_than_the_memory():
    message = "`batch_size` must be at most 5,000 with 10,000 hidden units, got 5001."
    with pytest.raises(ValueError, match=message):
        Adam(batch_size=5001).check(n_hidden=10_000, n_samples=502_500)


@pytest.mark.parametrize(
    ("trainer_class", "option", "value", "rule"),
    [
        (Adam, "learning_rate", 0.0, "greater than 0"),
        (Adam, "batch_size", 0, "at least 1"),
        (Adam, "epochs", 100_001, "at most 100,000"),
        (Adam, "clipnorm", 0.0, "greater than 0"),
        (Adam, "beta_2", 1.0, "less than 1"),
        (SGD, "momentum", -0.1, "at least 0"),
        (AdamW, "weight_decay", None, "a number"),
    ],
)
def test_options_are_checked(trainer_class, option, value, rule):
    with pytest.raises(ValueError, match=f"`{option}` must be {rule}, got {value}"):
        trainer_class(**{option: value})


def test_whole_numbers_are_accepted_as_floats():
    trainer = SGD(learning_rate=1, momentum=0, weight_decay=0, epochs=1)
    assert steps_of(trainer, glorot(2), log_samples(64))[-1].iteration == 1


def test_the_notebook_learns_in_many_steps_within_its_first_epoch():
    """10,000 units, batches of 20, Adam, 502,500 samples as they are."""
    dataset = log_samples(502_500, 247_500, standardized=False)
    trainer = Adam(batch_size=20, epochs=10)
    iterator = trainer.iterations(glorot(10_000), dataset, np.random.default_rng(0))
    steps = list(itertools.islice(iterator, 13))
    losses, step = [step.loss for step in steps], steps[-1]
    assert step.iteration == 0
    assert 0.0 < step.record.position < 0.5
    assert losses[0] > losses[1] > losses[-1]
