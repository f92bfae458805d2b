"""The tasks that a teacher has set, and who leads in them."""

from contextlib import suppress
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select

from nncore.runs.database import Database
from nncore.runs.rows import SUMMARY_COLUMNS, summary_of
from nncore.runs.run_record import new_key
from nncore.runs.run_summary import RunSummary
from nncore.runs.schema import runs, tasks
from nncore.runs.task import TASK_TYPES, Task


class TaskList(Database):
    """The part of `RunHistory` that knows tasks."""

    def add_task(self, task: Task) -> str:
        """Keep a task and return its key."""
        key, resolved = new_key(), task.resolved()
        values = {field.name: getattr(resolved, field.name) for field in fields(resolved)}
        row = {"key": key, "created": datetime.now(UTC), "kind": task.kind, **values}
        row["made_by"] = task.made_by or None
        with self.writing() as connection:
            connection.execute(insert(tasks), row)
        return key

    def tasks(self) -> dict[str, Task]:
        """Return key and task of all that were set, the newest first.

        A task that this version of the program does not know is left out.
        """
        query = select(tasks).order_by(tasks.c.created.desc(), tasks.c.key)
        with self.reading() as connection:
            rows = connection.execute(query).all()
        found = {}
        for row in rows:
            with suppress(ValueError, KeyError):
                found[row.key] = _task_of(row)
        return found

    def delete_task(self, key: str) -> None:
        """Delete a task; its runs stay."""
        with self.writing() as connection:
            connection.execute(delete(tasks).where(tasks.c.key == key))

    def leaderboard(self, task: Task, limit: int = 20) -> list[RunSummary]:
        """Return the runs that fit a task: the lowest score first, then the shortest time.

        A run fits if it was given the very problem of the task and is within its limits, and if its
        score is a finite number.

        Parameters
        ----------
        task : Task
            Kept or not.
        limit : int
            How many places there are.
        """
        query = select(*SUMMARY_COLUMNS).where(*task.conditions())
        query = query.order_by(runs.c[task.score], runs.c.seconds, runs.c.id).limit(limit)
        with self.reading() as connection:
            return [summary_of(row) for row in connection.execute(query)]


def _task_of(row: Row[Any]) -> Task:
    task_type = TASK_TYPES[row.kind]
    values = {field.name: row._mapping[field.name] for field in fields(task_type)}
    return task_type(**{**values, "made_by": values["made_by"] or ""})
