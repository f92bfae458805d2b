"""The history of runs, in a database: what was run, what came of it, and who was best."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    asc,
    delete,
    desc,
    func,
    insert,
    select,
    update,
)

from nncore.messages import SettingError, sentence_of
from nncore.runs.history_error import HistoryError
from nncore.runs.kept_tables import KeptTables
from nncore.runs.lesson_list import LessonList
from nncore.runs.live_run_list import LiveRunList
from nncore.runs.rows import (
    SUMMARY_COLUMNS,
    content_row,
    record_of,
    run_row,
    search_text,
    summary_of,
)
from nncore.runs.run_filter import RunFilter
from nncore.runs.run_record import RunRecord, check_name
from nncore.runs.run_summary import RunSummary
from nncore.runs.schema import OLDER_NAMES, run_contents, runs, sweeps
from nncore.runs.sweep_history import SweepHistory
from nncore.runs.task_list import TaskList
from nncore.runs.upsert import insert_if_new

ORDERS = tuple(column.key for column in SUMMARY_COLUMNS if column.key not in ("spec", "made_by"))
"""By which `RunHistory.find` can sort."""

_ALL = RunFilter()
_CHUNK = 500  # keys in one statement
_TRIES = 3
# What a run that is kept again does not change.
_LASTING = ("key", "sweep", "cell")


class RunHistory(SweepHistory, TaskList, LiveRunList, LessonList, KeptTables):
    """Runs, sweeps, tasks, answers to lessons, kept measurements, and the runs that are watched.

    Its methods may be called from any thread. All of them raise `HistoryError` if the database does
    not do what it should.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        On SQLite or PostgreSQL, migrated: `open_history` makes one.
    """

    def keep(self, *records: RunRecord) -> None:
        """Keep runs, all of them or none; they are on the disk when this returns.

        A run that is kept already is replaced: one of the same key, or the same trial of the same
        sweep, which keeps its old key. A name that the user has given stays unless the record has
        one itself, and so does the maker. The trial of a sweep has the maker of the sweep.
        """
        # Two writers with the same runs would otherwise wait for each other.
        ordered = sorted(records, key=lambda r: (r.sweep or "", r.cell or 0, r.key))
        rows = [(run_row(record), content_row(record)) for record in ordered]
        if rows:
            with self.writing() as connection:
                makers = _makers(connection, {record.sweep for record in ordered})
                for row, contents in rows:
                    row["made_by"] = makers.get(row["sweep"], row["made_by"])
                    _keep(connection, row, contents)

    def get(self, key: str, *, with_state: bool = True) -> RunRecord:
        """Return a run with its curve and its network.

        Parameters
        ----------
        key : str
            Of the run.
        with_state : bool
            Whether to read what its trainer needs to go on, too: it may be large.

        Raises
        ------
        HistoryError
            If it is not in the history, or another version of the program kept it and this one
            cannot read it.
        """
        left_out = {"run_id"} if with_state else {"run_id", "state"}
        contents = [column for column in run_contents.c if column.name not in left_out]
        query = select(runs, *contents).join_from(runs, run_contents).where(runs.c.key == key)
        with self.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise _no_run(key)
        try:
            return record_of(row)
        except (ValueError, KeyError) as problem:
            raise HistoryError(
                "Another version of the program kept this run: {problem}",
                problem=sentence_of(problem),
                is_passing=False,
            ) from None

    def find(
        self,
        filter: RunFilter = _ALL,
        order_by: str = "created",
        descending: bool = True,
        limit: int | None = 100,
        offset: int = 0,
    ) -> list[RunSummary]:
        """Return the runs that a filter lets through.

        Parameters
        ----------
        filter : RunFilter
            Which ones.
        order_by : str
            One of `ORDERS`. Runs without this number come last; nan counts as larger than infinity.
        descending : bool
            Whether the largest or newest comes first.
        limit, offset : int
            At most so many, after leaving out so many.

        Raises
        ------
        ValueError
            If `order_by` is none of `ORDERS`.
        """
        order_by = OLDER_NAMES.get(order_by, order_by)
        if order_by not in ORDERS:
            raise SettingError(
                "`order_by` must be one of {choices}, got {order_by}.",
                choices=", ".join(ORDERS),
                order_by=repr(order_by),
            )
        conditions = tuple(filter.conditions())
        found = select(runs.c.id, runs.c[order_by]).where(*conditions)
        # To follow the index of the order would mean to look up run after run, nearly all of them
        # in vain, where the filter lets few through.
        narrow = found.cte("found").prefix_with("MATERIALIZED") if conditions else runs
        order = _order(narrow, order_by, descending)
        page = select(narrow.c.id).order_by(*order).limit(limit).offset(offset or None)
        # Only what is shown is read whole.
        query = select(*SUMMARY_COLUMNS).where(runs.c.id.in_(page))
        query = query.order_by(*_order(runs, order_by, descending))
        with self.reading() as connection:
            return [summary_of(row) for row in connection.execute(query)]

    def count(self, filter: RunFilter = _ALL) -> int:
        """Return how many runs a filter lets through."""
        query = select(func.count()).select_from(runs).where(*filter.conditions())
        with self.reading() as connection:
            return int(connection.scalar(query) or 0)

    def rename(self, key: str, name: str) -> None:
        """Give a run a name; an empty one takes it away.

        Raises
        ------
        ValueError
            If the name is longer than a line.
        HistoryError
            If the run is not in the history.
        """
        check_name(name)
        with self.writing() as connection:
            same = runs.c.key == key
            found = connection.execute(select(runs.c.integrand, runs.c.offsets).where(same)).first()
            if found is None:
                raise _no_run(key)
            renamed = {"name": name, "search": search_text(name, *found)}
            connection.execute(update(runs).where(same).values(renamed))

    def delete(self, *keys: str) -> int:
        """Delete runs and return how many there were.

        A sweep that loses a trial this way is cancelled: it would otherwise be computed again.
        """
        n_deleted = 0
        with self.writing() as connection:
            for chunk in _chunks(keys):
                cells = select(runs.c.sweep).where(runs.c.key.in_(chunk), runs.c.sweep.is_not(None))
                cancelled = update(sweeps).where(sweeps.c.key.in_(cells)).values(is_cancelled=True)
                connection.execute(cancelled)
                n_deleted += connection.execute(delete(runs).where(runs.c.key.in_(chunk))).rowcount
        return n_deleted


def _keep(connection: Connection, row: dict[str, Any], contents: dict[str, Any]) -> None:
    """Insert a run or replace it; between the two somebody may have deleted it."""
    if row["sweep"] is None:
        same = runs.c.key == row["key"]
    else:
        same = (runs.c.sweep == row["sweep"]) & (runs.c.cell == row["cell"])
    changes = {name: value for name, value in row.items() if name not in _LASTING}
    if not row["name"]:
        del changes["name"], changes["search"]
    if not row["made_by"]:
        del changes["made_by"]
    for _ in range(_TRIES):
        if insert_if_new(connection, runs, row):
            break
        if connection.execute(update(runs).where(same).values(changes)).rowcount:
            break
    else:
        raise HistoryError(
            "The run {key} is in the history as another one.", key=row["key"], is_passing=False
        )
    run_id = connection.execute(select(runs.c.id).where(same)).scalar_one()
    connection.execute(delete(run_contents).where(run_contents.c.run_id == run_id))
    connection.execute(insert(run_contents), {"run_id": run_id, **contents})


def _makers(connection: Connection, keys: set[str | None]) -> dict[str, str]:
    """Return who made which of these sweeps, of those of which it is known."""
    made = select(sweeps.c.key, sweeps.c.made_by).where(
        sweeps.c.key.in_(keys - {None}), sweeps.c.made_by.is_not(None)
    )
    return {key: maker for key, maker in connection.execute(made)} if keys != {None} else {}


def _order(table: FromClause, name: str, descending: bool) -> tuple[ColumnElement[Any], ...]:
    """Sort by a column; the later of two equal runs comes first, so that pages do not overlap."""
    order = desc(table.c[name]) if descending else asc(table.c[name])
    return (order.nulls_last() if runs.c[name].nullable else order, table.c.id.desc())


def _chunks(keys: Iterable[str]) -> Iterator[tuple[str, ...]]:
    remaining = iter(keys)
    while chunk := tuple(islice(remaining, _CHUNK)):
        yield chunk


def _no_run(key: str) -> HistoryError:
    return HistoryError(
        "There is no run {key} in the history: it was deleted, or is in another database.",
        key=key,
        is_passing=False,
    )
