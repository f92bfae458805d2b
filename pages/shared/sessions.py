"""The runs of the pages in one browser tab: what plays, what was shown, what is asked next."""

import math
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

import streamlit as st

from nncore.engine import Engine, LiveRun
from nncore.network import OneHiddenNetwork
from nncore.specs import Spec
from nncore.trainers import TrainingStatus

#: The pace that asks for one iteration a picture, and the one that asks for all there is time for.
WATCH, FULL_SPEED = "watch", "full"
# Compute time asked for in a tick: less where answers come late, for a picture without news is
# wasted, and a little more where they come in time: one in twenty is late then.
_LEAST_SECONDS, _FIRST_SECONDS, _MOST_SECONDS = 0.03, 0.08, 0.1
_LESS, _MORE = 0.75, 1.015
# How long a tick waits for an answer that is nearly there.
_PATIENCE = 0.05
# What is made now and then takes at most this share of the time of a run.
_MOST_SHARE = 0.1
# How long Play, Pause and Step wait; the worker ends a tick after a quarter of a second at the
# latest.
_MORE_PATIENCE = 0.3

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


@dataclass
class Session:
    """The runs of one page in one browser tab."""

    lanes: dict[str, Lane[Any]] = field(default_factory=dict)
    target: float | None = None  # Step plays until this iteration is reached
    alone: str | None = None  # the one lane that the buttons are for; None for all
    budget: float = math.inf  # seconds of compute time after which a lane is not asked any more
    ticked: float = -math.inf  # when the last tick was
    keep: Callable[[Lane[Any], str], None] | None = None  # puts a run that stops into the history
    _playing: bool = False
    _asked_by_play: bool = False

    @property
    def playing(self) -> bool:
        """Whether the runs go on by themselves."""
        return self._playing

    @playing.setter
    def playing(self, playing: bool) -> None:
        self._playing = playing
        for lane in self.lanes.values():
            lane.is_live = playing

    def follow(self, specs: Mapping[str, Spec]) -> None:
        """Take over the settings of all lanes.

        A lane whose settings were changed starts anew, and everything waits for Play. So it does
        when no lane stays: this is another experiment. A lane that comes or goes beside others
        that stay leaves them as they are, for each has a budget of its own: while they play, the
        new one plays with them.
        """
        for name in [name for name in self.lanes if name not in specs]:
            self._stop(self.lanes.pop(name))
        if not self.lanes:
            self.pause()
        for name, spec in specs.items():
            lane = self.lanes.setdefault(name, Lane(spec, is_live=self.playing))
            if lane.spec != spec:
                self._stop(lane, spec)
                self.pause()

    @property
    def active(self) -> list[Lane[Any]]:
        """The lanes that the buttons are for."""
        return [lane for name, lane in self.lanes.items() if self.alone in (None, name)]

    @property
    def problem(self) -> str | None:
        """Why a run has failed, in one sentence; None if none has."""
        return next((lane.problem for lane in self.active if lane.problem), None)

    @property
    def is_over(self) -> bool:
        """Whether no active lane has anything left to do."""
        return all(map(self.is_done, self.active))

    def is_done(self, lane: Lane[Any]) -> bool:
        """Whether a lane has ended or has used up its budget."""
        return lane.status.is_final or (lane.run_seconds >= self.budget)

    def play(self) -> None:
        """Go on, or start anew where everything is over."""
        if self.is_over:
            self.reset()
        self.playing, self.target = True, None
        # The workers begin while the page is drawn, and its first picture has a trained point.
        self._ask(self.active, 1)
        self._asked_by_play = True

    def pause(self) -> None:
        """Ask for nothing more; an answer that is still on its way is taken by `settle`."""
        self._hold(0.0)

    def settle(self) -> None:
        """After a pause, take the last answers: what is shown is where the runs stand."""
        if not self.playing and any(lane.run and lane.run.is_asked for lane in self.lanes.values()):
            self._hold(_MORE_PATIENCE)

    def _hold(self, patience: float) -> None:
        self._take(self.lanes.values(), patience)
        for lane in self.lanes.values():
            if not lane.status.is_final and lane.records:
                lane.status = TrainingStatus.PAUSED
                self._keep(lane)
        self.playing, self.target = False, None

    def step(self) -> None:
        """Play until the next iteration after what is shown is complete."""
        shown = max(int(lane.position) for lane in self.active)
        self._take(self.active, _MORE_PATIENCE)
        if self.is_over:
            return
        self.playing = True
        self.target = 1 + shown

    def reset(self) -> None:
        """Go back to the start."""
        for lane in self.active:
            self._stop(lane)
        self.playing, self.target = False, None

    def tick(self, pace: str) -> None:
        """Take the steps that were made and ask for the next ones."""
        self.ticked = time.monotonic()
        stepping = self.target is not None
        steps = 1 if stepping or pace == WATCH else None
        self._take(self.active, _MORE_PATIENCE if self._asked_by_play else _PATIENCE)
        self._asked_by_play = False
        going = [lane for lane in self.active if not self._has_arrived(lane)]
        self._ask(going, steps)
        if stepping:  # a short iteration is there before the page is drawn
            self._take(going, _MORE_PATIENCE)
        if self.is_over or (stepping and all(map(self._has_arrived, self.active))):
            self.pause()

    def _has_arrived(self, lane: Lane[Any]) -> bool:
        return self.is_done(lane) or (self.target is not None and lane.position >= self.target)

    def _ask(self, lanes: Iterable[Lane[Any]], steps: int | None) -> None:
        for lane in lanes:
            self._guarded(lane, lambda lane: lane.ask(steps))

    def _take(self, lanes: Iterable[Lane[Any]], patience: float) -> None:
        """Take the answers that come within `patience` seconds, for all lanes together."""
        deadline = time.monotonic() + patience
        for lane in lanes:
            self._guarded(lane, lambda lane: lane.take(max(0.0, deadline - time.monotonic())))

    def _stop(self, lane: Lane[Any], spec: Spec | None = None) -> None:
        """Give up a run for a new one; how far it came is kept."""
        if not lane.status.is_final:
            self._keep(lane)
        lane.reset(lane.spec if spec is None else spec)

    def _keep(self, lane: Lane[Any]) -> None:
        if self.keep is not None and (lane.position > 0 or lane.problem):
            self.keep(lane, lane.problem)

    def _guarded(self, lane: Lane[Any], act: Callable[[Lane[Any]], None]) -> None:
        """Turn what the engine cannot do into a sentence, and keep a run that has ended."""
        was_over = lane.status.is_final
        try:
            act(lane)
        except (ValueError, RuntimeError, OSError, MemoryError) as problem:
            lane.fail(str(problem))
        if lane.status.is_final and not was_over:
            self._keep(lane)

    def close(self) -> None:
        """Stop all the runs; the tab is gone."""
        self.playing = False
        for lane in self.lanes.values():  # they stay: a tick may still be at work on them
            if not lane.status.is_final:
                self._keep(lane)
            if lane.run is not None:
                lane.run.stop()


class Sessions(dict[str, Session]):
    """The sessions of one browser tab by page."""

    def close(self) -> None:
        """Stop all the runs of the tab."""
        for session in self.values():
            session.close()


@st.cache_resource(scope="session", show_spinner=False, on_release=lambda all: all.close())
def _sessions() -> Sessions:
    return Sessions()


def session_of(page: str) -> Session:
    """Return the session of a page in this tab; its runs are stopped when the tab is gone."""
    return _sessions().setdefault(page, Session())
