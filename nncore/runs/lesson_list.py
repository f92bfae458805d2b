"""What a class has answered, who is where, and what the teacher has announced to everybody."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, delete, func, insert, select

from nncore.messages import SettingError
from nncore.runs.database import Database
from nncore.runs.lesson_rows import (
    HiddenControls,
    LessonAnswer,
    LessonCall,
    LessonPlace,
    check_controls,
    check_place,
    check_session,
    now,
)
from nncore.runs.schema import (
    hidden_controls,
    lesson_answers,
    lesson_attempts,
    lesson_calls,
    lesson_places,
)
from nncore.runs.upsert import insert_if_new, insert_or_replace

MAX_ANSWERS_OF_ONE = 1_000
"""That are kept of one tab; a class with all the lessons of the program gives some fifty."""
MAX_ANSWERS = 100_000
"""That are kept of all."""


class LessonList(Database):
    """The part of `RunHistory` that knows what happens in lessons."""

    def add_answer(self, answer: LessonAnswer) -> bool:
        """Keep an answer, and return whether it was the first of its attempt to this part.

        No other takes its place: who has seen the truth cannot predict any more.

        Raises
        ------
        SettingError
            If the tab, or all of them together, have given so many answers that no more is kept.
        """
        row = asdict(answer)
        with self.writing() as connection:
            if not insert_if_new(connection, lesson_answers, row):
                return False
            # Counted after it: nothing is kept of a transaction that ends with an error.
            _check_number(connection, answer.session)
            return True

    def answers(self, since: datetime | None = None) -> list[LessonAnswer]:
        """Return all answers, or those since a moment, in the order in which they were given."""
        query = select(lesson_answers).order_by(lesson_answers.c.given, lesson_answers.c.session)
        if since is not None:
            query = query.where(lesson_answers.c.given >= since)
        with self.reading() as connection:
            return [LessonAnswer(**row._mapping) for row in connection.execute(query)]

    def answers_of(self, session: str, lesson: str) -> list[LessonAnswer]:
        """Return what one tab has answered in a lesson since it has begun it last."""
        with self.reading() as connection:
            attempt = _attempt(connection, session, lesson)
            query = select(lesson_answers).where(
                *_of_one(lesson_answers, session, lesson), lesson_answers.c.attempt == attempt
            )
            return [LessonAnswer(**row._mapping) for row in connection.execute(query)]

    def attempt_of(self, session: str, lesson: str) -> int:
        """Return how often a tab has begun a lesson, from 1."""
        with self.reading() as connection:
            return _attempt(connection, session, lesson)

    def begin_again(self, session: str, lesson: str) -> int:
        """Let a tab begin a lesson again, and return how often it has begun it now.

        What it has answered before stays. Who has answered nothing since the last beginning is at
        the beginning.
        """
        check_session(session)
        check_place(lesson, 1)
        with self.writing() as connection:
            attempt = _attempt(connection, session, lesson)
            answered = select(func.count()).where(
                *_of_one(lesson_answers, session, lesson), lesson_answers.c.attempt == attempt
            )
            if connection.scalar(answered):
                attempt += 1
                row = {"session": session, "lesson": lesson, "attempt": attempt, "began": now()}
                insert_or_replace(connection, lesson_attempts, [row])
        return attempt

    def enter_step(self, place: LessonPlace) -> None:
        """Keep at which step a reader is, in place of where the reader was before."""
        with self.writing() as connection:
            insert_or_replace(connection, lesson_places, [asdict(place)])

    def places(self, since: datetime) -> list[LessonPlace]:
        """Return where the readers are that have come there since a moment, the first one first."""
        query = select(lesson_places).where(lesson_places.c.seen >= since)
        query = query.order_by(lesson_places.c.seen, lesson_places.c.session)
        with self.reading() as connection:
            return [LessonPlace(**row._mapping) for row in connection.execute(query)]

    def place_of(self, session: str) -> LessonPlace | None:
        """Return where a reader is, or None for one who has not been at any step."""
        query = select(lesson_places).where(lesson_places.c.session == session)
        with self.reading() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else LessonPlace(**row._mapping)

    def clear_lesson(self, lesson: str) -> int:
        """Delete the answers to a lesson and who is there, and return how many answers it were."""
        with self.writing() as connection:
            for table in (lesson_places, lesson_attempts, lesson_answers):
                gone = connection.execute(delete(table).where(table.c.lesson == lesson))
        return gone.rowcount

    def call_to(self, lesson: str, step: int) -> LessonCall:
        """Call everybody to a step."""
        check_place(lesson, step)
        row: dict[str, Any] = {"lesson": lesson, "step": step, "called": now()}
        return LessonCall(self._announce(lesson_calls, row), **row)

    def last_call(self) -> LessonCall | None:
        """Return where the teacher has called everybody last, or None."""
        row = self._last_row(lesson_calls)
        return None if row is None else LessonCall(row.id, row.lesson, row.step, row.called)

    def hide_controls(self, names: Iterable[str]) -> HiddenControls:
        """Hide these controls from the class, and no others any more."""
        hidden = frozenset(names)
        check_controls(hidden)
        row: dict[str, Any] = {"names": sorted(hidden), "hidden": now()}
        return HiddenControls(self._announce(hidden_controls, row), hidden, row["hidden"])

    def hidden_controls(self) -> HiddenControls | None:
        """Return which controls are hidden from the class; None if there never were any."""
        row = self._last_row(hidden_controls)
        return None if row is None else HiddenControls(row.id, frozenset(row.names), row.hidden)

    def _announce(self, table: Table, values: dict[str, Any]) -> int:
        """Insert a row in place of those before it, and return its number."""
        with self.writing() as connection:
            made = connection.execute(insert(table).values(values))
            (number,) = made.inserted_primary_key or (0,)
            # Only the last one is ever asked for.
            connection.execute(delete(table).where(table.c.id < number))
        return int(number)

    def _last_row(self, table: Table) -> Row[Any] | None:
        with self.reading() as connection:
            return connection.execute(
                select(table).order_by(table.c.id.desc()).limit(1)
            ).one_or_none()


def _of_one(table: Table, session: str, lesson: str) -> tuple[ColumnElement[bool], ...]:
    return table.c.session == session, table.c.lesson == lesson


def _attempt(connection: Connection, session: str, lesson: str) -> int:
    """Return how often a tab has begun a lesson: as noted, or as its answers tell.

    The teacher may have cleared the lesson while the tab had it open.
    """
    noted, told = (
        connection.scalar(select(func.max(table.c.attempt)).where(*_of_one(table, session, lesson)))
        for table in (lesson_attempts, lesson_answers)
    )
    return max(noted or 1, told or 1)


def _check_number(connection: Connection, session: str) -> None:
    counted = select(func.count()).select_from(lesson_answers)
    of_one = connection.scalar(counted.where(lesson_answers.c.session == session)) or 0
    if of_one > MAX_ANSWERS_OF_ONE:
        raise SettingError(
            "This tab has given {most:,} answers, and no more are kept: open the lesson in a new "
            "one.",
            most=MAX_ANSWERS_OF_ONE,
        )
    if (connection.scalar(counted) or 0) > MAX_ANSWERS:
        raise SettingError(
            "There are {most:,} answers, and no more are kept: clear the lessons that are over.",
            most=MAX_ANSWERS,
        )
