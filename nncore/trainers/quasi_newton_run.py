"""A run of L-BFGS, cut into steps that are never far apart."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import _lbfgsb

from nncore.network import OneHiddenNetwork
from nncore.samples.dataset import Dataset
from nncore.trainers.base import TrainingStatus
from nncore.trainers.qr_in_batches import Work
from nncore.trainers.resumable_run import ResumableRun, rounding_floor
from nncore.trainers.training_rows import ACTIVATION_COST, TrainingRows
from nncore.trainers.unit_bounds import UnitBounds

if TYPE_CHECKING:
    from nncore.trainers.quasi_newton import LBFGS

#: Entries of the Jacobian that are computed at once.
MAX_ENTRIES = 1_000_000

_REFRESH = 100  # iterations after which the parameters are scaled anew: measured
_FIRST_STEPS = 3  # until some curvature is known they may be short
_SMALLEST_SCALE = 1e-3  # of the largest: an idle parameter must not run away
_MAX_LINE_SEARCH = 20  # evaluations, SciPy's default
_NOT_FINITE = 1e30  # instead of a loss that is not, in units of the loss at the start
_NEW_ITERATION, _CONVERGED, _EVALUATE = 1, 4, 3  # SciPy's task numbers


class Solver:
    """SciPy's L-BFGS-B between two calls: arrays only, so that a run can be taken up.

    ``scipy.optimize.minimize`` keeps the control until it is done. The routine that it calls in a
    loop asks for one evaluation at a time, and has no other memory than these arrays.

    Parameters
    ----------
    position : ndarray, shape (n,)
        The start.
    bounds : ndarray, shape (n,)
        Largest sizes; infinite where there is none.
    history : int
        Number of steps that the curvature is read from.
    """

    def __init__(self, position: np.ndarray, bounds: np.ndarray, history: int) -> None:
        n = position.size
        self.position, self._gradient, self._value = position.copy(), np.zeros(n), 0.0
        self._upper = np.where(np.isfinite(bounds), bounds, 0.0)
        self._kind = np.where(np.isfinite(bounds), 2, 0).astype(np.int32)
        self._history = history
        n_work = 2 * history * n + 5 * n + 11 * history**2 + 8 * history
        self._work, self._reals = np.zeros(n_work), np.zeros(29)
        integers = (3 * n, 2, 2, 4, 44)
        self._integers = [np.zeros(size, dtype=np.int32) for size in integers]

    def advance(self) -> int:
        """Go on until an evaluation is needed or an iteration is done; return the task number."""
        indices, task, line_search_task, flags, counters = self._integers
        _lbfgsb.setulb(
            *(self._history, self.position, -self._upper, self._upper, self._kind),
            *(self._value, self._gradient, 0.0, 0.0, self._work, indices, task, flags, counters),
            *(self._reals, _MAX_LINE_SEARCH, line_search_task),
        )
        return int(task[0])

    def tell(self, value: float, gradient: np.ndarray) -> None:
        """Give the evaluation at `position`."""
        self._value, self._gradient = value, gradient

    def state(self) -> dict[str, Any]:
        """Return copies of all that changes."""
        copies = {name: value.copy() for name, value in vars(self).items() if _is_array(value)}
        integers = [array.copy() for array in self._integers]
        return {**copies, "_value": self._value, "_integers": integers, "_history": self._history}

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> "Solver":
        """Return the solver that `state` came from."""
        solver = object.__new__(cls)
        for name, value in state.items():
            setattr(solver, name, value.copy() if _is_array(value) else value)
        solver._integers = [array.copy() for array in state["_integers"]]
        return solver


def _is_array(value: object) -> bool:
    return isinstance(value, np.ndarray)


class Run(ResumableRun):
    r"""One run: what changes between its iterations.

    The solver sees :math:`z = D\theta`, with the slopes and the offsets about a pivot for each
    unit, scaled to have a similar effect, and the loss as a share of where it began.
    """

    def __init__(
        self,
        options: "LBFGS",
        network: OneHiddenNetwork,
        dataset: Dataset,
        state: Mapping[str, Any] | None,
    ) -> None:
        super().__init__(network, dataset, state, {})
        memory = state or {}
        self.options = options
        self._solver: Solver | None = None
        if memory.get("solver") is not None:
            self._solver = Solver.from_state(memory["solver"])
        self._age: int = memory.get("age", 0)  # iterations since the solver was set up
        self._unit: float = memory.get("unit", np.nan)
        self._pivots: np.ndarray | None = memory.get("pivots")
        self._scale: np.ndarray | None = memory.get("scale")
        x = np.sort(dataset.x_train)
        self._bounds = UnitBounds(x, network.activation, options.samples_per_width)
        self._rows = TrainingRows(dataset, network.n_hidden)

    def _state(self) -> dict[str, Any]:
        return {
            **super()._state(),
            "solver": None if self._solver is None else self._solver.state(),
            "age": self._age,
            "unit": self._unit,
            "pivots": self._pivots,
            "scale": self._scale,
        }

    def _expected_operations(self) -> float:
        return 2.0 * ACTIVATION_COST * self.dataset.n_samples * self.network.n_hidden

    def _iterate(self) -> Work[None]:
        if self.loss == 0.0:
            self.status = TrainingStatus.CONVERGED
        while not self.status.is_final:
            if self._solver is None or self._age >= _REFRESH:
                self._solver = yield from self._set_up()
            evaluated = None
            while (task := self._solver.advance()) == _EVALUATE:
                evaluated = yield from self._evaluate(self._solver)
            if task == _NEW_ITERATION and evaluated and evaluated[1] < self.loss:
                yield from self._accept(*evaluated)
                return
            self._end(is_stuck=task not in (_NEW_ITERATION, _CONVERGED))

    def _accept(self, network: OneHiddenNetwork, loss: float, gradient_norm: float) -> Work[None]:
        validation_loss = yield from self._validate(network)
        is_last = self.loss - loss <= self.options.tolerance * self.loss
        self.network, self.loss, self.validation_loss = network, loss, validation_loss
        self.iteration += 1
        self._age += 1
        self.diagnostics = {"gradient_norm": gradient_norm}
        if is_last and self._age >= _FIRST_STEPS:
            self._end(is_stuck=False)
        if not self.status.is_final and self.iteration >= self.options.max_iterations:
            self.status = TrainingStatus.FINISHED

    def _end(self, is_stuck: bool) -> None:
        """End the run, or have the solver set up again if this one has made some progress."""
        if self._age > _FIRST_STEPS:
            self._age = _REFRESH
        else:
            # Where rounding errors are all that is left, no line search finds less.
            is_exact = self.loss <= rounding_floor(self.network, self.dataset.x_train)
            is_done = is_exact or not is_stuck
            self.status = TrainingStatus.CONVERGED if is_done else TrainingStatus.STALLED

    def _set_up(self) -> Work[Solver]:
        """Choose pivots, scale and unit about the network; the solver forgets the curvature."""
        network, bounds = self.network, self._bounds
        weights, n_hidden = network.hidden_weights, network.n_hidden
        pivots = self._pivots = bounds.pivots(weights, network.hidden_biases)
        self._unit, self._age = self.loss, 0
        squares = np.zeros(3 * n_hidden + 1)
        n_samples = self.dataset.n_samples
        size = min(n_samples, max(1, MAX_ENTRIES // (squares.size + 1)))
        rows = np.empty((size, squares.size + 1), order="F")
        yield from self._rows.prepare(network)
        for start in range(0, n_samples, size):
            stop = min(n_samples, start + size)
            self._rows.write(network, rows[: stop - start], start, stop)
            jacobian = rows[: stop - start, :-1]
            jacobian[:, :n_hidden] -= pivots * jacobian[:, n_hidden : 2 * n_hidden]
            squares += np.einsum("ij,ij->j", jacobian, jacobian)
            yield ACTIVATION_COST * len(jacobian) * n_hidden
        scale = np.sqrt(squares / self.dataset.n_samples)
        scale = np.maximum(scale, _SMALLEST_SCALE * np.max(scale))
        parameters = network.pack()
        parameters[n_hidden : 2 * n_hidden] += weights * pivots
        limits = np.full(parameters.size, np.inf)
        # What the start has is allowed, so that it can be the first position.
        limits[:n_hidden] = np.maximum(bounds.steepest(pivots), np.abs(weights))
        self._scale = scale
        return Solver(scale * parameters, scale * limits, self.options.history)

    def _evaluate(self, solver: Solver) -> Work[tuple[OneHiddenNetwork, float, float]]:
        """Tell the solver loss and gradient at its position; return network, loss, its norm."""
        pivots, scale, n_samples = self._pivots, self._scale, self.dataset.n_samples
        assert pivots is not None and scale is not None
        n_hidden = len(pivots)
        parameters = solver.position / scale
        parameters[n_hidden : 2 * n_hidden] -= parameters[:n_hidden] * pivots
        network = self.network.unpack(parameters)
        total, gradient = yield from self._rows.gradient(network)
        loss, gradient = total / n_samples, gradient * (2.0 / n_samples)
        norm = float(np.linalg.norm(gradient))
        gradient[:n_hidden] -= pivots * gradient[n_hidden : 2 * n_hidden]
        if np.isfinite(loss) and np.isfinite(norm):
            solver.tell(loss / self._unit, gradient / (scale * self._unit))
        else:
            solver.tell(_NOT_FINITE, np.zeros(parameters.size))
        return network, loss, norm
