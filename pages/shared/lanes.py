"""One run of a page: what it has shown, what it is asked next, and the engine that runs it."""

import math
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

import streamlit as st

from nncore.engine import Engine, LiveRun
from nncore.network import OneHiddenNetwork
from nncore.specs import Spec
from nncore.trainers import TrainingStatus

# Compute time asked for in a tick: less where answers come late, for a picture without news is
# wasted, and a little more where they come in time: one in twenty is late then.
_LEAST_SECONDS, _FIRST_SECONDS, _MOST_SECONDS = 0.03, 0.08, 0.1
_LESS, _MORE = 0.75, 1.015
# What is made now and then takes at most this share of the time of a run.
_MOST_SHARE = 0.1
# A loss that has grown by this factor since the start is rising.
_RISE = 10.0

T = TypeVar("T")
SpecT = TypeVar("SpecT", bound=Spec)


@st.cache_resource(show_spinner=False, on_release=lambda engine: engine.close())
def engine() -> Engine:
    """Return the engine that all tabs share; its workers load TensorFlow while pages are read."""
    return Engine()


@dataclass
class Lane(Generic[SpecT]):
    """One run of a page and all that it has shown so far."""

    spec: SpecT
    run: LiveRun | None = None
    records: list[Any] = field(default_factory=list)  # of TrainingRecord, or StencilStep
    network: OneHiddenNetwork | None = None
    status: TrainingStatus = TrainingStatus.READY
    queue_position: int = 0
    serial: int = 0
    run_id: str = field(default_factory=lambda: uuid.uuid4().hex)  # its place in the history
    was_lost: bool = False
    problem: str = ""  # why the run failed, in one sentence
    seconds: float = _FIRST_SECONDS
    is_live: bool = False  # whether its session plays
    _made: dict[str, tuple[float, object]] = field(default_factory=dict)

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

    def now_and_then(self, name: str, make: Callable[[], T], seconds: float = 0.6) -> T:
        """Return what `make` gives, made anew only every few pictures while the session plays.

        For what takes long to compute or to draw, and nobody reads while it changes.

        Parameters
        ----------
        name : str
            What is made.
        make : callable
            Makes it.
        seconds : float
            The time between two of them; longer where making it takes more than a tenth of it.
        """
        due, value = self._made.get(name, (-math.inf, None))
        began = time.monotonic()
        if not self.is_live or began >= due:
            value = make()
            pause = max(seconds, (time.monotonic() - began) / _MOST_SHARE)
            self._made[name] = (began + pause, value)
        return cast(T, value)

    @property
    def key(self) -> str:
        """Identifies this run of this lane, for charts that grow."""
        return f"{self.serial}"

    def reset(self, spec: SpecT) -> None:
        """Give up the run and start anew with `spec`."""
        if self.run is not None:
            self.run.stop()
        self.spec, self.run, self.network = spec, None, None
        self.records, self.status = [], TrainingStatus.READY
        self.queue_position, self.was_lost, self.seconds = 0, False, _FIRST_SECONDS
        self.problem = ""
        self._made = {}
        self.serial, self.run_id = self.serial + 1, uuid.uuid4().hex

    def ask(self, steps: int | None) -> None:
        """Ask for the next steps without waiting for them."""
        if self.status.is_final:
            return
        if self.run is None:
            self.run = engine().start(self.spec)
        if steps is not None and not self.records:
            steps += 1  # iteration 0, the start, is on the screen already
        self.run.request(self.seconds, steps)

    def take(self, patience: float) -> None:
        """Take the answer, if it comes within `patience` seconds."""
        if self.run is None:
            return
        if not self.run.wait(patience):
            self.seconds = max(_LEAST_SECONDS, _LESS * self.seconds)
            return
        self.seconds = min(_MOST_SECONDS, _MORE * self.seconds)
        advance = self.run.collect()
        self.queue_position = advance.queue_position
        if advance.status is TrainingStatus.RECOVERED:
            self.was_lost = True
        if advance.steps or advance.status is not TrainingStatus.RUNNING:
            self.status = advance.status
        if advance.steps:
            self.records.extend(advance.steps)
            self.network = advance.network

    def fail(self, problem: str) -> None:
        """End the run after an error that no further tick would mend."""
        self.status, self.problem = TrainingStatus.FAILED, problem
