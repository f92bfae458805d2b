"""Runs of the Keras optimizers: samples, starts, all the steps, the same by `model.fit`."""

import numpy as np

from nncore.network import OneHiddenNetwork
from nncore.samples.dataset import Dataset
from nncore.trainers import first_order
from nncore.trainers.first_order import SGD, Adagrad, Adam, AdamW, Nadam, RMSprop
from nncore.trainers.first_order.backend import load_tensorflow

CONFIGURATIONS = {
    "sgd": SGD(),
    "sgd-everything": SGD(
        learning_rate=1e-3, momentum=0.9, nesterov=True, weight_decay=0.01, clipnorm=0.5
    ),
    "rmsprop": RMSprop(),
    "rmsprop-everything": RMSprop(
        rho=0.8, momentum=0.5, centered=True, epsilon=1e-5, weight_decay=0.01, clipnorm=0.5
    ),
    "adagrad": Adagrad(initial_accumulator_value=0.3, epsilon=1e-5, clipnorm=0.5),
    "adam": Adam(),
    "adam-everything": Adam(
        beta_1=0.8, beta_2=0.99, epsilon=1e-5, amsgrad=True, weight_decay=0.01, clipnorm=0.5
    ),
    "adamw": AdamW(weight_decay=0.1),
    "nadam": Nadam(beta_1=0.8, beta_2=0.99, epsilon=1e-5, clipnorm=0.5),
}
# In units of the largest weight: some ten units of float32's last place (1.2e-7) after 100 to
# 150 steps whose sums are made in another order; measured below 4e-7.
FIT_TOLERANCE = 1e-6


def log_samples(n_train: int, n_validation: int = 0, standardized: bool = True) -> Dataset:
    """Samples of ln x on (0, 100], as in the notebook."""
    x = 100.0 * (1.0 - np.random.default_rng(0).random(n_train + n_validation))
    y = np.log(x)
    none = np.empty(0)
    dataset = Dataset(x[:n_train], y[:n_train], x[n_train:], y[n_train:], x_test=none, y_test=none)
    return dataset.standardized(0.0, 100.0) if standardized else dataset


def glorot(n_hidden: int, activation: str = "logistic", seed: int = 1) -> OneHiddenNetwork:
    """Glorot's uniform start with zero biases, as Keras's Dense makes it."""
    rng = np.random.default_rng(seed)
    limit = np.sqrt(6.0 / (n_hidden + 1))
    w, v = rng.uniform(-limit, limit, (2, n_hidden))
    return OneHiddenNetwork(activation, w, np.zeros(n_hidden), v, 0.0)


def weights(network: OneHiddenNetwork) -> list[np.ndarray]:
    """The four groups of weights."""
    return [
        network.hidden_weights,
        network.hidden_biases,
        network.output_weights,
        np.array([network.output_bias]),
    ]


def steps_of(trainer, network, dataset, seed=2, state=None):
    """All the steps of a run."""
    rng = np.random.default_rng(seed)
    return list(trainer.iterations(network, dataset, rng, state=state))


def fit(trainer, network, dataset, seed=2):
    """Weights and losses of `model.fit` on the same batches in the same order."""
    _, keras = load_tensorflow()
    model = first_order.keras_model(network)
    optimizer = getattr(keras.optimizers, type(trainer).__name__)(**trainer.keras_options)
    model.compile(optimizer=optimizer, loss="mse")
    rng = np.random.default_rng(seed)
    losses = []
    for epoch in range(trainer.epochs):
        order = rng.permutation(dataset.n_samples)
        x = dataset.x_train[order, np.newaxis].astype(np.float32)
        y = dataset.y_train[order, np.newaxis].astype(np.float32)
        options = {"batch_size": trainer.batch_size, "shuffle": False, "verbose": 0}
        if trainer.learning_rate_schedule:
            options["callbacks"] = [scheduler(trainer, epoch)]
        if dataset.weights is not None:
            options["sample_weight"] = dataset.weights[order].astype(np.float32)
        history = model.fit(x, y, **options)
        losses.append(history.history["loss"][0])
    return [np.ravel(w) for w in model.get_weights()], losses


def scheduler(trainer, epoch):
    """Keras's callback for one epoch, by the schedule as it is written."""
    _, keras = load_tensorflow()
    rates = {0: trainer.learning_rate} | dict(trainer.learning_rate_schedule)
    rate = rates[max(begin for begin in rates if begin <= epoch + 1)]
    return keras.callbacks.LearningRateScheduler(lambda _: rate)


def assert_same_weights(network, expected):
    """The weights of `fit`, to the rounding of float32."""
    actual, expected = np.concatenate(weights(network)), np.concatenate(expected)
    assert np.max(np.abs(actual - expected)) <= FIT_TOLERANCE * np.max(np.abs(expected))


def assert_same_steps(actual, expected):
    """The same run to the last bit, but for its clock."""
    assert len(actual) == len(expected)
    for a, b in zip(actual, expected, strict=True):
        assert (a.iteration, a.loss, a.validation_loss) == (
            b.iteration,
            b.loss,
            b.validation_loss,
        )
        assert (a.status, a.diagnostics) == (b.status, b.diagnostics)
        for left, right in zip(weights(a.network), weights(b.network), strict=True):
            np.testing.assert_array_equal(left, right)
