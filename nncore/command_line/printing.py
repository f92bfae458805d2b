"""Results on the standard output: aligned text for people, JSON for programs."""

import json
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from rich.table import Table

from nncore.command_line.console import console_on

_MISSING = "-"
_PLAIN_UNTIL, _MOST_DECIMALS = 1e7, 9


def full(value: float | None) -> str:
    """Write a number with all its digits."""
    return _MISSING if value is None or math.isnan(value) else repr(float(value))


def short(value: float | None) -> str:
    """Write an error or a loss with three digits."""
    return _MISSING if value is None or math.isnan(value) else f"{value:.3g}"


def rounded(value: float, error: float) -> str:
    """Write a number with the digits that its error leaves, of which two are written."""
    if not (math.isfinite(value) and math.isfinite(error) and error > 0.0):
        return full(value)
    decimals = 1 - math.floor(math.log10(error))
    if abs(value) < _PLAIN_UNTIL and decimals <= _MOST_DECIMALS:
        return f"{round(value, decimals) + 0.0:.{max(decimals, 0)}f}"
    size = math.floor(math.log10(abs(value) or error))
    return f"{value:.{max(size + decimals, 0)}e}"


def plain(value: float) -> str:
    """Write a count or a duration with three digits, and with all of those before the point."""
    return f"{value:.0f}" if value >= 100 else short(value)


def print_pairs(pairs: Mapping[str, str]) -> None:
    """Print names and values, one below the other."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in pairs.items():
        table.add_row(name, value)
    _print(table)


def print_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table with all the digits of its numbers; the last column holds words."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="")
    for head in heads[:-1]:
        table.add_column(head, justify="right", overflow="fold")
    table.add_column(heads[-1], overflow="fold")
    for row in rows:
        table.add_row(*row)
    _print(table)


def _print(table: Table) -> None:
    console = console_on(sys.stdout)
    with console.capture() as captured:
        console.print(table)
    for line in captured.get().rstrip("\n").split("\n"):
        print(line.rstrip())  # a last cell is filled up with spaces


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
