"""How many pictures each reader gets, and what one of them costs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from statistics import median

from benchmarks.classroom.lesson import Lesson, Window, moment, together, warm_up, window
from benchmarks.classroom.reader import Reader
from benchmarks.classroom.rows import Row
from benchmarks.classroom.server import SERVER

#: The page as it opens; what the others add keeps the runs from ending while they are watched.
INTEGRATE = "integrate"
ADAM = "integrate?trainer=adam&epochs=100000&pace=full"
STENCILS = "differentiate?epochs=20000&learning_rate=0.001"
#: Two inputs, 50 units, 1,000 samples and Levenberg-Marquardt: the page as it opens.
DIMENSIONS = "dimensions?integrand_seed=6&initializer=glorot&n_samples=1000&tolerance=0"
RACE, SHORT_RACE = "race?budget=600", "race"
#: Four stencils on 1,000 points, eight points a wave.
WAVES = (
    "waves?stencils=taylor,optimum,learned,own&offsets=-3,-2,-1,0,1,2,3&n_points=1000"
    "&profile=packet&n_waves=125&width=0.05&periods=1000"
)

_SETTLE_SECONDS = 5.0  # from the last Play until it is measured
_KEEPING_SECONDS = 3.0  # until runs that were paused are in the history
_IDLE_SECONDS = 5.0
_QUEUE_SECONDS = 180.0
_COSTS = (10.0, 4.0)  # milliseconds a picture: in all, and in the server
_SAME = {1: 7.0, 6: 6.0, 30: 2.0}
_OTHERS = {1: 7.0, 6: 4.0, 30: 1.5}
_RACES = {1: 7.0, 6: 3.0}
_WAVES = {1: 6.0, 30: 2.0}
_DIMENSIONS = {1: 6.0, 30: 2.0}


async def integrate(lesson: Lesson, counts: Sequence[int], seconds: float) -> AsyncIterator[Row]:
    """Measure Integrate as it opens."""
    await warm_up(lesson, ADAM)  # TensorFlow is then loaded, which would take a core meanwhile
    await warm_up(lesson, INTEGRATE)
    if lesson.server is not None:  # of one reader's pictures it is a good part
        idle = await window(lesson, [], _IDLE_SECONDS)
        spent = {role: 1_000 * s / idle.seconds for role, s in idle.processor.items()}
        note = f"({_parts(spent)})"
        yield Row("processor time a second, nobody plays", sum(spent.values()), "ms", note=note)
    for n in counts:
        since = moment()
        seen, n_replayed = await _seen(lesson, INTEGRATE, n, seconds)
        yield _rate_row(f"Integrate, {n} readers", seen, _SAME.get(n), n_replayed)
        if lesson.server is not None and n in (min(counts), max(counts)):
            await asyncio.sleep(_KEEPING_SECONDS)
            for row in _cost_rows(lesson, n, seen, since):
                yield row


async def adam(lesson: Lesson, counts: Sequence[int], seconds: float) -> AsyncIterator[Row]:
    """Measure Adam at full speed: pictures, and iterations of all together."""
    await warm_up(lesson, ADAM)
    alone = None
    for n in counts:
        seen, n_replayed = await _seen(lesson, ADAM, n, seconds)
        yield _rate_row(f"Adam at full speed, {n} readers", seen, _OTHERS.get(n), n_replayed)
        rate = sum(seen.iterations) / seen.seconds
        yield Row(f"    its iterations a second, {n} together", rate, "/s", alone, at_least=True)
        if n == 1:
            alone = rate


async def stencils(lesson: Lesson, counts: Sequence[int], seconds: float) -> AsyncIterator[Row]:
    """Measure three stencils."""
    await warm_up(lesson, STENCILS)
    for n in counts:
        seen, n_replayed = await _seen(lesson, STENCILS, n, seconds)
        yield _rate_row(f"three stencils, {n} readers", seen, _OTHERS.get(n), n_replayed)


async def waves(lesson: Lesson, counts: Sequence[int], seconds: float) -> AsyncIterator[Row]:
    """Measure stencils at work, whose pictures are computed in the server."""
    for n in counts:
        seen, n_replayed = await _seen(lesson, WAVES, n, seconds)
        yield _rate_row(f"four stencils at work, {n} readers", seen, _WAVES.get(n), n_replayed)
        if lesson.server is not None:
            in_server = 1_000 * seen.processor[SERVER] / sum(seen.pictures)
            yield Row(
                f"    its processor time a picture in the server, {n} readers", in_server, "ms"
            )


async def dimensions(lesson: Lesson, counts: Sequence[int], seconds: float) -> AsyncIterator[Row]:
    """Measure Many dimensions, with its maps and its table of boxes."""
    await warm_up(lesson, DIMENSIONS)
    for n in counts:
        since = moment()
        seen, n_replayed = await _seen(lesson, DIMENSIONS, n, seconds)
        yield _rate_row(f"Many dimensions, {n} readers", seen, _DIMENSIONS.get(n), n_replayed)
        if lesson.server is not None:
            await asyncio.sleep(_KEEPING_SECONDS)
            for row in _cost_rows(lesson, n, seen, since):
                yield row


async def race(lesson: Lesson, counts: Sequence[int], seconds: float) -> AsyncIterator[Row]:
    """Measure a race of four; of more readers than there are places, what they are told."""
    await warm_up(lesson, RACE)
    for n in counts:
        if n in _RACES:
            seen, n_replayed = await _seen(lesson, RACE, n, seconds)
            yield _rate_row(f"a race of four, {n} readers", seen, _RACES[n], n_replayed)
        else:
            async for row in _queue(lesson, n):
                yield row


async def _seen(lesson: Lesson, target: str, n: int, seconds: float) -> tuple[Window, int]:
    """Let `n` readers play, and return what they saw and how often a run had to begin anew."""
    readers = await lesson.enter(target, n)
    await together(readers, Reader.play)
    for reader in readers:
        reader.watch()
    await asyncio.sleep(_SETTLE_SECONDS)
    seen = await window(lesson, readers, seconds)
    await asyncio.gather(*(reader.pause() for reader in readers))
    await lesson.leave(readers)
    return seen, sum(reader.n_replayed for reader in readers)


def _rate_row(name: str, seen: Window, bound: float | None, n_replayed: int) -> Row:
    """Return the pictures a second of the reader who got fewest."""
    rates = [n / seen.seconds for n in seen.pictures]
    note = f"(median {median(rates):.2f}; {n_replayed} runs were over and played again)"
    return Row(f"{name}: pictures a second, each", min(rates), "/s", bound, True, note)


def _cost_rows(lesson: Lesson, n: int, seen: Window, since: datetime) -> list[Row]:
    """Return the processor time of a picture, without the training itself.

    The history knows the compute time of the runs from their start to their end; that of the
    window is in proportion to the iterations that were made in it.
    """
    assert lesson.server is not None
    seconds, iterations = lesson.server.training_seconds(since)
    training = seconds * sum(seen.iterations) / iterations if iterations else float("nan")
    milliseconds = {role: 1_000 * s / sum(seen.pictures) for role, s in seen.processor.items()}
    training *= 1_000 / sum(seen.pictures)
    note = f"({_parts(milliseconds)}; of it training {training:.2f})"
    whole, in_server = _COSTS
    name = f"processor time a picture, {n} readers"
    return [
        Row(f"{name}: all without training", sum(milliseconds.values()) - training, "ms", whole),
        Row(f"{name}: in the server", milliseconds[SERVER], "ms", in_server, note=note),
    ]


def _parts(milliseconds: Mapping[str, float]) -> str:
    return ", ".join(f"{role} {value:.2f}" for role, value in milliseconds.items())


async def _queue(lesson: Lesson, n: int) -> AsyncIterator[Row]:
    readers = await lesson.enter(SHORT_RACE, n)
    for reader in readers:
        await reader.page.press("Play")
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _QUEUE_SECONDS
    while loop.time() < deadline and not all(map(_has_moved, readers)):
        await asyncio.sleep(1.0)
    told = [reader for reader in readers if reader.positions_in_queue]
    moved = sum(map(_has_moved, told))
    name = f"a race of four, {n} readers"
    yield Row(f"{name}: who were told their place in the queue", len(told), "", 1, True)
    yield Row(f"{name}: of them, whose place came nearer", moved, "", len(told), True)
    for reader in readers:
        if reader.is_playing:
            await reader.pause()
    await lesson.leave(readers)


def _has_moved(reader: Reader) -> bool:
    places = reader.positions_in_queue
    return reader.position > 0 or (len(places) > 1 and places[-1] < max(places))
