"""About how long a sweep takes, before it begins.

Early ends are not foreseen, so that an estimate is rather too high; see `nncore.trainers.cost`.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nncore.specs.base import Spec
from nncore.specs.box import BoxSpec
from nncore.specs.integration import IntegrationSpec
from nncore.specs.stencil import StencilSpec
from nncore.stencils.gram import is_summed_in_full
from nncore.trainers.cost import SECONDS_PER_BATCH, seconds_estimate
from nncore.trainers.first_order import FirstOrder

ASK_TRIALS = 10_000
"""With more trials than this, a user is asked before they start."""

ASK_SECONDS = 600.0
"""The same for more compute time in all, in seconds."""

ASK_TRIAL_SECONDS = 120.0
"""And for a single trial that takes longer: it cannot be shared between workers."""

_MOST_LOOKED_AT = 2_000

# Samples, start and judgement of a trial: in all, for each sample and for each hidden unit.
_TRIAL_SECONDS, _SAMPLE_SECONDS, _UNIT_SECONDS = 4e-3, 1e-6, 1e-4
# The same for a stencil: in all, for each field, and for each of its points where the fields are
# summed one by one, alone and for each offset.
_STENCIL_SECONDS, _FIELD_SECONDS, _POINT_SECONDS, _COLUMN_SECONDS = 1e-2, 8e-7, 4.2e-8, 2e-9
# Of an epoch; for each field in it, and for each entry of its quadratic form.
_EPOCH_SECONDS, _EPOCH_FIELD_SECONDS, _ENTRY_SECONDS = 7e-4, 3e-8, 2e-9


@dataclass(frozen=True)
class SweepCost:
    """What a sweep is estimated to take.

    Parameters
    ----------
    seconds : float
        Compute time of all the trials; w workers need at least a w-th of it.
    longest : float
        Compute time of the dearest trial.
    cells : int
        Number of trials.
    """

    seconds: float
    longest: float
    cells: int

    @property
    def is_large(self) -> bool:
        """Whether a user should be asked before it begins."""
        return (
            self.cells > ASK_TRIALS
            or self.seconds > ASK_SECONDS
            or self.longest > ASK_TRIAL_SECONDS
        )

    def wall_seconds(self, n_workers: int) -> float:
        """Return about how long so many workers will need, if nothing else runs on them."""
        return max(self.longest, self.seconds / max(1, n_workers))


def seconds_of(spec: Spec) -> float:
    """Return about how many seconds of compute time a trial takes."""
    if isinstance(spec, StencilSpec):
        return _stencil_seconds(spec)
    assert isinstance(spec, IntegrationSpec | BoxSpec)
    n_inputs = spec.n_inputs if isinstance(spec, BoxSpec) else 1
    around = _TRIAL_SECONDS + _SAMPLE_SECONDS * spec.n_samples + _UNIT_SECONDS * spec.n_hidden
    size = spec.n_hidden, spec.n_training_samples, n_inputs
    return around + seconds_estimate(spec.trainer, *size)


def _stencil_seconds(spec: StencilSpec) -> float:
    assert isinstance(spec.trainer, FirstOrder)  # the spec has checked it
    n_offsets, n_waves = len(spec.offsets), min(spec.max_mode, 2 * spec.n_fields)
    before = _STENCIL_SECONDS + _FIELD_SECONDS * spec.n_fields
    if is_summed_in_full(n_waves, n_offsets, spec.noise):
        point = _POINT_SECONDS + _COLUMN_SECONDS * (n_offsets + 1)
        before += point * spec.n_fields * spec.n_points
    fields = (_EPOCH_FIELD_SECONDS + _ENTRY_SECONDS * n_offsets**2) * spec.n_training_fields
    updates = SECONDS_PER_BATCH * math.ceil(spec.n_training_fields / spec.trainer.batch_size)
    return before + spec.trainer.epochs * (_EPOCH_SECONDS + fields + updates)


def cost_of(n_trials: int, trial: Callable[[int], Spec]) -> SweepCost:
    """Return the estimate for a sweep; of more than 2,000 trials, 2,000 are looked at.

    Parameters
    ----------
    n_trials : int
        Number of trials.
    trial : callable
        Index -> trial; raises ValueError for an impossible one.
    """
    looked_at: np.ndarray = np.arange(n_trials)
    if n_trials > _MOST_LOOKED_AT:
        # At random: trials at equal distances may all have the same value of an axis.
        looked_at = np.random.default_rng(0).integers(n_trials, size=_MOST_LOOKED_AT)
        looked_at[-1] = n_trials - 1  # axes mostly increase
    seconds = [_seconds_or_none(trial, int(index)) for index in looked_at]
    possible = [value for value in seconds if value is not None]
    return SweepCost(
        seconds=sum(possible) * n_trials / looked_at.size,
        longest=max(possible, default=0.0),
        cells=n_trials,
    )


def _seconds_or_none(trial: Callable[[int], Spec], index: int) -> float | None:
    try:
        return seconds_of(trial(index))
    except ValueError:  # an impossible trial costs nothing
        return None
