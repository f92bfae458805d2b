r"""Levenberg-Marquardt: Gauss-Newton steps, damped until the loss falls.

With the residual :math:`r = \hat y(x) - y`, its Jacobian :math:`J` with respect to the parameters
:math:`\theta`, and Marquardt's scaling :math:`D` (the largest norms that the columns of :math:`J`
have had), an iteration solves

.. math::

    \min_\delta \|r + J\delta\|^2 + \lambda\|D\delta\|^2, \qquad
    \varrho = \frac{\|r(\theta)\|^2 - \|r(\theta + \delta)\|^2}{\|r\|^2 - \|r + J\delta\|^2},

and takes the step where the gain ratio :math:`\varrho` is positive. A large ratio lowers the
damping :math:`\lambda`, a small one raises it (`nielsen_damping`).

References
----------
M. T. Hagan, M. B. Menhaj, "Training feedforward networks with the Marquardt algorithm", IEEE
Transactions on Neural Networks 5, 1994, 989-993, https://doi.org/10.1109/72.329697

D. W. Marquardt, "An algorithm for least-squares estimation of nonlinear parameters", Journal of
the Society for Industrial and Applied Mathematics 11, 1963, 431-441,
https://doi.org/10.1137/0111030
"""

from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

import numpy as np

from nncore.messages import Sentence, SettingError, marked
from nncore.network import OneHiddenNetwork
from nncore.network.parameters import packed_size
from nncore.trainers.base import FittingProblem, TrainingStatus
from nncore.trainers.iterative import DampedTrainer
from nncore.trainers.least_squares.damped_least_squares import (
    DampedSystem,
    expected_operations,
    factorize,
    required_bytes,
)
from nncore.trainers.least_squares.nielsen_damping import SMALLEST_GAIN
from nncore.trainers.least_squares.qr_in_batches import Memory, Work
from nncore.trainers.least_squares.residuals import rounding_floor
from nncore.trainers.least_squares.training_rows import TrainingRows
from nncore.trainers.resumable_solver import ResumableSolver, SolverState

_FEWER_UNITS = marked(
    "`n_hidden` = {n_hidden:,} needs {needed:.1f} GB for the Jacobian of {label}, more than its "
    "limit of {memory_limit:.1f} GB; use at most {largest:,} hidden units here, or Adam, SGD or "
    "another first-order trainer, which need no Jacobian."
)
_NO_JACOBIAN = marked(
    "`n_hidden` = {n_hidden:,} needs {needed:.1f} GB for the Jacobian of {label}, more than its "
    "limit of {memory_limit:.1f} GB; use Adam, SGD or another first-order trainer, which need no "
    "Jacobian."
)


@dataclass(frozen=True)
class LevenbergMarquardt(DampedTrainer):
    """The method of Levenberg and Marquardt on the exact Jacobian.

    The options are those of `DampedTrainer`. The run has also converged where the residual is
    orthogonal to the columns of the Jacobian up to a cosine of `tolerance`. The diagnostics of a
    step are the damping for the next one, and from iteration 1 the gain ratio of the step and the
    norm of the gradient of the loss where the step began.
    """

    name: ClassVar[str] = "levenberg-marquardt"
    label: ClassVar[str] = marked("Levenberg-Marquardt")
    #: Gigabytes that one run may take. Not an option: an option could be set in a URL.
    memory_limit: ClassVar[float] = 2.0

    def check(self, n_hidden: int, n_samples: int, n_inputs: int = 1) -> None:
        """Refuse what would not fit into memory.

        Raises
        ------
        ValueError
            With the memory needed, the limit and the trainers that would do.
        """
        needed = self.memory(n_hidden, n_samples, n_inputs) / 1e9
        if needed <= self.memory_limit:
            return
        largest = self._largest_n_hidden(n_hidden, n_samples, n_inputs)
        raise SettingError(
            _FEWER_UNITS if largest else _NO_JACOBIAN,
            n_hidden=n_hidden,
            needed=needed,
            label=Sentence(self.label),
            memory_limit=self.memory_limit,
            largest=largest,
        )

    def memory(self, n_hidden: int, n_samples: int, n_inputs: int = 1) -> float:
        """Return the bytes that training needs besides the samples, as an estimate."""
        return float(required_bytes(n_samples, packed_size(n_hidden, n_inputs)))

    def solver(self, problem: FittingProblem) -> "LevenbergMarquardtSolver":
        """Return what solves `problem` with these options."""
        return LevenbergMarquardtSolver(self, problem)

    def _largest_n_hidden(self, n_hidden: int, n_samples: int, n_inputs: int) -> int:
        """Return the largest number of hidden units that fits; 0 if none does."""
        fits, too_large = 0, n_hidden
        while too_large - fits > 1:
            middle = (fits + too_large) // 2
            if self.memory(middle, n_samples, n_inputs) / 1e9 <= self.memory_limit:
                fits = middle
            else:
                too_large = middle
        return fits


@dataclass(frozen=True, eq=False, kw_only=True)
class LevenbergMarquardtState(SolverState):
    r"""Where a run stands.

    Parameters
    ----------
    damping : float
        :math:`\lambda` for the next iteration.
    scale : ndarray, shape (n_parameters,), optional
        The diagonal of D; None before the first iteration.
    """

    damping: float
    scale: np.ndarray | None = None


class LevenbergMarquardtSolver(ResumableSolver[LevenbergMarquardtState]):
    """The method on one problem."""

    def __init__(self, options: LevenbergMarquardt, problem: FittingProblem) -> None:
        super().__init__(problem)
        self._options, network = options, problem.network
        self._shape = self.dataset.n_samples, packed_size(network.n_hidden, network.n_inputs)
        self._rows, self._memory = TrainingRows(self.dataset, network.n_hidden), Memory()

    def _start(self) -> LevenbergMarquardtState:
        damping = self._options.damping
        diagnostics = {"damping": damping}
        return LevenbergMarquardtState(
            network=self.problem.network, diagnostics=diagnostics, damping=damping
        )

    def _expected_operations(self) -> float:
        return expected_operations(*self._shape)

    def _mean_squared_error(self, network: OneHiddenNetwork) -> Work[float]:
        return (yield from self._rows.sum_of_squares(network)) / self._shape[0]

    def _iterate(self, state: LevenbergMarquardtState) -> Work[LevenbergMarquardtState]:
        network, tolerance = state.network, self._options.tolerance
        yield from self._rows.prepare(network)
        rows = partial(self._rows.write, network)
        system = yield from factorize(rows, *self._shape, state.scale, self._memory)
        state = replace(state, scale=system.scale)
        total = state.loss * self._shape[0]
        if _is_orthogonal(system, np.sqrt(total), tolerance):
            return replace(state, status=TrainingStatus.CONVERGED)
        parameters, damping = network.pack(), self._options.damping_of(state.damping)
        while not damping.is_exhausted:
            step, predicted = yield from system.solve(damping.value)
            trial = network.unpack(parameters + step)
            # A sum of squares beyond the present one refuses the step, whatever is left of it.
            new_total = yield from self._rows.sum_of_squares(trial, total)
            gain_ratio = (total - new_total) / predicted
            if gain_ratio > SMALLEST_GAIN:  # False for nan
                loss = new_total / self._shape[0]
                is_last = damping.is_first and state.loss - loss <= tolerance * state.loss
                state = replace(state, network=trial, loss=loss, damping=damping.after(gain_ratio))
                return (yield from self._accepted(state, system, gain_ratio, is_last))
            if damping.is_first and predicted <= tolerance * total:
                return replace(state, status=TrainingStatus.CONVERGED)
            damping = damping.refused()
        exact = state.loss <= rounding_floor(network, self.dataset.x_train)
        status = TrainingStatus.CONVERGED if exact else TrainingStatus.STALLED
        return replace(state, damping=damping.value, status=status)

    def _accepted(
        self,
        state: LevenbergMarquardtState,
        system: DampedSystem,
        gain_ratio: float,
        is_last: bool,
    ) -> Work[LevenbergMarquardtState]:
        """Return the state after a step that is taken."""
        validation_loss = yield from self._validate(state.network)
        iteration, status = state.iteration + 1, state.status
        if is_last or state.loss == 0.0:
            status = TrainingStatus.CONVERGED
        elif iteration >= self._options.max_iterations:
            status = TrainingStatus.FINISHED
        diagnostics = {
            "damping": state.damping,
            "gain_ratio": float(gain_ratio),
            "gradient_norm": float(2.0 / self._shape[0] * np.linalg.norm(system.gradient)),
        }
        return replace(
            state,
            iteration=iteration,
            validation_loss=validation_loss,
            status=status,
            diagnostics=diagnostics,
        )


def _is_orthogonal(system: DampedSystem, residual_norm: float, tolerance: float) -> bool:
    """Tell whether the residual is orthogonal to every column of the Jacobian."""
    return bool(np.all(np.abs(system.gradient) <= tolerance * residual_norm * system.norms))
