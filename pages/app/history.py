"""The server's history of runs: opened once, written from threads, and never in the way."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import streamlit as st
from streamlit.connections import BaseConnection

from nncore.live import RunRecorder, TrainingRun
from nncore.runs import (
    HistoryError,
    RunHistory,
    SweepCells,
    SweepState,
    SweepSummary,
    open_history,
)
from nncore.specs import SweepSpec
from nncore.studies.sweep_run import SweepRun
from pages.app.engine import engine

#: What is said wherever the history is missed.
NOTHING_KEPT = "Nothing is being kept: {problem}"
_RETRY_SECONDS = 10.0
_LOOK_SECONDS = 20.0  # between two looks for studies that another server has left
_N_LISTED = 50


class Shelf:
    """Where runs are kept, and the studies that this server drives; one for all tabs.

    Parameters
    ----------
    open_it : callable
        Opens the history, or raises HistoryError.
    """

    def __init__(self, open_it: Callable[[], RunHistory]) -> None:
        self._open_it = open_it
        self._lock = threading.RLock()
        self._history: RunHistory | None = None
        self._refusal: HistoryError | None = None
        self._tried = float("-inf")
        self._has_looked = False
        self._runs: dict[str, SweepRun] = {}
        self._begun: dict[str, tuple[datetime, str]] = {}  # when, and by whom
        #: The studies that the database does not have; they end with the server.
        self.only_here: set[str] = set()
        #: The studies that a server had left, with which this one goes on.
        self.resumed: set[str] = set()
        self._recorder = RunRecorder(lambda: self.history)
        self._closed = threading.Event()
        threading.Thread(target=self._attend, name="nncore-history", daemon=True).start()

    def _attend(self) -> None:
        """Go on with what other servers leave, now and later, whether anybody visits or not."""
        pause = 0.0
        while not self._closed.wait(pause):
            pause = _LOOK_SECONDS if self.look() else _RETRY_SECONDS

    @property
    def history(self) -> RunHistory:
        """The history of runs.

        Raises
        ------
        HistoryError
            If the database cannot be opened; it is tried again after some seconds.
        """
        with self._lock:
            if self._history is None:
                if self._refusal is None or time.monotonic() - self._tried > _RETRY_SECONDS:
                    self._open()
                if self._refusal is not None:
                    raise self._refusal
            assert self._history is not None
            return self._history

    def _open(self) -> None:
        try:
            self._history, self._refusal = self._open_it(), None
        except HistoryError as refusal:
            self._refusal, self._tried = refusal, time.monotonic()
        else:
            self.look()  # before the first page that asks is drawn

    def look(self) -> bool:
        """Go on with what other servers have left, and return whether it could be read."""
        try:
            listed = self.history.sweeps()
        except HistoryError:
            return False  # `problem` says so if it is not open
        with self._lock:
            self._take_up(listed)
        return True

    def _take_up(self, listed: list[SweepSummary]) -> None:
        self._forget()
        # At first also those whose server seems to be at work: it may have been killed just now.
        for one in listed:
            is_left = one.state is SweepState.WAITING
            is_left |= not self._has_looked and not one.state.is_final
            if is_left and one.key not in self._runs:
                self._drive(one)
                self.resumed.add(one.key)
        self._has_looked = True

    def _drive(self, one: SweepSummary) -> None:
        self._runs[one.key] = SweepRun(engine(), self.history, one.key)
        self._begun[one.key] = one.created, one.made_by

    def _forget(self) -> None:
        """Let go of the studies that are over and kept: the history knows all of them."""
        for key, run in list(self._runs.items()):
            is_kept = key not in self.only_here and run.problem is None
            if run.is_over and run.state.is_final and is_kept:
                self._let_go(key)

    def _let_go(self, key: str) -> None:
        self._runs.pop(key, None)
        self._begun.pop(key, None)

    @property
    def problem(self) -> str | None:
        """Why runs are not being kept at present, in sentences; None if all is well."""
        refusal = self._refusal
        return self._recorder.problem or (str(refusal) if refusal is not None else None)

    def keep(self, run: TrainingRun[Any], reason: str = "") -> None:
        """Keep a run as it stands now; returns at once and never raises, see `RunRecorder.keep`."""
        self._recorder.keep(run, reason)

    def flush(self, timeout: float = 10.0) -> bool:
        """Wait until all that was given is kept; return whether it is."""
        return self._recorder.flush(timeout)

    def begin(self, study: SweepSpec, made_by: str = "") -> str:
        """Start a study, in the history or only here, and return its key.

        `made_by` is a digest of the browser or tab that starts it.
        """
        try:
            history: RunHistory | None = self.history
        except HistoryError:
            history = None
        with self._lock:  # or a look would take the study for one that was left
            run = SweepRun.begin(engine(), history, study, made_by)
            self._runs[run.key], self._begun[run.key] = run, (datetime.now(UTC), made_by)
            if history is None or run.problem is not None:
                self.only_here.add(run.key)
        return run.key

    @property
    def n_workers(self) -> int:
        """How many processes train at the same time; 1 until the scheduler has answered."""
        shared = engine()
        try:
            if shared.is_ready:
                return max(1, len(shared.client().scheduler_info()["workers"]))
        except RuntimeError:  # it never will; whoever asks for steps is told
            return 1
        return 1 if shared.cluster is None else shared.cluster.n_workers

    def cancel(self, key: str) -> None:
        """End a study; what is done stays."""
        run = self._runs.get(key)
        if run is not None and not run.is_over:
            run.cancel()
        else:
            self.history.cancel_sweep(key)

    def delete(self, key: str) -> None:
        """Delete a study that is over, with its runs."""
        with self._lock:
            self._let_go(key)
            if key in self.only_here:
                self.only_here.remove(key)
            else:
                self.history.delete_sweep(key)

    def is_driven(self, key: str) -> bool:
        """Whether this server is at work on a study, or waits for it to be free."""
        run = self._runs.get(key)
        return run is not None and not run.is_over

    def go_on(self, key: str) -> None:
        """Go on with a study that was cancelled, or that nobody is at work on."""
        with self._lock:
            self.history.continue_sweep(key)
            if not self.is_driven(key):
                self._drive(self.history.sweep_summary(key))

    def studies(self) -> list[SweepSummary]:
        """Return the studies, the newest first: those of the history and those only here."""
        try:
            kept = self.history.sweeps(limit=_N_LISTED)
        except HistoryError:
            kept = []
        known = {one.key for one in kept}
        runs = list(self._runs.values())  # other threads begin studies meanwhile
        only_here = [self._summary_of(run) for run in runs if run.key not in known]
        return sorted([*kept, *only_here], key=lambda one: one.created, reverse=True)

    def study(self, key: str) -> SweepSpec:
        """Return what a study is."""
        run = self._runs.get(key)
        found = run.sweep if run is not None else None
        return found or self.history.sweep(key)

    def summary(self, key: str) -> SweepSummary:
        """Return where a study stands."""
        run = self._run_here(key)
        return self.history.sweep_summary(key) if run is None else self._summary_of(run)

    def cells(self, key: str) -> SweepCells:
        """Return the results of a study so far."""
        run = self._run_here(key)
        return self.history.cells(key) if run is None else run.cells()

    def rest_seconds(self, key: str) -> float | None:
        """Return about how long a study still takes, if it is driven here."""
        run = self._run_here(key)
        return None if run is None else run.progress.rest_seconds

    def problem_of(self, key: str) -> str | None:
        """Return why a study waits or is not being kept, in a sentence, or None."""
        run = self._runs.get(key)
        return None if run is None else run.problem

    def _run_here(self, key: str) -> SweepRun | None:
        """Return the thread that knows more of a study than the history does, or None."""
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
        """Keep what waits and end the threads; another server goes on with the studies."""
        self._closed.set()
        runs = list(self._runs.values())
        for run in runs:
            run.stop()
        for run in runs:
            run.wait(5.0)
        self._recorder.close()
        if self._history is not None:
            self._history.close()


class HistoryConnection(BaseConnection[Shelf]):
    """The history as a connection of Streamlit.

    ``[connections.history]`` with a ``url`` in ``.streamlit/secrets.toml`` comes before the
    environment variable NNCORE_DATABASE and the file in the user's data folder.
    """

    def _connect(self, **kwargs: Any) -> Shelf:
        url = kwargs.get("url") or self._secrets.get("url")
        return Shelf(lambda: open_history(url))

    @property
    def shelf(self) -> Shelf:
        """What the pages use."""
        return self._instance

    def close(self) -> None:
        """End the threads; what waits is kept before."""
        self.shelf.close()


# Not by `st.connection`: it draws a spinner, and the server opens the history before any visit.
@st.cache_resource(show_spinner=False, on_release=lambda shelf: shelf.close())
def shelf() -> Shelf:
    """Return where the runs of this server are kept."""
    return HistoryConnection("history").shelf


def history_notice() -> None:
    """Say in one line if nothing is being kept."""
    if problem := shelf().problem:
        st.caption(f":red[:material/database_off: {NOTHING_KEPT.format(problem=problem)}]")
