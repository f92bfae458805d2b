"""Many specs trained to their ends on all the workers, yielded as they complete."""

import inspect
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nncore.engine.engine_error import EngineError
from nncore.engine.trial import RESOURCE, Step, TrialResult, failure, run_trials
from nncore.engine.worker import WORKER_BASE_BYTES
from nncore.experiments.outcome import Outcome
from nncore.messages import gettext, marked, said
from nncore.specs import Spec
from nncore.trainers import TrainingStatus
from nncore.trainers.loss_curve import LossCurve

if TYPE_CHECKING:
    from distributed import Client, Future

# Of each worker: the batch that it runs and those that wait, so that it never does. What is not
# submitted yet can still be cancelled, and goes to a worker that joins.
_BATCHES_PER_WORKER = 3
# Trials that are shorter travel together; results still arrive several times a second.
_BATCH_SECONDS = 0.35
_MOST_TRIALS_OF_A_BATCH = 64
_TRIALS_REMEMBERED = 30
_LOOK_SECONDS = 0.5  # how soon a worker that joins gets work
_POLL_SECONDS = 0.05


@dataclass(frozen=True)
class SweepResult:
    """One trial of a sweep.

    Parameters
    ----------
    spec : Spec or None
        What was run; None if this combination of values makes no spec.
    final_step : TrainingStep, StencilStep or None
        The last step, without its state; None if the trial failed.
    status : TrainingStatus
        How it ended.
    seconds : float
        Compute time of the trial on its worker, with its samples and its judgement.
    reason : str
        Why it failed, in one sentence; empty otherwise.
    curve : LossCurve or None
        The losses on the way.
    outcome : Outcome or None
        What the run came to.
    index : int
        The place of the trial among those given, from 0.
    """

    spec: Spec | None
    final_step: Step | None
    status: TrainingStatus
    seconds: float
    reason: str = ""
    curve: LossCurve | None = None
    outcome: Outcome | None = None
    index: int = -1


@dataclass(frozen=True)
class _Trial:
    index: int
    spec: Spec

    def result(self, found: TrialResult) -> SweepResult:
        return SweepResult(
            self.spec,
            found.final_step,
            found.status,
            found.seconds,
            found.reason,
            found.curve,
            found.outcome,
            self.index,
        )


def sweep(
    client: "Client", specs: Iterable[Spec], stop: threading.Event | None = None
) -> Iterator[SweepResult]:
    """Yield the result of every spec as it completes; see `Engine.sweep`."""
    running = _Sweep(client, specs, stop or threading.Event())
    try:
        yield from running.results()
    finally:
        running.cancel()


class _Sweep:
    """What is on its way: batches of trials on the workers, and the trials still to come."""

    def __init__(self, client: "Client", specs: Iterable[Spec], stop: threading.Event) -> None:
        from distributed import as_completed

        self._client, self._stop = client, stop
        self._coming = _Coming(specs)
        self._batches: dict[Future[list[TrialResult]], list[_Trial]] = {}
        self._completed = as_completed(loop=client.loop, with_results=True, raise_errors=False)
        self._suspects: deque[_Trial] = deque()
        self._alone: _Trial | None = None
        self._recent: deque[float] = deque(maxlen=_TRIALS_REMEMBERED)
        self._looked = -1.0
        self._window, self._resources, self._memory = 1, {RESOURCE: 1.0}, float("inf")

    def results(self) -> Iterator[SweepResult]:
        """Yield until everything is done or the sweep is stopped."""
        while not self._stop.is_set():
            self._check_scheduler()
            self._look_at_workers()
            yield from self._submit()
            if not self._batches:
                return
            yield from self._collect()

    def cancel(self) -> None:
        """Give up what is on its way."""
        if self._batches:
            self._client.cancel(list(self._batches), force=True)
            self._batches.clear()

    def _check_scheduler(self) -> None:
        # Dask gives up the trials at once, but would wait half a minute for the scheduler.
        if self._client.status != "running":
            raise EngineError("The scheduler was lost; start it again, and the sweep goes on.")

    def _look_at_workers(self) -> None:
        """Adapt the window to the workers that there are now."""
        now = time.monotonic()
        if now - self._looked < _LOOK_SECONDS:
            return
        self._looked = now
        workers = self._client.scheduler_info()["workers"].values()
        offering = [worker for worker in workers if worker["resources"].get(RESOURCE)]
        if offering:
            self._resources, self._window = {RESOURCE: 1.0}, _BATCHES_PER_WORKER * len(offering)
        elif workers:  # started without our preload: the second thread must stay free
            self._resources, self._window = {}, len(workers)
        limits = [worker["memory_limit"] or float("inf") for worker in workers]
        self._memory = max(limits, default=float("inf")) - WORKER_BASE_BYTES

    def _submit(self) -> Iterator[SweepResult]:
        """Keep the window full; yield the trials that need no worker because they fail at once."""
        while len(self._batches) < self._window and self._alone is None:
            batch: list[_Trial] = []
            size = self._batch_size()
            while len(batch) < size and (trial := self._coming.next()) is not None:
                if isinstance(trial, SweepResult):
                    yield trial
                elif trial.spec.memory() > self._memory:
                    yield trial.result(failure(trial.spec, self._too_large(trial.spec)))
                else:
                    batch.append(trial)
            if not batch:
                break
            self._send(batch)
        if not self._batches and self._suspects:
            self._alone = self._suspects.popleft()
            self._send([self._alone])

    def _batch_size(self) -> int:
        if not self._recent:
            return 1
        mean = sum(self._recent) / len(self._recent)
        return max(1, min(_MOST_TRIALS_OF_A_BATCH, int(_BATCH_SECONDS / max(mean, 1e-6))))

    def _send(self, batch: list[_Trial]) -> None:
        specs = [trial.spec for trial in batch]
        future = self._client.submit(
            run_trials, specs, pure=False, resources=self._resources or None
        )
        self._batches[future] = batch
        self._completed.add(future)

    def _collect(self) -> Iterator[SweepResult]:
        """Wait for results, for a moment, and yield them."""
        until = time.monotonic() + _LOOK_SECONDS
        while not self._completed.has_ready():
            if self._stop.is_set() or time.monotonic() > until:
                return
            with self._completed.thread_condition:
                self._completed.thread_condition.wait(_POLL_SECONDS)
        for future, found in self._completed.next_batch(block=False):
            batch = self._batches.pop(future)
            if future.status == "finished":
                yield from self._finished(batch, found)
            else:
                yield from self._lost(batch, found)

    def _finished(self, batch: list[_Trial], found: list[TrialResult]) -> Iterator[SweepResult]:
        self._alone = None
        self._coming.put_back(batch[len(found) :])
        for trial, result in zip(batch, found, strict=False):
            self._recent.append(result.seconds)
            yield trial.result(result)

    def _lost(self, batch: list[_Trial], found: Any) -> Iterator[SweepResult]:
        """Try the trials of a lost worker again, one by one: one of them may have killed it."""
        from distributed import KilledWorker

        self._check_scheduler()
        problem = found[1] if isinstance(found, tuple) else found
        if isinstance(problem, Exception) and not isinstance(problem, KilledWorker):
            yield from self._failed(batch, problem)
        elif self._alone is not None:
            self._alone = None
            yield batch[0].result(failure(batch[0].spec, gettext(_KILLER)))
        else:
            self._suspects.extend(batch)

    def _failed(self, batch: list[_Trial], problem: Exception) -> Iterator[SweepResult]:
        """Report what cannot have to do with a single trial: a worker without this program."""
        self._alone = None
        reason = said("The worker could not run it: {problem}", problem=problem)
        for trial in batch:
            yield trial.result(failure(trial.spec, reason))

    def _too_large(self, spec: Spec) -> str:
        return said(
            "This trial needs about {needed:.1f} GB, more than the {available:.1f} GB that a "
            "worker has for it; use fewer samples or hidden units, or start workers with more "
            "memory.",
            needed=spec.memory() / 1e9,
            available=max(self._memory, 0) / 1e9,
        )


_KILLER = marked(
    "Its worker ended twice while it ran this trial, probably for lack of memory; "
    "use fewer samples or hidden units."
)


class _Coming:
    """The trials that are not submitted yet; those that cannot be made are results already."""

    def __init__(self, specs: Iterable[Spec]) -> None:
        self._specs = iter(specs)
        self._first: deque[_Trial] = deque()
        self._index = -1

    def put_back(self, trials: Iterable[_Trial]) -> None:
        self._first.extend(trials)

    def next(self) -> _Trial | SweepResult | None:
        """Return the next trial, or None if there is none."""
        if self._first:
            return self._first.popleft()
        self._index += 1
        try:
            return _Trial(self._index, next(self._specs))
        except StopIteration:
            return None
        except ValueError as problem:
            if inspect.isgenerator(self._specs):  # it would end here without a word
                raise
            reason = str(problem)
            status = TrainingStatus.FAILED
            outcome = Outcome(status, reason=reason)
            return SweepResult(None, None, status, 0.0, reason, None, outcome, self._index)
