"""The results of a sweep that is running: those that the history had, and those that came since."""

import threading
from dataclasses import fields
from typing import Any

import numpy as np

from nncore.engine import SweepResult
from nncore.experiments.outcome import Outcome
from nncore.experiments.sweep_trials import TRIAL_NUMBERS
from nncore.messages import Sentence
from nncore.runs import HistoryError, RunHistory, RunRecord, SweepTrials
from nncore.trainers import TrainingStatus, TrainingStep
from nncore.trainers.loss_curve import LossCurve

_TEXTS = ("key", "status", "reason")
_MOST_AT_ONCE = 1_000  # impossible trials in a transaction, so that it stays short


class SweepResults:
    """Takes results from one thread and gives them to others."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._trials = _as_trials([])
        self._new: list[tuple[int, str, Outcome]] = []
        self._n_failed = 0

    def start_from(self, earlier: SweepTrials) -> None:
        """Begin with what the history has."""
        with self._lock:
            self._trials, self._new = earlier, []
            self._n_failed = earlier.status.count(TrainingStatus.FAILED)

    def add(self, trial: int, key: str, outcome: Outcome) -> None:
        """Take the result of a trial; `key` is that of its run, or empty."""
        with self._lock:
            self._new.append((trial, key, outcome))
            self._n_failed += outcome.status is TrainingStatus.FAILED

    def counts(self) -> tuple[int, int]:
        """Return how many trials have a result, and how many of them failed."""
        with self._lock:
            return len(self._trials) + len(self._new), self._n_failed

    def trials(self) -> SweepTrials:
        """Return all of them in the order of the trials."""
        with self._lock:
            if self._new:
                self._trials = _merged(self._trials, _as_trials(self._new))
                self._new = []
            return self._trials


class RefusedTrials:
    """The impossible trials of a sweep that the history does not have yet.

    One thread adds them; another one, that may wait for the database, calls `keep`.

    Parameters
    ----------
    history : RunHistory
        Where to.
    key : str
        Of the sweep.
    """

    def __init__(self, history: RunHistory, key: str) -> None:
        self._history, self._key = history, key
        self._lock = threading.Lock()
        self._waiting: list[tuple[int, str]] = []
        self._problem: Sentence | None = None

    @property
    def problem(self) -> str | None:
        """Why they are not being kept, for the user; None if all is well."""
        return None if self._problem is None else str(self._problem)

    def add(self, trial: int, reason: str) -> None:
        """Take a trial to be kept and return at once."""
        with self._lock:
            self._waiting.append((trial, reason))

    def keep(self) -> None:
        """Keep all that were added; what the history does not take now waits for the next call."""
        try:
            while batch := self._next_batch():
                self._history.keep_refused_trials(self._key, dict(batch))
                with self._lock:
                    del self._waiting[: len(batch)]
        except HistoryError as problem:
            self._problem = problem.sentence
        else:
            self._problem = None

    def _next_batch(self) -> list[tuple[int, str]]:
        with self._lock:
            return self._waiting[:_MOST_AT_ONCE]


def _as_trials(rows: list[tuple[int, str, Outcome]]) -> SweepTrials:
    outcomes = [outcome for _, _, outcome in rows]
    return SweepTrials(
        np.array([trial for trial, _, _ in rows], dtype=np.int64),
        tuple(key for _, key, _ in rows),
        tuple(outcome.status for outcome in outcomes),
        tuple(outcome.reason for outcome in outcomes),
        *(
            # None becomes nan
            np.array([getattr(outcome, name) for outcome in outcomes], dtype=np.float64)
            for name in TRIAL_NUMBERS
        ),
    )


def _merged(one: SweepTrials, other: SweepTrials) -> SweepTrials:
    order = np.argsort(np.concatenate([one.cell, other.cell]), kind="stable")
    columns: dict[str, Any] = {}
    for field in fields(SweepTrials):
        both = getattr(one, field.name), getattr(other, field.name)
        if field.name in _TEXTS:
            joined = both[0] + both[1]
            columns[field.name] = tuple(joined[j] for j in order.tolist())
        else:
            columns[field.name] = np.concatenate(both)[order]
    return SweepTrials(**columns)


def record_of(result: SweepResult, key: str, sweep: str, trial: int) -> RunRecord:
    """Return what the history keeps of a trial that could be run."""
    assert result.spec is not None and result.outcome is not None
    step, network, coefficients = result.final_step, None, None
    if isinstance(step, TrainingStep):
        network = step.network
    elif step is not None:
        coefficients = tuple(map(float, step.coefficients))
    curve = result.curve if result.curve is not None else LossCurve.of(())
    return RunRecord(
        *(key, result.spec, result.outcome, curve, network, coefficients), sweep=sweep, cell=trial
    )
