"""A row of the table, and how it is printed."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple


class Row(NamedTuple):
    """A measured value and what it should be: at most `most`, at least `least`, or as it is."""

    name: str
    value: float
    unit: str = ""
    most: float | None = None
    least: float | None = None

    def __str__(self) -> str:
        bound = "reported"
        if self.most is not None and self.least is not None:
            bound = f"{self.least:g} to {self.most:g}"
        elif self.most is not None:
            bound = f"at most {self.most:g}"
        elif self.least is not None:
            bound = f"at least {self.least:g}"
        missed = "" if self.is_met else "  MISSED"
        return f"{self.name:66} {self.value:9.3g} {self.unit:5} ({bound}){missed}"

    @property
    def is_met(self) -> bool:
        """Whether the value is within its bounds; nan is not."""
        is_small_enough = self.most is None or self.value <= self.most
        return is_small_enough and (self.least is None or self.value >= self.least)


def milliseconds(function: Callable[[], object], repeats: int = 7) -> float:
    """Return the least processor time of a call, which other jobs disturb the least."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        function()
        times.append(time.process_time() - start)
    return 1e3 * min(times)
