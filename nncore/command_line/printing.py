"""Results on the standard output: aligned text for people, JSON for programs."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from nncore.trainers import TrainingStatus

_MISSING = "-"


def full(value: float | None) -> str:
    """Write a number with all its digits."""
    return _MISSING if value is None or math.isnan(value) else repr(float(value))


def short(value: float | None) -> str:
    """Write an error or a loss with three digits."""
    return _MISSING if value is None or math.isnan(value) else f"{value:.3g}"


def plain(value: float) -> str:
    """Write a count or a duration with three digits, and with all of those before the point."""
    return f"{value:.0f}" if value >= 100 else short(value)


def print_pairs(pairs: Mapping[str, str]) -> None:
    """Print names and values, one below the other."""
    width = max(map(len, pairs))
    for name, value in pairs.items():
        print(f"{name:<{width}}  {value}")


def print_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table whose columns are as wide as their cells; the last one holds words."""
    lines = [heads, *rows]
    widths = [max(len(line[j]) for line in lines) for j in range(len(heads))]
    for line in lines:
        cells = [cell.rjust(width) for cell, width in zip(line, widths, strict=True)][:-1]
        print("  ".join((*cells, line[-1])).rstrip())


def status_text(status: TrainingStatus) -> str:
    """Write a status without the buttons of the app."""
    text = status.value.replace(" and press Reset", "")
    return text.replace("; press Reset to start again", "")


def print_json(value: Any) -> None:
    """Print standard JSON, in which numbers that are not finite are null."""
    print(json.dumps(_plain(value), indent=1, allow_nan=False))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(member) for name, member in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [_plain(member) for member in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
