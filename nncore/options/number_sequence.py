"""Sequences of numbers, from whatever a caller or JSON has."""

from typing import Any

import numpy as np

from nncore.messages import SettingError
from nncore.options.shown import shown


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


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)
