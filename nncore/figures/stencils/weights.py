"""Offsets and weights of a stencil as text, with as many decimals as tell them apart."""

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy as np

from nncore.messages import number_text, with_signs

_LEAST, _MOST = 3, 6
_ZERO = 1e-12  # below it is rounding of a weight that is zero
_LONGEST_LIST = 5


def power_text(exponent: int) -> str:
    """Return what stands behind Δx for its power, 0 to 9: "⁰", nothing, "²", "³", ..."""
    return "" if exponent == 1 else "⁰¹²³⁴⁵⁶⁷⁸⁹"[exponent]


def offset_text(offset: float) -> str:
    """Return an offset with its sign: "−1", "0", "+1", "−1/2"."""
    sign = "+" if offset > 0 else ""
    return f"{sign}{Fraction(offset)}".replace("-", "−")


def offsets_text(offsets: Sequence[float]) -> str:
    """Return the offsets as a list, or as "−6 … 6" where there are many without a gap."""
    first, last = offsets[0], offsets[-1]
    is_run = tuple(offsets) == tuple(first + j for j in range(len(offsets)))
    if len(offsets) > _LONGEST_LIST and is_run:
        text = f"{Fraction(first)} … {Fraction(last)}"
    else:
        text = ", ".join(str(Fraction(offset)) for offset in offsets)
    return text.replace("-", "−")


def fraction_text(coefficient: Fraction) -> str:
    """Return an exact coefficient: "−1/12", "0", "2"."""
    return str(coefficient).replace("-", "−")


def decimals_apart(coefficients: np.ndarray, others: np.ndarray) -> int:
    """Return the decimals that show where two stencils differ most with three digits: 3 to 6."""
    difference = float(np.max(np.abs(np.asarray(coefficients) - others), initial=0.0))
    if not _ZERO < difference < math.inf:  # rounding is no difference
        return _LEAST
    return min(_MOST, max(_LEAST, 2 - math.floor(math.log10(difference))))


def weights_text(coefficients: Iterable[float], decimals: int) -> str:
    """Return weights separated by commas, or by semicolons where decimals have the comma.

    One that is zero but for rounding is "0".
    """
    separator = "; " if with_signs(".") == "," else ", "
    return separator.join(_weight_text(float(c), decimals) for c in coefficients)


def _weight_text(weight: float, decimals: int) -> str:
    if abs(weight) < _ZERO:
        return "0"
    if not math.isfinite(weight):
        return "–" if math.isnan(weight) else ("∞" if weight > 0 else "−∞")
    if abs(weight) >= 1e6:  # of a run that diverges
        return number_text(weight, ".2g")
    rounded = round(weight, decimals) + 0.0  # no minus before a zero
    return number_text(rounded, f".{decimals}f")
