"""The sweeps of a server: those that it drives, and those that others have left in the history."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

from nncore.engine import Engine
from nncore.runs import (
    HistoryError,
    HistoryOpener,
    RunHistory,
    SweepState,
    SweepSummary,
    SweepTrials,
)
from nncore.runs.history_opener import RETRY_SECONDS
from nncore.specs import SweepSpec
from nncore.studies.sweep_run import SweepRun

LOOK_SECONDS = 20.0  # between two looks for sweeps that another server has left
_N_LISTED = 50


class SweepManager:
    """Starts, cancels and resumes sweeps, and goes on with those that a server has left.

    Parameters
    ----------
    engine : callable
        Gives the engine on whose workers the sweeps run.
    opener : HistoryOpener
        Where the sweeps are kept. When the history opens, what was left is taken up before
        anybody reads it.
    """

    def __init__(self, engine: Callable[[], Engine], opener: HistoryOpener) -> None:
        self._engine, self._opener = engine, opener
        # Never held while the opener is asked: that one calls `look`, which takes it.
        self._lock = threading.RLock()
        self._has_looked = False
        self._runs: dict[str, SweepRun] = {}
        self._begun: dict[str, tuple[datetime, str]] = {}  # when, and by whom
        #: The sweeps that the database does not have; they end with the server.
        self.only_here: set[str] = set()
        #: The sweeps that a server had left, with which this one goes on.
        self.resumed: set[str] = set()
        self._closed = threading.Event()
        opener.on_open = self.look
        threading.Thread(target=self._attend, name="nncore-sweeps", daemon=True).start()

    def _attend(self) -> None:
        """Go on with what other servers leave, now and later, whether anybody visits or not."""
        pause = 0.0
        while not self._closed.wait(pause):
            pause = LOOK_SECONDS if self.look() else RETRY_SECONDS

    def look(self) -> bool:
        """Go on with what other servers have left, and return whether it could be read."""
        try:
            history = self._opener.history
            listed = history.sweeps()
        except HistoryError:
            return False  # the opener's `problem` says so if it is not open
        with self._lock:
            self._take_up(history, listed)
        return True

    def _take_up(self, history: RunHistory, listed: list[SweepSummary]) -> None:
        self._forget()
        # At first also those whose server seems to be at work: it may have been killed just now.
        for one in listed:
            is_left = one.state is SweepState.WAITING
            is_left |= not self._has_looked and not one.state.is_final
            if is_left and one.key not in self._runs:
                self._drive(history, one)
                self.resumed.add(one.key)
        self._has_looked = True

    def _drive(self, history: RunHistory, one: SweepSummary) -> None:
        self._runs[one.key] = SweepRun(self._engine(), history, one.key)
        self._begun[one.key] = one.created, one.made_by

    def _forget(self) -> None:
        """Let go of the sweeps that are over and kept: the history knows all of them."""
        for key, run in list(self._runs.items()):
            is_kept = key not in self.only_here and run.problem is None
            if run.is_over and run.state.is_final and is_kept:
                self._let_go(key)

    def _let_go(self, key: str) -> None:
        self._runs.pop(key, None)
        self._begun.pop(key, None)

    def begin(self, sweep: SweepSpec, made_by: str = "") -> str:
        """Start a sweep, in the history or only here, and return its key.

        Parameters
        ----------
        sweep : SweepSpec
            What to run.
        made_by : str
            A digest of the browser or tab that starts it.
        """
        try:
            history: RunHistory | None = self._opener.history
        except HistoryError:
            history = None
        with self._lock:  # or a look would take the sweep for one that was left
            run = SweepRun.begin(self._engine(), history, sweep, made_by)
            self._runs[run.key], self._begun[run.key] = run, (datetime.now(UTC), made_by)
            if history is None or run.problem is not None:
                self.only_here.add(run.key)
        return run.key

    def cancel(self, key: str) -> None:
        """End a sweep; what is done stays."""
        run = self._runs.get(key)
        if run is not None and not run.is_over:
            run.cancel()
        else:
            self._opener.history.cancel_sweep(key)

    def delete(self, key: str) -> None:
        """Delete a sweep that is over, with its runs."""
        history = None if key in self.only_here else self._opener.history
        with self._lock:
            self._let_go(key)
            if history is None:
                self.only_here.discard(key)
            else:
                history.delete_sweep(key)

    def is_driven(self, key: str) -> bool:
        """Whether this server is at work on a sweep, or waits for it to be free."""
        run = self._runs.get(key)
        return run is not None and not run.is_over

    def resume(self, key: str) -> None:
        """Go on with a sweep that was cancelled, or that nobody is at work on."""
        history = self._opener.history
        with self._lock:
            history.continue_sweep(key)
            if not self.is_driven(key):
                self._drive(history, history.sweep_summary(key))

    def summaries(self) -> list[SweepSummary]:
        """Return the sweeps, the newest first: those of the history and those only here."""
        try:
            kept = self._opener.history.sweeps(limit=_N_LISTED)
        except HistoryError:
            kept = []
        known = {one.key for one in kept}
        runs = list(self._runs.values())  # other threads begin sweeps meanwhile
        only_here = [self._summary_of(run) for run in runs if run.key not in known]
        return sorted([*kept, *only_here], key=lambda one: one.created, reverse=True)

    def sweep(self, key: str) -> SweepSpec:
        """Return what a sweep is."""
        run = self._runs.get(key)
        found = run.sweep if run is not None else None
        return found or self._opener.history.sweep(key)

    def summary(self, key: str) -> SweepSummary:
        """Return where a sweep stands."""
        run = self._run_here(key)
        return self._opener.history.sweep_summary(key) if run is None else self._summary_of(run)

    def trials(self, key: str) -> SweepTrials:
        """Return the results of a sweep so far."""
        run = self._run_here(key)
        return self._opener.history.trials(key) if run is None else run.trials()

    def rest_seconds(self, key: str) -> float | None:
        """Return about how long a sweep still takes, if it is driven here."""
        run = self._run_here(key)
        return None if run is None else run.progress.rest_seconds

    def problem_of(self, key: str) -> str | None:
        """Return why a sweep waits or is not being kept, in a sentence, or None."""
        run = self._runs.get(key)
        return None if run is None else run.problem

    def _run_here(self, key: str) -> SweepRun | None:
        """Return the thread that knows more of a sweep than the history does, or None."""
        run = self._runs.get(key)
        if run is None or run.sweep is None:
            return None
        # Until it is over, the last results are still on their way into the history.
        is_ahead = run.state is not SweepState.WAITING and not run.is_over
        return run if is_ahead or key in self.only_here or run.problem else None

    def _summary_of(self, run: SweepRun) -> SweepSummary:
        progress, sweep = run.progress, run.sweep
        created, made_by = self._begun.get(run.key) or (datetime.now(UTC), "")
        return SweepSummary(
            run.key,
            sweep.title if sweep is not None else "",
            created,
            progress.total,
            progress.done,
            progress.failed,
            run.state,
            None,
            sweep.base.kind if sweep is not None else "",
            made_by,
        )

    def close(self) -> None:
        """Stop the sweeps; another server goes on with them."""
        self._closed.set()
        runs = list(self._runs.values())
        for run in runs:
            run.stop()
        for run in runs:
            run.wait(5.0)
