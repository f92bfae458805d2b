"""Rows of what is measured, and the bounds that they are held against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A measured value and its bound.

    Parameters
    ----------
    name : str
        What was measured.
    value : float
        The value; NaN is never within a bound.
    unit : str
        Its unit.
    bound : float, optional
        None where a value is only told.
    at_least : bool
        Whether the value must not be below the bound, instead of not above.
    note : str
        What else is worth knowing.
    """

    name: str
    value: float
    unit: str = ""
    bound: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def is_missed(self) -> bool:
        """Whether the bound is not kept."""
        if self.bound is None:
            return False
        kept = self.value >= self.bound if self.at_least else self.value <= self.bound
        return not kept

    def __str__(self) -> str:
        word, bound = "", ""
        if self.bound is not None:
            bound = f"{'at least' if self.at_least else 'at most'} {self.bound:g}"
            word = "missed" if self.is_missed else "ok"
        line = f"{self.name:62} {self.value:9.2f} {self.unit:5} {bound:14} {word:6} {self.note}"
        return line.rstrip()


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value that `share` of all do not exceed; NaN of none."""
    ordered = sorted(values)
    if not ordered:
        return float("nan")
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def delay_row(name: str, seconds: Sequence[float], bound: float) -> Row:
    """Return the row of a wait: its 95th percentile, with what most and the last one wait."""
    middle, most = quantile(seconds, 0.5), quantile(seconds, 1.0)
    note = f"(median {middle:.2f}, slowest {most:.2f}, of {len(seconds)})"
    return Row(f"{name}, p95", quantile(seconds, 0.95), "s", bound, note=note)
