"""Units that stand beside the numbers of a column: 12.5 %, $1,200.50, 3,5 m/s."""

import re
from typing import NamedTuple

from nncore.samples.tables.cells import is_number, plain_sign
from nncore.samples.tables.dates import is_date
from nncore.samples.tables.headings import UNIT

_CURRENCY = (
    r"(?:[A-Z]{0,3}[$€£¥₹₽₩₺₴₪฿¢]|USD|EUR|GBP|CHF|JPY|CNY|INR|RUB|BRL|MXN|CAD|AUD|SEK|NOK|DKK|PLN"
    r"|CZK|HUF|kr|zł|Kč|руб\.?)"
)
_BESIDE = re.compile(
    rf"(?P<sign>[-+]?)\s*(?P<before>{_CURRENCY})\s*(?P<amount>[-+]?[\d.,].*)"
    rf"|(?P<number>[-+]?[\d.,][\d.,' ]*(?:[eE][-+]?\d+)?)\s*(?P<after>‰|{_CURRENCY}|(?!1){UNIT})"
)
# As accounts write what is negative.
_IN_BRACKETS = re.compile(r"\((.*)\)")


class NumberWithUnit(NamedTuple):
    """A cell in two parts: the number as it is written, and the unit."""

    number: str
    unit: str


def number_with_unit(cell: str, decimal: str) -> NumberWithUnit | None:
    """Return the parts of a cell that is a number with a unit beside it; None of any other."""
    text = plain_sign(cell)
    negative = _IN_BRACKETS.fullmatch(text)
    found = _BESIDE.fullmatch(negative[1].strip() if negative else text)
    if not found:
        return None
    number = (found["sign"] or "") + found["amount"] if found["before"] else found["number"].strip()
    number = f"-{number}" if negative else number
    if not is_number(number, decimal):
        return None
    return NumberWithUnit(number, found["before"] or found["after"])


def is_value(cell: str, decimal: str) -> bool:
    """Return whether a cell is a number, with a unit or without, or a date."""
    if is_number(cell, decimal) or is_date(cell):
        return True
    return number_with_unit(cell, decimal) is not None
