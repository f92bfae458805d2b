"""What thirty readers do together, and the rows that come of it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from benchmarks.classroom.reader import Reader
from benchmarks.classroom.rows import Row
from benchmarks.classroom.server import Server

#: Those who press a button at once do so within this time.
TOGETHER_SECONDS = 3.0
#: TensorFlow is loaded within seconds, but a minute and more where others use the machine.
WARM_SECONDS = 240.0
_OPENING_GAP = 0.2  # between two readers who open the page


@dataclass
class Lesson:
    """The lab, and all readers that have ever been on it.

    Parameters
    ----------
    url : str
        Of the lab.
    server : Server, optional
        The processes behind it; None for another host.
    """

    url: str
    server: Server | None = None
    n_readers: int = 0
    errors: list[str] = field(default_factory=list)
    n_lost: int = 0
    n_lost_settings: int = 0

    async def enter(self, target: str, n: int) -> list[Reader]:
        """Let readers open a page, one after another."""
        readers = [Reader(self.url, target) for _ in range(n)]
        for reader in readers:
            await reader.open()
            await asyncio.sleep(_OPENING_GAP)
        self.n_readers += n
        return readers

    async def leave(self, readers: Iterable[Reader]) -> None:
        """Let readers close their tabs, and keep what has gone wrong for them."""
        for reader in readers:
            await reader.leave()
            self.errors += reader.errors
            self.n_lost += len(reader.falls)
            self.errors += [
                f"A run fell from iteration {before:g} to {after:g}"
                for before, after in reader.falls
            ]

    def rows(self) -> Iterator[Row]:
        """Tell what has gone wrong in all that was measured."""
        said = [] if self.server is None else self.server.tracebacks
        errors = [*self.errors, *(f"In the log: {line}" for line in said)]
        yield Row("errors", len(errors), "", 0, note=f"of {self.n_readers} readers")
        yield Row("lost runs", self.n_lost, "", 0)
        yield Row("lost settings", self.n_lost_settings, "", 0)
        for error in sorted(set(errors)):
            print(f"    {errors.count(error)} times: {error}")


async def together(
    readers: Iterable[Reader], act: Callable[[Reader], Awaitable[float]]
) -> list[float]:
    """Let all act within three seconds, and return how long each of them waited."""

    async def one(reader: Reader) -> float:
        await asyncio.sleep(random.uniform(0, TOGETHER_SECONDS))
        return await act(reader)

    return await asyncio.gather(*map(one, readers))


async def warm_up(lesson: Lesson, target: str) -> None:
    """Let the workers load TensorFlow and compile what the page needs, on each of them."""
    first = await lesson.enter(target, 2)
    await asyncio.gather(*(reader.play(WARM_SECONDS) for reader in first))
    await asyncio.gather(*(reader.pause() for reader in first))
    await lesson.leave(first)


@dataclass(frozen=True)
class Window:
    """What has come in some seconds in which all played.

    Parameters
    ----------
    seconds : float
        How long.
    pictures, iterations : list of float
        Of each reader.
    processor : dict
        Seconds by kind of process; empty for another host.
    """

    seconds: float
    pictures: list[float]
    iterations: list[float]
    processor: dict[str, float]


async def window(lesson: Lesson, readers: list[Reader], seconds: float) -> Window:
    """Look on for a while."""
    server = lesson.server
    n_pictures = [reader.n_pictures for reader in readers]
    iterations = [reader.iterations for reader in readers]
    before = {} if server is None else server.processor_seconds()
    began = asyncio.get_running_loop().time()
    await asyncio.sleep(seconds)
    took = asyncio.get_running_loop().time() - began
    after = {} if server is None else server.processor_seconds()
    return Window(
        took,
        [reader.n_pictures - n for reader, n in zip(readers, n_pictures, strict=True)],
        [reader.iterations - n for reader, n in zip(readers, iterations, strict=True)],
        {role: after[role] - before[role] for role in after},
    )


def moment() -> datetime:
    """Return now, as the history counts."""
    return datetime.now(UTC)
