"""A run of Levenberg-Marquardt, cut into steps that are never far apart."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from nncore.datasets import Dataset
from nncore.network import OneHiddenNetwork
from nncore.trainers.base import TrainingStatus
from nncore.trainers.damped_least_squares import (
    DampedSystem,
    Work,
    expected_operations,
    factorize,
)
from nncore.trainers.resumable_run import ResumableRun, rounding_floor
from nncore.trainers.weighted_rows import weighted

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
        super().__init__(network, dataset, state, {"damping": self.damping})

    def _state(self) -> dict[str, Any]:
        return {**super()._state(), "damping": self.damping, "scale": self.scale}

    def _expected_operations(self) -> float:
        return expected_operations(*self.shape)

    def _rows(self, start: int, stop: int) -> tuple[np.ndarray, np.ndarray]:
        """Return rows of the Jacobian and of the residual."""
        network, n_hidden = self.network, self.network.n_hidden
        jacobian = network.jacobian(self.dataset.x_train[start:stop])
        # The derivatives with respect to the output weights are the hidden units' values.
        values = jacobian[:, 2 * n_hidden : 3 * n_hidden] @ network.output_weights
        return jacobian, values + network.output_bias - self.dataset.y_train[start:stop]

    def _iterate(self) -> Work[None]:
        rows = weighted(self._rows, self.dataset.weights)
        system = yield from factorize(rows, *self.shape, self.scale)
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
        exact = self.loss <= rounding_floor(self.network, self.dataset.x_train)
        self.status = TrainingStatus.CONVERGED if exact else TrainingStatus.STALLED

    def _try(self, parameters: np.ndarray) -> Work[tuple[OneHiddenNetwork, float]]:
        trial = self.network.unpack(parameters)
        return trial, (yield from self._training_loss(trial))

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
