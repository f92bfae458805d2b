"""What a cell of a table holds: a number, a date, nothing, or text."""

import math
import re

#: What stands where a value is missing; compared without regard to case.
MISSING = frozenset(
    (
        *(
            "",
            "na",
            "n/a",
            "#n/a",
            "<na>",
            "n.a.",
            "nd",
            "n.d.",
            "k.a.",
            "nan",
            "null",
            "none",
            "nil",
        ),
        *("missing", "-", "--", "---", "\u2013", "\u2014", ".", "...", "\u2026", "?", "*"),
    )
)
#: The same as a parser takes it, which regards case.
MISSING_AS_WRITTEN = sorted({f(word) for word in MISSING for f in (str.lower, str.upper)} | {"NaN"})

# What a spreadsheet writes where a formula has no value, in the language of its user: #DIV/0!,
# #NAME?, #WERT!, #¡VALOR!, #N/A, #NV; ##### where a column was too narrow, LibreOffice's Err:502.
_FORMULA_ERROR = re.compile(
    r"#[¡¿]?[^\W\d_]{1,15}(?:/[^\W_])?[!?]|#N/[AD]|#Н/Д|#NV|#{2,}|Err:\d{3}", re.IGNORECASE
)

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
    text = cell.strip()
    return text.lower() in MISSING or bool(_FORMULA_ERROR.fullmatch(text))


def is_plain_number(cell: str, decimal: str) -> bool:
    """Return whether a cell is a number with this decimal sign, and no sign between thousands."""
    return bool(_PLAIN[decimal].fullmatch(plain_sign(cell)))


def is_number(cell: str, decimal: str) -> bool:
    """Return whether a cell is a number with this decimal sign."""
    return is_plain_number(cell, decimal) or bool(_GROUPED[decimal].fullmatch(plain_sign(cell)))


def number_or_nan(cell: str, decimal: str) -> float:
    """Return the value of a cell that `is_number`; NaN of any other."""
    if not is_number(cell, decimal):
        return math.nan
    plain = plain_sign(cell)
    for sign in (",." if decimal == "." else ".,")[:1] + " '":
        plain = plain.replace(sign, "")
    return float(plain.replace(decimal, ".").lower().replace("d", "e"))
