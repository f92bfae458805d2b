r"""NNI, SNI and the exact value side by side on a list of intervals.

The notebook's ten intervals are :math:`[i, 3i + 5]`, :math:`i = 0, 5, \dots, 45`, on the training
interval [0, 100]; the last three leave it.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nncore.arrays import FloatArray
from nncore.certificates.closed_form_rounding import closed_form_rounding
from nncore.formulas.limits import number_from_text
from nncore.integrands import Integrand
from nncore.messages import SettingError
from nncore.network import OneHiddenNetwork
from nncore.network.closed_form import LARGEST_LIMIT
from nncore.options.decimal_commas import check_list
from nncore.quadrature import simpson
from nncore.references.exact_values import ExactValues, exact_values

Intervals = tuple[tuple[float, float], ...]

MAX_INTERVALS = 50
_ROOM = 0.4  # of the training interval, on each side of it
# What stands between two limits: the first that is there.
_BETWEEN = (re.compile(r"\s*(?:\.\.\.?|…)\s*"), re.compile(r"\s*,\s+"), re.compile(r"\s+|(?<!\d),"))


def notebook_intervals(lower: float, upper: float) -> Intervals:
    """Return the notebook's ten intervals, mapped from [0, 100] to [lower, upper]."""
    scale = (upper - lower) / 100.0
    return tuple((lower + scale * i, lower + scale * (3 * i + 5)) for i in range(0, 50, 5))


def limits_around(integrand: Integrand, lower: float, upper: float) -> tuple[float, float]:
    """Return how far the limits of an integral may be moved beyond the training interval.

    There is as much room on both sides as shows how the network extrapolates, unless the domain
    of the integrand ends before.
    """
    room = _ROOM * (upper - lower)
    return max(lower - room, integrand.domain[0]), min(upper + room, integrand.domain[1])


def parse_intervals(text: str) -> Intervals:
    """Read a list of intervals such as ``"0 5; 5 20; 0 pi/2"``.

    Limits may have decimal commas; 0,5 alone may be an interval or a number, and is refused.

    Raises
    ------
    ValueError
        If a part is not two finite numbers, or there are too many or no parts.
    """
    parts = [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
    if not 1 <= len(parts) <= MAX_INTERVALS:
        raise SettingError(
            "`intervals` must name 1 to {max_intervals} intervals, got {n_parts}.",
            max_intervals=MAX_INTERVALS,
            n_parts=len(parts),
        )
    intervals = []
    for part in parts:
        a, b = _limits(part)
        if not (math.isfinite(a) and math.isfinite(b)):
            raise SettingError(
                "`intervals` must be pairs of numbers such as 0 5; 5 20, got {part}.",
                part=repr(part),
            )
        if max(abs(a), abs(b)) > LARGEST_LIMIT:
            raise SettingError(
                "`intervals` must have limits of at most {largest:g} in magnitude, got {part}; "
                "choose limits nearer to 0.",
                largest=LARGEST_LIMIT,
                part=repr(part),
            )
        intervals.append((a, b))
    return tuple(intervals)


def _limits(part: str) -> tuple[float, float]:
    """Read the two limits of an interval; nan where they are not two numbers."""
    inner = part
    if (part[0], part[-1]) in (("[", "]"), ("(", ")"), ("[", ")"), ("(", "]")):
        inner = part[1:-1].strip()
    texts = [inner]
    for between in _BETWEEN:
        texts = between.split(inner)
        if len(texts) == 2:
            break
    if len(texts) != 2 and inner.count(",") == 1:
        if inner == part:
            check_list("intervals", inner, separator=" ")
        texts = inner.split(",")
    if len(texts) != 2:
        return math.nan, math.nan
    try:
        return number_from_text("intervals", texts[0]), number_from_text("intervals", texts[1])
    except SettingError as error:
        if any(text.isalpha() or not text for text in texts):
            return math.nan, math.nan
        raise error


@dataclass(frozen=True, eq=False)
class References:
    """What does not depend on the network: classical rule and exact value by interval.

    Parameters
    ----------
    intervals : tuple of (a, b)
        The intervals.
    sni : ndarray
        Simpson's rule; nan where an interval leaves the domain of the integrand.
    known : ExactValues
        What is known of the integral itself on each of them.
    n_points : int
        Points of Simpson's rule.
    in_domain : ndarray of bool
        Whether the integrand is defined on the whole interval.
    """

    intervals: Intervals
    sni: FloatArray
    known: ExactValues
    n_points: int
    in_domain: np.ndarray

    @property
    def exact(self) -> FloatArray:
        """The exact integrals; nan where they are not known."""
        return self.known.values


@lru_cache(maxsize=256)
def references(integrand: Integrand, intervals: Intervals, n_points: int = 100) -> References:
    """Compute SNI and exact value of `integrand` on each interval.

    Parameters
    ----------
    integrand : Integrand
        The function.
    intervals : tuple of (a, b)
        Limits in any order.
    n_points : int
        Points of Simpson's rule, at least 3.
    """
    in_domain = np.array([integrand.is_defined_on(a, b) for a, b in intervals])
    sni = np.full(len(intervals), np.nan)
    for j, (a, b) in enumerate(intervals):
        if in_domain[j]:
            sni[j] = simpson(integrand, a, b, n_points)
    return References(intervals, sni, exact_values(integrand, intervals), n_points, in_domain)


@dataclass(frozen=True, eq=False)
class Comparison:
    """A network's integrals beside the references.

    Parameters
    ----------
    references : References
        SNI and exact values.
    nni : ndarray
        The closed-form integral of the network on each interval.
    extrapolated : ndarray of bool
        Whether an interval leaves the training interval.
    rounding : ndarray
        A bound of the error of `nni` as the integral of the network.
    """

    references: References
    nni: FloatArray
    extrapolated: np.ndarray
    rounding: FloatArray | float = 0.0

    @property
    def divergence(self) -> FloatArray:
        """The notebook's ``|NNI - SNI|``."""
        return np.abs(self.nni - self.references.sni)

    @property
    def nni_error(self) -> FloatArray:
        """The true error of NNI, ``|NNI - exact|``; see `nni_error_range`."""
        return np.abs(self.nni - self.references.exact)

    @property
    def sni_error(self) -> FloatArray:
        """The true error of SNI, ``|SNI - exact|``; see `sni_error_range`."""
        return np.abs(self.references.sni - self.references.exact)

    @property
    def nni_error_range(self) -> tuple[FloatArray, FloatArray]:
        """Between which numbers the true error of NNI lies, surely where that is proved."""
        return _around(self.nni_error, self.references.known.errors + self.rounding)

    @property
    def sni_error_range(self) -> tuple[FloatArray, FloatArray]:
        """Between which numbers the true error of SNI lies, surely where that is proved."""
        return _around(self.sni_error, self.references.known.errors)


def _around(distance: FloatArray, error: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return between which numbers a distance lies of which one end is known to `error`."""
    with np.errstate(invalid="ignore"):  # of a network that has blown up
        return np.maximum(distance - error, 0.0), distance + error


def compare(
    network: OneHiddenNetwork, found: References, training_interval: Sequence[float]
) -> Comparison:
    """Integrate `network` in closed form on the intervals of `found`.

    Parameters
    ----------
    network : OneHiddenNetwork
        In x, not scaled.
    found : References
        From `references`.
    training_interval : (lower, upper)
        Beyond it the network extrapolates.
    """
    lower, upper = training_interval
    limits = np.array(found.intervals)
    slack = 1e-9 * (upper - lower)  # an interval that ends where training ends is inside
    outside = (limits.min(axis=1) < lower - slack) | (limits.max(axis=1) > upper + slack)
    nni = np.asarray(network.integral(limits[:, 0], limits[:, 1]))
    return Comparison(found, nni, outside, closed_form_rounding(network, *limits.T))
