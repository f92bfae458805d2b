"""The first notebook's table of ten intervals, computed again with any of its quirks.

Beside each error stands the bound of Cauchy and Schwarz. It needs no exact integral, and a closed
form that breaks it is wrong: the bound alone would have shown the bug.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nncore.arrays import FloatArray
from nncore.certificates import error_estimate
from nncore.comparisons import (
    Comparison,
    Intervals,
    References,
    exact_values,
    notebook_intervals,
)
from nncore.integrands import INTEGRANDS
from nncore.network import OneHiddenNetwork
from nncore.notebooks.output_bias import implied_output_bias
from nncore.notebooks.printed_integrals import SIMPSON_POINTS, TRAINING_INTERVAL
from nncore.notebooks.published_formula import nni
from nncore.notebooks.quirks import AS_PRINTED, PUT_RIGHT, Quirks
from nncore.quadrature import simpson

#: The integrand, cell 13.
LOG = INTEGRANDS["log"]

#: Where Simpson's rule starts once it is kept away from ln 0; the smallest of a million uniform
#: samples on [0, 100] is about this one.
FIRST_POINT = 1e-4


@dataclass(frozen=True, eq=False)
class Autopsy:
    """The table: NNI with its quirks, SNI, exact values and bounds by interval.

    Parameters
    ----------
    comparison : Comparison
        NNI, SNI, exact values and errors, and which intervals extrapolate.
    bound : ndarray, shape (n_intervals,)
        What the error of the network's integral cannot exceed, whatever its formula; it is the
        same for all quirks, except that an interval may be cut.
    quirks : Quirks
        As printed or put right.
    """

    comparison: Comparison
    bound: FloatArray
    quirks: Quirks

    @property
    def intervals(self) -> Intervals:
        """The limits of the rows."""
        return self.comparison.references.intervals

    @property
    def breaks_bound(self) -> NDArray[np.bool_]:
        """Whether a row's error exceeds its bound, or is not a number at all."""
        return ~(self.comparison.nni_error <= self.bound)

    @property
    def n_beyond_bound(self) -> int:
        """How many rows break their bound."""
        return int(self.breaks_bound.sum())

    @property
    def n_infinite(self) -> int:
        """How many rows have an infinite NNI."""
        return int(np.isinf(self.comparison.nni).sum())

    @property
    def n_nan(self) -> int:
        """How many rows have no number as their NNI: infinity less infinity."""
        return int(np.isnan(self.comparison.nni).sum())

    @property
    def n_infinite_sni(self) -> int:
        """How many rows have an infinite SNI."""
        return int(np.isinf(self.comparison.references.sni).sum())

    def largest_error(self, *, extrapolated: bool) -> float:
        """Return the largest finite error of NNI among the rows that extrapolate, or do not.

        It is 0 where there is none.
        """
        errors = self.comparison.nni_error[self.comparison.extrapolated == extrapolated]
        return float(errors[np.isfinite(errors)].max(initial=0.0))

    @property
    def implied_output_bias(self) -> FloatArray:
        """The output bias that would explain each row's true error by being counted once."""
        found = self.comparison.references
        lengths = np.diff(np.array(found.intervals), axis=1)[:, 0]
        with np.errstate(invalid="ignore"):
            return implied_output_bias(self.comparison.nni - found.exact, lengths)


def autopsy(
    network: OneHiddenNetwork,
    quirks: Quirks = AS_PRINTED,
    *,
    n_points: int = SIMPSON_POINTS,
) -> Autopsy:
    """Compute the table of the ten intervals.

    Parameters
    ----------
    network : OneHiddenNetwork
        Of logistic units, trained on ln x over [0, 100].
    quirks : Quirks
        What to do as printed and what to put right, and the precision of the exponentials.
    n_points : int
        Points of Simpson's rule.

    Raises
    ------
    ValueError
        As `nni` and `nncore.quadrature.simpson` do.
    """
    intervals = table_intervals(quirks)
    a, b = np.array(intervals).T
    first_point = None if quirks.simpson_at_singularity else FIRST_POINT
    found = References(
        intervals,
        sni(intervals, n_points, first_point),
        exact_values(LOG, intervals),
        n_points,
        np.full(a.shape, True),
    )
    extrapolated = b > TRAINING_INTERVAL[1]
    values = nni(network, intervals, quirks)
    bounds = _bounds(network)
    bound = np.array([bounds[interval] for interval in intervals])
    return Autopsy(Comparison(found, values, extrapolated), bound, quirks)


# Switches change the formula, not the network, and the bound of a wide network takes long: so all
# the intervals at once, cut or not.
@lru_cache(maxsize=8)
def _bounds(network: OneHiddenNetwork) -> Mapping[tuple[float, float], float]:
    intervals = tuple(dict.fromkeys(table_intervals(AS_PRINTED) + table_intervals(PUT_RIGHT)))
    a, b = np.array(intervals).T
    estimate = error_estimate(network, LOG, a, b, training_interval=TRAINING_INTERVAL)
    return dict(zip(intervals, np.ravel(estimate.bound).tolist(), strict=True))


def cancellation_loss(network: OneHiddenNetwork, quirks: Quirks = AS_PRINTED) -> float:
    """Return the largest change of a finite row of NNI when small weights do not cancel.

    Parameters
    ----------
    network : OneHiddenNetwork
        Of logistic units.
    quirks : Quirks
        The other switches and the precision.

    Returns
    -------
    float
        In units of x times y; 0 if no row is finite.
    """
    rows = [
        nni(network, table_intervals(quirks), replace(quirks, cancelling_quotient=cancels))
        for cancels in (True, False)
    ]
    with np.errstate(invalid="ignore"):
        change = np.abs(rows[0] - rows[1])
    return float(change[np.isfinite(change)].max(initial=0.0))


def table_intervals(quirks: Quirks = AS_PRINTED) -> Intervals:
    """Return the ten intervals of cell 37, cut where training ends if that is put right."""
    lower, upper = TRAINING_INTERVAL
    intervals = notebook_intervals(lower, upper)
    if quirks.intervals_leave_training:
        return intervals
    return tuple((a, min(b, upper)) for a, b in intervals)


def sni(
    intervals: Sequence[tuple[float, float]],
    n_points: int = SIMPSON_POINTS,
    first_point: float | None = None,
) -> FloatArray:
    r"""Integrate ln x by Simpson's rule on equidistant points, cell 38.

    Parameters
    ----------
    intervals : sequence of (a, b)
        Limits, in units of x; ``0 <= a < b``.
    n_points : int
        Number of points, both ends included.
    first_point : float, optional
        No point lies below; None evaluates ln 0, which is minus infinity, and so is the sum. The
        part that is left out is :math:`x \ln x - x`, 1.0e-3 for 1e-4.

    Returns
    -------
    ndarray, shape (n_intervals,)
        The rule's values.
    """
    a, b = np.array(intervals, dtype=float).T
    start = a if first_point is None else np.maximum(a, first_point)
    return np.asarray(simpson(LOG, start, b, n_points))
