"""What runs on a worker for a sweep: one trial after the other, behind the live runs."""

import dataclasses
import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass

from nncore.experiments import train
from nncore.experiments.outcome import Outcome, outcome_of
from nncore.messages import gettext, marked
from nncore.specs import Spec
from nncore.stencils.learned import StencilStep
from nncore.trainers import TrainingStatus, TrainingStep, first_order
from nncore.trainers.loss_curve import CurveRecorder, LossCurve

Step = TrainingStep | StencilStep

RESOURCE = "trial"
"""Every worker offers one of it, so that it runs one trial at a time, of whatever sweep."""

#: A batch of trials that turn out to be slower than those before them gives back the rest.
BATCH_PATIENCE = 0.5
_LOOK_SECONDS = 0.2  # how soon a trial ends whose sweep was cancelled
_NICENESS = 5
# A thread that waits for the interpreter gets it after so long: the live runs' do at every call.
_SWITCH_SECONDS = 0.001


@dataclass(frozen=True)
class TrialResult:
    """What a worker sends back of a trial; see `nncore.engine.SweepResult`."""

    final_step: Step | None
    status: TrainingStatus
    seconds: float
    reason: str
    curve: LossCurve | None
    outcome: Outcome


def failure(spec: Spec, reason: str, seconds: float = 0.0) -> TrialResult:
    """Return the result of a trial that has none."""
    outcome = outcome_of(spec, None, reason)
    return TrialResult(None, outcome.status, seconds, reason, None, outcome)


def run_trials(specs: Sequence[Spec]) -> list[TrialResult]:
    """Train some trials to their ends, or as many of them as half a second allows.

    Returns
    -------
    list of TrialResult
        Of the first of `specs`, at least one; the caller sends the rest again.
    """
    cancelled = threading.Event()
    running = _polite.submit(run_batch, specs, cancelled)
    while not wait([running], timeout=_LOOK_SECONDS).done:
        if _nobody_waits():
            cancelled.set()
    return running.result()


def run_batch(specs: Sequence[Spec], cancelled: threading.Event) -> list[TrialResult]:
    """Do what `run_trials` does, in this thread and until it is cancelled."""
    results: list[TrialResult] = []
    until = time.perf_counter() + BATCH_PATIENCE
    for spec in specs:
        results.append(run_trial(spec, cancelled))
        if cancelled.is_set() or time.perf_counter() > until:
            break
    return results


def run_trial(spec: Spec, cancelled: threading.Event | None = None) -> TrialResult:
    """Train one trial to its end and judge it.

    What goes wrong is the result: another try would not go better.
    """
    if spec.trainer.needs_tensorflow:
        first_order.warm_up()
    clock = _clock(spec)
    started = clock()
    try:
        step, curve = _last_step(spec, cancelled)
        outcome = outcome_of(spec, step)
    except MemoryError:
        return failure(spec, gettext(_OUT_OF_MEMORY), clock() - started)
    except Exception as problem:
        return failure(spec, str(problem) or repr(problem), clock() - started)
    return TrialResult(step, step.status, clock() - started, "", curve, outcome)


_OUT_OF_MEMORY = marked(
    "The worker's memory was not enough for this trial; use fewer samples or hidden units."
)


def _clock(spec: Spec) -> Callable[[], float]:
    """Return what counts the compute time of a trial, and not that of the live runs beside it.

    TensorFlow has threads of its own.
    """
    return time.process_time if spec.trainer.needs_tensorflow else time.thread_time


def _last_step(spec: Spec, cancelled: threading.Event | None) -> tuple[Step, LossCurve]:
    recorder = CurveRecorder()
    last: Step | None = None
    for last in train(spec):
        recorder.add(last)
        if cancelled is not None and cancelled.is_set():
            break
    assert last is not None  # every trainer yields the start
    # Nobody goes on from here, and what a trainer needs to do so may be large.
    return dataclasses.replace(last, state=None), recorder.curve()


def _nobody_waits() -> bool:
    """Whether the task that this thread runs was cancelled."""
    from distributed.worker import get_worker, thread_state

    task = get_worker().state.tasks.get(thread_state.key)
    return task is None or task.state == "cancelled"


def _step_back() -> None:
    """Let the threads of live runs, and the one that talks to the network, go before this one."""
    sys.setswitchinterval(_SWITCH_SECONDS)
    if hasattr(os, "setpriority"):  # on Linux every thread has a priority of its own
        thread = threading.get_native_id()
        niceness = os.getpriority(os.PRIO_PROCESS, thread)
        os.setpriority(os.PRIO_PROCESS, thread, min(19, niceness + _NICENESS))


_polite = ThreadPoolExecutor(1, thread_name_prefix="trial", initializer=_step_back)
