"""Figures of the autopsy of the first notebook: its errors, its overflow, its size."""

from nncore.figures.autopsy.cancellation import cancellation_figure
from nncore.figures.autopsy.hidden_size import hidden_size_figure
from nncore.figures.autopsy.overflow import MAX_UNITS, overflow_figure
from nncore.figures.autopsy.ten_intervals import autopsy_figure

__all__ = [
    "MAX_UNITS",
    "autopsy_figure",
    "cancellation_figure",
    "hidden_size_figure",
    "overflow_figure",
]
