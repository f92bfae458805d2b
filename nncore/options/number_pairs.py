"""Pairs of a whole number and a number, such as rates by the iteration from which they hold."""

import re
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from nncore.messages import SettingError, marked
from nncore.options.decimal_commas import with_decimal_point
from nncore.options.shown import shown
from nncore.options.whole_numbers import is_whole

Pairs = tuple[tuple[int, float], ...]

_NOT_PAIRS = marked(
    "`{name}` must be pairs of a whole number and a number such as 300:0.001, 600:0.0001, got "
    "{value}."
)
# A comma separates two pairs where a colon comes before the next one; else it is a decimal comma.
_BETWEEN = re.compile(r"\s*[;,]\s*(?=[^;,:\s]*:)|\s+")
_AROUND_COLON = re.compile(r"\s*:\s*")


def number_pairs(name: str, values: Any) -> Pairs:
    """Return pairs of any kind as the tuple that texts and JSON know.

    Parameters
    ----------
    name : str
        Of the field, for the error message.
    values : sequence of (int, float)
        Also as lists, as JSON has them, or an array of two columns.

    Raises
    ------
    ValueError
        If it is no such sequence; the sentence begins with `name`.
    """
    given = values.tolist() if isinstance(values, np.ndarray) else values
    if not _is_sequence(given) or not all(map(_is_pair, given)):
        raise SettingError(_NOT_PAIRS, name=name, value=shown(values))
    return tuple((int(whole), float(number)) for whole, number in given)


def _is_sequence(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _is_pair(value: Any) -> bool:
    if not _is_sequence(value) or len(value) != 2 or not all(map(_is_number, value)):
        return False
    return is_whole(value[0]) or float(value[0]).is_integer()


def _is_number(value: Any) -> bool:
    is_small = is_whole(value) and abs(value) <= sys.float_info.max  # no float is larger
    return is_small or isinstance(value, float | np.floating)


def pairs_of_text(name: str, text: str) -> Pairs:
    """Return the pairs that `text_of_pairs` wrote, or somebody typed.

    Parameters
    ----------
    name : str
        Of the field, for the error message.
    text : str
        ``"300:1e-3, 600:1e-4"``; also with blanks, semicolons or decimal commas. None if empty.

    Raises
    ------
    ValueError
        If it cannot be read, or a number in it in two ways.
    """
    parts = _BETWEEN.split(_AROUND_COLON.sub(":", text.strip())) if text.strip() else []
    return tuple(_pair(name, part, text) for part in parts)


def _pair(name: str, part: str, text: str) -> tuple[int, float]:
    whole, colon, number = part.partition(":")
    number = with_decimal_point(name, number)
    try:
        return int(whole), float(number)
    except ValueError:
        raise SettingError(_NOT_PAIRS, name=name, value=shown(text)) from None


def text_of_pairs(pairs: Pairs) -> str:
    """Return pairs as one text, from which `pairs_of_text` makes the same."""
    return ",".join(f"{whole}:{number!r}" for whole, number in pairs)
