"""A run of Levenberg-Marquardt, cut into steps that are never far apart."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from nncore.network import OneHiddenNetwork
from nncore.samples.dataset import Dataset
from nncore.trainers.base import TrainingStatus
from nncore.trainers.damped_least_squares import DampedSystem, expected_operations, factorize
from nncore.trainers.qr_in_batches import Memory, Work
from nncore.trainers.resumable_run import ResumableRun, rounding_floor
from nncore.trainers.training_rows import TrainingRows

if TYPE_CHECKING:
    from nncore.trainers.levenberg_marquardt import LevenbergMarquardt

_GOOD_GAIN, _POOR_GAIN = 0.75, 0.25  # above, the damping falls; below, it rises
_SMALLEST_GAIN = 1e-4  # below, the step is refused
_MIN_DAMPING, _MAX_DAMPING = 1e-20, 1e12


class Run(ResumableRun):
    """One run: what changes between its iterations."""

    def __init__(
        self,
        options: "LevenbergMarquardt",
        network: OneHiddenNetwork,
        dataset: Dataset,
        state: Mapping[str, Any] | None,
    ) -> None:
        memory = state or {}
        self.options = options
        self.damping: float = memory.get("damping", options.damping)
        self.scale: np.ndarray | None = memory.get("scale")
        self.shape = dataset.n_samples, 3 * network.n_hidden + 1
        self._rows, self._memory = TrainingRows(dataset, network.n_hidden), Memory()
        super().__init__(network, dataset, state, {"damping": self.damping})

    def _state(self) -> dict[str, Any]:
        return {**super()._state(), "damping": self.damping, "scale": self.scale}

    def _expected_operations(self) -> float:
        return expected_operations(*self.shape)

    def _mean_squared_error(self, network: OneHiddenNetwork) -> Work[float]:
        return (yield from self._rows.sum_of_squares(network)) / self.shape[0]

    def _iterate(self) -> Work[None]:
        yield from self._rows.prepare(self.network)
        rows = partial(self._rows.write, self.network)
        system = yield from factorize(rows, *self.shape, self.scale, self._memory)
        self.scale = system.scale
        total = self.loss * self.shape[0]
        if _is_orthogonal(system, np.sqrt(total), self.options.tolerance):
            self.status = TrainingStatus.CONVERGED
            return
        parameters, increase = self.network.pack(), self.options.damping_increase
        is_first = True
        while self.damping <= _MAX_DAMPING:
            step, predicted = yield from system.solve(self.damping)
            trial = self.network.unpack(parameters + step)
            # A sum of squares beyond the present one refuses the step, whatever is left of it.
            new_total = yield from self._rows.sum_of_squares(trial, total)
            loss, gain_ratio = new_total / self.shape[0], (total - new_total) / predicted
            if gain_ratio > _SMALLEST_GAIN:  # False for nan
                is_last = is_first and self.loss - loss <= self.options.tolerance * self.loss
                yield from self._accept(system, trial, loss, gain_ratio, is_last)
                return
            if is_first and predicted <= self.options.tolerance * total:
                self.status = TrainingStatus.CONVERGED
                return
            self.damping, is_first = self.damping * increase, False
            increase *= 2.0
        exact = self.loss <= rounding_floor(self.network, self.dataset.x_train)
        self.status = TrainingStatus.CONVERGED if exact else TrainingStatus.STALLED

    def _accept(
        self,
        system: DampedSystem,
        network: OneHiddenNetwork,
        loss: float,
        gain_ratio: float,
        is_last: bool,
    ) -> Work[None]:
        validation_loss = yield from self._validate(network)
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
