"""SciPy's L-BFGS-B one evaluation at a time, between any two of which a run can be kept.

`scipy.optimize.minimize` keeps the control until it is done: its callback can watch or end a run,
but nothing public gives out the curvature that the next step is made from, or takes it back. So
this file calls the routine that `minimize` calls in a loop, ``scipy.optimize._lbfgsb.setulb``,
which SciPy does not promise to keep. What is relied on, and tested in ``test_lbfgsb.py``:

- the arguments, in this order: m, x, l, u, nbd, f, g, factr, pgtol, wa, iwa, task, lsave, isave,
  dsave, maxls, ln_task;
- the sizes of its arrays, and that it has no memory besides them;
- the numbers in ``task[0]`` of `Task`.

References
----------
R. H. Byrd, P. Lu, J. Nocedal, C. Zhu, "A limited memory algorithm for bound constrained
optimization", SIAM Journal on Scientific Computing 16, 1995, 1190-1208,
https://doi.org/10.1137/0916069
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from scipy.optimize import _lbfgsb

_MAX_LINE_SEARCH = 20  # evaluations, SciPy's default


class Task(IntEnum):
    """What the routine asks for, or says; any other number is the end of a run that is stuck."""

    NEW_ITERATION = 1
    EVALUATE = 3
    CONVERGED = 4


@dataclass(frozen=True, eq=False)
class LBFGSBState:
    """All that the routine remembers; nothing writes into the arrays.

    Parameters
    ----------
    position, gradient : ndarray, shape (n,)
        Where the routine is, and the gradient that it was told last.
    upper, kind : ndarray, shape (n,)
        The bound on the size of each variable, and whether there is one (2) or not (0).
    work, reals : ndarray
        The routine's.
    integers : list of ndarray
        The routine's: ``iwa, task, ln_task, lsave, isave``.
    value : float
        The value that the routine was told last.
    history : int
        Number of steps that the curvature is read from.
    """

    position: np.ndarray
    gradient: np.ndarray
    upper: np.ndarray
    kind: np.ndarray
    work: np.ndarray
    reals: np.ndarray
    integers: list[np.ndarray]
    value: float
    history: int

    @classmethod
    def start(cls, position: np.ndarray, bounds: np.ndarray, history: int) -> "LBFGSBState":
        """Return the state before the first evaluation.

        Parameters
        ----------
        position : ndarray, shape (n,)
            The start.
        bounds : ndarray, shape (n,)
            Largest sizes; infinite where there is none.
        history : int
            Number of steps that the curvature is read from.
        """
        n, is_bounded = position.size, np.isfinite(bounds)
        n_work = 2 * history * n + 5 * n + 11 * history**2 + 8 * history
        return cls(
            position=position,
            gradient=np.zeros(n),
            upper=np.where(is_bounded, bounds, 0.0),
            kind=np.where(is_bounded, 2, 0).astype(np.int32),
            work=np.zeros(n_work),
            reals=np.zeros(29),
            integers=[np.zeros(size, dtype=np.int32) for size in (3 * n, 2, 2, 4, 44)],
            value=0.0,
            history=history,
        )

    def plain(self) -> dict[str, Any]:
        """Return the state as plain data, under the names that histories have it by."""
        return {_plain_name(name): value for name, value in vars(self).items()}

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> "LBFGSBState":
        """Return the state that `plain` was called on."""
        return cls(**{name.removeprefix("_"): value for name, value in data.items()})


def _plain_name(name: str) -> str:
    return name if name == "position" else f"_{name}"


class LBFGSB:
    """The routine at work, from a state on.

    Attributes
    ----------
    position : ndarray, shape (n,)
        Where an evaluation is asked for.
    """

    def __init__(self, state: LBFGSBState) -> None:
        self._state = state
        self.position, self._work, self._reals = (
            array.copy() for array in (state.position, state.work, state.reals)
        )
        self._integers = [array.copy() for array in state.integers]
        self._value, self._gradient = state.value, state.gradient

    def advance(self) -> int:
        """Go on until an evaluation is needed or an iteration is done; return the `Task`."""
        indices, task, line_search_task, flags, counters = self._integers
        upper, kind = self._state.upper, self._state.kind
        _lbfgsb.setulb(
            *(self._state.history, self.position, -upper, upper, kind),
            *(self._value, self._gradient, 0.0, 0.0, self._work, indices, task, flags, counters),
            *(self._reals, _MAX_LINE_SEARCH, line_search_task),
        )
        return int(task[0])

    def tell(self, value: float, gradient: np.ndarray) -> None:
        """Give the evaluation at `position`."""
        self._value, self._gradient = value, gradient

    def state(self) -> LBFGSBState:
        """Return all that changes; it has the arrays themselves, so that this is at an end."""
        return LBFGSBState(
            position=self.position,
            gradient=self._gradient,
            upper=self._state.upper,
            kind=self._state.kind,
            work=self._work,
            reals=self._reals,
            integers=self._integers,
            value=self._value,
            history=self._state.history,
        )
