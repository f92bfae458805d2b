"""A live run as its owner holds it: ask for steps, look at them, ask again."""

import pickle
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from nncore.engine.answer import Answer
from nncore.engine.checkpoint import Checkpoint
from nncore.engine.places import Places
from nncore.engine.worker import Observer, Progress
from nncore.messages import SettingError
from nncore.network import OneHiddenNetwork
from nncore.specs import Spec
from nncore.trainers import TrainingRecord, TrainingStatus

if TYPE_CHECKING:
    from distributed import Client
    from distributed.actor import Actor, ActorFuture

_DEFAULT_SECONDS = 0.1
# How long `LiveRun.advance` waits for a place: a worker answers in milliseconds, unless it is busy.
_PLACE_SECONDS = 20.0


@dataclass(frozen=True)
class Advance:
    """What one call of `LiveRun.advance` brought.

    Parameters
    ----------
    steps : tuple of TrainingRecord
        The numbers of every step made since the last call; `len` counts them. Of a stencil,
        they are `StencilStep` and have its coefficients.
    checkpoint : Checkpoint or None
        Where the run stands after the last step; None before the first, unless it was begun with
        a checkpoint.
    status : TrainingStatus
        Where the run stands.
    queue_position : int
        How many runs are ahead of this one; 0 once it has a place on a worker.
    observation : object
        What the observer of the request has said of the last step; None without steps.
    observing_seconds : float
        The processor time that this takes for all the runs of its worker.
    """

    steps: tuple[TrainingRecord, ...]
    checkpoint: Checkpoint | None
    status: TrainingStatus
    queue_position: int = 0
    observation: Any = None
    observing_seconds: float = 0.0

    @property
    def network(self) -> OneHiddenNetwork | None:
        """The network after the last step; None before the first and for stencils."""
        return None if self.checkpoint is None else self.checkpoint.network

    def __len__(self) -> int:
        return len(self.steps)


class LiveRun:
    """One run on a worker, which trains only while it is asked to.

    Pausing is not asking. The owner keeps the last step with all that the trainer needs to go
    on, so that a run whose worker dies, or whose place was given to another run, is started
    again from there and loses no more than the last tick.

    Parameters
    ----------
    places : Places
        Where it finds a worker.
    spec : Spec
        The experiment.
    network : OneHiddenNetwork, optional
        A start of the caller's own.
    checkpoint : Checkpoint, optional
        Of an earlier run of this experiment, which goes on from there.
    """

    def __init__(
        self,
        places: Places,
        spec: Spec,
        network: OneHiddenNetwork | None = None,
        checkpoint: Checkpoint | None = None,
    ) -> None:
        self.spec = spec
        self.status = TrainingStatus.READY
        self.checkpoint = checkpoint
        self._places = places
        self._start = network
        self._actor: Actor | None = None
        self._pending: Answer | None = None
        self._change: tuple[Spec, Checkpoint | None] | None = None  # of which the worker is told
        self._lost = False
        self._lock = threading.RLock()

    def advance(self, seconds: float | None = None, steps: int | None = None) -> Advance:
        """Train for a while and return what happened.

        Parameters
        ----------
        seconds : float, optional
            Compute time inside the worker; 0.1 if neither is given. With many active runs on
            the worker a call gets less, so that all of them stay live.
        steps : int, optional
            Number of whole iterations. Without `seconds` the call returns when they are made.

        Returns
        -------
        Advance
            Without steps while the run waits for a place or for TensorFlow.

        Raises
        ------
        ValueError
            If `seconds` or `steps` is not positive, or the samples cannot be drawn.
        """
        _check_positive(seconds=seconds, steps=steps)
        if steps is None or seconds is not None:
            self.request(seconds, steps, patience=_PLACE_SECONDS)
            return self.collect()
        made: list[TrainingRecord] = []
        while True:
            missing = steps - sum(step.is_whole for step in made)
            self.request(None, missing, patience=_PLACE_SECONDS)
            tick = self.collect()
            made.extend(tick.steps)
            done = sum(step.is_whole for step in made) >= steps
            if done or not tick.steps or tick.status.is_final:
                return Advance(tuple(made), tick.checkpoint, tick.status, tick.queue_position)

    def request(
        self,
        seconds: float | None = None,
        steps: int | None = None,
        *,
        observe: Observer | None = None,
        on_arrival: Callable[[], None] | None = None,
        patience: float = 0.0,
    ) -> None:
        """Ask for the next steps without waiting; does nothing while an answer is due.

        Parameters
        ----------
        seconds, steps
            As of `advance`.
        observe : callable, optional
            Called on the worker with spec and last step; what it returns comes back with the
            answer. It must be picklable, and is better small: it travels with each request.
        on_arrival : callable, optional
            Called when the answer is there, on the thread of the Dask client; must return at once.
        patience : float
            Seconds to wait for a place on a worker, where the run has none yet.
        """
        with self._lock:
            if self._pending is not None or self.status.is_final:
                return
            if self._actor is not None and self._places.is_turn_over(self):
                self._forget_actor()
            if self._actor is None:
                self._actor = self._places.find(self, self._start, self.checkpoint, patience)
            if self._actor is None:
                return
            self._places.touch(self)
            budget = _DEFAULT_SECONDS if seconds is None and steps is None else seconds
            client = self._places.client()
            assert client.loop is not None  # it is connected
            packed = pickle.dumps((budget, steps, observe, self._change))
            ask = partial(_answer_of, self._actor, client, packed)
            self._pending, self._change = Answer(ask, client.loop, on_arrival), None

    def go_on_with(self, spec: Spec) -> None:
        """Take a spec that leaves the steps so far as they are, and go on from the last of them.

        An answer that is on its way is left: it was made with the spec of before.
        """
        with self._lock:
            self.spec, self._pending = spec, None
            self._change = (spec, self.checkpoint)

    def collect(self) -> Advance:
        """Wait for the answer to the last `request` and return it."""
        with self._lock:
            if self._pending is None:
                return self._without_steps()
            pending, self._pending = self._pending, None
            try:
                progress = pending.progress()
            except (OSError, RuntimeError):  # TimeoutError is an OSError
                self._forget_actor(lost=True)
                return self._without_steps()
            return self._accept(progress)

    @property
    def network(self) -> OneHiddenNetwork | None:
        """The network after the last step that has come; the caller's own before the first."""
        return self._start if self.checkpoint is None else self.checkpoint.network

    @property
    def is_due(self) -> bool:
        """Whether `collect` would return at once."""
        pending = self._pending
        return pending is None or pending.is_due

    @property
    def is_asked(self) -> bool:
        """Whether an answer has been asked for and not been collected yet."""
        return self._pending is not None

    def wait(self, timeout: float) -> bool:
        """Wait until `collect` would return at once, or for `timeout` seconds; tell which."""
        pending = self._pending
        return pending is None or pending.wait(timeout)

    def stop(self) -> None:
        """End the run; its last network stays. Calling it again does nothing."""
        with self._lock:
            if not self.status.is_final:
                self.status = TrainingStatus.STOPPED
            self._pending = None
            self._forget_actor()
            self._places.forget(self)

    def give_up_place(self) -> None:
        """Leave the worker to another run; the next `request` finds a place again."""
        # Called under the lock of all places: waiting for a run that waits for it would hang.
        if self._lock.acquire(blocking=False):
            try:
                if self.is_due:
                    self._forget_actor()
            finally:
                self._lock.release()

    def _without_steps(self) -> Advance:
        if self.status.is_final:
            return Advance((), self.checkpoint, self.status)
        if self._change is not None:  # nothing is asked yet
            return Advance((), self.checkpoint, TrainingStatus.RUNNING)
        if self._lost:
            return Advance((), self.checkpoint, TrainingStatus.RECOVERED)
        position = self._places.queue_position(self)
        status = TrainingStatus.QUEUED if position else TrainingStatus.WARMING_UP
        return Advance((), self.checkpoint, status, position)

    def _accept(self, progress: Progress) -> Advance:
        if not progress.records:
            if progress.status.is_final:
                self._finish(progress.status)
            return Advance((), self.checkpoint, progress.status)
        self.checkpoint = progress.checkpoint
        self.status, self._lost = progress.status, False
        if progress.status.is_final:
            self._finish(progress.status)
        return Advance(
            progress.records,
            self.checkpoint,
            progress.status,
            observation=progress.observation,
            observing_seconds=progress.observing_seconds,
        )

    def _finish(self, status: TrainingStatus) -> None:
        self.status = status
        self._forget_actor()
        self._places.forget(self)

    def _forget_actor(self, lost: bool = False) -> None:
        self._actor, self._lost = None, lost
        self._places.vacate(self)


def _answer_of(actor: "Actor", client: "Client", request: bytes) -> "ActorFuture[bytes]":
    # An actor finds its client in the context; another engine may have its own.
    with client.as_current():
        coming: ActorFuture[bytes] = actor.answer(request)
    return coming


def _check_positive(**values: float | None) -> None:
    for name, value in values.items():
        if value is not None and not value > 0:
            raise SettingError(
                "`{name}` must be greater than 0, got {value}.", name=name, value=repr(value)
            )
