"""A class on the lab: what `benchmarks/README.md` says of its rows, measured and printed.

Run as ``python -m benchmarks.classroom``. It starts a server on an empty history, unless ``--url``
names another host; the readers are in this process, and speak the protocols that a browser speaks.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import nullcontext

from benchmarks.classroom import answers, endurance, pictures, presses, returns
from benchmarks.classroom.lesson import Lesson
from benchmarks.classroom.rows import Row
from benchmarks.classroom.server import Server, own_server

Measure = Callable[[Lesson, argparse.Namespace], AsyncIterator[Row]]
#: What can be measured, in this order; the last two are asked for by options of their own.
MEASURES: Mapping[str, Measure] = {
    "integrate": lambda lesson, said: pictures.integrate(lesson, said.readers, said.seconds),
    "adam": lambda lesson, said: pictures.adam(lesson, said.readers, said.seconds),
    "dimensions": lambda lesson, said: pictures.dimensions(lesson, said.readers, said.seconds),
    "stencils": lambda lesson, said: pictures.stencils(lesson, said.readers, said.seconds),
    "waves": lambda lesson, said: pictures.waves(lesson, said.readers, said.seconds),
    "race": lambda lesson, said: pictures.race(lesson, said.readers, said.seconds),
    "presses": lambda lesson, said: presses.presses(lesson, max(said.readers)),
    "answers": lambda lesson, said: answers.answers(lesson, max(said.readers)),
    "cuts": lambda lesson, said: returns.cuts(lesson),
    "restart": lambda lesson, said: returns.restart(lesson),
    "memory": lambda lesson, said: endurance.memory(lesson, max(said.readers), said.minutes),
    "kills": lambda lesson, said: endurance.kills(lesson, said.kills),
}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.classroom", description=__doc__)
    parser.add_argument("--url", help="of a lab that runs already: http://host:8501")
    parser.add_argument("--readers", type=int, nargs="+", default=[1, 6, 30], metavar="N")
    parser.add_argument("--seconds", type=float, default=20.0, help="of each rate")
    parser.add_argument("--only", nargs="+", choices=tuple(MEASURES), metavar="ROWS")
    parser.add_argument(
        "--minutes", type=float, default=0.0, help="that a class plays while its memory is watched"
    )
    parser.add_argument("--kills", type=int, default=0, help="of workers, at random moments")
    said = parser.parse_args()
    said.readers = sorted(said.readers)
    return said


def _wanted(said: argparse.Namespace) -> list[str]:
    asked = said.only or [name for name in MEASURES if name not in ("memory", "kills")]
    extra = {"memory": said.minutes > 0, "kills": said.kills > 0}
    return [name for name in MEASURES if extra.get(name, name in asked)]


async def _measure(lesson: Lesson, said: argparse.Namespace) -> int:
    """Print the rows as they are measured, and return how many bounds were missed."""
    n_missed = 0
    for name in _wanted(said):
        print(f"\n{name}", flush=True)
        try:
            async for row in MEASURES[name](lesson, said):
                n_missed += row.is_missed
                print(row, flush=True)
        except Exception as problem:  # the other rows are worth having all the same
            lesson.errors.append(f"{name} could not be measured: {problem!r}")
    print("\nall of these", flush=True)
    for row in lesson.rows():
        n_missed += row.is_missed
        print(row, flush=True)
    return n_missed


def main() -> int:
    """Return 1 if a bound was missed, 0 otherwise."""
    said = _arguments()
    # Whoever ends it must not leave a server behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    started = nullcontext(None) if said.url else own_server()
    with started as server:
        assert server is None or isinstance(server, Server)
        url = said.url.rstrip("/") if server is None else server.url
        return int(asyncio.run(_measure(Lesson(url, server), said)) > 0)


if __name__ == "__main__":
    sys.exit(main())
