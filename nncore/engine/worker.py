"""What runs on a worker: the actor that holds a run, and Dask's preload.

``dask worker … --preload nncore.engine.worker`` loads TensorFlow in the background, so that
the first run with a Keras optimizer does not wait for it. With ``NNCORE_WARM_UP=later`` that run
loads it: it takes 11 s of processor time and 280 MB, which a sweep of other trainers can do
without.
"""

import functools
import os
import pickle
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any

from nncore.engine.checkpoint import Checkpoint
from nncore.engine.trial import RESOURCE, Step
from nncore.experiments import train
from nncore.network import OneHiddenNetwork
from nncore.specs import Spec
from nncore.stencils import learned
from nncore.trainers import TrainingRecord, TrainingStatus, TrainingStep, first_order

#: What TensorFlow and the interpreter need of a worker's memory, before any run.
WORKER_BASE_BYTES = 700e6

# However little of a core a run gets, a tick comes back: the browser must not seem frozen.
_MAX_WALL_SECONDS = 0.25
# A tick that finds its run still compiling comes back soon: others wait behind it.
_PREPARATION_WAIT = 0.1
_ACTIVE_SECONDS = 1.5
# So each of three runs is seen five times a second, and each of fifteen three times.
_TICK_SECONDS_OF_ALL_RUNS = 0.15

# The actor calls of a worker run one after another: a run that compiles for a second, in its
# first steps, must not hold up the others.
_preparations = ThreadPoolExecutor(4, thread_name_prefix="prepare")
_last_advance: dict[int, float] = {}  # when each run of this worker was last asked for steps


#: What `NNCORE_WARM_UP` says where TensorFlow is to be loaded by the first run that needs it.
LATER = "later"

# Of a worker of the embedded cluster to its scheduler, which nobody asks: at Dask's two a second
# they take a third of what an idle lab takes of the processor.
SECONDS_BETWEEN_HEARTBEATS = 5.0


#: What a caller wants to be told after a tick, from the experiment and its network, or the
#: coefficients of a stencil, on the worker. It travels with each request: it is small.
Observer = Callable[[Any, Any], Any]


@dataclass(frozen=True)
class Progress:
    """What an actor answers: records of all the steps made, and where the last one stands.

    Parameters
    ----------
    records : tuple of TrainingRecord or StencilStep
        The numbers of the steps.
    status : TrainingStatus
        After the last one.
    checkpoint : Checkpoint or None
        From which the run goes on after the last step; None if none was made.
    observation : object
        What the caller's observer has said of the last step.
    observing_seconds : float
        The processor time that it takes to say so of all the runs that share this worker.
    """

    records: tuple[TrainingRecord, ...] = ()
    status: TrainingStatus = TrainingStatus.WARMING_UP
    checkpoint: Checkpoint | None = None
    observation: Any = None
    observing_seconds: float = 0.0


class RunActor:
    """Holds the generator of one run and advances it when asked.

    Parameters
    ----------
    spec : Spec
        The experiment.
    network : OneHiddenNetwork, optional
        A start of the caller's own.
    checkpoint : Checkpoint, optional
        Of an earlier step, after which the run goes on.
    """

    def __init__(
        self,
        spec: Spec,
        network: OneHiddenNetwork | None = None,
        checkpoint: Checkpoint | None = None,
    ) -> None:
        self._network = network
        self._begin(spec, checkpoint)
        self._needs_tensorflow = spec.trainer.needs_tensorflow

    def _begin(self, spec: Spec, checkpoint: Checkpoint | None) -> None:
        self._spec, self._arguments = spec, (spec, self._network, checkpoint)
        self._prepared: Future[Iterator[Step]] | None = None

    def answer(self, request: bytes) -> bytes:
        """Take the arguments of `advance` and return what it returns, both pickled.

        Dask sends bytes as they are; of anything else it makes frames, one for each array, which
        costs both sides more than the picture that is made of them.
        """
        return pickle.dumps(self.advance(*pickle.loads(request)), protocol=5)

    def advance(
        self,
        seconds: float | None = None,
        steps: int | None = None,
        observe: Observer | None = None,
        change: tuple[Spec, Checkpoint | None] | None = None,
    ) -> Progress:
        """Train for `seconds` of compute time or for `steps` iterations, whichever ends first.

        With a `change` the run goes on from a checkpoint of its own with another spec.
        Steps inside a long epoch are returned but not counted; the time ends a tick there too.
        A step that would make the tick much longer than `seconds` is not begun.
        """
        if change is not None:
            self._begin(*change)
        if self._needs_tensorflow and not first_order.is_warm():
            begin_warm_up()
            return Progress()
        if self._prepared is None:
            self._prepared = _preparations.submit(_prepare, *self._arguments)
        if not wait([self._prepared], timeout=_PREPARATION_WAIT).done:
            goes_on = self._arguments[-1] is not None
            return Progress(status=TrainingStatus.RUNNING) if goes_on else Progress()
        budget = _fair_share(id(self), seconds)
        records, step = self._collect(self._prepared.result(), budget, steps)
        if step is None:  # the run had ended before this call
            return Progress(status=TrainingStatus.FINISHED)
        told = Progress(records, step.status, Checkpoint.of(step))
        return told if observe is None else self._observed(told, step, observe)

    def _observed(self, told: Progress, step: Step, observe: Observer) -> Progress:
        began = time.thread_time()
        result = step.network if isinstance(step, TrainingStep) else step.coefficients
        seen = observe(self._spec, result)
        seconds = (time.thread_time() - began) * _n_active()
        return replace(told, observation=seen, observing_seconds=seconds)

    def _collect(
        self, coming: Iterator[Step], budget: float, n_steps: int | None
    ) -> tuple[tuple[TrainingRecord, ...], Step | None]:
        records: list[TrainingRecord] = []
        step: Step | None = None
        # The trial of a sweep that runs beside it is not this run's compute time.
        clock = time.process_time if self._needs_tensorflow else time.thread_time
        wall, compute, n_whole = time.perf_counter(), clock(), 0
        for step in coming:
            record = step.record
            records.append(record)
            n_whole += record.is_whole
            if step.status.is_final or (n_steps is not None and n_whole >= n_steps):
                break
            if clock() - compute >= budget:
                break
            if time.perf_counter() - wall >= _MAX_WALL_SECONDS:
                break
        return tuple(records), step

    def close(self) -> None:
        """Give back what the generator holds."""
        self._prepared = None
        _last_advance.pop(id(self), None)


def _prepare(
    spec: Spec, network: OneHiddenNetwork | None, checkpoint: Checkpoint | None
) -> Iterator[Step]:
    """Draw the samples and make the first steps, which compile what they need."""
    steps = train(spec, network, None if checkpoint is None else checkpoint.state)
    return chain(list(islice(steps, 2)), steps)


def _fair_share(run: int, seconds: float | None) -> float:
    """Return the compute time of this tick; it shrinks with the number of active runs."""
    _last_advance[run] = time.monotonic()
    limit = _TICK_SECONDS_OF_ALL_RUNS / _n_active()
    return min(_MAX_WALL_SECONDS if seconds is None else seconds, limit)


def _n_active() -> int:
    """Return how many runs of this worker are being asked for steps."""
    now = time.monotonic()
    return sum(now - last < _ACTIVE_SECONDS for last in list(_last_advance.values()))


def dask_setup(server: Any) -> None:
    """Dask's preload hook, for scheduler, nanny and worker alike."""
    from distributed import Nanny, Scheduler, Worker

    if isinstance(server, Worker):
        for offered in (server.state.total_resources, server.state.available_resources):
            offered.setdefault(RESOURCE, 1.0)
        if os.environ.get("NNCORE_WARM_UP") != LATER:
            begin_warm_up()
    elif folder := os.environ.get("NNCORE_LIFELINE"):
        if isinstance(server, Scheduler):
            _report_rarely()
        # A nanny that begins late would wait for ever for the scheduler's file: it is the last to
        # need the folder.
        last = folder if isinstance(server, Nanny) else None
        lifeline = threading.Thread(
            target=_end_with_parent, args=(last,), name="lifeline", daemon=True
        )
        lifeline.start()


def _report_rarely() -> None:
    """Tell the workers to report less often; Dask has no setting for that."""
    from distributed import scheduler

    scheduler.heartbeat_interval = lambda n: SECONDS_BETWEEN_HEARTBEATS


@functools.cache
def begin_warm_up() -> None:
    """Begin to warm up in the background, once a process."""
    threading.Thread(target=warm_up, name="warm-up", daemon=True).start()


def warm_up() -> None:
    """Load TensorFlow and compile what every run of a Keras optimizer needs."""
    first_order.warm_up()
    learned.warm_up()


def _end_with_parent(folder: str | None) -> None:
    """Wait for the end of the pipe that the parent holds open, then end this process.

    The worker of a nanny ends with it; what they did is of no use to anybody by then. A parent
    that was killed could not remove its folder.
    """
    sys.stdin.buffer.read()
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)
