"""Pictures a second on the page, for one reader and for a class of thirty."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from benchmarks.classroom import pictures
from benchmarks.classroom.lesson import Lesson
from benchmarks.classroom.rows import Row as ClassRow
from benchmarks.classroom.server import own_server
from benchmarks.dimensions.row import Row

_COUNTS, _SECONDS = (1, 30), 20.0


def rows() -> Iterator[Row]:
    """Yield the rows of the class, measured on a server of their own."""
    with own_server() as server:
        lesson = Lesson(server.url, server)
        for row in asyncio.run(_measured(lesson)):
            yield Row(row.name, row.value, row.unit, least=row.bound)
        for row in lesson.rows():
            yield Row(row.name, row.value, row.unit, most=row.bound)


async def _measured(lesson: Lesson) -> list[ClassRow]:
    return [row async for row in pictures.waves(lesson, _COUNTS, _SECONDS)]
