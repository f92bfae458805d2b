"""A run that fits a network of one hidden layer to samples of a function."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nncore.network.interpolant import chebyshev_interpolant
from nncore.trainers.base import FittingProblem, TrainingRecord, TrainingStep
from nncore.trainers.first_order.descent_state import DescentState
from nncore.trainers.first_order.learning_rates import LearningRates
from nncore.trainers.first_order.minibatch_descent import MinibatchDescent
from nncore.trainers.first_order.pieces import TrainingPiece
from nncore.trainers.first_order.portions import Portion
from nncore.trainers.first_order.residuals import LossPiece, lay_out

#: The loss of the start may take this much; more samples would tell little more.
MAX_START_ACTIVATIONS = 50_000_000
_MIN_START_SAMPLES = 256
#: From here on a validation takes some 50 ms or more, and an interpolant is tried in its place.
MANY_ACTIVATIONS = 100_000_000
_SAMPLES_PER_EVALUATION = 64  # so that a vain attempt costs little


@dataclass(frozen=True, eq=False, kw_only=True)
class NetworkDescentState(DescentState):
    """Where a run stands.

    Parameters
    ----------
    n_validated : int
        Parts of the validation samples that are done.
    validation_total : float
        The sum of squares over them.
    """

    n_validated: int
    validation_total: float


class NetworkDescent(MinibatchDescent[TrainingStep]):
    """A run on samples, whose validation is cut like its epochs.

    Parameters
    ----------
    piece : TrainingPiece
        The compiled loop.
    loss, start_loss : LossPiece
        The compiled loss of the validation samples, and that of the training samples, which may
        have weights.
    options : mapping
        Keyword arguments of the Keras optimizer, but for `rates`: the learning rate of each epoch.
    epochs : int
        When to stop.
    batch_size : int
        Samples in a full batch, as in the piece.
    problem : FittingProblem
        Start, samples, and what draws their order in each epoch.
    """

    def __init__(
        self,
        *,
        piece: TrainingPiece,
        loss: LossPiece,
        start_loss: LossPiece,
        options: dict[str, Any],
        rates: LearningRates,
        epochs: int,
        batch_size: int,
        problem: FittingProblem,
    ) -> None:
        network, dataset = problem.network, problem.dataset
        super().__init__(
            piece=piece,
            options=options,
            rates=rates,
            epochs=epochs,
            batch_size=batch_size,
            n_samples=dataset.n_samples,
            parameters=network.pack(),
            rng=problem.rng,
        )
        self._loss, self._start_loss, self._network = loss, start_loss, network
        with np.errstate(over="ignore"):  # not finite in float32: the status will say so
            self._x, self._y = _float32(dataset.x_train), _float32(dataset.y_train)
            self._weights = None if dataset.weights is None else _float32(dataset.weights)
            self._x_validation = _float32(dataset.x_validation)
            self._y_validation = _float32(dataset.y_validation)
        self._validation = loss.samples(self._x_validation, self._y_validation)
        self._n_validated, self._n_blocks = 0, self._blocks_in_a_call()

    def _blocks_in_a_call(self) -> int | None:
        if self._many_activations() or len(self._validation) > 1:
            return None
        n_blocks = 0
        if self._validation:
            self._blocks, n_blocks = self._validation[0]
        return n_blocks

    def _restore(self, data: Mapping[str, Any]) -> None:
        state = NetworkDescentState(**data)
        self._take_up(state)
        self._n_validated, self._validation_total = state.n_validated, state.validation_total

    def _snapshot(self, seconds: float) -> NetworkDescentState:
        return NetworkDescentState(
            **vars(super()._snapshot(seconds)),
            n_validated=self._n_validated,
            validation_total=self._validation_total,
        )

    def _lay_out(self, data: np.ndarray, chosen: np.ndarray) -> None:
        weights = None if self._weights is None else self._weights[chosen]
        lay_out(data, self._x[chosen], self._y[chosen], weights)

    def _validate(self, until: float) -> bool:
        if self._n_blocks is not None:  # as between short epochs, to the last bit
            marks = self._call(Portion(0, n_blocks=self._n_blocks), self._empty())
            self._validation_total = float(marks.validation[0])
            return True
        if self._n_validated == 0 and self._interpolated_validation():
            self._n_validated = len(self._validation)
        while self._n_validated < len(self._validation):
            self._validation_total = self._loss(
                self._parameters, self._validation_total, self._validation[self._n_validated]
            )
            self._n_validated += 1
            if time.perf_counter() > until:
                break
        return self._n_validated == len(self._validation)

    def _many_activations(self) -> bool:
        return self._network.n_hidden * self._y_validation.size >= MANY_ACTIVATIONS

    def _interpolated_validation(self) -> bool:
        """Set the validation total by an interpolant of the network, where that is faster."""
        if not self._many_activations() or self._x_validation.ndim > 1:
            return False
        x, network = self._x_validation, self._network.unpack(self._parameters)
        most = x.size // _SAMPLES_PER_EVALUATION
        interpolant = chebyshev_interpolant(network, float(x.min()), float(x.max()), most)
        if interpolant is None:
            return False
        self._validation_total = float(np.sum((interpolant(x) - self._y_validation) ** 2))
        return True

    def _take_validation_loss(self) -> float | None:
        n_samples, total = self._y_validation.size, self._validation_total
        self._n_validated, self._validation_total = 0, 0.0
        return total / n_samples if n_samples else None

    def _start_losses(self) -> tuple[float, float | None, dict[str, float]]:
        loss, n_samples = self._mean(self._start_loss, self._x, self._y, self._weights)
        validation_loss, _ = self._mean(self._loss, self._x_validation, self._y_validation)
        assert loss is not None
        diagnostics = {} if n_samples == self._y.size else {"loss_samples": float(n_samples)}
        return loss, validation_loss, diagnostics

    def _mean(
        self, loss: LossPiece, x: np.ndarray, y: np.ndarray, weights: np.ndarray | None = None
    ) -> tuple[float | None, int]:
        """Return the mean over all samples, or over evenly chosen ones if they are many."""
        most = max(_MIN_START_SAMPLES, MAX_START_ACTIVATIONS // loss.n_hidden)
        stride = -(-y.size // most) or 1
        x, y, total = x[::stride], y[::stride], 0.0
        weights = None if weights is None else weights[::stride]
        for cut in loss.samples(x, y, weights):
            total = loss(self._parameters, total, cut)
        return (total / y.size if y.size else None), y.size

    def _make_step(self, record: TrainingRecord, state: dict[str, Any]) -> TrainingStep:
        network = self._network  # exactly, before the first step
        if self._step:
            network = network.unpack(self._parameters)
        return TrainingStep(network=network, state=state, **record.numbers())


def _float32(values: np.ndarray) -> np.ndarray:
    return np.asarray(values).astype(np.float32)
