"""Pieces of an epoch, compiled once for every run of one shape.

A piece takes the state of a run, makes up to 512 steps of the Keras optimizer in one XLA loop
and returns the new state. Nothing of a run stays in it, so that runs of one shape share it in
any order, and the number of steps is an input, so that it serves epochs of any length.
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
from nncore.trainers.first_order.residuals import LossPiece, NetworkResiduals

_MAX_BATCHES = 512  # a call costs as much as some 60 steps of 100 units
_MAX_BYTES = 4_000_000  # of the samples that one call takes
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


def loss_piece(n_hidden: int, activation: str, is_weighted: bool = False) -> LossPiece:
    """Return the compiled loss for networks of one shape; the ones used last are kept."""
    with _compiling:
        return _loss_piece(n_hidden, activation, is_weighted)


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
        #: Measured by the calls; a first guess until then.
        self.seconds_per_batch = 5e-6 + 1e-9 * objective.operations
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

    def _variables(self, options: dict[str, Any]) -> OptimizerVariables:
        key = self.key
        return OptimizerVariables(
            key.optimizer,
            dict(key.built_in) | options,
            key.objective.n_parameters,
            key.objective.dtype,
        )

    def __call__(
        self,
        state: Any,
        numbers: np.ndarray,
        step: int,
        n_batches: int,
        adjustable: Any,
        data: np.ndarray,
    ) -> tuple[Any, np.ndarray, Any]:
        """Make `n_batches` steps.

        Parameters
        ----------
        state : tensor of shape (1 + vectors, parameters)
            The parameters, then the vectors of the optimizer.
        numbers : ndarray of shape (1 + numbers,)
            The sum of squares so far in the epoch, then the numbers of the optimizer.
        step : int
            Steps made before.
        n_batches : int
            How many of the batches of `data` to use.
        adjustable : tensor
            Values of the adjustable options.
        data : ndarray of shape (capacity, *batch_shape)
            What the objective takes of each batch.

        Returns
        -------
        state, numbers, parameters : tensor, ndarray, tensor
            The new ones, and the first row of the state once more.
        """
        tf = self._tf
        sums = tf.constant(numbers)
        counts = tf.constant((step, n_batches), tf.int64)
        samples = tf.constant(data)
        with self._lock:
            started = time.perf_counter()
            state, sums, parameters = self._call(state, sums, counts, adjustable, samples)
            numbers = sums.numpy()  # waits for the end
            seconds = time.perf_counter() - started
            if n_batches:
                self.seconds_per_batch = 0.5 * (self.seconds_per_batch + seconds / n_batches)
        return state, numbers, parameters

    def _compile(self) -> Callable[..., tuple[Any, Any, Any]]:
        tf, optimizer, objective = self._tf, self._optimizer, self.key.objective
        arguments = (
            tf.zeros((1 + len(optimizer.vectors), objective.n_parameters), objective.dtype),
            tf.zeros(1 + len(optimizer.numbers), tf.float64),
            tf.zeros(2, tf.int64),
            tf.ones(len(self.key.adjustable), objective.dtype),
            tf.zeros((self.capacity, *objective.batch_shape), objective.dtype),
        )
        # The concrete function skips the checks of a polymorphic one: 0.1 ms a call, not 0.4.
        call = tf.function(self._piece, jit_compile=True).get_concrete_function(*arguments)
        call(*arguments)  # with no batch: this is what compiles
        return call

    def _piece(self, state: Any, numbers: Any, counts: Any, adjustable: Any, data: Any) -> Any:
        tf, optimizer = self._tf, self._optimizer
        optimizer.assign(state, numbers[1:], counts[0])
        options = dict(zip(self.key.adjustable, tf.unstack(adjustable), strict=True))
        clipnorm = options.pop("clipnorm", None)
        optimizer.set_options(options)

        def step(i: Any, total: Any) -> tuple[Any, Any]:
            loss, parts = self._gradient(optimizer.parameters.value, data[i])
            if clipnorm is not None:
                parts = [tf.clip_by_norm(part, clipnorm) for part in parts]
            optimizer.apply(tf.concat(parts, axis=0))
            return i + 1, total + loss

        n_batches = tf.cast(counts[1], tf.int32)
        _, total = tf.while_loop(lambda i, total: i < n_batches, step, (0, numbers[0]))
        return optimizer.read(total)


_training_piece = functools.lru_cache(maxsize=_PIECES_KEPT)(TrainingPiece)
_loss_piece = functools.lru_cache(maxsize=_PIECES_KEPT)(LossPiece)
