"""What a cell of a table holds: a number, a date, nothing, or text."""

import math
import re

from nncore.samples.tables.dates import is_date

#: What stands where a value is missing; compared without regard to case.
MISSING = frozenset(
    ("", "na", "n/a", "#n/a", "nan", "null", "none", "-", "--", "\u2013", "\u2014", ".", "?")
)
#: The same as a parser takes it, which regards case.
MISSING_AS_WRITTEN = sorted({f(word) for word in MISSING for f in (str.lower, str.upper)} | {"NaN"})

#: Signs that are the same to a reader: the minus sign, and the spaces between thousands.
SIGNS = {
    "\u2212": "-",
    "\u00a0": " ",
    "\u202f": " ",
    "\u2009": " ",
    "\u2019": "'",
}
_TRANSLATION = str.maketrans(SIGNS)

_EXPONENT = r"(?:[eEdD][+-]?\d+)?"
_PLAIN = {
    decimal: re.compile(
        rf"[+-]?(?:\d+(?:[{decimal}]\d*)?|[{decimal}]\d+){_EXPONENT}|[+-]?inf(?:inity)?",
        re.ASCII | re.IGNORECASE,
    )
    for decimal in ".,"
}
_GROUPED = {
    decimal: re.compile(
        rf"[+-]?[1-9]\d{{0,2}}(?:[{other} ']\d{{3}})+(?:[{decimal}]\d*)?{_EXPONENT}", re.ASCII
    )
    for decimal, other in ((".", ","), (",", "."))
}


def plain_sign(cell: str) -> str:
    """Write a cell with the signs of ASCII, without spaces around it."""
    return cell.translate(_TRANSLATION).strip()


def is_missing(cell: str) -> bool:
    """Return whether a cell says that there is no value."""
    return cell.strip().lower() in MISSING


def is_plain_number(cell: str, decimal: str) -> bool:
    """Return whether a cell is a number with this decimal sign, and no sign between thousands."""
    return bool(_PLAIN[decimal].fullmatch(plain_sign(cell)))


def is_number(cell: str, decimal: str) -> bool:
    """Return whether a cell is a number with this decimal sign."""
    return is_plain_number(cell, decimal) or bool(_GROUPED[decimal].fullmatch(plain_sign(cell)))


def is_value(cell: str, decimal: str) -> bool:
    """Return whether a cell is a number or a date."""
    return is_number(cell, decimal) or is_date(cell)


def number_or_nan(cell: str, decimal: str) -> float:
    """Return the value of a cell that `is_number`; NaN of any other."""
    if not is_number(cell, decimal):
        return math.nan
    plain = plain_sign(cell)
    for sign in (",." if decimal == "." else ".,")[:1] + " '":
        plain = plain.replace(sign, "")
    return float(plain.replace(decimal, ".").lower().replace("d", "e"))
