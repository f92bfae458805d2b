r"""L-BFGS: a quasi-Newton method on the exact gradient, by SciPy's L-BFGS-B.

With the gradients :math:`g_k` of the loss at the last few positions :math:`z_k`, the pairs
:math:`(z_{k+1} - z_k,\ g_{k+1} - g_k)` stand in for the second derivatives. No Jacobian is kept, so
that there is no limit on the number of hidden units, but the condition number of the problem
enters squared: against the methods of least squares it loses on small, smooth problems.

The parameters are scaled by the root mean squares of their columns of the Jacobian, anew every
hundred iterations: from random starts the loss is then ten times smaller after 1,000 iterations,
in the mean over twelve integrands.

References
----------
R. H. Byrd, P. Lu, J. Nocedal, C. Zhu, "A limited memory algorithm for bound constrained
optimization", SIAM Journal on Scientific Computing 16, 1995, 1190-1208,
https://doi.org/10.1137/0916069

See Also
--------
scipy.optimize.minimize : the routine, with ``method="L-BFGS-B"``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

import numpy as np

from nncore.messages import marked
from nncore.network import OneHiddenNetwork
from nncore.network.parameters import packed_size
from nncore.options import option
from nncore.trainers.base import FittingProblem, TrainingStatus
from nncore.trainers.hidden_units.ridge_bounds import bounds_for
from nncore.trainers.hidden_units.unit_bounds import along
from nncore.trainers.iterative import (
    IterativeTrainer,
    max_iterations_option,
    samples_per_width_option,
    tolerance_option,
)
from nncore.trainers.lbfgsb import LBFGSB, LBFGSBState, Task
from nncore.trainers.least_squares.qr_in_batches import Work
from nncore.trainers.least_squares.residuals import rounding_floor
from nncore.trainers.least_squares.training_rows import ACTIVATION_COST, TrainingRows
from nncore.trainers.resumable_solver import ResumableSolver, SolverState

_MAX_ENTRIES = 1_000_000  # of the Jacobian that are computed at once
REFRESH = 100  # iterations after which the parameters are scaled anew: measured
_FIRST_STEPS = 3  # until some curvature is known they may be short
_SMALLEST_SCALE = 1e-3  # of the largest: an idle parameter must not run away
_NOT_FINITE = 1e30  # instead of a loss that is not, in units of the loss at the start


@dataclass(frozen=True)
class LBFGS(IterativeTrainer):
    """SciPy's L-BFGS-B on the exact gradient, with bounds on the slopes of the units.

    From iteration 1 the diagnostics of a step hold the norm of the gradient of the loss. Nothing is
    drawn from the random generator.

    Parameters
    ----------
    history : int
        Number of steps that the curvature is read from, SciPy's ``maxcor``.
    max_iterations : int
        Number of iterations after which the run ends at the latest.
    tolerance : float
        The run has converged where the loss falls by less than this part of itself, with the
        parameters scaled anew.
    samples_per_width : float
        The least width of a unit, in spacings of the samples around it when the parameters were
        scaled; a unit that starts narrower may stay so.
    """

    name: ClassVar[str] = "lbfgs"
    label: ClassVar[str] = marked("L-BFGS")

    history: int = option(
        20,
        "The curvature is read from so many steps: more memory, better steps.",
        minimum=1,
        maximum=200,
        integer=True,
    )
    max_iterations: int = max_iterations_option(5_000)
    tolerance: float = tolerance_option(1e-9)
    samples_per_width: float = samples_per_width_option(2.0)

    def memory(self, n_hidden: int, n_samples: int, n_inputs: int = 1) -> float:
        """Return the bytes that training needs besides the samples, as an estimate."""
        # The solver's arrays, and their copies in the state of a step and on its way.
        solver = 3 * (2 * self.history + 6) * packed_size(n_hidden, n_inputs)
        return 8.0 * (solver + 3 * _MAX_ENTRIES + n_samples)

    def solver(self, problem: FittingProblem) -> "LBFGSSolver":
        """Return what solves `problem` with these options."""
        return LBFGSSolver(self, problem)


@dataclass(frozen=True, eq=False, kw_only=True)
class LBFGSState(SolverState):
    r"""Where a run stands.

    The routine sees :math:`z = D\theta`, with the slopes and the offsets about a pivot for each
    unit, scaled to have a similar effect, and the loss as a share of where it began.

    Parameters
    ----------
    solver : LBFGSBState, optional
        SciPy's routine; None before the first iteration.
    age : int
        Iterations since the parameters were scaled.
    unit : float
        The loss at that time.
    pivots : ndarray, shape (n_hidden,) or (n_hidden, n_inputs), optional
        The points about which the offsets are.
    scale : ndarray, shape (n_parameters,), optional
        The diagonal of D.
    """

    solver: LBFGSBState | None = None
    age: int = 0
    unit: float = np.nan
    pivots: np.ndarray | None = None
    scale: np.ndarray | None = None

    def plain(self) -> dict[str, Any]:
        """Return all but the network as plain data, which the history keeps."""
        return super().plain() | {"solver": self.solver and self.solver.plain()}

    @classmethod
    def from_plain(cls, network: OneHiddenNetwork, data: Mapping[str, Any]) -> Self:
        """Return the state that `plain` was called on."""
        solver = data["solver"] and LBFGSBState.from_plain(data["solver"])
        return super().from_plain(network, {**data, "solver": solver})


@dataclass(frozen=True)
class _Evaluation:
    network: OneHiddenNetwork
    loss: float
    gradient_norm: float


class LBFGSSolver(ResumableSolver[LBFGSState]):
    """The method on one problem."""

    def __init__(self, options: LBFGS, problem: FittingProblem) -> None:
        super().__init__(problem)
        self._options, network = options, problem.network
        samples = self.dataset.x_train
        self._bounds = bounds_for(samples, network.activation, options.samples_per_width)
        self._rows = TrainingRows(self.dataset, network.n_hidden)

    def _start(self) -> LBFGSState:
        return LBFGSState(network=self.problem.network, diagnostics={})

    def _expected_operations(self) -> float:
        return 2.0 * ACTIVATION_COST * self.dataset.n_samples * self.problem.network.n_hidden

    def _iterate(self, state: LBFGSState) -> Work[LBFGSState]:
        if state.loss == 0.0:
            return replace(state, status=TrainingStatus.CONVERGED)
        while not state.status.is_final:
            if state.solver is None or state.age >= REFRESH:
                state = yield from self._scaled_anew(state)
            assert state.solver is not None
            solver, evaluation = LBFGSB(state.solver), None
            while (task := solver.advance()) == Task.EVALUATE:
                evaluation = yield from self._evaluation(solver, state)
            state = replace(state, solver=solver.state())
            if task == Task.NEW_ITERATION and evaluation and evaluation.loss < state.loss:
                return (yield from self._accepted(state, evaluation))
            is_stuck = task not in (Task.NEW_ITERATION, Task.CONVERGED)
            state = self._ended(state, is_stuck)
        return state

    def _accepted(self, before: LBFGSState, evaluation: _Evaluation) -> Work[LBFGSState]:
        validation_loss = yield from self._validate(evaluation.network)
        state = replace(
            before,
            network=evaluation.network,
            loss=evaluation.loss,
            validation_loss=validation_loss,
            iteration=before.iteration + 1,
            age=before.age + 1,
            diagnostics={"gradient_norm": evaluation.gradient_norm},
        )
        is_last = before.loss - state.loss <= self._options.tolerance * before.loss
        if is_last and state.age >= _FIRST_STEPS:
            state = self._ended(state, is_stuck=False)
        is_over = not state.status.is_final and state.iteration >= self._options.max_iterations
        return replace(state, status=TrainingStatus.FINISHED) if is_over else state

    def _ended(self, state: LBFGSState, is_stuck: bool) -> LBFGSState:
        """End the run, or have the parameters scaled anew if there was some progress."""
        if state.age > _FIRST_STEPS:
            return replace(state, age=REFRESH)
        # Where rounding errors are all that is left, no line search finds less.
        is_exact = state.loss <= rounding_floor(state.network, self.dataset.x_train)
        is_done = is_exact or not is_stuck
        status = TrainingStatus.CONVERGED if is_done else TrainingStatus.STALLED
        return replace(state, status=status)

    def _scaled_anew(self, state: LBFGSState) -> Work[LBFGSState]:
        """Choose pivots, scale and unit about the network; the routine forgets the curvature."""
        network, bounds, weights = state.network, self._bounds, state.network.hidden_weights
        pivots = bounds.pivots(weights, network.hidden_biases)
        scale = yield from self._column_sizes(network, pivots)
        scale = np.maximum(scale, _SMALLEST_SCALE * np.max(scale))
        parameters = network.pack()
        parameters[_offsets(network)] += along(weights, pivots)
        limits = np.full(parameters.size, np.inf)
        # What the start has is allowed, so that it can be the first position.
        limits[: weights.size] = np.maximum(bounds.steepest(pivots), np.abs(weights)).ravel()
        solver = LBFGSBState.start(scale * parameters, scale * limits, self._options.history)
        return replace(state, solver=solver, age=0, unit=state.loss, pivots=pivots, scale=scale)

    def _column_sizes(self, network: OneHiddenNetwork, pivots: np.ndarray) -> Work[np.ndarray]:
        """Return the root mean squares of the columns of the Jacobian."""
        n_hidden, n_samples = network.n_hidden, self.dataset.n_samples
        squares = np.zeros(packed_size(n_hidden, network.n_inputs))
        size = min(n_samples, max(1, _MAX_ENTRIES // (squares.size + 1)))
        rows = np.empty((size, squares.size + 1), order="F")
        yield from self._rows.prepare(network)
        for start in range(0, n_samples, size):
            stop = min(n_samples, start + size)
            self._rows.write(network, rows[: stop - start], start, stop)
            jacobian = rows[: stop - start, :-1]
            _about(pivots, jacobian, _offsets(network))
            squares += np.einsum("ij,ij->j", jacobian, jacobian)
            yield ACTIVATION_COST * len(jacobian) * n_hidden
        return np.sqrt(squares / n_samples)

    def _evaluation(self, solver: LBFGSB, state: LBFGSState) -> Work[_Evaluation]:
        """Tell the routine loss and gradient at its position, and return what was found."""
        pivots, scale, n_samples = state.pivots, state.scale, self.dataset.n_samples
        assert pivots is not None and scale is not None
        parameters, offsets = solver.position / scale, _offsets(state.network)
        parameters[offsets] -= along(parameters[: pivots.size].reshape(pivots.shape), pivots)
        network = state.network.unpack(parameters)
        total, gradient = yield from self._rows.gradient(network)
        loss, gradient = total / n_samples, gradient * (2.0 / n_samples)
        norm = float(np.linalg.norm(gradient))
        _about(pivots, gradient[np.newaxis], offsets)
        if np.isfinite(loss) and np.isfinite(norm):
            solver.tell(loss / state.unit, gradient / (scale * state.unit))
        else:
            solver.tell(_NOT_FINITE, np.zeros(parameters.size))
        return _Evaluation(network, loss, norm)


def _offsets(network: OneHiddenNetwork) -> slice:
    """Return where the hidden biases stand among all the parameters."""
    n_weights = network.hidden_weights.size
    return slice(n_weights, n_weights + network.n_hidden)


def _about(pivots: np.ndarray, derivatives: np.ndarray, offsets: slice) -> None:
    """Turn rows of derivatives by weights and biases into those by slopes and offsets."""
    n_inputs = pivots.size // len(pivots)
    by_offset = np.repeat(derivatives[:, offsets], n_inputs, axis=1)
    derivatives[:, : pivots.size] -= pivots.ravel() * by_offset
