"""A run of Levenberg-Marquardt, cut into steps that are never far apart."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from nncore.datasets import Dataset
from nncore.network import OneHiddenNetwork
from nncore.trainers.base import Stopwatch, TrainingStatus, TrainingStep, mean_squared_error
from nncore.trainers.damped_least_squares import (
    WORK_UNIT,
    DampedSystem,
    Work,
    expected_operations,
    factorize,
)

if TYPE_CHECKING:
    from nncore.trainers.levenberg_marquardt import LevenbergMarquardt

_GOOD_GAIN, _POOR_GAIN = 0.75, 0.25  # above, the damping falls; below, it rises
_SMALLEST_GAIN = 1e-4  # below, the step is refused
_MIN_DAMPING, _MAX_DAMPING = 1e-20, 1e12
_ACTIVATION_COST = 300.0  # operations that take as long as one value of a hidden unit
_CHUNK = 2_000_000  # values of the hidden layer that are computed at once


class Run:
    """One run: what changes between its iterations."""

    def __init__(
        self,
        options: "LevenbergMarquardt",
        network: OneHiddenNetwork,
        dataset: Dataset,
        state: Mapping[str, Any] | None,
    ) -> None:
        self.options, self.network, self.dataset = options, network, dataset
        self.shape = dataset.n_samples, 3 * network.n_hidden + 1
        self.is_new = state is None
        state = state or {"damping": options.damping}
        self.watch = Stopwatch(state.get("seconds", 0.0))
        self.iteration: int = state.get("iteration", 0)
        self.damping: float = state["damping"]
        self.scale: np.ndarray | None = state.get("scale")
        self.loss: float = state.get("loss", np.nan)
        self.validation_loss: float | None = state.get("validation_loss")
        self.status = TrainingStatus[state.get("status", "RUNNING")]
        self.diagnostics: Mapping[str, float] = state.get("diagnostics", {"damping": self.damping})
        self.finished = self._state()

    def steps(self) -> Iterator[TrainingStep]:
        """Yield the start, then what each iteration yields, until a step is final."""
        if self.is_new:
            for _ in self._evaluate_start():
                pass
            yield self._finished_step()
        while not self.status.is_final:
            yield from self._partial_steps(self._iterate())
            yield self._finished_step()

    def _partial_steps(self, work: Work[None]) -> Iterator[TrainingStep]:
        """Turn the work inside a long iteration into steps that change nothing yet."""
        expected = expected_operations(*self.shape)
        done = since = 0.0
        for operations in work:
            done, since = done + operations, since + operations
            if since >= 0.5 * WORK_UNIT:
                since = 0.0
                # Dampings that fail are not foreseen: the fraction then waits near its end.
                fraction = min(done / expected, 0.99)
                position = {"epoch": self.finished["iteration"] + fraction}
                yield self._step(None, {**self.finished["diagnostics"], **position})

    def _finished_step(self) -> TrainingStep:
        self.finished = self._state()
        return self._step(self.validation_loss, self.diagnostics)

    def _step(
        self, validation_loss: float | None, diagnostics: Mapping[str, float]
    ) -> TrainingStep:
        seconds = self.watch.pause()
        return TrainingStep(
            self.iteration,
            self.loss,
            validation_loss,
            self.network,
            self.status,
            seconds,
            diagnostics,
            {**self.finished, "seconds": seconds},
        )

    def _state(self) -> dict[str, Any]:
        return {
            "iteration": self.iteration,
            "damping": self.damping,
            "scale": self.scale,
            "loss": self.loss,
            "validation_loss": self.validation_loss,
            "status": self.status.name,
            "diagnostics": self.diagnostics,
        }

    def _evaluate_start(self) -> Work[None]:
        data = self.dataset
        loss = yield from _mean_squared_error(self.network, data.x_train, data.y_train)
        self.loss = np.nan if loss is None else loss
        self.validation_loss = yield from _mean_squared_error(
            self.network, data.x_validation, data.y_validation
        )
        if not np.isfinite(self.loss):
            self.status = TrainingStatus.DIVERGED

    def _rows(self, start: int, stop: int) -> tuple[np.ndarray, np.ndarray]:
        """Return rows of the Jacobian and of the residual."""
        network, n_hidden = self.network, self.network.n_hidden
        jacobian = network.jacobian(self.dataset.x_train[start:stop])
        # The derivatives with respect to the output weights are the hidden units' values.
        values = jacobian[:, 2 * n_hidden : 3 * n_hidden] @ network.output_weights
        return jacobian, values + network.output_bias - self.dataset.y_train[start:stop]

    def _iterate(self) -> Work[None]:
        system = yield from factorize(self._rows, *self.shape, self.scale)
        self.scale = system.scale
        total = self.loss * self.shape[0]
        if _is_orthogonal(system, np.sqrt(total), self.options.tolerance):
            self.status = TrainingStatus.CONVERGED
            return
        parameters, increase = self.network.pack(), self.options.damping_increase
        is_first = True
        while self.damping <= _MAX_DAMPING:
            step, predicted = yield from system.solve(self.damping)
            trial, loss = yield from self._try(parameters + step)
            gain_ratio = (total - loss * self.shape[0]) / predicted
            if gain_ratio > _SMALLEST_GAIN:  # False for nan
                is_last = is_first and self.loss - loss <= self.options.tolerance * self.loss
                yield from self._accept(system, trial, loss, gain_ratio, is_last)
                return
            if is_first and predicted <= self.options.tolerance * total:
                self.status = TrainingStatus.CONVERGED
                return
            self.damping, is_first = self.damping * increase, False
            increase *= 2.0
        exact = self.loss <= _rounding_floor(self.network, self.dataset.x_train)
        self.status = TrainingStatus.CONVERGED if exact else TrainingStatus.STALLED

    def _try(self, parameters: np.ndarray) -> Work[tuple[OneHiddenNetwork, float]]:
        if not np.all(np.isfinite(parameters)):
            return self.network, np.nan
        trial = self.network.unpack(parameters)
        data = self.dataset
        loss = yield from _mean_squared_error(trial, data.x_train, data.y_train)
        return trial, np.nan if loss is None else loss

    def _accept(
        self,
        system: DampedSystem,
        network: OneHiddenNetwork,
        loss: float,
        gain_ratio: float,
        is_last: bool,
    ) -> Work[None]:
        data = self.dataset
        validation_loss = yield from _mean_squared_error(
            network, data.x_validation, data.y_validation
        )
        if gain_ratio > _GOOD_GAIN:
            self.damping = max(self.damping / self.options.damping_decrease, _MIN_DAMPING)
        elif gain_ratio < _POOR_GAIN:
            self.damping = self.damping * self.options.damping_increase
        self.network, self.loss, self.validation_loss = network, loss, validation_loss
        self.iteration += 1
        self.diagnostics = {
            "damping": self.damping,
            "gain_ratio": float(gain_ratio),
            "gradient_norm": float(2.0 / self.shape[0] * np.linalg.norm(system.gradient)),
        }
        if is_last or loss == 0.0:
            self.status = TrainingStatus.CONVERGED
        elif self.iteration >= self.options.max_iterations:
            self.status = TrainingStatus.FINISHED


def _is_orthogonal(system: DampedSystem, residual_norm: float, tolerance: float) -> bool:
    """Tell whether the residual is orthogonal to every column of the Jacobian."""
    return bool(np.all(np.abs(system.gradient) <= tolerance * residual_norm * system.norms))


def _rounding_floor(network: OneHiddenNetwork, x: np.ndarray) -> float:
    """Return the loss that the rounding errors of the network's terms alone make."""
    terms = np.abs(network.contributions(x[:1_000])).sum(axis=1)
    return float((8.0 * np.finfo(float).eps * (np.max(terms) + abs(network.output_bias))) ** 2)


def _mean_squared_error(
    network: OneHiddenNetwork, x: np.ndarray, y: np.ndarray
) -> Work[float | None]:
    """Return `mean_squared_error`, from as many samples at a time as fit a unit of work."""
    size = max(1, _CHUNK // network.n_hidden)
    if x.size <= size:
        loss = mean_squared_error(network, x, y)
        yield _ACTIVATION_COST * x.size * network.n_hidden
        return loss
    total = 0.0
    for start in range(0, x.size, size):
        part = slice(start, start + size)
        total += (mean_squared_error(network, x[part], y[part]) or 0.0) * x[part].size
        yield _ACTIVATION_COST * x[part].size * network.n_hidden
    return total / x.size
