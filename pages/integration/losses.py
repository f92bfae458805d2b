"""The loss curves of a page with one run, from before its first step to the moment shown."""

from collections.abc import Mapping, Sequence
from typing import Any

from nncore.figures import loss_figure
from nncore.figures.style import Figure
from nncore.live import PageRuns, TrainingRun
from nncore.trainers import TrainingRecord
from nncore.trainers.first_order import FirstOrder
from pages.live.moments import figure_on_the_way

# The eye is on the fit; the charts beside it leave it the time.
_PAUSE = 0.4


def losses(runs: PageRuns, start: Sequence[TrainingRecord]) -> Figure:
    """Return the losses of the run of a page.

    Parameters
    ----------
    runs : PageRuns
        One alone.
    start : sequence of TrainingRecord
        What is known of them before its first step.
    """

    def made(runs: Mapping[str, TrainingRun[Any]]) -> Figure:
        (run,) = runs.values()
        trainer = run.spec.trainer
        name = trainer.iteration_name
        rates = trainer.learning_rates if isinstance(trainer, FirstOrder) else None
        return run.throttled("loss", lambda: loss_figure(run.records or start, name, rates), _PAUSE)

    return figure_on_the_way(runs, made)
