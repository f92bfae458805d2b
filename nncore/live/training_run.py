"""One training that a page shows: what it has come to, what it is asked, what is seen of it."""

import math
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar, cast

import numpy as np

from nncore.engine import Checkpoint, Engine, LiveRun
from nncore.live.kept_networks import KeptNetworks
from nncore.live.pace import TICK_SECONDS
from nncore.network import OneHiddenNetwork
from nncore.specs import Spec
from nncore.trainers import TrainingStatus

#: What is made for pictures alone takes at most this share of the time of a run.
MOST_SHARE = 0.1
# Numbers that change more often than this cannot be read.
_DETAIL_SECONDS = 0.5
# A loss that has grown by this factor since the start is rising.
_RISE = 10.0
# Of a record in memory, about: its object and its numbers.
_RECORD_BYTES = 250


class Observer(Protocol):
    """What a page wants to know of a run, as the worker sees it after a tick.

    It travels with each request, so it is small, and equal ones see the same.
    """

    def __call__(self, spec: Any, result: Any, /) -> Any:
        """Return all that is to be seen of a network, or of the coefficients of a stencil."""

    def glance(self, spec: Any, result: Any, /) -> Any:
        """Return the part of it that takes no time."""

    def updated(self, seen: Any, glance: Any, /) -> Any:
        """Return what was seen, with a later glance in place of its own."""


T = TypeVar("T")
SpecT = TypeVar("SpecT", bound=Spec)


@dataclass
class TrainingRun(Generic[SpecT]):
    """One training and all that it has shown so far.

    Parameters
    ----------
    spec : Spec
        The experiment.
    """

    spec: SpecT
    run: LiveRun | None = None
    records: list[Any] = field(default_factory=list)  # of TrainingRecord, or StencilStep
    checkpoint: Checkpoint | None = None
    kept: KeptNetworks = field(default_factory=KeptNetworks)  # to look back at
    status: TrainingStatus = TrainingStatus.READY
    queue_position: int = 0
    run_id: str = field(default_factory=lambda: uuid.uuid4().hex)  # its place in the history
    was_lost: bool = False
    problem: str = ""  # why the run failed, in one sentence
    made_by: str = ""  # a digest of the browser or tab, for the history
    n_kept: int | None = None  # of its records, which the history has had from the beginning
    is_live: bool = False  # whether its page plays
    _observer: Observer | None = None  # what the workers are to say
    _asked_observer: Observer | None = None  # what they have been asked to say
    _observed: tuple[Observer, int, Any] | None = None  # by whom, after how many steps, what
    _observe_due: float = -math.inf  # when all is to be seen again, and not a glance
    _is_glance: bool = False  # whether a glance was asked for
    _made: dict[str, tuple[float, object, object]] = field(default_factory=dict)

    @property
    def network(self) -> OneHiddenNetwork | None:
        """The network after the last step; None before the first and for a stencil."""
        return None if self.checkpoint is None else self.checkpoint.network

    @property
    def result(self) -> OneHiddenNetwork | np.ndarray | None:
        """The network, or the coefficients of a stencil; None before the first step."""
        if not self.records:
            return None
        coefficients: np.ndarray | None = getattr(self.records[-1], "coefficients", None)
        return self.network if coefficients is None else coefficients

    @property
    def position(self) -> float:
        """The iteration that is shown, with its fraction."""
        return self.records[-1].position if self.records else 0.0

    @property
    def progress(self) -> float:
        """How much of the longest possible training is done, from 0 to 1."""
        return min(1.0, self.position / self.spec.trainer.n_iterations)

    @property
    def is_rising(self) -> bool:
        """Whether the loss is far above that of the start."""
        return bool(self.records) and self.records[-1].loss > _RISE * self.records[0].loss

    @property
    def run_seconds(self) -> float:
        """The compute time of the run so far."""
        return float(self.records[-1].seconds) if self.records else 0.0

    @property
    def validation_loss(self) -> float:
        """The newest validation loss; NaN before there is one."""
        losses = (record.validation_loss for record in reversed(self.records))
        return next((loss for loss in losses if loss is not None), math.nan)

    @property
    def n_bytes(self) -> int:
        """The memory that it takes, about."""
        packed = 0 if self.checkpoint is None else len(self.checkpoint.packed)
        return packed + _RECORD_BYTES * len(self.records) + self.kept.n_bytes

    def throttled(
        self, name: str, make: Callable[[], T], seconds: float = 0.6, source: object = None
    ) -> T:
        """Return what `make` gives, made anew only every few pictures while its page plays.

        For what takes long to compute or to draw, and nobody reads while it changes.

        Parameters
        ----------
        name : str
            What is made.
        make : callable
            Makes it.
        seconds : float
            The time between two of them; longer where making it takes more than a tenth of it.
        source : object, optional
            Of what it is made: nothing is made anew of the same object.
        """
        due, made_of, value = self._made.get(name, (-math.inf, None, None))
        began = time.monotonic()
        is_due = not self.is_live or began >= due
        if is_due and (name not in self._made or source is None or made_of is not source):
            value = make()
            pause = max(seconds, (time.monotonic() - began) / MOST_SHARE)
            self._made[name] = (began + pause, source, value)
        return cast(T, value)

    def made_of(self, source: object, name: str, make: Callable[[], T]) -> T:
        """Return what `make` gives; while its page plays it is made once of each source.

        Parameters
        ----------
        source : object
            Of what it is made; an object that does not change.
        name : str
            What is made.
        make : callable
            Makes it.
        """
        if not self.is_live:
            return make()
        found = self._made.get(name)
        if found is None or found[1] is not source:
            found = self._made[name] = (-math.inf, source, make())
        return cast(T, found[2])

    def forget_what_was_made(self) -> None:
        """Let all be made anew for the next picture: somebody looks at something else."""
        self._made = {}

    def observed_by(self, observer: Observer, start: Any) -> Any:
        """Return what an observer says of the run, computed here where no worker has said it.

        While the run plays, all but the glance may be of a step before the last one: it comes now
        and then, and on a worker with many runs more rarely. When the run stands still, all is of
        the last step.

        Parameters
        ----------
        observer : Observer
            From now on the workers answer with what this says.
        start : OneHiddenNetwork or ndarray
            What is observed before the first step.
        """
        self._observer = observer
        n_steps = len(self.records)
        found = self._observed
        if found is not None and found[0] == observer and (self.is_live or found[1] == n_steps):
            return found[2]
        result = self.result
        seen = observer(self.spec, start if result is None else result)
        self._observed = (observer, n_steps, seen)
        return seen

    def reset(self, spec: SpecT) -> None:
        """Give up the run and start anew with `spec`."""
        if self.run is not None:
            self.run.stop()
        self.spec, self.run, self.checkpoint = spec, None, None
        self.kept = KeptNetworks()
        self.records, self.status = [], TrainingStatus.READY
        self.queue_position, self.was_lost, self.problem = 0, False, ""
        self.run_id, self.n_kept = uuid.uuid4().hex, None
        self._observer = self._observed = None
        self._observe_due, self._made = -math.inf, {}

    def go_on_with(self, spec: SpecT) -> None:
        """Take a spec that leaves the steps so far as they are, and go on from the last of them."""
        if self.run is not None:
            self.run.go_on_with(spec)
        self.spec, self._made = spec, {}

    def ask(
        self, engine: Engine, steps: int | None, on_arrival: Callable[[], None] | None = None
    ) -> None:
        """Ask for the next steps without waiting for them."""
        if self.status.is_final:
            return
        if self.run is None:
            self.run = engine.start(self.spec, checkpoint=self.checkpoint)
        if steps is not None and not self.records:
            steps += 1  # iteration 0, the start, is on the screen already
        if self.run.is_asked:
            return
        observer = self._asked_observer = self._observer
        is_known = self._observed is not None and self._observed[0] == observer
        self._is_glance = is_known and time.monotonic() < self._observe_due
        observe = observer.glance if observer is not None and self._is_glance else observer
        self.run.request(TICK_SECONDS, steps, observe=observe, on_arrival=on_arrival)

    def take(self) -> bool:
        """Take the answer, if it is there; return whether it is news."""
        if self.run is None or not self.run.is_due:
            return False
        advance = self.run.collect()
        before = (self.queue_position, self.status)
        self.queue_position = advance.queue_position
        if advance.status is TrainingStatus.RECOVERED:
            self.was_lost = True
        if advance.steps or advance.status is not TrainingStatus.RUNNING:
            self.status = advance.status
        if advance.steps:
            earlier = (*self.records[-1:], *advance.steps[:-1])
            self.records[-1:] = [record.without_diagnostics() for record in earlier]
            self.records.append(advance.steps[-1])
            self.checkpoint = advance.checkpoint
            if self.checkpoint is not None:
                self.kept.offer(self.records[-1], len(self.records), self.checkpoint)
            self._note(advance.observation, advance.observing_seconds)
        return bool(advance.steps) or before != (self.queue_position, self.status)

    def _note(self, observation: Any, seconds: float) -> None:
        """Keep what an observer has said, and let it rest as long as it must."""
        observer, known = self._asked_observer, self._observed
        if observation is None or observer is None:
            return
        if not self._is_glance:
            self._observed = (observer, len(self.records), observation)
            pause = max(_DETAIL_SECONDS, seconds / MOST_SHARE)
            self._observe_due = time.monotonic() + pause
        elif known is not None and known[0] == observer:
            self._observed = (observer, known[1], observer.updated(known[2], observation))

    def fail(self, problem: str) -> None:
        """End the run after an error that no further tick would mend."""
        self.status, self.problem = TrainingStatus.FAILED, problem
