"""A run as it stands, kept beside those that come after it on the same page."""

from typing import Any

from nncore.engine import Checkpoint
from nncore.figures.loss import thinned
from nncore.live.training_run import TrainingRun
from nncore.trainers import TrainingStatus


def pinned(run: TrainingRun[Any]) -> TrainingRun[Any]:
    """Return what is looked at of a run from now on, however the run itself goes on.

    Its losses are thinned to what a chart shows, and nobody goes on from it: it takes no more
    memory than its network and 1,200 losses.
    """
    return TrainingRun(
        run.spec,
        run_id=run.run_id,
        records=[record.without_diagnostics() for record in thinned(run.records)],
        checkpoint=Checkpoint.made(run.network, None),
        status=TrainingStatus.PAUSED,
    )
