r"""Variable projection: the output layer is solved for exactly, and only the hidden layer steps.

The network :math:`\hat y = \Phi(\theta)\,a` is linear in its output layer a. For each hidden
layer :math:`\theta` the best one is :math:`a = \Phi^+ y`, and what is left to minimise is

.. math:: \min_\theta \left\| y - \Phi(\theta)\,\Phi(\theta)^+ y \right\|^2 ,

by damped Gauss-Newton steps as in `levenberg_marquardt`. Nothing has to wait until the output
layer has followed the hidden one, so that fewer iterations lead much further down.

Three things keep the network harmless between its samples: small singular values are cut
(`truncated_least_squares`), the units are neither steeper than the samples resolve nor far outside
(`unit_bounds`), and a step to a network that departs from the data in a gap between two samples is
refused (`between_samples`; in several inputs there are no such gaps). Where the loss stops falling
(`restarts`), the least useful units are moved to where the residual is largest (`relocation`), and
the best network is kept.

References
----------
G. H. Golub, V. Pereyra, "The differentiation of pseudo-inverses and nonlinear least squares
problems whose variables separate", SIAM Journal on Numerical Analysis 10, 1973, 413-432,
https://doi.org/10.1137/0710036

L. Kaufman, "A variable projection method for solving separable nonlinear least squares
problems", BIT 15, 1975, 49-57, https://doi.org/10.1007/BF01932995
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from nncore.messages import marked
from nncore.network import OneHiddenNetwork
from nncore.network.parameters import packed_size
from nncore.options import option
from nncore.trainers.base import FittingProblem, TrainingStatus
from nncore.trainers.between_samples import LARGEST_EXCESS
from nncore.trainers.iterative import (
    DampedTrainer,
    samples_per_width_option,
    singular_value_cut_option,
)
from nncore.trainers.least_squares.damped_least_squares import expected_operations, required_bytes
from nncore.trainers.least_squares.nielsen_damping import SMALLEST_GAIN
from nncore.trainers.least_squares.qr_in_batches import Work
from nncore.trainers.least_squares.residuals import rounding_floor
from nncore.trainers.least_squares.truncated_least_squares import refuse_beyond_limit
from nncore.trainers.projected_fit import ProjectedFit
from nncore.trainers.projected_problem import ProjectedProblem
from nncore.trainers.restarts import SLOW, WINDOW
from nncore.trainers.resumable_solver import ResumableSolver
from nncore.trainers.variable_projection_state import VariableProjectionState

_WORTHWHILE = 0.95  # by at least this factor: less comes from fitting noise


@dataclass(frozen=True)
class VariableProjection(DampedTrainer):
    """Damped Gauss-Newton steps of the hidden layer, with the best output layer at each.

    Besides the options of `DampedTrainer`:

    Parameters
    ----------
    jacobian : str
        "kaufman" leaves out the term of the Jacobian that "golub-pereyra" has besides.
    singular_value_cut : float
        Singular values of the output layer below this share of the largest are left out.
    samples_per_width : float
        The least width of a unit, in spacings of the samples around it.
    restarts : int
        How often in a row units are moved in vain before the run gives that up.

    Notes
    -----
    Every step holds the best network so far: its loss never rises, and stays where it is while a
    restart is tried. A run that is taken up sets its generator to the state of then. The
    diagnostics of a step are the damping for the next one, and from iteration 1 the number of
    singular values that were not cut, the norm of the gradient of the loss where the step began
    and the number of restarts.
    """

    name: ClassVar[str] = "variable-projection"
    label: ClassVar[str] = marked("Variable projection")

    jacobian: str = option(
        "kaufman",
        "Kaufman's Jacobian leaves out a term that is small near a good fit.",
        choices=("kaufman", "golub-pereyra"),
    )
    singular_value_cut: float = singular_value_cut_option(1e-12)
    samples_per_width: float = samples_per_width_option(2.0)
    restarts: int = option(
        5,
        "Where the loss stops falling, idle units are moved to the largest errors, and back "
        "if that does not help: at most so often in a row.",
        minimum=0,
        maximum=1_000,
        integer=True,
    )

    def check(self, n_hidden: int, n_samples: int, n_inputs: int = 1) -> None:
        """Refuse more hidden units than the singular values can be computed of.

        Raises
        ------
        ValueError
            With the limit and the trainers that would do.
        """
        refuse_beyond_limit(self.label, n_hidden)

    def memory(self, n_hidden: int, n_samples: int, n_inputs: int = 1) -> float:
        """Return the bytes that training needs besides the samples, as an estimate."""
        n_columns = packed_size(n_hidden, n_inputs)
        samples = 8.0 * (3 + n_inputs) * n_samples  # sorted, and their residuals
        return samples + required_bytes(n_columns, n_columns)

    def solver(self, problem: FittingProblem) -> "VariableProjectionSolver":
        """Return what solves `problem` with these options."""
        return VariableProjectionSolver(self, problem)


class VariableProjectionSolver(ResumableSolver[VariableProjectionState]):
    """The method on one problem."""

    def __init__(self, options: VariableProjection, problem: FittingProblem) -> None:
        super().__init__(problem)
        self._options, self._rng, network = options, problem.rng, problem.network
        limits = options.samples_per_width, options.singular_value_cut
        self._fits = ProjectedFit(self.dataset, network.activation, network.n_hidden, *limits)

    def _start(self) -> VariableProjectionState:
        network, damping = self.problem.network, self._options.damping
        return VariableProjectionState(
            network=network,
            diagnostics={"damping": damping},
            damping=damping,
            current=network,
            generator=self._rng.bit_generator.state,
        )

    def _resumed(self, data: Mapping[str, Any]) -> VariableProjectionState:
        self._rng.bit_generator.state = data["generator"]
        return super()._resumed(data)

    def _expected_operations(self) -> float:
        n_rows, network = self.dataset.n_samples, self.problem.network
        n_hidden = network.n_hidden
        # The linearised problem and one trial of a hidden layer.
        columns = packed_size(n_hidden, network.n_inputs), n_hidden + 1
        return sum(expected_operations(n_rows, n) for n in columns) + 40.0 * n_hidden**3

    def _iterate(self, state: VariableProjectionState) -> Work[VariableProjectionState]:
        if state.loss == 0.0:
            return replace(state, status=TrainingStatus.CONVERGED)
        if state.iteration == 0:
            hidden = state.network.hidden_weights, state.network.hidden_biases
            state = yield from self._moved_to(state, *hidden)
        is_simplified = self._options.jacobian == "kaufman"
        problem = yield from self._fits.linearise(state.current, is_simplified)
        state = yield from self._decided(state, problem)
        diagnostics = {
            "damping": state.damping,
            "rank": float(problem.solution.rank),
            "gradient_norm": float(2.0 / self._fits.y.size * np.linalg.norm(problem.gradient)),
            "restarts": float(state.restarts.n_restarts),
        }
        is_over = not state.status.is_final and state.iteration >= self._options.max_iterations
        status = TrainingStatus.FINISHED if is_over else state.status
        return replace(state, status=status, diagnostics=diagnostics)

    def _decided(
        self, state: VariableProjectionState, problem: ProjectedProblem
    ) -> Work[VariableProjectionState]:
        """Descend, restart, come back or end."""
        left, restarts = state.restarts.share_left(state.iteration, state.current_loss)
        state = replace(state, restarts=restarts)
        is_slow = left > SLOW and self._may_restart(state)
        has_settled = left >= 1.0 - WINDOW * self._options.tolerance
        end = TrainingStatus.CONVERGED if has_settled else None
        if not is_slow and not has_settled:
            state, end = yield from self._descended(state, problem)
        state = replace(state, iteration=state.iteration + 1)
        if state.restarts.departure is not None:
            if is_slow or end or state.restarts.has_lasted(state.iteration):
                return state.came_back(state.restarts.departure[1])
        elif is_slow or end:
            return (yield from self._restarted_or_ended(state, problem, end))
        return state

    def _may_restart(self, state: VariableProjectionState) -> bool:
        return state.restarts.n_failures < self._options.restarts

    def _descended(
        self, state: VariableProjectionState, problem: ProjectedProblem
    ) -> Work[tuple[VariableProjectionState, TrainingStatus | None]]:
        """Take a damped step; return a status if there is none, or if it hardly helps."""
        options, fits, n_samples = self._options, self._fits, self._fits.y.size
        least = options.tolerance * state.current_loss * n_samples
        damping = options.damping_of(state.damping)
        while not damping.is_exhausted:
            # A step that is short for its damping tells nothing about the fit.
            is_bold = damping.is_first and damping.value <= options.damping
            step, predicted = yield from problem.step(damping.value)
            trial, residual = yield from fits.fit(*problem.units.moved(step))
            loss = fits.loss(residual)
            decrease, excess = (state.current_loss - loss) * n_samples, np.nan
            if predicted > 0.0 and decrease > SMALLEST_GAIN * predicted:  # False for nan
                excess = yield from fits.excess(trial, residual)
            if excess <= max(LARGEST_EXCESS, state.excess):  # False for nan
                state = replace(state, damping=damping.after(decrease / predicted))
                state = yield from self._at(state, trial, loss, excess)
                return state, TrainingStatus.CONVERGED if is_bold and decrease <= least else None
            if is_bold and predicted <= least:
                return state, TrainingStatus.CONVERGED
            damping = damping.refused()
        return replace(state, damping=damping.value), TrainingStatus.STALLED

    def _moved_to(
        self, state: VariableProjectionState, weights: np.ndarray, biases: np.ndarray
    ) -> Work[VariableProjectionState]:
        """Go on from these units, and begin a window."""
        network, residual = yield from self._fits.fit(weights, biases)
        excess = yield from self._fits.excess(network, residual)
        state = yield from self._at(state, network, self._fits.loss(residual), excess)
        restarts = state.restarts.referred(state.iteration, state.current_loss)
        return replace(state, restarts=restarts)

    def _at(
        self, state: VariableProjectionState, network: OneHiddenNetwork, loss: float, excess: float
    ) -> Work[VariableProjectionState]:
        """Make `network` the current one, and the best one if it is."""
        is_better = loss < state.loss * (_WORTHWHILE if state.restarts.is_away else 1.0)
        if is_better and excess <= max(LARGEST_EXCESS, state.best_excess):
            validation_loss = yield from self._validate(network)
            state = replace(
                state,
                network=network,
                loss=loss,
                validation_loss=validation_loss,
                best_excess=excess,
                restarts=state.restarts.succeeded(),
            )
        return replace(state, current=network, current_loss=loss, excess=excess)

    def _restarted_or_ended(
        self,
        state: VariableProjectionState,
        problem: ProjectedProblem,
        end: TrainingStatus | None,
    ) -> Work[VariableProjectionState]:
        """Go on from where some units are moved; the best network is kept."""
        is_exact = state.loss <= rounding_floor(state.network, self._fits.x)
        restarts = state.restarts
        if self._may_restart(state) and not is_exact:
            hidden = yield from self._fits.relocated(state.current, problem.solution, self._rng)
            if hidden is not None:
                state = replace(
                    state,
                    restarts=restarts.departed(state.iteration, state.damping),
                    damping=self._options.damping,
                    generator=self._rng.bit_generator.state,
                )
                return (yield from self._moved_to(state, *hidden))
            restarts = replace(restarts, n_failures=self._options.restarts)  # none is left
        end = TrainingStatus.CONVERGED if end and is_exact else end
        return replace(state, restarts=restarts, status=end or state.status)
