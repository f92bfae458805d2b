"""Whole numbers, and sequences of them, from whatever a caller, a text or JSON has."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from nncore.messages import SettingError
from nncore.options.shown import shown


def is_whole(value: object) -> bool:
    """Return whether a value is a whole number of Python or NumPy; a boolean is none."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def whole_numbers(name: str, values: Any) -> tuple[int, ...]:
    """Return a sequence of whole numbers of any kind as the tuple that texts and JSON know.

    Raises
    ------
    ValueError
        If it is no such sequence; the sentence begins with `name`.
    """
    given = values.tolist() if isinstance(values, np.ndarray) else values
    is_sequence = isinstance(given, Sequence) and not isinstance(given, str)
    if not (is_sequence and all(map(is_whole, given))):
        raise SettingError(
            "`{name}` must be whole numbers separated by commas, got {value}.",
            name=name,
            value=shown(values),
        )
    return tuple(map(int, given))
