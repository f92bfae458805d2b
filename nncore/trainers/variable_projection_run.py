"""A run of variable projection: damped steps, and restarts where they lead nowhere."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from nncore.network import OneHiddenNetwork
from nncore.samples.dataset import Dataset
from nncore.trainers.base import TrainingStatus, mean_square
from nncore.trainers.between_samples import LARGEST_EXCESS, BetweenSamples
from nncore.trainers.damped_least_squares import expected_operations
from nncore.trainers.projected_problem import ProjectedProblem, linearise
from nncore.trainers.qr_in_batches import Memory, Work
from nncore.trainers.relocation import is_structured, relocated
from nncore.trainers.resumable_run import ResumableRun, residual_in_parts, rounding_floor
from nncore.trainers.truncated_least_squares import fit_output_layer
from nncore.trainers.unit_bounds import UnitBounds

if TYPE_CHECKING:
    from nncore.trainers.variable_projection import VariableProjection

_GOOD_GAIN, _POOR_GAIN = 0.75, 0.25  # above, the damping falls; below, it rises
_SMALLEST_GAIN = 1e-4  # below, the step is refused
_MIN_DAMPING, _MAX_DAMPING = 1e-20, 1e12
_WINDOW, _SLOW = 10, 0.9  # a run is slow whose loss keeps more than this share in a window
_PATIENCE = 15  # iterations that a restart has to become better than what it left
_MAX_KEPT = 1_000_000  # values of units
_WORTHWHILE = 0.95  # by at least this factor: less comes from fitting noise


class Run(ResumableRun):
    """One run: what changes between its iterations.

    The steps go from `_current`, which is the best network except during a restart. What is
    yielded is always the best one, so that the loss never rises.
    """

    def __init__(
        self,
        options: "VariableProjection",
        network: OneHiddenNetwork,
        dataset: Dataset,
        rng: np.random.Generator,
        state: Mapping[str, Any] | None,
    ) -> None:
        memory = state or {}
        self.options, self._rng = options, rng
        if state is not None:
            rng.bit_generator.state = state["generator"]
        self.damping: float = memory.get("damping", options.damping)
        super().__init__(network, dataset, state, {"damping": self.damping})
        self._current = network
        if memory.get("current") is not None:
            self._current = network.unpack(memory["current"])
        self._current_loss: float = memory.get("current_loss", np.nan)
        #: Iteration of the last restart that is not decided, and the damping to come back to.
        self._departure: tuple[int, float] | None = memory.get("departure")
        self._reference: tuple[int, float] = memory.get("reference", (0, np.inf))
        self._n_restarts, self._n_failures = memory.get("restarts", (0, 0))
        order = np.argsort(dataset.x_train, kind="stable")
        self._x, self._y = dataset.x_train[order], dataset.y_train[order]
        self._weights = None if dataset.weights is None else dataset.weights[order]
        #: Of the current network, and of the best one; any is better than the start's.
        self._excess, self._best_excess = memory.get("excess", (np.inf, np.inf))
        self._gaps = BetweenSamples(self._x, self._y)
        self._bounds = UnitBounds(self._x, network.activation, options.samples_per_width)
        self._memory = Memory()
        # Of the units of the last fit, where they are few enough: its residuals need them too.
        shape = network.n_hidden, self._x.size
        self._unit_values = np.empty(shape) if shape[0] * shape[1] <= _MAX_KEPT else None

    def _state(self) -> dict[str, Any]:
        is_best = self._current is self.network
        return {
            **super()._state(),
            "damping": self.damping,
            "current": None if is_best else self._current.pack(),
            "current_loss": self._current_loss,
            "excess": (self._excess, self._best_excess),
            "departure": self._departure,
            "reference": self._reference,
            "restarts": (self._n_restarts, self._n_failures),
            "generator": self._rng.bit_generator.state,
        }

    def _expected_operations(self) -> float:
        n_rows, n_hidden = self._x.size, self.network.n_hidden
        # The linearised problem and one trial of a hidden layer.
        columns = 3 * n_hidden + 1, n_hidden + 1
        return sum(expected_operations(n_rows, n) for n in columns) + 40.0 * n_hidden**3

    def _iterate(self) -> Work[None]:
        if self.loss == 0.0:
            self.status = TrainingStatus.CONVERGED
            return
        if self.iteration == 0:
            yield from self._move_to(self.network.hidden_weights, self.network.hidden_biases)
        problem = yield from self._linearise()
        left = self._share_left()
        is_slow = left > _SLOW and self._may_restart()
        has_settled = left >= 1.0 - _WINDOW * self.options.tolerance
        end = TrainingStatus.CONVERGED if has_settled else None
        if not is_slow and not has_settled:
            end = yield from self._descend(problem)
        self.iteration += 1
        if self._departure is not None:
            if is_slow or end or self.iteration - self._departure[0] >= _PATIENCE:
                self._come_back(self._departure[1])
        elif is_slow or end:
            yield from self._restart_or_end(problem, end)
        self.diagnostics = {
            "damping": self.damping,
            "rank": float(problem.solution.rank),
            "gradient_norm": float(2.0 / self._x.size * np.linalg.norm(problem.gradient)),
            "restarts": float(self._n_restarts),
        }
        if not self.status.is_final and self.iteration >= self.options.max_iterations:
            self.status = TrainingStatus.FINISHED

    def _linearise(self) -> Work[ProjectedProblem]:
        samples, is_simplified = (self._x, self._y), self.options.jacobian == "kaufman"
        cut = self.options.singular_value_cut
        return (
            yield from linearise(
                self._current,
                self._bounds,
                samples,
                cut,
                is_simplified,
                self._weights,
                self._memory,
            )
        )

    def _descend(self, problem: ProjectedProblem) -> Work[TrainingStatus | None]:
        """Take a damped step; return a status if there is none, or if it hardly helps."""
        loss, n_samples, tolerance = self._current_loss, self._x.size, self.options.tolerance
        increase = self.options.damping_increase
        # A step that is short for its damping tells nothing about the fit.
        is_bold = self.damping <= self.options.damping
        while self.damping <= _MAX_DAMPING:
            step, predicted = yield from problem.step(self.damping)
            trial, residual = yield from self._fit(*problem.units.moved(step))
            trial_loss = mean_square(residual, self._weights)
            decrease = (loss - trial_loss) * n_samples
            excess = np.nan
            if predicted > 0.0 and decrease > _SMALLEST_GAIN * predicted:  # False for nan
                excess = yield from self._gaps.excess(trial, residual)
            if excess <= max(LARGEST_EXCESS, self._excess):  # False for nan
                self._adapt_damping(decrease / predicted)
                yield from self._go_to(trial, trial_loss, excess)
                is_last = is_bold and decrease <= tolerance * loss * n_samples
                return TrainingStatus.CONVERGED if is_last else None
            if is_bold and predicted <= tolerance * loss * n_samples:
                return TrainingStatus.CONVERGED
            self.damping, is_bold = self.damping * increase, False
            increase *= 2.0
        return TrainingStatus.STALLED

    def _adapt_damping(self, gain_ratio: float) -> None:
        if gain_ratio > _GOOD_GAIN:
            self.damping = max(self.damping / self.options.damping_decrease, _MIN_DAMPING)
        elif gain_ratio < _POOR_GAIN:
            self.damping = self.damping * self.options.damping_increase

    def _fit(
        self, weights: np.ndarray, biases: np.ndarray
    ) -> Work[tuple[OneHiddenNetwork, np.ndarray]]:
        """Return the network with the best output layer for these units, and its residuals.

        The units are kept within their bounds.
        """
        weights, biases = self._bounds.restricted(weights, biases)
        zeros = np.zeros(len(weights))
        hidden = OneHiddenNetwork(self.network.activation, weights, biases, zeros, 0.0)
        cut = self.options.singular_value_cut
        samples, values = (self._x, self._y), self._unit_values
        fitted = yield from fit_output_layer(
            hidden, *samples, cut, self._weights, values, self._memory
        )
        if values is None:
            return fitted, (yield from residual_in_parts(fitted, *samples))
        residual = fitted.output_weights @ values
        residual += fitted.output_bias
        residual -= self._y
        return fitted, residual

    def _move_to(self, weights: np.ndarray, biases: np.ndarray) -> Work[None]:
        network, residual = yield from self._fit(weights, biases)
        excess = yield from self._gaps.excess(network, residual)
        yield from self._go_to(network, mean_square(residual, self._weights), excess)
        self._reference = self.iteration, self._current_loss

    def _go_to(self, network: OneHiddenNetwork, loss: float, excess: float) -> Work[None]:
        """Make `network` the current one, and the best one if it is."""
        self._current, self._current_loss, self._excess = network, loss, excess
        is_away = self._departure is not None
        is_better = loss < self.loss * (_WORTHWHILE if is_away else 1.0)
        if is_better and excess <= max(LARGEST_EXCESS, self._best_excess):
            self._best_excess = excess
            validation_loss = yield from self._validate(network)
            self.network, self.loss, self.validation_loss = network, loss, validation_loss
            self._departure, self._n_failures = None, 0 if is_away else self._n_failures

    def _share_left(self) -> float:
        """Return, at the end of each window, the share of the loss that it has left; else 0."""
        iteration, loss = self._reference
        if self.iteration - iteration < _WINDOW:
            return 0.0
        self._reference = self.iteration, self._current_loss
        return self._current_loss / loss

    def _may_restart(self) -> bool:
        return self._n_failures < self.options.restarts

    def _restart_or_end(self, problem: ProjectedProblem, end: TrainingStatus | None) -> Work[None]:
        is_exact = self.loss <= rounding_floor(self.network, self._x)
        if self._may_restart() and not is_exact:
            residual = yield from residual_in_parts(self._current, self._x, self._y)
            if is_structured(residual):
                yield from self._restart(problem, residual)
                return
            self._n_failures = self.options.restarts  # what is left is noise
        if end:
            self.status = TrainingStatus.CONVERGED if is_exact else end

    def _restart(self, problem: ProjectedProblem, residual: np.ndarray) -> Work[None]:
        """Go on from where some units are moved; the best network is kept."""
        hidden = relocated(
            self._current, problem.solution, self._x, residual, self._rng, self._weights
        )
        self._departure = self.iteration, self.damping
        self._n_restarts += 1
        self.damping = self.options.damping
        yield from self._move_to(*hidden)

    def _come_back(self, damping: float) -> None:
        """Give a restart up, and go on from the best network."""
        self._current, self._current_loss = self.network, self.loss
        self._excess = self._best_excess
        self._departure, self.damping = None, damping
        self._n_failures += 1
        self._reference = self.iteration, self.loss
