"""Many specs trained to their ends on all the workers, yielded as they complete."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from nncore.engine.worker import Step, run_to_end
from nncore.specs import Spec
from nncore.trainers import TrainingStatus

if TYPE_CHECKING:
    from distributed import Client, Future

    Cell = Future[tuple[Step, TrainingStatus, float]]

# A worker has two threads; the other one is for live runs. What is not submitted yet can still
# be cancelled.
_CELLS_PER_WORKER = 1


@dataclass(frozen=True)
class SweepResult:
    """One cell of a sweep.

    Parameters
    ----------
    spec : Spec
        What was run.
    final_step : TrainingStep, StencilStep or None
        The last step; None if the cell failed.
    status : TrainingStatus
        How it ended.
    seconds : float
        Compute time of the cell.
    reason : str
        Why it failed, in one sentence; empty otherwise.
    """

    spec: Spec
    final_step: Step | None
    status: TrainingStatus
    seconds: float
    reason: str = ""


def sweep(client: "Client", specs: Iterable[Spec]) -> Iterator[SweepResult]:
    """Yield the result of every spec as it completes; see `Engine.sweep`."""
    from distributed import as_completed

    remaining = iter(specs)
    n_workers = max(1, len(client.scheduler_info()["workers"]))
    cells: dict[Cell, Spec] = {}

    def submit(spec: Spec) -> "Cell":
        future = client.submit(run_to_end, spec, pure=False, retries=2)
        cells[future] = spec
        return future

    first = [submit(spec) for spec in islice(remaining, _CELLS_PER_WORKER * n_workers)]
    completed = as_completed(first, loop=client.loop)
    try:
        for future in completed:
            yield _result(future, cells.pop(future))
            for spec in islice(remaining, 1):
                completed.add(submit(spec))
    finally:
        client.cancel(list(cells))


def _result(future: "Cell", spec: Spec) -> SweepResult:
    try:
        step, status, seconds = future.result()
    except Exception as problem:
        return SweepResult(spec, None, TrainingStatus.FAILED, 0.0, str(problem))
    return SweepResult(spec, step, status, seconds)
