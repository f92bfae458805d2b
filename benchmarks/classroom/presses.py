"""How long readers wait for what they press, open and change, while the others play."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator

from benchmarks.classroom.lesson import Lesson, together, warm_up
from benchmarks.classroom.pictures import ADAM, INTEGRATE
from benchmarks.classroom.reader import Reader
from benchmarks.classroom.rows import Row, delay_row

_BOUND = 1.0  # seconds, for everything
_PAGES = ("", "integrate", "differentiate", "race", "autopsy", "explore")
_N_ROUNDS = 4
_GAP = 0.7  # seconds between two readers who open or change something
SNI_POINTS = "Points of SNI"


async def presses(lesson: Lesson, n: int) -> AsyncIterator[Row]:
    """Measure the buttons of Integrate with `n` readers, and what else they do meanwhile."""
    await warm_up(lesson, ADAM)
    await warm_up(lesson, INTEGRATE)
    readers = await lesson.enter(INTEGRATE, n)
    name = f"of {n} who press within 3 s"
    yield delay_row(
        f"Play to the first new picture, {name}", await together(readers, Reader.play), _BOUND
    )
    for reader in readers:
        reader.watch()
    await asyncio.sleep(3.0)
    yield delay_row(f"a page opens while {n} play", await _openings(lesson), _BOUND)
    yield delay_row(f"a setting is changed while {n} play", await _changes(lesson, readers), _BOUND)
    for label, act in (("Pause", Reader.pause), ("Step", Reader.step), ("Reset", Reader.reset)):
        yield delay_row(f"{label} takes effect, {name}", await together(readers, act), _BOUND)
    await lesson.leave(readers)


async def _openings(lesson: Lesson) -> list[float]:
    """Let newcomers open one page after another."""
    seconds = []
    for path in _PAGES * _N_ROUNDS:
        newcomer = Reader(lesson.url, path)
        seconds.append(await newcomer.open())
        await asyncio.sleep(_GAP)
        await lesson.leave([newcomer])
    lesson.n_readers += len(seconds)
    return seconds


async def _changes(lesson: Lesson, readers: list[Reader]) -> list[float]:
    """Let one after another change a setting while it plays, and see whether it was kept."""
    seconds, chosen = [], []
    for reader in readers:
        chosen.append(float(random.randrange(101, 1_000)))
        seconds.append(await reader.change(SNI_POINTS, chosen[-1]))
        await asyncio.sleep(_GAP)
    for reader, value in zip(readers, chosen, strict=True):
        box = reader.page.numbers.get(SNI_POINTS)
        is_kept = box is not None and box.value == value
        lesson.n_lost_settings += not (is_kept and f"n_points={value:.0f}" in reader.page.query)
    return seconds
