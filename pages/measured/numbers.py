"""A value with its standard error, in as many digits as the error leaves."""

import math

from nncore.messages import marked, number_text, said
from pages.output.numbers import MISSING, error_text, value_text

PLUS_MINUS = marked("{value} ± {error}")
_PLAIN_UNTIL = 1e7
_MOST_DECIMALS = 9


def with_error(value: float, error: float, unit: str = "") -> str:
    """Write a value, its standard error with two digits, and the unit; a dash where there is none.

    Parameters
    ----------
    value, error : float
        NaN where they are not known.
    unit : str
        Of both.
    """
    if math.isnan(value):
        return MISSING
    if not (math.isfinite(error) and error > 0.0):
        text = value_text(value)
    else:
        decimals = 1 - math.floor(math.log10(error))
        is_plain = max(abs(value), error) < _PLAIN_UNTIL and decimals <= _MOST_DECIMALS
        if is_plain:
            texts = [_rounded(number, decimals) for number in (value, error)]
        else:
            texts = [value_text(value, error), error_text(error)]
        text = said(PLUS_MINUS, value=texts[0], error=texts[1])
    return f"{text} {unit}" if unit else text


def _rounded(number: float, decimals: int) -> str:
    return number_text(round(number, decimals) + 0.0, f".{max(decimals, 0)}f")
