"""The runs of the pages in one browser tab: what plays, what was shown, what is asked next."""

import math
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from nncore.specs import Spec
from nncore.trainers import TrainingStatus
from pages.shared.lanes import Lane

#: The pace that asks for one iteration a picture, and the one that asks for all there is time for.
WATCH, FULL_SPEED = "watch", "full"
# How long a tick waits for an answer that is nearly there.
_PATIENCE = 0.05
# How long Play, Pause and Step wait; the worker ends a tick after a quarter of a second at the
# latest.
_MORE_PATIENCE = 0.3


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

    def status_of(self, lane: Lane[Any]) -> TrainingStatus:
        """Return the status of a lane by the budget of now, which may have been changed."""
        if self.is_done(lane):
            return lane.status if lane.status.is_final else TrainingStatus.TIME_IS_UP
        is_ended = lane.status is TrainingStatus.TIME_IS_UP
        return TrainingStatus.PAUSED if is_ended else lane.status

    def progress_of(self, lane: Lane[Any]) -> float:
        """Return how much of a lane's iterations, or of its budget, is done, from 0 to 1."""
        if not math.isfinite(self.budget):
            return lane.progress
        return 1.0 if self.is_done(lane) else lane.run_seconds / self.budget

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
                if self.is_done(lane):
                    lane.status = TrainingStatus.TIME_IS_UP
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
