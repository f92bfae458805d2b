"""Sweeps in the history: their specs, the trials that are done, and who is at work on them."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Connection, Row, case, delete, func, insert, or_, select, update

from nncore.experiments.sweep_trials import TRIAL_NUMBERS, SweepTrials
from nncore.messages import sentence_of
from nncore.runs.database import Database, now
from nncore.runs.history_error import HistoryError
from nncore.runs.rows import readable
from nncore.runs.run_record import check_maker, new_key
from nncore.runs.schema import refused_cells, runs, sweeps
from nncore.runs.sweep_summary import SweepState, SweepSummary
from nncore.runs.upsert import insert_new
from nncore.specs.sweep import SweepSpec
from nncore.trainers import TrainingStatus

_FAILED = TrainingStatus.FAILED


class SweepHistory(Database):
    """The part of `RunHistory` that knows sweeps."""

    def begin_sweep(self, sweep: SweepSpec, made_by: str = "") -> str:
        """Keep a new sweep, of which no trial is done, and return its key.

        Parameters
        ----------
        sweep : SweepSpec
            What it is.
        made_by : str
            A digest of the browser or tab that begins it.
        """
        check_maker(made_by)
        key = new_key()
        row = {
            "key": key,
            "title": readable(sweep.title),
            "created": datetime.now(UTC),
            "spec": json.loads(sweep.to_json()),
            "n_cells": sweep.n_cells,
            "is_cancelled": False,
            "made_by": made_by or None,
        }
        with self.writing() as connection:
            connection.execute(insert(sweeps), row)
        return key

    def sweeps(self, limit: int | None = None) -> list[SweepSummary]:
        """Return the sweeps, the newest first."""
        with self.reading() as connection:
            return _summaries(connection, limit=limit)

    def sweep_summary(self, key: str) -> SweepSummary:
        """Return where a sweep stands.

        Raises
        ------
        HistoryError
            If it is not in the history.
        """
        with self.reading() as connection:
            found = _summaries(connection, key=key)
        if not found:
            raise _no_sweep(key)
        return found[0]

    def sweep(self, key: str) -> SweepSpec:
        """Return the spec of a sweep.

        Raises
        ------
        HistoryError
            If it is not in the history, or another version of the program kept it and this one
            cannot read it.
        """
        with self.reading() as connection:
            values = connection.scalar(select(sweeps.c.spec).where(sweeps.c.key == key))
        if values is None:
            raise _no_sweep(key)
        try:
            return SweepSpec.from_json(json.dumps(values))
        except ValueError as problem:
            raise HistoryError(
                "Another version of the program kept this sweep: {problem}",
                problem=sentence_of(problem),
                is_passing=False,
            ) from None

    def keep_refused_trials(self, key: str, reasons: Mapping[int, str]) -> None:
        """Keep that trials can be no runs, because their values cannot be together, and why.

        All of them are kept or none.
        """
        rows = [
            {"sweep": key, "cell": int(cell), "reason": readable(reason)}
            for cell, reason in reasons.items()
        ]
        with self.writing() as connection:
            insert_new(connection, refused_cells, rows)

    def trials(self, key: str) -> SweepTrials:
        """Return the results of a sweep so far, as arrays for the charts."""
        names = ("cell", "key", "status", "reason", *TRIAL_NUMBERS)
        kept = select(*(runs.c[name] for name in names)).where(runs.c.sweep == key)
        refused = select(refused_cells.c.cell, refused_cells.c.reason)
        refused = refused.where(refused_cells.c.sweep == key)
        with self.reading() as connection:
            rows = [tuple(row) for row in connection.execute(kept)]
            nothing = (None,) * len(TRIAL_NUMBERS)
            rows += [
                (cell, "", _FAILED.name, reason, *nothing)
                for cell, reason in connection.execute(refused)
            ]
        rows.sort(key=lambda row: row[0])
        columns = list(zip(*rows, strict=True)) or [()] * len(names)
        cell, keys, statuses, reasons, *numbers = columns
        return SweepTrials(
            np.array(cell, dtype=np.int64),
            keys,
            tuple(TrainingStatus[status] for status in statuses),
            reasons,
            # None becomes nan
            *(np.array(column, dtype=np.float64) for column in numbers),
        )

    def cancel_sweep(self, key: str) -> None:
        """Let nobody go on with a sweep; who is at work on it cannot renew the lease."""
        self._set_cancelled(key, True)

    def continue_sweep(self, key: str) -> None:
        """Take back that a sweep was cancelled."""
        self._set_cancelled(key, False)

    def _set_cancelled(self, key: str, is_cancelled: bool) -> None:
        with self.writing() as connection:
            changed = update(sweeps).where(sweeps.c.key == key).values(is_cancelled=is_cancelled)
            connection.execute(changed)

    def delete_sweep(self, key: str) -> None:
        """Delete a sweep with all its trials."""
        with self.writing() as connection:
            connection.execute(delete(sweeps).where(sweeps.c.key == key))

    def claim(self, key: str, owner: str, seconds: float) -> bool:
        """Take a sweep, or renew the claim, so that no other server runs it at the same time.

        Parameters
        ----------
        key : str
            Of the sweep.
        owner : str
            A name that no other server has.
        seconds : float
            How long the claim holds unless it is renewed: so long a sweep waits whose server
            was killed.

        Returns
        -------
        bool
            False if another owner has it, or if it was cancelled or deleted.
        """
        with self.writing() as connection:
            present = now(connection)
            free = or_(
                sweeps.c.owner.is_(None), sweeps.c.owner == owner, sweeps.c.lease_until <= present
            )
            claimed = (
                update(sweeps)
                .where(sweeps.c.key == key, sweeps.c.is_cancelled.is_(False), free)
                .values(owner=owner, lease_until=present + timedelta(seconds=seconds))
            )
            return connection.execute(claimed).rowcount == 1

    def release(self, key: str, owner: str) -> None:
        """Give a sweep back; nothing happens if another owner has it by now."""
        with self.writing() as connection:
            released = (
                update(sweeps)
                .where(sweeps.c.key == key, sweeps.c.owner == owner)
                .values(owner=None, lease_until=None)
            )
            connection.execute(released)


def _no_sweep(key: str) -> HistoryError:
    return HistoryError(
        "There is no sweep {key} in the history: it was deleted, or is in another database.",
        key=key,
        is_passing=False,
    )


def _summaries(
    connection: Connection, key: str | None = None, limit: int | None = None
) -> list[SweepSummary]:
    wanted = select(sweeps).order_by(sweeps.c.created.desc(), sweeps.c.key).limit(limit)
    if key is not None:
        wanted = wanted.where(sweeps.c.key == key)
    listed = wanted.with_only_columns(sweeps.c.key)
    failed = case((runs.c.status == _FAILED.name, 1), else_=0)
    kept = select(runs.c.sweep, func.count(), func.sum(failed)).group_by(runs.c.sweep)
    kept = kept.where(runs.c.sweep.in_(listed))
    refused = select(refused_cells.c.sweep, func.count()).group_by(refused_cells.c.sweep)
    refused = refused.where(refused_cells.c.sweep.in_(listed))
    counts = {sweep: (n_kept, n_failed) for sweep, n_kept, n_failed in connection.execute(kept)}
    n_refused = {sweep: n for sweep, n in connection.execute(refused)}
    present = now(connection)
    found = []
    for row in connection.execute(wanted):
        n_kept, n_failed = counts.get(row.key, (0, 0))
        more = n_refused.get(row.key, 0)
        found.append(_summary(row, n_kept + more, int(n_failed) + more, present))
    return found


def _summary(row: Row[Any], n_done: int, n_failed: int, present: datetime) -> SweepSummary:
    is_leased = row.owner is not None and row.lease_until > present
    if n_done >= row.n_cells:
        state = SweepState.FINISHED
    elif row.is_cancelled:
        state = SweepState.CANCELLED
    else:
        state = SweepState.RUNNING if is_leased else SweepState.WAITING
    owner = row.owner if is_leased else None
    base = row.spec.get("base", {}) if isinstance(row.spec, dict) else {}
    kind = str(base.get("kind", "")) if isinstance(base, dict) else ""
    counts = (row.n_cells, n_done, n_failed)
    return SweepSummary(
        row.key, row.title, row.created, *counts, state, owner, kind, row.made_by or ""
    )
