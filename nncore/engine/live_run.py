"""A live run as its owner holds it: ask for steps, look at them, ask again."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nncore.engine.worker import Progress
from nncore.network import OneHiddenNetwork
from nncore.specs import Spec
from nncore.trainers import TrainingRecord, TrainingStatus

if TYPE_CHECKING:
    from distributed.actor import Actor, ActorFuture

    from nncore.engine.engine import Engine

_DEFAULT_SECONDS = 0.1
# The call in flight when a worker dies fails within milliseconds; this is for a machine that
# hangs, where a class should not look at a frozen page for longer.
_LOST_AFTER_SECONDS = 30.0
_POLL_SECONDS = 0.002


@dataclass(frozen=True)
class Advance:
    """What one call of `LiveRun.advance` brought.

    Parameters
    ----------
    steps : tuple of TrainingRecord
        The numbers of every step made since the last call; `len` counts them. Of a stencil,
        they are `StencilStep` and have its coefficients.
    network : OneHiddenNetwork or None
        The network after the last step; the earlier one if none was made, None before the first
        and for stencils.
    status : TrainingStatus
        Where the run stands.
    queue_position : int
        How many runs are ahead of this one; 0 once it has a place on a worker.
    """

    steps: tuple[TrainingRecord, ...]
    network: OneHiddenNetwork | None
    status: TrainingStatus
    queue_position: int = 0

    def __len__(self) -> int:
        return len(self.steps)


class LiveRun:
    """One run on a worker, which trains only while it is asked to.

    Pausing is not asking. The owner keeps the last step with all that the trainer needs to go
    on, so that a run whose worker dies, or whose place was given to another run, is started
    again from there and loses no more than the last tick.

    Parameters
    ----------
    engine : Engine
        Finds a place on a worker.
    spec : Spec
        The experiment.
    network : OneHiddenNetwork, optional
        A start of the caller's own.
    """

    def __init__(
        self, engine: "Engine", spec: Spec, network: OneHiddenNetwork | None = None
    ) -> None:
        self.spec = spec
        self.status = TrainingStatus.READY
        self.network = network
        self._engine = engine
        self._start = network
        self._state: Mapping[str, Any] | None = None
        self._actor: Actor | None = None
        self._pending: ActorFuture[Progress] | None = None
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
            self.request(seconds, steps)
            return self.collect()
        made: list[TrainingRecord] = []
        while True:
            missing = steps - sum(step.is_whole for step in made)
            self.request(None, missing)
            tick = self.collect()
            made.extend(tick.steps)
            done = sum(step.is_whole for step in made) >= steps
            if done or not tick.steps or tick.status.is_final:
                return Advance(tuple(made), tick.network, tick.status, tick.queue_position)

    def request(self, seconds: float | None = None, steps: int | None = None) -> None:
        """Ask for the next steps without waiting; does nothing while an answer is due."""
        with self._lock:
            if self._pending is not None or self.status.is_final:
                return
            if self._actor is None:
                self._actor = self._engine.place(self, self._start, self._state)
            if self._actor is None:
                return
            self._engine.touch(self)
            budget = _DEFAULT_SECONDS if seconds is None and steps is None else seconds
            try:
                # An actor finds its client in the context; another engine may have its own.
                with self._engine.client().as_current():
                    self._pending = self._actor.advance(budget, steps)
            except RuntimeError:  # the worker is gone
                self._forget_actor(lost=True)

    def collect(self) -> Advance:
        """Wait for the answer to the last `request` and return it."""
        with self._lock:
            if self._pending is None:
                return self._without_steps()
            pending, self._pending = self._pending, None
            try:
                progress = pending.result(timeout=_LOST_AFTER_SECONDS)
            except (OSError, RuntimeError):  # TimeoutError is an OSError
                self._forget_actor(lost=True)
                return self._without_steps()
            return self._accept(progress)

    @property
    def is_due(self) -> bool:
        """Whether `collect` would return at once."""
        pending = self._pending
        return pending is None or pending.done()

    @property
    def is_asked(self) -> bool:
        """Whether an answer has been asked for and not been collected yet."""
        return self._pending is not None

    def wait(self, timeout: float) -> bool:
        """Wait until `collect` would return at once, or for `timeout` seconds; tell which."""
        deadline = time.monotonic() + timeout
        while not self.is_due and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)
        return self.is_due

    def stop(self) -> None:
        """End the run; its last network stays. Calling it again does nothing."""
        with self._lock:
            if not self.status.is_final:
                self.status = TrainingStatus.STOPPED
            self._pending = None
            self._forget_actor()
            self._engine.forget(self)

    def give_up_place(self) -> None:
        """Leave the worker to another run; the next `request` finds a place again."""
        # Called under the engine's lock: waiting for a run that waits for the engine would hang.
        if self._lock.acquire(blocking=False):
            try:
                if self.is_due:
                    self._forget_actor()
            finally:
                self._lock.release()

    def _without_steps(self) -> Advance:
        if self.status.is_final:
            return Advance((), self.network, self.status)
        if self._lost:
            return Advance((), self.network, TrainingStatus.RECOVERED)
        position = self._engine.queue_position(self)
        status = TrainingStatus.QUEUED if position else TrainingStatus.WARMING_UP
        return Advance((), self.network, status, position)

    def _accept(self, progress: Progress) -> Advance:
        if not progress.records:
            if progress.status.is_final:
                self._finish(progress.status)
            return Advance((), self.network, progress.status)
        self.network, self._state = progress.network, progress.state
        self.status, self._lost = progress.status, False
        if progress.status.is_final:
            self._finish(progress.status)
        return Advance(progress.records, self.network, progress.status)

    def _finish(self, status: TrainingStatus) -> None:
        self.status = status
        self._forget_actor()
        self._engine.forget(self)

    def _forget_actor(self, lost: bool = False) -> None:
        self._actor, self._lost = None, lost
        self._engine.vacate(self)


def _check_positive(**values: float | None) -> None:
    for name, value in values.items():
        if value is not None and not value > 0:
            raise ValueError(f"`{name}` must be greater than 0, got {value!r}.")
