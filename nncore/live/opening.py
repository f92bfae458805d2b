"""A run of the history as one that a page shows, and with which it goes on."""

import math
from typing import Any

import numpy as np

from nncore.engine import Checkpoint
from nncore.live.training_run import TrainingRun
from nncore.runs import RunRecord
from nncore.runs.plain_data import from_bytes
from nncore.specs import Spec
from nncore.stencils.learned import StencilStep
from nncore.trainers import TrainingRecord, TrainingStatus


def opened_run(record: RunRecord) -> TrainingRun[Any]:
    """Return a run that stands where the kept one stood.

    It has a place of its own in the history, once it goes on: what was kept stays as it is.

    Parameters
    ----------
    record : RunRecord
        With its state, if it has one: the run can then be gone on with. Otherwise it is over, and
        Play repeats it from the start.

    Returns
    -------
    TrainingRun
        Its records are those of the curve, which is thinned. The weights of a stencil are known
        after its last step only; before it they are nan.
    """
    status = record.outcome.status
    records = _records(record)
    if not records:  # it failed before its first step
        failed = TrainingRun(record.spec, status=status, problem=record.outcome.reason)
        failed.n_kept = 0
        return failed
    state = _state(record)
    network = record.network
    has_result = network is not None or record.coefficients is not None
    run = TrainingRun(record.spec, records=records, problem=record.outcome.reason)
    run.checkpoint = Checkpoint.made(network, state) if has_result else None
    run.n_kept = len(records)
    run.status = TrainingStatus.PAUSED if state is not None else _ended(status)
    return run


def can_go_on(record: RunRecord) -> bool:
    """Whether Play goes on from where the run stood, and does not repeat it from the start."""
    return bool(len(record.curve)) and _state(record) is not None


def _state(record: RunRecord) -> Any:
    """Return what the trainer needs to go on, or None."""
    if record.state is None:
        return None
    try:
        return from_bytes(record.state)
    except ValueError:  # damaged, or of another version: the run can still be seen
        return None


def _ended(status: TrainingStatus) -> TrainingStatus:
    """Return the status of a run with which nobody can go on."""
    return status if status.is_final else TrainingStatus.STOPPED


def _records(record: RunRecord) -> list[TrainingRecord]:
    curve, last = record.curve, len(record.curve) - 1
    columns = (curve.position, curve.loss, curve.validation_loss, curve.seconds)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [
        _record(record.spec, row, record.coefficients if j == last else None)
        for j, row in enumerate(rows)
    ]


def _record(
    spec: Spec, row: tuple[float, ...], coefficients: tuple[float, ...] | None
) -> TrainingRecord:
    """Return one step of a curve; inside a long iteration its number is that of the last one."""
    position, loss, validation_loss, seconds = row
    values: dict[str, Any] = {
        "iteration": int(position),
        "loss": loss,
        "validation_loss": None if math.isnan(validation_loss) else validation_loss,
        "status": TrainingStatus.RUNNING,
        "seconds": seconds,
        "diagnostics": {} if position == int(position) else {"epoch": position},
    }
    offsets = getattr(spec, "offsets", None)
    if offsets is None:
        return TrainingRecord(**values)
    known = np.full(len(offsets), np.nan) if coefficients is None else np.array(coefficients)
    return StencilStep(**values, coefficients=known)
