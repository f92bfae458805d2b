"""NNI beside the classical rules: on given intervals, and by what each of them costs."""

from nncore.comparisons.intervals import (
    Comparison,
    Intervals,
    References,
    compare,
    limits_around,
    notebook_intervals,
    parse_intervals,
    references,
)
from nncore.references.exact_values import ExactValues, exact_values

__all__ = [
    "Comparison",
    "ExactValues",
    "Intervals",
    "References",
    "compare",
    "exact_values",
    "limits_around",
    "notebook_intervals",
    "parse_intervals",
    "references",
]
