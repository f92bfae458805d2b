"""The Keras optimizers: their weights against `model.fit`, their state, their pace."""

import dataclasses
import inspect
import itertools
import pickle
import subprocess
import sys
import threading

import numpy as np
import pytest

from nncore.activations import ACTIVATIONS
from nncore.integrands import INTEGRANDS
from nncore.network import OneHiddenNetwork
from nncore.network.interpolant import chebyshev_interpolant
from nncore.samples.dataset import Dataset, sample
from nncore.trainers import first_order
from nncore.trainers.base import TrainingStatus, mean_squared_error
from nncore.trainers.first_order import (
    SGD,
    Adagrad,
    Adam,
    AdamW,
    Nadam,
    RMSprop,
    minibatch_descent,
    network_descent,
)
from nncore.trainers.first_order.backend import load_tensorflow
from nncore.trainers.first_order.pieces import training_piece
from nncore.trainers.first_order.residuals import NetworkResiduals

CLASSES = (SGD, RMSprop, Adagrad, Adam, AdamW, Nadam)
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
# Keras saves its variables in a way that NumPy 2 deprecates.
pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"
)

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


def chebyshev_samples(n_train: int, n_validation: int = 0) -> Dataset:
    """Samples of ln x on (0, 100] with weights between 0 and 1.6."""
    share = n_validation / (n_train + n_validation)
    rng, options = np.random.default_rng(0), {"nodes": "chebyshev", "n_samples": n_train}
    dataset = sample(INTEGRANDS["log"], 0.0, 100.0, validation_fraction=share, rng=rng, **options)
    return dataset.standardized(0.0, 100.0)


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


def with_validation(steps):
    """Those after whole epochs: on a busy machine there are others between them."""
    return [step for step in steps if step.validation_loss is not None]


def fit(trainer, network, dataset, seed=2):
    """Weights and losses of `model.fit` on the same batches in the same order."""
    _, keras = load_tensorflow()
    model = first_order.keras_model(network)
    optimizer = getattr(keras.optimizers, type(trainer).__name__)(**trainer.keras_options)
    model.compile(optimizer=optimizer, loss="mse")
    rng = np.random.default_rng(seed)
    losses = []
    for _ in range(trainer.epochs):
        order = rng.permutation(dataset.n_samples)
        x = dataset.x_train[order, np.newaxis].astype(np.float32)
        y = dataset.y_train[order, np.newaxis].astype(np.float32)
        options = {"batch_size": trainer.batch_size, "shuffle": False, "verbose": 0}
        if dataset.weights is not None:
            options["sample_weight"] = dataset.weights[order].astype(np.float32)
        history = model.fit(x, y, **options)
        losses.append(history.history["loss"][0])
    return [np.ravel(w) for w in model.get_weights()], losses


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


@pytest.fixture
def short_pieces(monkeypatch):
    """Steps after every batch, as in an epoch that takes long."""
    monkeypatch.setattr(minibatch_descent, "SECONDS_BETWEEN_STEPS", 0.0)


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


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_state_takes_up_the_run(name):
    trainer = dataclasses.replace(CONFIGURATIONS[name], batch_size=20, epochs=3)
    dataset = log_samples(50, 30)
    steps = steps_of(trainer, glorot(30), dataset)
    for i, step in enumerate(steps[:-1]):
        state = pickle.loads(pickle.dumps(step.state))
        rest = steps_of(trainer, step.network, dataset, seed=99, state=state)
        assert_same_steps(rest, steps[i + 1 :])
        assert rest[0].seconds >= step.seconds


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_weights_are_those_of_fit_for_each_activation(activation):
    trainer = Adam(batch_size=32, epochs=2)
    dataset, network = log_samples(500), glorot(20, activation)
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


def test_only_structure_needs_a_compilation():
    network, dataset = glorot(3), log_samples(40)

    def piece(**options):
        trainer = Adam(batch_size=20, epochs=1, **options)
        steps_of(trainer, network, dataset)
        return training_piece(trainer.piece_key(NetworkResiduals(3, "logistic", 20)))

    plain = piece()
    assert piece(learning_rate=0.5, epsilon=1e-3) is plain
    clipped = piece(clipnorm=1.0, weight_decay=0.1)
    assert clipped is not plain
    assert piece(clipnorm=0.1, weight_decay=0.0) is clipped
    assert piece(amsgrad=True) is not plain


def test_adjustable_options_reach_the_compiled_loop():
    network, dataset = glorot(5), log_samples(100)
    first = Adam(batch_size=20, epochs=1, weight_decay=0.1, clipnorm=1.0)
    steps_of(first, network, dataset)
    trainer = dataclasses.replace(
        first, learning_rate=0.1, epsilon=1.0, weight_decay=0.5, clipnorm=0.3
    )
    expected, _ = fit(trainer, network, dataset)
    assert_same_weights(steps_of(trainer, network, dataset)[-1].network, expected)


def test_interleaved_runs_are_the_runs_alone():
    dataset = log_samples(330, 50)
    cases = [(Nadam(epochs=4, learning_rate=rate), glorot(20, seed=s)) for rate, s in
             ((1e-3, 1), (1e-1, 2))]  # fmt: skip
    alone = [steps_of(trainer, network, dataset) for trainer, network in cases]
    runs = [t.iterations(n, dataset, np.random.default_rng(2)) for t, n in cases]
    together = list(zip(*runs, strict=True))
    for i in range(2):
        assert_same_steps([pair[i] for pair in together], alone[i])


def test_threads_share_a_piece():
    dataset, network = log_samples(330), glorot(20)
    trainer = Adam(epochs=30)
    expected = steps_of(trainer, network, dataset)
    results: dict[int, list] = {}

    def work(i):
        results[i] = steps_of(trainer, network, dataset)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for i in range(3):
        assert_same_steps(results[i], expected)


def test_state_takes_up_a_run_inside_an_epoch(short_pieces, monkeypatch):
    monkeypatch.setattr("nncore.trainers.first_order.residuals.MAX_BLOCKS", 1)
    trainer, dataset = Nadam(batch_size=50, epochs=2), log_samples(120, 3000)
    steps = steps_of(trainer, glorot(7), dataset)
    inside = [step for step in steps if step.record.position != step.iteration]
    assert len(inside) == 2 * (2 + 2)  # two before the last batch, two before the last samples
    for i, step in enumerate(steps[:-1]):
        rest = steps_of(trainer, step.network, dataset, seed=99, state=step.state)
        assert_same_steps(rest, steps[i + 1 :])


def test_cutting_an_epoch_changes_nothing(short_pieces, monkeypatch):
    trainer, dataset = Adam(batch_size=20, epochs=2), log_samples(210, 30)
    cut = steps_of(trainer, glorot(6), dataset)
    monkeypatch.undo()
    whole = steps_of(trainer, glorot(6), dataset)
    assert len(cut) > len(whole) == 3
    assert_same_steps([step for step in cut if step.record.position == step.iteration], whole)


@pytest.mark.parametrize("seconds", [0.0, 1e3])
def test_epochs_in_one_call_are_those_of_one_call_each(seconds, monkeypatch):
    trainer, dataset = Nadam(batch_size=20, epochs=20), log_samples(210, 30)
    expected = steps_of(trainer, glorot(6), dataset)
    monkeypatch.setattr(minibatch_descent, "SECONDS_AHEAD", seconds)
    steps = steps_of(trainer, glorot(6), dataset)
    assert_same_steps(steps, expected)
    times = [step.seconds for step in steps]
    assert times == sorted(times)


def test_divergence_inside_a_call_keeps_what_was_before(monkeypatch):
    trainer, dataset = SGD(learning_rate=30.0, batch_size=20, epochs=50), log_samples(200, 30)
    monkeypatch.setattr(minibatch_descent, "SECONDS_AHEAD", 0.0)
    expected = steps_of(trainer, glorot(10, "relu"), dataset)
    assert 2 < len(expected) < 16  # so that the epochs fit into one call
    monkeypatch.setattr(minibatch_descent, "SECONDS_AHEAD", 1e3)
    steps = steps_of(trainer, glorot(10, "relu"), dataset)
    assert steps[-1].status is TrainingStatus.DIVERGED
    np.testing.assert_equal(steps[-1].loss, expected[-1].loss)  # nan or infinite
    assert_same_steps(steps[:-1], expected[:-1])
    assert steps[-1].network == expected[-1].network


def test_steps_inside_an_epoch(short_pieces):
    steps = steps_of(Adam(batch_size=20, epochs=2), glorot(6), log_samples(50, 30))
    assert [step.iteration for step in steps] == [0, 0, 0, 1, 1, 1, 2]
    assert [step.diagnostics.get("epoch") for step in steps[:4]] == [None, 1 / 3, 2 / 3, None]
    assert [step.validation_loss is None for step in steps[:4]] == [False, True, True, False]
    assert [step.diagnostics["steps"] for step in steps] == [0, 1, 2, 3, 4, 5, 6]
    assert steps[-1].status is TrainingStatus.FINISHED
    assert all(step.status is TrainingStatus.RUNNING for step in steps[:-1])


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


def test_divergence_is_a_status():
    steps = steps_of(SGD(learning_rate=1e12, epochs=50), glorot(10), log_samples(320))
    assert steps[-1].status is TrainingStatus.DIVERGED
    assert not np.isfinite(steps[-1].loss)
    assert all(np.all(np.isfinite(group)) for group in weights(steps[-1].network))


def test_a_start_that_float32_cannot_hold():
    huge = OneHiddenNetwork("logistic", [1.0], [0.0], [1e300], 0.0)
    steps = steps_of(Adam(), huge, log_samples(64))
    assert [step.status for step in steps] == [TrainingStatus.DIVERGED]


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


@pytest.mark.parametrize("activation", ["logistic", "sine", "gaussian", "relu"])
def test_keras_model_predicts_the_same(activation):
    network = glorot(50, activation)
    x = np.linspace(-2.0, 2.0, 101)
    predicted = first_order.keras_model(network)(x[:, np.newaxis].astype(np.float32))
    # 1e-6: float32 sums of 50 products of order 0.1
    np.testing.assert_allclose(predicted.numpy()[:, 0], network(x), atol=1e-6, rtol=1e-6)


def test_keras_file_loads_without_this_project(tmp_path):
    x = np.linspace(-2.0, 2.0, 11)
    for activation in ACTIVATIONS:
        content = first_order.to_keras_bytes(glorot(50, activation))
        (tmp_path / f"{activation}.keras").write_bytes(content)
    program = (
        "import sys, keras, numpy as np\n"
        "x = np.linspace(-2.0, 2.0, 11)[:, None].astype('float32')\n"
        "for name in sys.argv[1:]:\n"
        "    model = keras.models.load_model(name + '.keras')\n"
        "    np.save(name + '.npy', np.asarray(model(x).numpy()))\n"
        "assert not any(name.startswith('nncore') for name in sys.modules)\n"
    )
    subprocess.run(
        [sys.executable, "-c", program, *ACTIVATIONS],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=120,
    )
    for activation in ACTIVATIONS:
        loaded = np.load(tmp_path / f"{activation}.npy")[:, 0]
        np.testing.assert_allclose(loaded, glorot(50, activation)(x), atol=1e-6, rtol=1e-6)


def test_warm_up_from_a_thread():
    thread = threading.Thread(target=first_order.warm_up)
    thread.start()
    first_order.warm_up()
    thread.join()
    assert first_order.is_warm()
