"""Pieces of a run, compiled once for every run of one shape.

A piece takes the state of a run, makes up to 512 steps of the Keras optimizer in one XLA loop
and returns the new state. Nothing of a run stays in it, so that runs of one shape share it in
any order, and the numbers of steps are inputs, so that it serves epochs of any length. A call
costs as much as some 100 steps of a small network: it may therefore go through several short
epochs, validate at the end of each, and return the state of each.
"""

import functools
import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from nncore.trainers.first_order.backend import load_tensorflow
from nncore.trainers.first_order.objective import Objective
from nncore.trainers.first_order.optimizer_variables import OptimizerVariables
from nncore.trainers.first_order.portions import Marks, Portion
from nncore.trainers.first_order.residuals import LossPiece, NetworkResiduals

_MAX_BATCHES = 512  # a call costs as much as some 60 steps of 100 units
_MAX_BYTES = 4_000_000  # of the samples that one call takes
_MAX_MARKS, _MAX_MARKED = 16, 20_000  # states that a call returns, and their parameters
_VALIDATION_COST = 1.0 / 3.0  # of a sample, over that of training on it
_PIECES_KEPT = 16

_compiling = threading.Lock()
_warm = threading.Event()


def warm_up() -> None:
    """Import TensorFlow and compile a small piece, so that the first run starts at once.

    It may be called from any thread and more than once.
    """
    objective = NetworkResiduals(2, "logistic", 1)
    training_piece(PieceKey(objective, "SGD", (("momentum", 0.0), ("nesterov", False))))
    loss_piece(2, "logistic")
    _warm.set()


def is_warm() -> bool:
    """Whether `warm_up` has been done; never waits."""
    return _warm.is_set()


@dataclass(frozen=True)
class PieceKey:
    """What a compiled piece is built for; two runs with equal keys share it.

    Parameters
    ----------
    objective : Objective
        What is minimised.
    optimizer : str
        Name of a class of `keras.optimizers`.
    built_in : tuple of (name, value)
        Options that are constants of the compiled loop.
    adjustable : tuple of str
        Options whose values are inputs of each call.
    """

    objective: Objective
    optimizer: str
    built_in: tuple[tuple[str, Any], ...]
    adjustable: tuple[str, ...] = ("learning_rate",)


def training_piece(key: PieceKey) -> "TrainingPiece":
    """Return the compiled piece for `key`; the ones used last are kept."""
    with _compiling:  # thirty runs that start together compile once
        return _training_piece(key)


def loss_piece(
    n_hidden: int, activation: str, is_weighted: bool = False, n_inputs: int = 1
) -> LossPiece:
    """Return the compiled loss for networks of one shape; the ones used last are kept."""
    with _compiling:
        return _loss_piece(n_hidden, activation, is_weighted, n_inputs)


class TrainingPiece:
    """The compiled loop of one shape and one optimizer.

    Parameters
    ----------
    key : PieceKey
        What it is compiled for.
    """

    def __init__(self, key: PieceKey) -> None:
        tf, _ = load_tensorflow()
        self.key = key
        objective = key.objective
        bytes_per_batch = math.prod(objective.batch_shape) * np.dtype(objective.dtype).itemsize
        self.capacity = max(1, min(_MAX_BATCHES, _MAX_BYTES // bytes_per_batch))
        self.max_marks = max(1, min(_MAX_MARKS, _MAX_MARKED // objective.n_parameters))
        #: Measured by the calls; a first guess until then.
        self.seconds_per_batch = 5e-6 + 1e-9 * objective.operations
        self._compute_per_batch = self.seconds_per_batch
        block, batch = objective.validation_shape[-1], objective.batch_shape[-1]
        self._batches_per_block = _VALIDATION_COST * block / batch
        self._tf = tf
        self._lock = threading.Lock()  # the variables of the loop are in one call at a time
        self._gradient = objective.gradient_function()
        self._optimizer = self._variables({name: 0.5 for name in key.adjustable})
        self._call = self._compile()

    def initial_state(self, options: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
        """Return what a fresh optimizer with these options holds: vectors and numbers."""
        objective, fresh = self.key.objective, self._variables(options)
        vectors = np.array([v.numpy() for v in fresh.vectors], dtype=objective.dtype)
        numbers = np.array([float(v.numpy()) for v in fresh.numbers])
        return vectors.reshape(-1, objective.n_parameters), numbers

    def adjusted(self, options: dict[str, Any]) -> Any:
        """Return the values of the adjustable options as the tensor that a call takes."""
        values = [options[name] for name in self.key.adjustable]
        return self._tf.constant(np.array(values, dtype=self.key.objective.dtype))

    def _variables(self, options: dict[str, Any]) -> OptimizerVariables:
        key = self.key
        return OptimizerVariables(
            key.optimizer,
            dict(key.built_in) | options,
            key.objective.n_parameters,
            key.objective.dtype,
        )

    def expected_seconds(self, portion: Portion) -> float:
        """Return about how much compute time a call will take, whoever else uses the machine."""
        return self._size(portion) * self._compute_per_batch

    def _size(self, portion: Portion) -> float:
        """Return the size of the work, in batches."""
        validation = portion.n_marks * portion.n_blocks * self._batches_per_block
        return portion.n_batches + validation

    def __call__(
        self,
        state: Any,
        numbers: np.ndarray,
        step: int,
        portion: Portion,
        adjustable: Any,
        data: np.ndarray,
        blocks: Any,
    ) -> Marks:
        """Make the steps of `portion`.

        Parameters
        ----------
        state : tensor of shape (1 + vectors, parameters)
            The parameters, then the vectors of the optimizer.
        numbers : ndarray of shape (1 + numbers,)
            The sum of squares so far in the epoch, then the numbers of the optimizer.
        step : int
            Steps made before.
        portion : Portion
            How many of the batches of `data` to use.
        adjustable : tensor
            What `adjusted` returns.
        data : ndarray of shape (capacity, *batch_shape)
            What the objective takes of each batch.
        blocks : tensor of shape `Objective.validation_shape`
            The validation samples.
        """
        tf, size = self._tf, self._size(portion)
        sums = tf.constant(numbers)
        counts = tf.constant(np.array((step, *portion)))
        samples = tf.constant(data)
        with self._lock:
            started, compute = time.perf_counter(), time.process_time()
            state, *marks = self._call(state, sums, counts, adjustable, samples, blocks)
            # Reading the first array waits for the end.
            states, numbers, validation = (mark.numpy()[: portion.n_marks] for mark in marks)
            seconds, compute = time.perf_counter() - started, time.process_time() - compute
            if size:
                self.seconds_per_batch = 0.5 * (self.seconds_per_batch + seconds / size)
                self._compute_per_batch = 0.5 * (self._compute_per_batch + compute / size)
        return Marks(state, states, numbers, validation)

    def _compile(self) -> Callable[..., tuple[Any, Any, Any, Any]]:
        tf, optimizer, objective = self._tf, self._optimizer, self.key.objective
        arguments = (
            tf.zeros((1 + len(optimizer.vectors), objective.n_parameters), objective.dtype),
            tf.zeros(1 + len(optimizer.numbers), tf.float64),
            tf.zeros(1 + len(Portion._fields), tf.int64),
            tf.ones(len(self.key.adjustable), objective.dtype),
            tf.zeros((self.capacity, *objective.batch_shape), objective.dtype),
            tf.zeros(objective.validation_shape, objective.dtype),
        )
        # The concrete function skips the checks of a polymorphic one: 0.1 ms a call, not 0.4.
        call = tf.function(self._piece, jit_compile=True).get_concrete_function(*arguments)
        call(*arguments)  # with no batch: this is what compiles
        return call

    def _piece(
        self, state: Any, numbers: Any, counts: Any, adjustable: Any, data: Any, blocks: Any
    ) -> Any:
        tf, optimizer = self._tf, self._optimizer
        step, first, following, n_marks, n_blocks = tf.unstack(counts)
        optimizer.assign(state, numbers[1:], step)
        train = self._training_loop(adjustable, data)

        def stretch(k: Any, batch: Any, total: Any, *marks: Any) -> tuple[Any, ...]:
            stop = batch + tf.where(k == 0, first, following)
            total = train(batch, stop, total)
            new = *optimizer.read(total), self._validation(blocks, n_blocks)
            written = [
                mark.write(tf.cast(k, tf.int32), x) for mark, x in zip(marks, new, strict=True)
            ]
            return k + 1, stop, tf.zeros_like(total), *written

        zero = tf.zeros((), tf.int64)
        arrays = [self._marks(state), self._marks(numbers), self._marks(numbers[0])]
        _, _, _, *arrays = tf.while_loop(
            lambda k, *_: k < n_marks, stretch, (zero, zero, numbers[0], *arrays)
        )
        return optimizer.read(numbers[0])[0], *(array.stack() for array in arrays)

    def _marks(self, like: Any) -> Any:
        """Return an array of one tensor a mark."""
        return self._tf.TensorArray(like.dtype, self.max_marks, element_shape=like.shape)

    def _training_loop(self, adjustable: Any, data: Any) -> Callable[[Any, Any, Any], Any]:
        """Return a function that trains on some of the batches and adds up their squares."""
        tf, optimizer = self._tf, self._optimizer
        options = dict(zip(self.key.adjustable, tf.unstack(adjustable), strict=True))
        clipnorm = options.pop("clipnorm", None)
        optimizer.set_options(options)

        def step(i: Any, total: Any) -> tuple[Any, Any]:
            loss, parts = self._gradient(optimizer.parameters.value, data[i])
            if clipnorm is not None:
                parts = [tf.clip_by_norm(part, clipnorm) for part in parts]
            optimizer.apply(tf.concat(parts, axis=0))
            return i + 1, total + loss

        def train(start: Any, stop: Any, total: Any) -> Any:
            return tf.while_loop(lambda i, total: i < stop, step, (start, total))[1]

        return train

    def _validation(self, blocks: Any, n_blocks: Any) -> Any:
        """Return the sum of squares over the validation samples."""
        tf, zero = self._tf, self._tf.zeros((), self._tf.float64)
        if math.prod(self.key.objective.validation_shape) == 0:
            return zero
        sum_of_squares = self.key.objective.validation_function()
        parameters = self._optimizer.parameters.value

        def add(i: Any, total: Any) -> tuple[Any, Any]:
            return i + 1, total + sum_of_squares(parameters, blocks[i])

        start = tf.zeros((), tf.int64), zero
        return tf.while_loop(lambda i, total: i < n_blocks, add, start)[1]


_training_piece = functools.lru_cache(maxsize=_PIECES_KEPT)(TrainingPiece)
_loss_piece = functools.lru_cache(maxsize=_PIECES_KEPT)(LossPiece)
