"""How much compute time each run of a page gets, and how the runs stand by it."""

import math
from dataclasses import dataclass
from typing import Any

from nncore.live.training_run import TrainingRun
from nncore.trainers import TrainingStatus


@dataclass(frozen=True)
class ComputeBudget:
    """Compute time that each run of a page gets; it may be changed while they stand still.

    Parameters
    ----------
    seconds : float
        A run that has used them is not asked for further steps; infinite where the iterations
        alone are limited.
    """

    seconds: float = math.inf

    @property
    def is_limited(self) -> bool:
        """Whether it is the time that ends a run."""
        return math.isfinite(self.seconds)

    def is_done(self, run: TrainingRun[Any]) -> bool:
        """Whether a run has ended or has used up its budget."""
        return run.status.is_final or run.run_seconds >= self.seconds

    def status_of(self, run: TrainingRun[Any]) -> TrainingStatus:
        """Return the status of a run by this budget, which may be another than when it stopped."""
        if self.is_done(run):
            return run.status if run.status.is_final else TrainingStatus.TIME_IS_UP
        is_ended = run.status is TrainingStatus.TIME_IS_UP
        return TrainingStatus.PAUSED if is_ended else run.status

    def progress_of(self, run: TrainingRun[Any]) -> float:
        """Return how much of a run's iterations, or of its budget, is done, from 0 to 1."""
        if not self.is_limited:
            return run.progress
        return 1.0 if self.is_done(run) else run.run_seconds / self.seconds
