"""A class that plays for half an hour, and one whose workers are killed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator

from benchmarks.classroom.lesson import WARM_SECONDS, Lesson, together, warm_up
from benchmarks.classroom.pictures import ADAM, INTEGRATE
from benchmarks.classroom.presses import SNI_POINTS
from benchmarks.classroom.reader import Reader, TooLate
from benchmarks.classroom.rows import Row
from benchmarks.classroom.server import WORKER, Server

_FIRST_MINUTE = 5.0
_GROWTH = 5.0  # percent
_N_PLAYING = 10  # while workers are killed
_KILL_SECONDS = (1.0, 8.0)  # between two kills: a worker needs about five to be back


async def memory(lesson: Lesson, n: int, minutes: float) -> AsyncIterator[Row]:
    """Let `n` readers play, each changing a setting now and then, and watch the memory."""
    server = lesson.server
    if server is None:
        return
    await warm_up(lesson, ADAM)
    readers = await lesson.enter(INTEGRATE, n)
    await together(readers, Reader.play)
    for reader in readers:
        reader.watch()
    first: dict[str, tuple[float, float]] = {}
    began = asyncio.get_running_loop().time()
    # A short trial has its first look early.
    first_minute = min(_FIRST_MINUTE, minutes / 6)
    minute = 0.0
    while minute < minutes:
        reader = random.choice(readers)
        await reader.change(SNI_POINTS, float(random.randrange(101, 1_000)))
        await asyncio.sleep(2.0)
        minute = (asyncio.get_running_loop().time() - began) / 60
        if not first and minute >= first_minute:
            first = server.memory()
    last = server.memory()
    for row in _growth(first, last):
        yield row
    await asyncio.gather(*(reader.pause() for reader in readers))
    await lesson.leave(readers)


def _growth(
    first: dict[str, tuple[float, float]], last: dict[str, tuple[float, float]]
) -> list[Row]:
    rows = []
    for name, (resident, proportional) in last.items():
        if name not in first:
            rows.append(Row(f"memory of {name}: it was not there at first", float("nan"), "%", 0))
            continue
        then = first[name]
        for kind, before, after in (
            ("resident", then[0], resident),
            ("proportional", then[1], proportional),
        ):
            growth = 100 * (after / before - 1)
            note = f"({before:.0f} to {after:.0f} MB)"
            rows.append(Row(f"{kind} memory of {name} grows by", growth, "%", _GROWTH, note=note))
    return rows


async def kills(lesson: Lesson, n_kills: int) -> AsyncIterator[Row]:
    """Kill workers at random moments while ten readers play."""
    server = lesson.server
    if server is None:
        return
    await warm_up(lesson, ADAM)
    half = _N_PLAYING // 2
    readers = await lesson.enter(INTEGRATE, half) + await lesson.enter(ADAM, _N_PLAYING - half)
    for reader in readers:
        await reader.play()
        reader.watch()
    killed = 0
    while killed < n_kills:
        await asyncio.sleep(random.uniform(*_KILL_SECONDS))
        killed += _kill_one(server)
    lost = sum(await asyncio.gather(*map(_is_lost, readers)))
    falls = [
        (before - after) / reader.longest_step
        for reader in readers
        for before, after in reader.falls
    ]
    name = f"{killed} kills of workers, {len(readers)} readers"
    yield Row(f"{name}: runs lost", lost, "", 0)
    yield Row(f"{name}: the most a run fell back", max(falls, default=0.0), "ticks", 1)
    for reader in readers:
        reader.falls.clear()  # they have their own row
        try:
            await reader.pause()
        except TooLate as problem:
            reader.note(str(problem))
    await lesson.leave(readers)


async def _is_lost(reader: Reader) -> bool:
    """Return whether a run does not go on once there are warm workers again."""
    was = reader.iterations
    try:
        await reader.until(lambda: reader.iterations > was, WARM_SECONDS)
    except TooLate as problem:
        reader.note(f"The run was lost: {problem}")
        return True
    return False


def _kill_one(server: Server) -> bool:
    """Kill a random worker, and return whether there was one."""
    workers = [process for role, process in server.processes().values() if role == WORKER]
    if not workers:
        return False
    random.choice(workers).kill()
    return True
