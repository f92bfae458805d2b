"""Readers who were away come back: a cut, a reload, a server that was killed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from benchmarks.classroom.lesson import WARM_SECONDS, Lesson, warm_up
from benchmarks.classroom.page import now
from benchmarks.classroom.reader import Reader, TooLate
from benchmarks.classroom.rows import Row

#: An optimizer with a state of its own, and a run that does not end meanwhile.
_LONG = "integrate?trainer=adam&epochs=100000&pace=watch"
_CUTS = (
    ("cut for 8 s, page still there", 8.0, True),
    ("cut for 8 s, new session", 8.0, False),
    ("cut for 90 s, new session", 90.0, False),
    ("page loaded anew", 0.5, False),
)
_N_RESTARTED = 4
_PLAY_SECONDS = 15.0  # so that what plays has been saved once
_SAVED_SECONDS = 10.0
_SAYS = "started again"


async def cuts(lesson: Lesson) -> AsyncIterator[Row]:
    """Let readers lose their connection while their runs play."""
    await warm_up(lesson, _LONG)
    readers = await lesson.enter(_LONG, len(_CUTS))
    for reader in readers:
        await reader.play()
    await asyncio.sleep(5.0)
    found = await asyncio.gather(
        *(_cut(reader, *cut[1:]) for reader, cut in zip(readers, _CUTS, strict=True))
    )
    for (name, _, _), (gained, seconds) in zip(_CUTS, found, strict=True):
        yield Row(f"{name}: iterations gained when back", gained, "", 0, at_least=True)
        yield Row("    until it goes on before the reader's eyes", seconds, "s", 5.0)
    for reader in readers:
        await reader.pause()
    await lesson.leave(readers)


async def _cut(reader: Reader, seconds: float, keeps_session: bool) -> tuple[float, float]:
    """Return the iterations by which the run is further, and the seconds until it moves again."""
    before = reader.position
    await reader.cut()
    await asyncio.sleep(seconds)
    began = now()
    try:
        await reader.come_back(keeps_session=keeps_session)
        n_pictures = reader.n_pictures
        await reader.until(lambda: reader.n_pictures > n_pictures + 1)
    except TooLate as problem:
        reader.note(f"The run did not go on: {problem}")
        return reader.position - before, float("nan")
    return reader.position - before, now() - began


async def restart(lesson: Lesson) -> AsyncIterator[Row]:
    """Kill the server while runs play, start it again and let their readers come back."""
    server = lesson.server
    if server is None:
        return
    await warm_up(lesson, _LONG)
    readers = await lesson.enter(_LONG, _N_RESTARTED)
    for reader in readers:
        await reader.play()
    await asyncio.sleep(_PLAY_SECONDS)
    killed = now()
    server.kill()
    for reader in readers:
        await reader.cut()
        reader.forgive()  # that the connection was closed is no error here
    server.start()
    lost, gone_on, said = [], 0, 0
    for reader in readers:
        traces = list(reader.trace)
        try:
            await reader.come_back(keeps_session=False)
        except (TooLate, OSError) as problem:
            reader.note(f"The reader could not come back: {problem}")
            continue
        reader.falls.clear()  # the last ten seconds may be lost, and are counted here
        stood = [when for when, position in traces if position <= reader.position]
        lost.append(killed - max(stood) if reader.position else float("inf"))
        said += any(_SAYS in toast for toast in reader.page.toasts)
        before = reader.position
        await reader.play(WARM_SECONDS)  # the new workers load what they need first
        gone_on += reader.position > before > 0
    name = "server killed and started again"
    yield Row(f"{name}: lost, at most", max(lost, default=float("nan")), "s", _SAVED_SECONDS)
    yield Row(f"{name}: runs that go on", gone_on, "", _N_RESTARTED, at_least=True)
    yield Row(f"{name}: pages that say so", said, "", _N_RESTARTED, at_least=True)
    for reader in readers:
        await reader.pause()
    await lesson.leave(readers)
