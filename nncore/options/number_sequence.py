"""Sequences of numbers, from whatever a caller or JSON has."""

import typing
from typing import Any

import numpy as np

from nncore.messages import SettingError
from nncore.options.number_pairs import number_pairs
from nncore.options.shown import shown
from nncore.options.whole_numbers import half_numbers, whole_numbers


def number_sequence(name: str, values: Any) -> tuple[float, ...]:
    """Return a sequence of numbers of any kind as the tuple that texts and JSON know.

    Raises
    ------
    ValueError
        If it is no such sequence; the sentence begins with `name`.
    """
    given = values.tolist() if isinstance(values, np.ndarray) else values
    if not isinstance(given, tuple | list) or not all(map(_is_number, given)):
        raise SettingError(
            "`{name}` must be numbers, one an input, got {value}.", name=name, value=shown(values)
        )
    return tuple(map(float, given))


def numbers_of(kind: Any, name: str, values: Any) -> tuple[Any, ...]:
    """Return a sequence of numbers as a field of a type of tuples has it.

    Parameters
    ----------
    kind : type
        ``tuple[int, ...]`` holds whole numbers, ``tuple[int | float, ...]`` whole ones or halves,
        ``tuple[float, ...]`` any, and ``tuple[tuple[int, float], ...]`` pairs of them.
    name : str
        Of the field.
    values : sequence
        Of numbers, or of pairs.

    Raises
    ------
    ValueError
        If it is no such sequence; the sentence begins with `name`.
    """
    entry = typing.get_args(kind)[0]
    if typing.get_origin(entry) is tuple:
        return number_pairs(name, values)
    if entry is int:
        return whole_numbers(name, values)
    is_half = entry == int | float
    return half_numbers(name, values) if is_half else number_sequence(name, values)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)
