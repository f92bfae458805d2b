"""Numbers as text: as many digits as are true."""

import itertools
import math
import sys
from collections.abc import Collection

from nncore.messages import number_text

INFINITY = "∞"
MISSING = "–"
_PLAIN_UNTIL = 1e9
_MOST_DIGITS = 10
_HALF_A_DIGIT = 0.05  # of two of them, where it is largest
_HIDDEN = 10  # as many times may an error lie below its bound before its lower end says nothing


def value_text(value: float | None, error: float | None = None) -> str:
    """Write a value with the digits that its error leaves, at the most ten.

    Parameters
    ----------
    value : float or None
        What to write.
    error : float, optional
        The absolute error of `value`; seven digits are written where it is not known.
    """
    if value is None or math.isnan(value):
        return MISSING
    if math.isinf(value):
        return INFINITY if value > 0 else "−" + INFINITY
    digits = 7
    if error is not None and math.isfinite(error) and error > 0 and value != 0:
        # One digit more than the error leaves unchanged, so that the deviation is seen.
        digits = math.floor(math.log10(abs(value))) - math.floor(math.log10(error)) + 2
    digits = min(max(digits, 3), _MOST_DIGITS)
    if 1 <= abs(value) < _PLAIN_UNTIL:  # in full, not as 1.28e+7
        digits = max(digits, math.floor(math.log10(abs(value))) + 1)
    return number_text(value, f".{digits}g")


def known_text(value: float, error: float) -> str:
    """Write a value that is known to `error`: digits stop where it stops, at the latest at ten.

    Parameters
    ----------
    value : float
        nan where nothing is known.
    error : float
        A bound or an estimate of its absolute error.
    """
    if not math.isfinite(value) or not math.isfinite(error):
        return value_text(value)
    if abs(value) <= error:
        return f"0 ± {error_text(rounded_up(error))}" if error > sys.float_info.min else "0"
    places = -math.inf if error == 0 else math.ceil(math.log10(error))
    digits = min(math.floor(math.log10(abs(value))) - places + 1, _MOST_DIGITS)
    if places <= 0 and 1 <= abs(value) < _PLAIN_UNTIL:  # in full, not as 1.28e+7
        digits = max(digits, math.floor(math.log10(abs(value))) + 1)
    return number_text(value, f".{max(int(digits), 1)}g")


def error_range_text(low: float, high: float) -> str:
    """Write an error of which it is known between which numbers it lies.

    It is one number where two digits do not tell them apart.
    """
    if 0.0 <= low <= high < sys.float_info.min:  # the smallest floats stand for nothing
        return error_text(0.0)
    if math.isnan(low + high) or math.isinf(low) or high - low <= _HALF_A_DIGIT * high:
        return error_text((low + high) / 2)
    if rounded_up(high) > _HIDDEN * low:
        return f"≤ {error_text(rounded_up(high))}"
    return f"{error_text(_rounded_down(low))} … {error_text(rounded_up(high))}"


def error_text(error: float | None) -> str:
    """Write an error or a loss with two digits, or three where it is of the size of 1."""
    if error is None or math.isnan(error):
        return MISSING
    if math.isinf(error):
        return INFINITY
    if error == 0 or 0.1 <= error < 1000:
        return number_text(error, ".3g")
    return number_text(error, ".1e")


def rounded_up(bound: float) -> float:
    """Return the next number that `error_text` writes in full, which is no smaller than `bound`."""
    if not math.isfinite(bound) or bound < sys.float_info.min:
        return bound
    unit = _last_digit(bound)
    return math.ceil(bound / unit * (1 - 1e-12)) * unit


def _rounded_down(bound: float) -> float:
    """Return the next number that `error_text` writes in full, which is no larger than `bound`."""
    return math.floor(bound / _last_digit(bound) * (1 + 1e-12)) * _last_digit(bound)


def _last_digit(error: float) -> float:
    """Return what one more in the last digit of `error_text` is worth."""
    digits = 3 if 0.1 <= error < 1000 else 2
    return 10.0 ** (math.floor(math.log10(error)) + 1 - digits)


def free_title(title: str, taken: Collection[str]) -> str:
    """Return a title with the first number, if it needs one, that makes it another than all."""
    numbered = (f"{title} ({n})" for n in itertools.count(2))
    return next(free for free in itertools.chain([title], numbered) if free not in taken)


def shortened(text: str, most: int) -> str:
    """Return a text of at most `most` characters: of a longer one, how it begins and how it ends.

    What tells two names apart often stands at their ends.
    """
    if len(text) <= most:
        return text
    end = (most - 1) // 2
    return f"{text[: most - 1 - end].rstrip()}…{text[len(text) - end :].lstrip()}"


def unbroken(text: str) -> str:
    """Return words that stay in one line."""
    return text.replace(" ", "\N{NO-BREAK SPACE}").replace("-", "\N{NON-BREAKING HYPHEN}")
