"""A sweep that is driven to its end, whoever is killed on the way."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self
from uuid import uuid4

import numpy as np

from nncore.engine import Engine, SweepResult
from nncore.messages import Sentence, SettingError, marked, sentence_of
from nncore.runs import (
    BackgroundWriter,
    HistoryError,
    RunHistory,
    SweepState,
    SweepTrials,
    new_key,
)
from nncore.specs import Spec, SweepSpec
from nncore.specs.sweep_cost import seconds_of
from nncore.studies.results import RefusedTrials, SweepResults, record_of

LEASE_SECONDS = 20.0
"""So long a sweep waits whose server was killed, before another one goes on with it."""

_NOT_KEPT = marked("{problem} The results of this sweep are not being kept.")

RETRY_SECONDS = 2.0
RENEWALS_PER_LEASE = 4


@dataclass(frozen=True)
class SweepProgress:
    """How far a sweep is.

    Parameters
    ----------
    done, failed, total : int
        Trials with a result, those of them that failed, and all of them.
    rest_seconds : float or None
        About how long it will still take; None before the first results.
    """

    done: int
    failed: int
    total: int
    rest_seconds: float | None


class SweepRun:
    """A thread that runs one sweep of the history on an engine, and keeps what comes.

    It goes on from the trials that the history has. As long as another server is at work on the
    sweep it waits, and takes over if that one ends without having finished. If the history
    cannot keep the results they stay here, and `problem` says so.

    Parameters
    ----------
    engine : Engine
        Where the trials are computed.
    history : RunHistory or None
        Where the sweep and its results are; None keeps the results only here.
    key : str, optional
        Of the sweep in the history.
    sweep : SweepSpec, optional
        What to run; read from the history by default.
    lease_seconds : float
        How long the claim on the sweep lasts if this process dies.

    Raises
    ------
    ValueError
        If neither a key nor a sweep is given.
    """

    def __init__(
        self,
        engine: Engine,
        history: RunHistory | None,
        key: str | None = None,
        *,
        sweep: SweepSpec | None = None,
        lease_seconds: float = LEASE_SECONDS,
    ) -> None:
        if sweep is None and (history is None or key is None):
            raise SettingError("`sweep` must be given where no history knows it, got None.")
        self.key = key or new_key()
        self._engine, self._lease_seconds = engine, lease_seconds
        self._history = history if key is not None else None
        self._sweep = sweep
        self._owner = f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}"
        self._results = SweepResults()
        self._estimated = self._expected = 0.0
        self._started: float | None = None
        self._stop, self._ended = threading.Event(), threading.Event()
        self._state = SweepState.WAITING
        self._problem: Sentence | None = None
        self._state_lock = threading.Lock()
        self._writer: BackgroundWriter | None = None
        self._refused = RefusedTrials(self._history, self.key) if self._history else None
        self._thread = threading.Thread(target=self._run, name="nncore-sweep", daemon=True)
        self._thread.start()

    @classmethod
    def begin(
        cls, engine: Engine, history: RunHistory | None, sweep: SweepSpec, made_by: str = ""
    ) -> Self:
        """Begin a new sweep, in the history or, where that cannot keep it, only here.

        `made_by` is a digest of whoever begins it, for the history.
        """
        if history is None:
            return cls(engine, None, sweep=sweep)
        try:
            key = history.begin_sweep(sweep, made_by)
        except HistoryError as problem:
            run = cls(engine, None, sweep=sweep)
            run._problem = Sentence(_NOT_KEPT, problem=problem.sentence)
            return run
        return cls(engine, history, key, sweep=sweep)

    @property
    def sweep(self) -> SweepSpec | None:
        """What is run; None until the history has answered."""
        return self._sweep

    @property
    def state(self) -> SweepState:
        """Where the sweep stands."""
        return self._state

    @property
    def problem(self) -> str | None:
        """Why the sweep waits or its results are not being kept, for the user; or None."""
        keepers = (self._writer, self._refused)
        problems = [keeper.problem for keeper in keepers if keeper is not None]
        own = None if self._problem is None else str(self._problem)
        return next(filter(None, [*problems, own]), None)

    @property
    def is_over(self) -> bool:
        """Whether this run does nothing any more: finished, cancelled, stopped or failed."""
        return self._ended.is_set()

    @property
    def progress(self) -> SweepProgress:
        """How far the sweep is."""
        done, failed = self._results.counts()
        total = done if self._sweep is None else self._sweep.n_cells
        rest = None
        if done == total:
            rest = 0.0
        elif self._started is not None and self._estimated > 0:
            speed = self._estimated / (time.monotonic() - self._started)
            rest = max(self._expected - self._estimated, 0.0) / speed
        return SweepProgress(done, failed, total, rest)

    def trials(self) -> SweepTrials:
        """Return all the results so far, from the history and from this run, for the charts."""
        return self._results.trials()

    def cancel(self) -> None:
        """End the sweep for good; what it has is kept."""
        self._enter(SweepState.CANCELLED)
        self._stop.set()
        if self._history is not None:
            try:
                self._history.cancel_sweep(self.key)
            except HistoryError as problem:
                self._problem = problem.sentence

    def stop(self) -> None:
        """End this run; the sweep can be taken up again."""
        self._stop.set()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until this run is over, and return whether it is."""
        return self._ended.wait(timeout)

    def _enter(self, state: SweepState, only_from: SweepState | None = None) -> None:
        """Change the state; what is finished or cancelled stays so, whoever comes later."""
        with self._state_lock:
            if not self._state.is_final and only_from in (None, self._state):
                self._state = state

    def _run(self) -> None:
        try:
            if self._history is None:
                self._drive(range(self._sweep.n_cells if self._sweep else 0))
            elif self._claim(self._history):
                self._drive_claimed(self._history)
        except Exception as problem:  # the page shows it: a thread that dies tells nobody
            said = sentence_of(problem)
            self._problem = said if str(said) else Sentence("{problem!r}", problem=problem)
        finally:
            self._enter(SweepState.WAITING, only_from=SweepState.RUNNING)
            self._ended.set()

    def _claim(self, history: RunHistory) -> bool:
        """Wait until this sweep is free, and take it; return whether there is anything to do."""
        while not self._stop.is_set():
            try:
                if history.claim(self.key, self._owner, self._lease_seconds):
                    self._problem = None
                    return True
                self._enter(history.sweep_summary(self.key).state)
                self._sweep = self._sweep or history.sweep(self.key)
                self._results.start_from(history.trials(self.key))
                if self._state.is_final:
                    self._problem = None
                    return False
                self._problem = Sentence("Another server is running this sweep.")
            except HistoryError as problem:
                self._problem = problem.sentence
                if not problem.is_passing:
                    return False
            self._stop.wait(min(RETRY_SECONDS, self._lease_seconds / 2))
        return False

    def _drive_claimed(self, history: RunHistory) -> None:
        over = threading.Event()
        refused = self._refused
        assert refused is not None
        renewing = threading.Thread(target=self._renew, args=(history, over), daemon=True)
        self._writer = BackgroundWriter(history)
        renewing.start()
        try:
            self._sweep = self._sweep or history.sweep(self.key)
            earlier = history.trials(self.key)
            self._results.start_from(earlier)
            missing = np.setdiff1d(np.arange(self._sweep.n_cells), earlier.cell)
            self._drive(missing)
        finally:
            self._writer.close()
            over.set()
            renewing.join()
            refused.keep()
            history.release(self.key, self._owner)

    def _renew(self, history: RunHistory, over: threading.Event) -> None:
        """Keep the claim alive, and the impossible trials; end what is cancelled or taken over."""
        while not over.wait(self._lease_seconds / RENEWALS_PER_LEASE):
            try:
                if not history.claim(self.key, self._owner, self._lease_seconds):
                    self._enter(history.sweep_summary(self.key).state)
                    self._stop.set()
            except HistoryError as problem:
                if not problem.is_passing:  # the sweep was deleted
                    self._stop.set()
            if self._refused is not None:
                self._refused.keep()

    def _drive(self, missing: "np.ndarray | range") -> None:
        sweep = self._sweep
        assert sweep is not None
        self._enter(SweepState.RUNNING)
        self._expected = sweep.cost().seconds * len(missing) / max(1, sweep.n_cells)
        self._started = time.monotonic()
        trials: Iterator[Spec] = map(sweep.cell, map(int, missing))
        for result in self._engine.sweep(trials, stop=self._stop):
            self._take(int(missing[result.index]), result)
        if not self._stop.is_set():
            self._enter(SweepState.FINISHED)

    def _take(self, trial: int, result: SweepResult) -> None:
        assert result.outcome is not None
        key = "" if result.spec is None else new_key()
        self._results.add(trial, key, result.outcome)
        self._estimated += 0.0 if result.spec is None else seconds_of(result.spec)
        if self._refused is None or self._writer is None:
            return
        if result.spec is None:
            self._refused.add(trial, result.reason)
        else:
            self._writer.put(record_of(result, key, self.key, trial))
