"""A sweep as a list shows it, and the results of its cells as a chart takes them."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

import numpy as np

from nncore.trainers import TrainingStatus


class SweepState(Enum):
    """Where a sweep stands; the value is the sentence that the user reads."""

    RUNNING = "Running: its results are kept as they come."
    WAITING = "Interrupted: it goes on with the cells that are not done."
    FINISHED = "Finished: all its cells are done."
    CANCELLED = "Cancelled: the results that it had are kept."

    @property
    def is_final(self) -> bool:
        """Whether nobody goes on with it, unless somebody asks for that."""
        return self in (SweepState.FINISHED, SweepState.CANCELLED)


@dataclass(frozen=True)
class SweepSummary:
    """One line of a list of sweeps.

    Parameters
    ----------
    key, title : str
        Its key, and what the user calls it.
    created : datetime
        In UTC.
    n_cells : int
        Of the whole sweep.
    n_done : int
        Cells with a result, those that failed included.
    n_failed : int
        Cells that failed, impossible ones included.
    state : SweepState
        Where it stands.
    owner : str or None
        Who runs it just now.
    kind : str
        Of its cells, as in their specs; empty where another version wrote none.
    made_by : str
        A digest of the browser or tab that began it; empty where nobody knows.
    """

    key: str
    title: str
    created: datetime
    n_cells: int
    n_done: int
    n_failed: int
    state: SweepState
    owner: str | None
    kind: str = ""
    made_by: str = ""


@dataclass(frozen=True, eq=False)
class SweepCells:
    """The results of a sweep so far, in the order of the cells.

    Parameters
    ----------
    cell : ndarray of int64, shape (n,)
        The numbers of the cells (`SweepSpec.cell`).
    key : tuple of str
        Of the runs; empty for a cell that could be no run.
    status : tuple of TrainingStatus
        How each ended.
    reason : tuple of str
        Why a cell failed; empty otherwise.
    loss, validation_loss, integral_error, claimed_error, weight_error, test_error, seconds, \
iterations : ndarray of float64, shape (n,)
        As in `Outcome`; nan where there is none.
    """

    cell: np.ndarray
    key: tuple[str, ...]
    status: tuple[TrainingStatus, ...]
    reason: tuple[str, ...]
    loss: np.ndarray
    validation_loss: np.ndarray
    integral_error: np.ndarray
    claimed_error: np.ndarray
    weight_error: np.ndarray
    test_error: np.ndarray
    seconds: np.ndarray
    iterations: np.ndarray

    def __len__(self) -> int:
        return self.cell.size


CELL_NUMBERS = (
    *("loss", "validation_loss", "integral_error", "claimed_error"),
    *("weight_error", "test_error", "seconds", "iterations"),
)
"""The columns of numbers of `SweepCells`."""
