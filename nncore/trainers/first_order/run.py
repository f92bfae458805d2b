"""A run of a Keras optimizer, cut into steps that are never far apart."""

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from nncore.datasets import Dataset
from nncore.network import OneHiddenNetwork
from nncore.trainers.base import Stopwatch, TrainingStatus, TrainingStep
from nncore.trainers.first_order.backend import load_tensorflow
from nncore.trainers.first_order.pieces import TrainingPiece
from nncore.trainers.first_order.residuals import LossPiece, batches

_SECONDS_BETWEEN_STEPS = 0.04
# The loss of the start may take this much; more samples would tell little more.
_MAX_START_ACTIVATIONS = 50_000_000
_MIN_START_SAMPLES = 256


class Run:
    """The state of one run, which `steps` moves on.

    Parameters
    ----------
    piece : TrainingPiece
        The compiled loop.
    loss : LossPiece
        The compiled loss.
    adjustable : sequence of float
        Values of the piece's adjustable options.
    epochs : int
        When to stop.
    network : OneHiddenNetwork
        Where to start from.
    dataset : Dataset
        Training and validation samples.
    rng : numpy.random.Generator
        Draws the order of the samples in each epoch.
    """

    def __init__(
        self,
        *,
        piece: TrainingPiece,
        loss: LossPiece,
        adjustable: Sequence[float],
        epochs: int,
        network: OneHiddenNetwork,
        dataset: Dataset,
        rng: np.random.Generator,
    ) -> None:
        self._tf, _ = load_tensorflow()
        self._watch = Stopwatch()
        self._piece, self._loss, self._rng = piece, loss, rng
        self._adjustable = self._tf.constant(np.array(adjustable, dtype=np.float32))
        self._n_epochs = epochs
        self._network = network
        with np.errstate(over="ignore"):  # not finite in float32: the status will say so
            self._x, self._y = _float32(dataset.x_train), _float32(dataset.y_train)
            self._x_validation = _float32(dataset.x_validation)
            self._y_validation = _float32(dataset.y_validation)
            self._parameters = self._tf.constant(_float32(network.pack()))
        self._validation = loss.samples(self._x_validation, self._y_validation)
        self._n_batches = -(-self._x.size // piece.key.batch_size)
        self._epoch = self._batch = self._step = 0
        self._n_validated, self._validation_total = 0, 0.0
        self._generator_state = rng.bit_generator.state
        self._state: Any = None  # a tensor, as the piece takes it
        self._numbers = np.zeros(1)

    def start(self, options: dict[str, Any]) -> None:
        """Begin with a fresh optimizer of these options."""
        self._set_optimizer(*self._piece.initial_state(options), total=0.0)

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take up where the step that `state` came from was made."""
        self._epoch, self._batch, self._step = state["epoch"], state["batch"], state["step"]
        self._n_validated = state["n_validated"]
        self._validation_total = state["validation_total"]
        self._generator_state = state["generator"]
        self._rng.bit_generator.state = state["generator"]
        self._set_optimizer(state["vectors"], state["numbers"], state["total"])
        self._watch = Stopwatch(state["seconds"])

    def steps(self, with_start: bool) -> Iterator[TrainingStep]:
        """Yield the start if asked for, then what follows; the clock stands still in between."""
        for step in self._all_steps(with_start):
            yield step
            self._watch.resume()

    def _all_steps(self, with_start: bool) -> Iterator[TrainingStep]:
        if with_start:
            start = self._start_step()
            yield start
            if start.status.is_final:
                return
        while self._epoch < self._n_epochs:
            for step in self._epoch_steps():
                yield step
                if step.status.is_final:
                    return

    def _epoch_steps(self) -> Iterator[TrainingStep]:
        self._generator_state = self._rng.bit_generator.state
        order = self._rng.permutation(self._x.size)
        while self._batch < self._n_batches:
            if not self._train(order):
                yield self._inner_step(TrainingStatus.DIVERGED)
            elif self._batch < self._n_batches:
                yield self._inner_step(TrainingStatus.RUNNING)
        while self._n_validated < len(self._validation):
            self._validate()
            if self._n_validated < len(self._validation):
                yield self._inner_step(TrainingStatus.RUNNING)
        yield self._end_epoch()

    def _train(self, order: np.ndarray) -> bool:
        """Train until a step is due; return whether loss and parameters are still finite."""
        until = time.perf_counter() + _SECONDS_BETWEEN_STEPS
        while self._batch < self._n_batches:
            left = until - time.perf_counter()
            affordable = max(1, int(left / self._piece.seconds_per_batch))
            n_batches = min(affordable, self._piece.capacity, self._n_batches - self._batch)
            if not self._train_piece(order, n_batches):
                return False
            if until - time.perf_counter() < 0.2 * _SECONDS_BETWEEN_STEPS:
                break
        return True

    def _train_piece(self, order: np.ndarray, n_batches: int) -> bool:
        size = self._piece.key.batch_size
        chosen = order[self._batch * size : (self._batch + n_batches) * size]
        data, _ = batches(self._x[chosen], self._y[chosen], size, self._piece.capacity)
        state, numbers, parameters = self._piece(
            self._state, self._numbers, self._step, n_batches, self._adjustable, data
        )
        self._batch += n_batches
        self._step += n_batches
        self._numbers = numbers
        finite = bool(np.isfinite(numbers[0]) and np.isfinite(parameters.numpy()).all())
        if finite:
            self._state, self._parameters = state, parameters
        return finite

    def _validate(self) -> None:
        started = time.perf_counter()
        while self._n_validated < len(self._validation):
            self._validation_total = self._loss(
                self._parameters, self._validation_total, self._validation[self._n_validated]
            )
            self._n_validated += 1
            if time.perf_counter() - started > _SECONDS_BETWEEN_STEPS:
                break

    def _start_step(self) -> TrainingStep:
        loss, n_samples = self._start_loss(self._x, self._y)
        validation_loss, _ = self._start_loss(self._x_validation, self._y_validation)
        assert loss is not None
        finite = np.isfinite(loss) and np.isfinite(self._parameters.numpy()).all()
        diagnostics = {} if n_samples == self._x.size else {"loss_samples": float(n_samples)}
        return self._make_step(
            loss,
            validation_loss,
            TrainingStatus.RUNNING if finite else TrainingStatus.DIVERGED,
            diagnostics,
            self._network,
        )

    def _start_loss(self, x: np.ndarray, y: np.ndarray) -> tuple[float | None, int]:
        """Return the mean over all samples, or over evenly chosen ones if they are many."""
        most = max(_MIN_START_SAMPLES, _MAX_START_ACTIVATIONS // self._loss.n_hidden)
        stride = -(-x.size // most) or 1
        x, y = x[::stride], y[::stride]
        total = 0.0
        for cut in self._loss.samples(x, y):
            total = self._loss(self._parameters, total, cut)
        return (total / x.size if x.size else None), x.size

    def _inner_step(self, status: TrainingStatus) -> TrainingStep:
        n_samples = min(self._batch * self._piece.key.batch_size, self._x.size)
        position = self._epoch + self._batch / self._n_batches
        loss = float(self._numbers[0]) / n_samples
        return self._make_step(loss, None, status, {"epoch": position})

    def _end_epoch(self) -> TrainingStep:
        loss = float(self._numbers[0]) / self._x.size
        n_validation = self._x_validation.size
        validation_loss = self._validation_total / n_validation if n_validation else None
        self._epoch += 1
        self._batch = self._n_validated = 0
        self._validation_total = 0.0
        self._generator_state = self._rng.bit_generator.state
        self._numbers = np.array([0.0, *self._numbers[1:]])
        done = self._epoch == self._n_epochs
        status = TrainingStatus.FINISHED if done else TrainingStatus.RUNNING
        return self._make_step(loss, validation_loss, status, {})

    def _make_step(
        self,
        loss: float,
        validation_loss: float | None,
        status: TrainingStatus,
        diagnostics: dict[str, float],
        network: OneHiddenNetwork | None = None,
    ) -> TrainingStep:
        if network is None:
            network = self._network.unpack(self._parameters.numpy())
        state = self._snapshot()
        return TrainingStep(
            iteration=self._epoch,
            loss=loss,
            validation_loss=validation_loss,
            network=network,
            status=status,
            seconds=state["seconds"],
            diagnostics={**diagnostics, "steps": float(self._step)},
            state=state,
        )

    def _snapshot(self) -> dict[str, Any]:
        return {
            "epoch": self._epoch,
            "batch": self._batch,
            "step": self._step,
            "total": float(self._numbers[0]),
            "numbers": self._numbers[1:].copy(),
            "vectors": self._state.numpy()[1:].copy(),
            "n_validated": self._n_validated,
            "validation_total": self._validation_total,
            "generator": self._generator_state,
            "seconds": self._watch.pause(),
        }

    def _set_optimizer(self, vectors: np.ndarray, numbers: np.ndarray, total: float) -> None:
        rows = np.concatenate([self._parameters.numpy()[np.newaxis, :], vectors])
        self._state = self._tf.constant(rows)
        self._numbers = np.array([total, *numbers])


def _float32(values: np.ndarray) -> np.ndarray:
    return np.asarray(values).astype(np.float32)
