"""Commas in typed numbers: 0,5 is one number where one is asked, and never 0 and 5."""

import re

from nncore.messages import SettingError, marked
from nncore.options.shown import shown

_WITH_COMMA = re.compile(r"\s*([+\-−–]?)(\d+),(\d+)([eE][+\-−–]?\d+)?\s*")
_CHAIN = re.compile(r"(?<![\w.,])[+\-−–]?\d+(?:,\d+)+(?![\w.,])")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}")

_TWO_NUMBERS = marked(
    "`{name}` can be read in two ways at {value}: write {list} for several numbers, or {number} "
    "for one."
)
_TWO_SIZES = marked("`{name}` can be read in two ways: write {whole} or {decimal}, got {value}.")


def with_decimal_point(name: str, text: str) -> str:
    """Return a number with a point where a comma was typed; any other text as it is.

    Raises
    ------
    SettingError
        For 1,000, which may be a thousand or one.
    """
    match = _WITH_COMMA.fullmatch(text)
    if match is None:
        return text
    sign, whole, decimals, exponent = match.group(1, 2, 3, 4)
    if _THOUSANDS.fullmatch(whole) and len(decimals) == 3 and not exponent:
        raise SettingError(
            _TWO_SIZES,
            name=name,
            whole=f"{sign}{whole}{decimals}",
            decimal=f"{sign}{whole}.{decimals}",
            value=shown(text),
        )
    return f"{sign}{whole}.{decimals}{exponent or ''}"


def check_list(name: str, text: str, *, whole: bool = False, separator: str = "; ") -> None:
    """Check that no comma of a list can stand for a point, or group digits.

    Parameters
    ----------
    name : str
        Of the list, for the error message.
    text : str
        As typed: ``1,2,3`` and ``1, 5`` are lists, ``1,5`` may be a number.
    whole : bool
        Whether its numbers are whole: then ``1,5`` is a list, and ``1,000`` may be a number.
    separator : str
        What separates numbers without doubt.

    Raises
    ------
    SettingError
        With both readings.
    """
    for match in _CHAIN.finditer(text):
        first, *others = match.group().split(",")
        if whole:
            may_be_number = all(len(other) == 3 for other in others)
        else:
            may_be_number = len(others) % 2 == 1
        if may_be_number:
            number = match.group().replace(",", "") if whole else f"{first}.{others[0]}"
            raise SettingError(
                _TWO_NUMBERS,
                name=name,
                value=shown(match.group()),
                list=separator.join((first, *others)),
                number=number,
            )
