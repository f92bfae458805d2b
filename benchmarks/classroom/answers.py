"""A class in a lesson: how soon the teacher sees what readers predict, and whether all of it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

from benchmarks.classroom.lesson import Lesson, together
from benchmarks.classroom.page import now
from benchmarks.classroom.reader import Reader, TooLate
from benchmarks.classroom.rows import Row, delay_row

#: A step whose prediction is a number, and where the teacher looks at it as the page opens.
STEP, LIST = "autopsy?lesson=drift&step=1", "lessons"
_VIEW, _BOX, _GIVE = "The teacher's view", "Your prediction, from 0 to 20", "Predict"
_GAP = 1.0  # seconds between two readers who answer
_BOUND = 1.0  # seconds
_COUNT = re.compile(r"\*\*(\d+)\*\* of")


class Teacher(Reader):
    """The teacher's tab, with the view open."""

    async def open_view(self) -> None:
        """Open the view, and wait until it is drawn."""
        await self.open()
        await self.page.expand(_VIEW)
        await self.until(lambda: bool(self.seat) and self.page.is_idle)
        await self.channel.join(self.seat)
        await self.until(lambda: self.channel.is_welcome)

    @property
    def n_seen(self) -> int:
        """How many predictions the view shows."""
        content = self.channel.contents.get((LIST, "prediction_count"), {"text": ""})
        found = _COUNT.search(content["text"])
        return int(found[1]) if found else 0


async def answers(lesson: Lesson, n: int) -> AsyncIterator[Row]:
    """Let `n` readers predict one after another, and then as many within three seconds."""
    teacher = Teacher(lesson.url, LIST)
    await teacher.open_view()
    lesson.n_readers += 1
    seconds, readers = [], await lesson.enter(STEP, n)
    for number, reader in enumerate(readers, start=1):
        seconds.append(await _predict(teacher, reader, number, number))
        await asyncio.sleep(max(0.0, _GAP - seconds[-1]))
    yield Row(f"predictions of {n}, a second apart, that arrive", teacher.n_seen, "", n, True)
    yield delay_row("a prediction is in the teacher's histogram", seconds, _BOUND)
    await lesson.leave(readers)
    readers = await lesson.enter(STEP, n)
    waits = await together(readers, lambda reader: _predict(teacher, reader, 1, n + 1))
    try:
        await teacher.until(lambda: teacher.n_seen >= 2 * n)
    except TooLate as problem:
        lesson.errors.append(f"Predictions were lost: {problem}")
    yield Row(f"predictions of {n} within 3 s that arrive", teacher.n_seen - n, "", n, True)
    yield delay_row("the next one is in the histogram then", waits, _BOUND)
    await lesson.leave([*readers, teacher])


async def _predict(teacher: Teacher, reader: Reader, value: float, least: int) -> float:
    """Give a prediction; return the seconds until the teacher sees so many, or more than now."""
    wanted = max(least, teacher.n_seen + 1)
    reader.page.type_text(_BOX, f"{value % 20:g}")
    began = now()
    await reader.page.press(_GIVE)
    try:
        await teacher.until(lambda: teacher.n_seen >= wanted)
    except TooLate as problem:
        reader.note(f"A prediction was not seen: {problem}")
    return now() - began
