"""The runs of one page of a tab: what plays, what is asked next, and what is seen of it."""

import math
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from nncore.engine import Engine, LiveRun
from nncore.live.compute_budget import ComputeBudget
from nncore.live.pace import FULL_SPEED, WATCH
from nncore.live.shown_runs import ShownRuns
from nncore.live.training_run import TrainingRun
from nncore.live.watched import Watched
from nncore.specs import Spec
from nncore.trainers import TrainingStatus

# How long Pause and Step wait for the answer that is on its way; the worker ends a tick after a
# quarter of a second at the latest.
_PATIENCE = 0.3
# So long after a pause no picture is made: the script of the page settles the runs and draws them.
_SETTLING_SECONDS = 2.0


class Keeper(Protocol):
    """Where runs go that stop."""

    def keep(self, run: TrainingRun[Any], reason: str = "") -> None:
        """Keep a run as it stands now; this returns at once and never raises."""


class PageRuns(Watched):
    """The runs of one page in one tab.

    Parameters
    ----------
    engine : callable
        Gives the engine on whose workers the runs train.
    keeper : Keeper, optional
        Gets the runs that stop.
    """

    def __init__(self, engine: Callable[[], Engine], keeper: Keeper | None = None) -> None:
        super().__init__()
        self.runs: dict[str, TrainingRun[Any]] = {}
        self.shown = ShownRuns(self)
        self.pinned: TrainingRun[Any] | None = None  # beside which they are shown
        self.target: float | None = None  # Step plays until this iteration is reached
        self.alone: str | None = None  # the one run that the buttons are for; None for all
        self.budget = ComputeBudget()
        self.pace = FULL_SPEED
        self.made_by = ""  # a digest of the browser or tab, for the history
        self.is_recorded = True  # whether what it comes to goes into the history
        self._engine, self._keeper = engine, keeper
        self._playing = False
        self._settled_after = -math.inf  # when pictures are made again, even if nobody settles

    @property
    def playing(self) -> bool:
        """Whether the runs go on by themselves."""
        return self._playing

    @playing.setter
    def playing(self, playing: bool) -> None:
        self.n_changes += playing != self._playing
        self._playing = playing
        for run in self.runs.values():
            run.is_live = playing
        self.touch()

    def follow(self, specs: Mapping[str, Spec]) -> None:
        """Take over the settings of all runs.

        A run whose settings were changed starts anew, and everything waits for Play. So it does
        when no run stays: this is another experiment. A run that comes or goes beside others
        that stay leaves them as they are, for each has a budget of its own: while they play, the
        new one plays with them.
        """
        with self.lock:
            if [(name, run.spec) for name, run in self.runs.items()] != list(specs.items()):
                self.compose = None
            for name in [name for name in self.runs if name not in specs]:
                self._stop(self.runs.pop(name))
            if not self.runs:
                self.pause()
            for name, spec in specs.items():
                run = self.runs.setdefault(name, TrainingRun(spec, is_live=self.playing))
                if run.spec != spec:
                    self._stop(run, spec)
                    self.pause()
            self.runs = {name: self.runs[name] for name in specs}
            self.touch()

    def put(self, runs: Mapping[str, TrainingRun[Any]]) -> None:
        """Show these runs from now on; how far the ones before came is kept."""
        with self.lock:
            self.pause()
            for run in self.runs.values():
                self._stop(run)
            self.runs, self.compose = dict(runs), None
            self.n_changes += 1
            self.touch()

    @property
    def active(self) -> list[TrainingRun[Any]]:
        """The runs that the buttons are for."""
        return [run for name, run in self.runs.items() if self.alone in (None, name)]

    @property
    def problem(self) -> str | None:
        """Why a run has failed, in one sentence; None if none has."""
        return next((run.problem for run in self.active if run.problem), None)

    @property
    def is_over(self) -> bool:
        """Whether no active run has anything left to do."""
        return all(map(self.budget.is_done, self.active))

    def play(self) -> None:
        """Go on, or start anew where everything is over."""
        with self.lock:
            if self.is_over:
                self.reset()
            self.target, self.playing = None, True
            # The workers begin while the page is drawn; its first picture has a trained point.
            self._ask(self.active, 1)
            self.is_drawn()  # the page whose button it was is drawn next
        self.wake()

    def pause(self) -> None:
        """Ask for nothing more; an answer that is still on its way is taken by `settle`."""
        with self.lock:
            self._hold()
            if self._asked(self.runs.values()):
                self._settled_after = time.monotonic() + _SETTLING_SECONDS
            self.is_drawn()

    @staticmethod
    def _asked(runs: Iterable[TrainingRun[Any]]) -> list[LiveRun]:
        """Return those of which an answer is on its way, or has not been taken yet."""
        return [run.run for run in runs if run.run is not None and run.run.is_asked]

    @property
    def is_settled(self) -> bool:
        """Whether the last answers after a pause have been taken, or waited for long enough."""
        return time.monotonic() >= self._settled_after

    def settle(self) -> None:
        """Take the answers that a page should not be drawn without.

        After a pause these are the last ones: what is shown is where the runs stand. After Step
        it is the step, if it is short.
        """
        if not self.playing or self.target is not None:
            self._await()
        with self.lock:
            self._settled_after = -math.inf
            if not self.playing and self._asked(self.runs.values()):
                self._hold()
            elif self.target is not None:
                self._take(self.active)
                self._end_step()
            self.is_drawn()

    def _await(self) -> None:
        """Wait for what is asked, without keeping off those who make pictures meanwhile."""
        with self.lock:
            asked = self._asked(self.runs.values())
        deadline = time.monotonic() + _PATIENCE
        for run in asked:
            run.wait(max(0.0, deadline - time.monotonic()))

    def _hold(self) -> bool:
        """Let all runs rest where their last answers leave them; return whether these are news."""
        news = self._take(self.runs.values())
        for run in self.runs.values():
            if not run.status.is_final and run.records:
                run.status = TrainingStatus.PAUSED
                if self.budget.is_done(run):
                    run.status = TrainingStatus.TIME_IS_UP
                self._keep(run)
        self.target, self.playing = None, False
        return news

    def step(self) -> None:
        """Play until the next iteration after what is shown is complete."""
        shown = max(int(run.position) for run in self.active)
        self._await()
        with self.lock:
            self._take(self.active)
            if self.is_over:
                return
            self.target, self.playing = 1 + shown, True
            self._ask((run for run in self.active if not self._has_arrived(run)), 1)
            self.is_drawn()
        self.wake()

    def reset(self) -> None:
        """Go back to the start."""
        with self.lock:
            for run in self.active:
                self._stop(run)
            self.target, self.playing = None, False
            self.is_drawn()

    def tick(self) -> bool:
        """Take the steps that were made and ask for the next ones; return whether any is news."""
        with self.lock:
            if not self.playing:  # an answer may have come after the pause was drawn
                return self.is_due and self._hold()
            steps = 1 if self.target is not None or self.pace == WATCH else None
            news = self._take(self.active)
            self._ask((run for run in self.active if not self._has_arrived(run)), steps)
            self._end_step()
            if self.is_over:
                self._hold()
            if news:
                self.touch()
            return news

    def _end_step(self) -> None:
        if self.target is not None and all(map(self._has_arrived, self.active)):
            self._hold()

    def _has_arrived(self, run: TrainingRun[Any]) -> bool:
        return self.budget.is_done(run) or (self.target is not None and run.position >= self.target)

    @property
    def is_due(self) -> bool:
        """Whether a worker has answered, so that a tick would bring something."""
        return any(run.is_due for run in self._asked(self.active))

    @property
    def is_asked(self) -> bool:
        """Whether an answer of a worker is on its way, which says so when it comes."""
        return bool(self._asked(self.active))

    def forget_what_was_made(self) -> None:
        """Let all be made anew for the next picture: somebody looks at something else."""
        for run in self.runs.values():
            run.forget_what_was_made()

    def _ask(self, runs: Iterable[TrainingRun[Any]], steps: int | None) -> None:
        for run in runs:
            self._guarded(run, lambda run: run.ask(self._engine(), steps, self.wake))

    def _take(self, runs: Iterable[TrainingRun[Any]]) -> bool:
        """Take the answers that are there; return whether any is news."""
        # A list, for all have to be taken: `any` would stop at the first news.
        return any([self._guarded(run, lambda run: run.take()) for run in runs])

    def _stop(self, run: TrainingRun[Any], spec: Spec | None = None) -> None:
        """Give up a run for a new one; how far it came is kept."""
        if not run.status.is_final:
            self._keep(run)
        run.reset(run.spec if spec is None else spec)

    def _keep(self, run: TrainingRun[Any]) -> None:
        if not self.is_recorded:
            return
        is_news = len(run.records) != run.n_kept
        if self._keeper is not None and is_news and (run.position > 0 or run.problem):
            run.made_by = self.made_by
            self._keeper.keep(run, run.problem)

    def _guarded(self, run: TrainingRun[Any], act: Callable[[TrainingRun[Any]], Any]) -> bool:
        """Turn what the engine cannot do into a sentence, and keep a run that has ended."""
        was_over = run.status.is_final
        news = False
        try:
            news = bool(act(run))
        except (ValueError, RuntimeError, OSError, MemoryError) as problem:
            run.fail(str(problem))
            news = True
        if run.status.is_final and not was_over:
            self.n_changes += 1
            self._keep(run)
        return news

    def close(self) -> None:
        """Stop all the runs; nobody will come back to them."""
        with self.lock:
            self.playing = False
            for run in self.runs.values():  # they stay: a page may still be drawing them
                if not run.status.is_final:
                    self._keep(run)
                if run.run is not None:
                    run.run.stop()

    @property
    def has_moved(self) -> bool:
        """Whether any run has made a step that is to be kept."""
        return self.is_recorded and any(run.position > 0 for run in self.runs.values())

    @property
    def n_bytes(self) -> int:
        """The memory that the runs take, about."""
        beside = 0 if self.pinned is None else self.pinned.n_bytes
        return beside + sum(run.n_bytes for run in self.runs.values())
