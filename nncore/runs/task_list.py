"""The tasks that a teacher has set, and who leads in them."""

from contextlib import suppress
from datetime import UTC, datetime

from sqlalchemy import delete, insert, select

from nncore.runs.database import Database
from nncore.runs.rows import SUMMARY_COLUMNS, summary_of
from nncore.runs.run_record import new_key
from nncore.runs.run_summary import RunSummary
from nncore.runs.schema import runs, tasks
from nncore.runs.task import Task

_FIELDS = ("title", "integrand", "lower", "upper", "max_hidden", "max_samples", "score")


class TaskList(Database):
    """The part of `RunHistory` that knows tasks."""

    def add_task(self, task: Task) -> str:
        """Keep a task and return its key."""
        key, resolved = new_key(), task.resolved()
        values = {name: getattr(resolved, name) for name in _FIELDS}
        with self.writing() as connection:
            connection.execute(insert(tasks), {"key": key, "created": datetime.now(UTC), **values})
        return key

    def tasks(self) -> dict[str, Task]:
        """Return key and task of all that were set, the newest first.

        A task whose integrand this version of the program does not know is left out.
        """
        query = select(tasks).order_by(tasks.c.created.desc(), tasks.c.key)
        with self.reading() as connection:
            rows = connection.execute(query).all()
        found = {}
        for row in rows:
            with suppress(ValueError):
                found[row.key] = Task(**{name: row._mapping[name] for name in _FIELDS})
        return found

    def delete_task(self, key: str) -> None:
        """Delete a task; its runs stay."""
        with self.writing() as connection:
            connection.execute(delete(tasks).where(tasks.c.key == key))

    def leaderboard(self, task: Task, limit: int = 20) -> list[RunSummary]:
        """Return the runs that fit a task: the lowest score first, then the shortest time.

        A run fits if it was trained on the very interval of the task and is within its limits, and
        if its score is a finite number.

        Parameters
        ----------
        task : Task
            Kept or not.
        limit : int
            How many places there are.
        """
        task = task.resolved()
        score = runs.c[task.score]
        query = select(*SUMMARY_COLUMNS).where(
            runs.c.integrand == task.integrand,
            runs.c.lower == task.lower,
            runs.c.upper == task.upper,
            score < float("inf"),
        )
        if task.max_hidden is not None:
            query = query.where(runs.c.n_hidden <= task.max_hidden)
        if task.max_samples is not None:
            query = query.where(runs.c.n_samples <= task.max_samples)
        query = query.order_by(score, runs.c.seconds, runs.c.id).limit(limit)
        with self.reading() as connection:
            return [summary_of(row) for row in connection.execute(query)]
