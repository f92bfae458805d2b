"""A run of a trainer, cut into steps that are never far apart and that it can be taken up from."""

import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from nncore.network import OneHiddenNetwork
from nncore.samples.dataset import Dataset
from nncore.trainers.base import Stopwatch, TrainingStatus, TrainingStep, mean_squared_error
from nncore.trainers.qr_in_batches import WORK_UNIT, Work
from nncore.trainers.training_rows import ACTIVATION_COST

_CHUNK = 2_000_000  # values of the hidden layer that are computed at once


class ResumableRun(ABC):
    """One run: what changes between its iterations.

    A subclass does the work of an iteration in `_iterate`, as a generator that yields the
    operations done so far: long iterations are then cut between any two of its yields. What it
    needs besides the attributes here to go on after an iteration belongs into `_state`.

    Parameters
    ----------
    network : OneHiddenNetwork
        The start, or the network of the step that `state` came from.
    dataset : Dataset
        Training and validation samples.
    state : mapping or None
        `TrainingStep.state` of an earlier step.
    diagnostics : mapping
        Those of the start.
    """

    def __init__(
        self,
        network: OneHiddenNetwork,
        dataset: Dataset,
        state: Mapping[str, Any] | None,
        diagnostics: Mapping[str, float],
    ) -> None:
        self.network, self.dataset = network, dataset
        self.is_new = state is None
        state = state or {}
        self.watch = Stopwatch(state.get("seconds", 0.0), time.thread_time)
        self.iteration: int = state.get("iteration", 0)
        self.loss: float = state.get("loss", np.nan)
        self.validation_loss: float | None = state.get("validation_loss")
        self.status = TrainingStatus[state.get("status", "RUNNING")]
        self.diagnostics: Mapping[str, float] = state.get("diagnostics", diagnostics)

    @abstractmethod
    def _iterate(self) -> Work[None]:
        """Do one iteration."""

    @abstractmethod
    def _expected_operations(self) -> float:
        """Return about how many operations an iteration yields."""

    def _state(self) -> dict[str, Any]:
        return {
            "iteration": self.iteration,
            "loss": self.loss,
            "validation_loss": self.validation_loss,
            "status": self.status.name,
            "diagnostics": self.diagnostics,
        }

    def quiet_steps(self) -> Iterator[TrainingStep]:
        """Yield the steps, with floating-point warnings off inside and as they were outside."""
        steps = self.steps()
        while True:
            self.watch.resume()
            # Entered anew for each step: around a yield it would change the caller's settings.
            with np.errstate(all="ignore"):
                step = next(steps, None)
            if step is None:
                return
            yield step

    def steps(self) -> Iterator[TrainingStep]:
        """Yield the start, then what each iteration yields, until a step is final."""
        self.finished = self._state()
        if self.is_new:
            for _ in self._evaluate_start():
                pass
            yield self._finished_step()
        while not self.status.is_final:
            yield from self._partial_steps(self._iterate())
            yield self._finished_step()

    def _partial_steps(self, work: Work[None]) -> Iterator[TrainingStep]:
        """Turn the work inside a long iteration into steps that change nothing yet."""
        expected = self._expected_operations()
        done = since = 0.0
        before = self.network, self.loss
        for operations in work:
            done, since = done + operations, since + operations
            if since >= 0.5 * WORK_UNIT:
                since = 0.0
                # Dampings that fail are not foreseen: the fraction then waits near its end.
                fraction = min(done / expected, 0.99)
                position = {"epoch": self.finished["iteration"] + fraction}
                yield self._step(None, {**self.finished["diagnostics"], **position}, *before)

    def _finished_step(self) -> TrainingStep:
        self.finished = self._state()
        return self._step(self.validation_loss, self.diagnostics, self.network, self.loss)

    def _step(
        self,
        validation_loss: float | None,
        diagnostics: Mapping[str, float],
        network: OneHiddenNetwork,
        loss: float,
    ) -> TrainingStep:
        seconds = self.watch.pause()
        return TrainingStep(
            self.finished["iteration"],
            loss,
            validation_loss,
            network,
            TrainingStatus[self.finished["status"]],
            seconds,
            diagnostics,
            {**self.finished, "seconds": seconds},
        )

    def _evaluate_start(self) -> Work[None]:
        self.loss = yield from self._mean_squared_error(self.network)
        self.validation_loss = yield from self._validate(self.network)
        if not np.isfinite(self.loss):
            self.status = TrainingStatus.DIVERGED

    def _mean_squared_error(self, network: OneHiddenNetwork) -> Work[float]:
        data = self.dataset
        samples = data.x_train, data.y_train, data.weights
        loss = yield from mean_squared_error_in_parts(network, *samples)
        return np.nan if loss is None else loss

    def _validate(self, network: OneHiddenNetwork) -> Work[float | None]:
        data = self.dataset
        return (
            yield from mean_squared_error_in_parts(network, data.x_validation, data.y_validation)
        )


def rounding_floor(network: OneHiddenNetwork, x: np.ndarray) -> float:
    """Return the loss that the rounding errors of the network's terms alone make."""
    terms = np.abs(network.contributions(x[:1_000])).sum(axis=1)
    return float((8.0 * np.finfo(float).eps * (np.max(terms) + abs(network.output_bias))) ** 2)


def mean_squared_error_in_parts(
    network: OneHiddenNetwork, x: np.ndarray, y: np.ndarray, weights: np.ndarray | None = None
) -> Work[float | None]:
    """Return `mean_squared_error`, from as many samples at a time as fit a unit of work."""
    size = max(1, _CHUNK // network.n_hidden)
    if x.size <= size:
        loss = mean_squared_error(network, x, y, weights)
        yield ACTIVATION_COST * x.size * network.n_hidden
        return loss
    total = 0.0
    for start in range(0, x.size, size):
        part = slice(start, start + size)
        some = None if weights is None else weights[part]
        total += (mean_squared_error(network, x[part], y[part], some) or 0.0) * x[part].size
        yield ACTIVATION_COST * x[part].size * network.n_hidden
    return total / x.size


def residual_in_parts(network: OneHiddenNetwork, x: np.ndarray, y: np.ndarray) -> Work[np.ndarray]:
    """Return the residuals, from as many samples at a time as fit a unit of work."""
    size = max(1, _CHUNK // network.n_hidden)
    residual = np.empty(x.size)
    for start in range(0, x.size, size):
        part = slice(start, start + size)
        residual[part] = network(x[part]) - y[part]
        yield ACTIVATION_COST * x[part].size * network.n_hidden
    return residual
