"""Another learning rate for runs that have begun: they go on with it, and nothing begins anew."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from nncore.live.page_runs import PageRuns
from nncore.live.training_run import TrainingRun
from nncore.specs import Spec
from nncore.trainers.first_order import FirstOrder

SpecT = TypeVar("SpecT", bound=Spec)


def change_learning_rate(
    runs: PageRuns, spec: SpecT, rate: float, specs_of: Callable[[SpecT], Mapping[str, Spec]]
) -> SpecT | None:
    """Let the runs of a page go on with another learning rate.

    It holds from the first iteration that none of them has begun. What is on its way from a worker
    is left: it was made with the rate of before.

    Parameters
    ----------
    runs : PageRuns
        They play or wait, and do so afterwards.
    spec : Spec
        The settings of the page.
    rate : float
        The learning rate from now on.
    specs_of : callable
        Makes the specs of the runs of the settings.

    Returns
    -------
    Spec or None
        The settings with the rate in their schedule: runs of them repeat these from the start.
        None where nothing goes on: no run has made a step, or one has come to its end.

    Raises
    ------
    ValueError
        If the rate is not allowed, or was changed too often.
    """
    trainer = spec.trainer
    assert isinstance(trainer, FirstOrder)  # no other has a rate
    with runs.lock:
        specs = specs_of(spec)
        if {name: run.spec for name, run in runs.runs.items()} != specs or runs.is_over:
            return None
        begun = max(_begun(run, trainer.epochs) for run in runs.runs.values())
        if not 0 < begun < trainer.epochs:
            return None
        rates = trainer.learning_rates.changed(begun + 1, rate)
        spec = replace(spec, trainer=trainer.with_learning_rates(rates))
        for name, changed in specs_of(spec).items():
            runs.runs[name].go_on_with(changed)
        runs.touch()
    runs.wake()
    return spec


def _begun(run: TrainingRun[Any], n_iterations: int) -> int:
    """Return how many of `n_iterations` a run has begun, though it may have others in number."""
    return -(-math.ceil(run.position) * n_iterations // run.spec.trainer.n_iterations)
