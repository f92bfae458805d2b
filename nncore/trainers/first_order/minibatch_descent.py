"""Mini-batch gradient descent with a Keras optimizer, cut into steps that are never far apart."""

import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, Generic, Protocol, TypeVar

import numpy as np

from nncore.trainers.base import TrainingRecord, TrainingStatus
from nncore.trainers.first_order.backend import load_tensorflow
from nncore.trainers.first_order.descent_state import DescentState
from nncore.trainers.first_order.learning_rates import LearningRates
from nncore.trainers.first_order.pieces import TrainingPiece
from nncore.trainers.first_order.portions import Marks, Portion
from nncore.trainers.stopwatch import Stopwatch

SECONDS_BETWEEN_STEPS = 0.04
#: Short epochs are computed together for about so long: a call of the piece costs as much as some
#: 100 steps of a small network, and what a run that is not asked again has computed is in vain.
SECONDS_AHEAD = 0.003


class _HasStatus(Protocol):
    @property
    def status(self) -> TrainingStatus: ...


Step = TypeVar("Step", bound=_HasStatus)


class MinibatchDescent(ABC, Generic[Step]):
    """A run, which `steps` moves on; a subclass knows what is fitted to what.

    Parameters
    ----------
    piece : TrainingPiece
        The compiled loop.
    options : mapping
        Keyword arguments of the Keras optimizer, but for `rates`: the learning rate of each epoch.
    epochs : int
        When to stop.
    batch_size : int
        Samples in a full batch.
    n_samples : int
        Number of training samples.
    parameters : ndarray
        Where to start from.
    rng : numpy.random.Generator
        Draws the order of the samples in each epoch.
    """

    def __init__(
        self,
        *,
        piece: TrainingPiece,
        options: dict[str, Any],
        rates: LearningRates,
        epochs: int,
        batch_size: int,
        n_samples: int,
        parameters: np.ndarray,
        rng: np.random.Generator,
    ) -> None:
        self._tf, _ = load_tensorflow()
        self._watch = Stopwatch()
        self._piece, self._options, self._rates, self._rng = piece, options, rates, rng
        dtype = piece.key.objective.dtype
        with np.errstate(over="ignore"):  # not finite in float32: the status will say so
            self._parameters = np.asarray(parameters).astype(dtype)
        self._n_epochs, self._batch_size, self._n_samples = epochs, batch_size, n_samples
        self._n_batches = -(-n_samples // batch_size)
        self._epoch = self._batch = self._step = 0
        self._laying_out = 0.0  # seconds that the samples of a batch take
        self._generator_state = rng.bit_generator.state
        self._state: Any = None  # a tensor, as the piece takes it
        self._vectors, self._numbers = np.zeros((0, 0)), np.zeros(1)
        #: Validation samples for the piece, and how many blocks of them: None if it has none or
        #: they are too many for one call.
        self._blocks = self._tf.zeros(piece.key.objective.validation_shape, dtype)
        self._n_blocks: int | None = 0
        self._validation_total = 0.0

    @abstractmethod
    def _lay_out(self, data: np.ndarray, chosen: np.ndarray) -> None:
        """Write these samples into zeros, in batches, as the piece takes them."""

    @abstractmethod
    def _start_losses(self) -> tuple[float, float | None, dict[str, float]]:
        """Return the losses of the start on training and validation samples, and diagnostics."""

    def _validate(self, until: float) -> bool:
        """Work on the validation loss until about that time, and return whether it is done."""
        return True

    @abstractmethod
    def _take_validation_loss(self) -> float | None:
        """Return the validation loss, and be ready for the next one."""

    @abstractmethod
    def _restore(self, data: Mapping[str, Any]) -> None:
        """Take up the state that a step has as plain data."""

    @abstractmethod
    def _make_step(self, record: TrainingRecord, state: dict[str, Any]) -> Step:
        """Return the step with the present parameters."""

    def steps(self, state: Mapping[str, Any] | None) -> Iterator[Step]:
        """Yield the start and what follows, or what follows the step that `state` came from.

        The clock stands still between the steps.
        """
        if state is None:
            self._set_optimizer(*self._piece.initial_state(self._options), total=0.0)
        else:
            self._restore(state)
        for step in self._all_steps(with_start=state is None):
            yield step
            self._watch.resume()

    def _take_up(self, state: DescentState) -> None:
        self._epoch, self._batch, self._step = state.epoch, state.batch, state.step
        self._generator_state = state.generator
        self._rng.bit_generator.state = state.generator
        self._set_optimizer(state.vectors, state.numbers, state.total)
        self._watch = Stopwatch(state.seconds)

    def _snapshot(self, seconds: float) -> DescentState:
        """Return where the run stands; a subclass adds its own."""
        return DescentState(
            epoch=self._epoch,
            batch=self._batch,
            step=self._step,
            total=float(self._numbers[0]),
            numbers=self._numbers[1:],
            vectors=self._vectors,
            generator=self._generator_state,
            seconds=seconds,
        )

    def _set_optimizer(self, vectors: np.ndarray, numbers: np.ndarray, total: float) -> None:
        self._state = self._tf.constant(np.concatenate([[self._parameters], vectors]))
        self._vectors, self._numbers = vectors, np.array([total, *numbers])

    def _all_steps(self, with_start: bool) -> Iterator[Step]:
        if with_start:
            start = self._start_step()
            yield start
            if start.status.is_final:
                return
        while self._epoch < self._n_epochs:
            rate = self._rates.at(self._epoch + 1)
            self._adjustable = self._piece.adjusted({**self._options, "learning_rate": rate})
            n_epochs = self._epochs_in_a_call()
            for step in self._whole_epochs(n_epochs) if n_epochs else self._epoch_steps():
                yield step
                if step.status.is_final:
                    return

    def _epochs_in_a_call(self) -> int:
        """Return how many epochs to make in one call, 0 if not even one is short enough."""
        n_batches, piece = self._n_batches, self._piece
        if self._batch or self._n_blocks is None or n_batches > piece.capacity:
            return 0
        seconds = piece.expected_seconds(Portion(n_batches, n_blocks=self._n_blocks))
        seconds += n_batches * self._laying_out
        if seconds > 0.8 * SECONDS_BETWEEN_STEPS:
            return 0
        most = self._rates.until(self._epoch + 1, self._n_epochs) - self._epoch
        n_epochs = min(piece.max_marks, piece.capacity // n_batches, most)
        return max(1, min(n_epochs, int(SECONDS_AHEAD / seconds)))

    def _whole_epochs(self, n_epochs: int) -> Iterator[Step]:
        """Make some epochs in one call, and yield their steps one by one."""
        began, n_batches = self._watch.lap(), self._n_batches
        assert self._n_blocks is not None
        portion = Portion(n_batches, n_batches, n_epochs, self._n_blocks)
        data, generators = self._empty(), []
        for k in range(n_epochs):
            self._generator_state = self._rng.bit_generator.state
            self._fill(data[k * n_batches :], self._rng.permutation(self._n_samples))
            generators.append(self._rng.bit_generator.state)
        marks = self._call(portion, data)
        share = (self._watch.lap() - began) / n_epochs
        for k, generator in enumerate(generators):
            self._step += n_batches
            self._batch = n_batches
            if not self._take(marks, k):
                yield self._inner_step(TrainingStatus.DIVERGED)
                return
            # Each epoch took its share of the call's time.
            seconds = began + (k + 1) * share if k + 1 < n_epochs else None
            yield self._end_epoch(generator, seconds)

    def _epoch_steps(self) -> Iterator[Step]:
        self._generator_state = self._rng.bit_generator.state
        order = self._rng.permutation(self._n_samples)
        while self._batch < self._n_batches:
            if not self._train(order):
                yield self._inner_step(TrainingStatus.DIVERGED)
            elif self._batch < self._n_batches:
                yield self._inner_step(TrainingStatus.RUNNING)
        while not self._validate(time.perf_counter() + SECONDS_BETWEEN_STEPS):
            yield self._inner_step(TrainingStatus.RUNNING)
        yield self._end_epoch(self._rng.bit_generator.state)

    def _train(self, order: np.ndarray) -> bool:
        """Train until a step is due; return whether loss and parameters are still finite."""
        until = time.perf_counter() + SECONDS_BETWEEN_STEPS
        while self._batch < self._n_batches:
            left = until - time.perf_counter()
            affordable = max(1, int(left / (self._piece.seconds_per_batch + self._laying_out)))
            n_batches = min(affordable, self._piece.capacity, self._n_batches - self._batch)
            if not self._train_piece(order, n_batches):
                return False
            if until - time.perf_counter() < 0.2 * SECONDS_BETWEEN_STEPS:
                break
        return True

    def _train_piece(self, order: np.ndarray, n_batches: int) -> bool:
        size = self._batch_size
        chosen = order[self._batch * size : (self._batch + n_batches) * size]
        data = self._empty()
        self._fill(data, chosen)
        marks = self._call(Portion(n_batches), data)
        self._batch += n_batches
        self._step += n_batches
        return self._take(marks, 0)

    def _empty(self) -> np.ndarray:
        objective = self._piece.key.objective
        return np.zeros((self._piece.capacity, *objective.batch_shape), objective.dtype)

    def _fill(self, data: np.ndarray, chosen: np.ndarray) -> None:
        """Lay samples out, and see how long that takes."""
        started = time.thread_time()
        self._lay_out(data, chosen)
        seconds = (time.thread_time() - started) / -(-chosen.size // self._batch_size)
        self._laying_out = 0.5 * (self._laying_out + seconds)

    def _call(self, portion: Portion, data: np.ndarray) -> Marks:
        return self._piece(
            self._state,
            self._numbers,
            self._step,
            portion,
            self._adjustable,
            data,
            self._blocks,
        )

    def _take(self, marks: Marks, k: int) -> bool:
        """Take up a mark; return whether loss and parameters are still finite."""
        self._numbers, parameters = marks.numbers[k], marks.states[k, 0]
        finite = bool(np.isfinite(self._numbers[0]) and np.isfinite(parameters).all())
        if finite:
            # The next call is only made after the last mark.
            self._state, self._parameters = marks.state, parameters
            self._vectors = marks.states[k, 1:]
            self._validation_total = float(marks.validation[k])
        return finite

    def _start_step(self) -> Step:
        loss, validation_loss, diagnostics = self._start_losses()
        finite = np.isfinite(loss) and np.isfinite(self._parameters).all()
        status = TrainingStatus.RUNNING if finite else TrainingStatus.DIVERGED
        return self._step_with(loss, validation_loss, status, diagnostics)

    def _inner_step(self, status: TrainingStatus) -> Step:
        n_samples = min(self._batch * self._batch_size, self._n_samples)
        position = self._epoch + self._batch / self._n_batches
        loss = float(self._numbers[0]) / n_samples
        return self._step_with(loss, None, status, {"epoch": position})

    def _end_epoch(self, generator: Mapping[str, Any], seconds: float | None = None) -> Step:
        loss = float(self._numbers[0]) / self._n_samples
        validation_loss = self._take_validation_loss()
        self._epoch += 1
        self._batch = 0
        self._generator_state = generator
        self._numbers = np.array([0.0, *self._numbers[1:]])
        done = self._epoch == self._n_epochs
        status = TrainingStatus.FINISHED if done else TrainingStatus.RUNNING
        return self._step_with(loss, validation_loss, status, {}, seconds)

    def _step_with(
        self,
        loss: float,
        validation_loss: float | None,
        status: TrainingStatus,
        diagnostics: dict[str, float],
        seconds: float | None = None,
    ) -> Step:
        now = self._watch.pause()
        state = self._snapshot(now if seconds is None else seconds)
        diagnostics = {**diagnostics, "steps": float(self._step)}
        record = TrainingRecord(
            self._epoch, loss, validation_loss, status, state.seconds, diagnostics
        )
        return self._make_step(record, state.plain())
