"""Whole numbers, and sequences of them, from whatever a caller, a text or JSON has."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from nncore.messages import SettingError, marked
from nncore.options.shown import shown

_NOT_WHOLE = marked("`{name}` must be whole numbers separated by commas or blanks, got {value}.")
_NOT_HALF = marked(
    "`{name}` must be whole numbers separated by commas or blanks, or half numbers throughout such "
    "as -0.5, 0.5, got {value}."
)
_HALVES = marked(
    "`{name}` must be whole numbers separated by commas or blanks, got {value}; for half numbers "
    "take twice as large ones at half the spacing, such as -1, 1 for -0.5, 0.5, and multiply the "
    "coefficients by 2^d for the derivative of order d."
)


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
    if is_sequence and all(is_whole(value) or _is_whole_float(value) for value in given):
        return tuple(map(int, given))
    is_half = is_sequence and all(is_whole(v) or _is_whole_float(2.0 * v) for v in _numbers(given))
    raise SettingError(
        _HALVES if is_half and _numbers(given) else _NOT_WHOLE, name=name, value=shown(values)
    )


def half_numbers(name: str, values: Any) -> tuple[float, ...]:
    """Return a sequence of whole numbers, or of halves that are not whole, as a tuple.

    Raises
    ------
    ValueError
        If it is no such sequence; the sentence begins with `name`.
    """
    given = values.tolist() if isinstance(values, np.ndarray) else values
    if isinstance(given, Sequence) and not isinstance(given, str):
        if all(is_whole(value) or _is_whole_float(value) for value in given):
            return tuple(map(int, given))
        numbers = _numbers(given)
        if numbers and all(_is_whole_float(value + 0.5) for value in numbers):
            return tuple(map(float, numbers))
    raise SettingError(_NOT_HALF, name=name, value=shown(values))


def _is_whole_float(value: object) -> bool:
    return isinstance(value, float | np.floating) and float(value).is_integer()


def _numbers(values: Sequence[Any]) -> list[float]:
    """Return the values if all of them are numbers, else none."""
    is_all = all(is_whole(v) or isinstance(v, float | np.floating) for v in values)
    return list(values) if is_all else []
