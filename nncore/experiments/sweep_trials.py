"""The results of a sweep, as arrays that charts and the history take."""

from dataclasses import dataclass

import numpy as np

from nncore.trainers import TrainingStatus


@dataclass(frozen=True, eq=False)
class SweepTrials:
    """The results of a sweep so far, in the order of the trials.

    Parameters
    ----------
    cell : ndarray of int64, shape (n,)
        The numbers of the trials (`SweepSpec.cell`).
    key : tuple of str
        Of the runs; empty for a trial that could be no run.
    status : tuple of TrainingStatus
        How each ended.
    reason : tuple of str
        Why a trial failed; empty otherwise.
    loss, validation_loss, integral_error, error_estimate, weight_error, test_error, seconds, \
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
    error_estimate: np.ndarray
    weight_error: np.ndarray
    test_error: np.ndarray
    seconds: np.ndarray
    iterations: np.ndarray

    def __len__(self) -> int:
        return self.cell.size


TRIAL_NUMBERS = (
    *("loss", "validation_loss", "integral_error", "error_estimate"),
    *("weight_error", "test_error", "seconds", "iterations"),
)
"""The columns of numbers of `SweepTrials`."""
