r"""Composite Gauss-Kronrod quadrature that adapts all its panels at once.

An interval is cut into panels of 21 nodes. In each round every panel that is not yet integrated to
rounding level is split: in two, or, beside a singular point, into panels whose lengths fall by
factors of four towards it. On each of these :math:`x^{-\alpha}` looks the same, so that the rule
converges as on a smooth function.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nncore.arrays import FloatArray
from nncore.quadrature.callables import VectorFunction, values_at
from nncore.quadrature.gauss_kronrod import EPSILON, N_NODES, nodes_between, panel_sums

IntArray = NDArray[np.intp]

MAX_ROUNDS = 60
NEGLIGIBLE = 1e-15
"""An error below this part of its section's integral of :math:`|f|` is not worth a split."""

NARROWEST = 2**10
"""No panel is made with fewer floats between its ends."""

SMALLEST_LENGTH = 1e-290

# The first panel of a section is shorter than the others, so that no node falls on a regular grid
# that somebody else may have used.
_SHIFT = (3 - 5**0.5) / 2
_GRADES = np.array([0.0, *(0.25 ** np.arange(8, -1, -1))])
_CHUNK = 8192  # panels that are in memory at a time


@dataclass(frozen=True, eq=False)
class Panels:
    r"""Panels in increasing order, and what the rule found on each.

    Parameters
    ----------
    left, right : ndarray, shape (n_panels,)
        Their ends; there may be gaps between them.
    integral, error_estimate, size : ndarray, shape (n_panels,)
        :math:`\int f`, its estimated error, and :math:`\int |f|`.
    n_evaluations : int
        How often `f` was evaluated, on panels that were given up as well.
    """

    left: FloatArray
    right: FloatArray
    integral: FloatArray
    error_estimate: FloatArray
    size: FloatArray
    n_evaluations: int

    @property
    def n_nodes(self) -> int:
        """Number of nodes of all panels."""
        return N_NODES * self.left.size

    def nodes(self) -> FloatArray:
        """Return the nodes, an array of shape (n_panels, 21)."""
        return nodes_between(self.left, self.right)

    def total(self, quantity: FloatArray, lower: FloatArray, upper: FloatArray) -> FloatArray:
        """Add up a quantity of the panels over intervals that consist of whole panels.

        Parameters
        ----------
        quantity : ndarray, shape (n_panels,)
            One number for each panel.
        lower, upper : ndarray, shape (n_intervals,)
            The intervals; both ends are ends of panels.

        Returns
        -------
        ndarray, shape (n_intervals,)
            0 for an interval without panels.
        """
        first = np.searchsorted(self.left, lower)
        stop = np.searchsorted(self.right, upper, side="right")
        # The zero lets an interval end at the last panel; `reduceat` sums up to the next index.
        padded = np.append(quantity, 0.0)
        sums = np.add.reduceat(padded, np.stack([first, stop], axis=1).ravel())[::2]
        return np.where(first < stop, sums, 0.0)


def adaptive_panels(
    f: VectorFunction,
    sections: ArrayLike,
    *,
    singular_points: ArrayLike = (),
    n_nodes: int = 0,
    max_nodes: int = 100_000,
) -> Panels:
    """Cut sections into panels on each of which the rule has converged, as far as may be.

    Parameters
    ----------
    f : callable
        Vectorised integrand; it is not evaluated at the ends of the sections.
    sections : array_like, shape (n_sections, 2)
        Intervals in increasing order that do not overlap. Kinks, jumps and singularities should
        be ends of sections.
    singular_points : array_like
        Ends of sections towards which panels are graded where they do not converge.
    n_nodes : int
        The first panels have at least so many nodes in all, spread by length; a section has at
        least two panels.
    max_nodes : int
        About so many nodes are used beyond the first ones, then the error estimate has to tell.

    Returns
    -------
    Panels
        Of which the integral is not finite where `f` is not.
    """
    ends = np.asarray(sections, dtype=float).reshape(-1, 2)
    singular = np.asarray(singular_points, dtype=float).ravel()
    table = _evaluated(f, _first_panels(ends, n_nodes))
    n_panels, max_panels = table.shape[1], table.shape[1] + max_nodes // N_NODES
    chosen = np.flatnonzero(np.isin(table[:2], singular).any(axis=0))
    parts = _evaluated(f, _split(table[:3, chosen], singular))
    n_panels += parts.shape[1]
    chosen, parts = _disagreeing(table, chosen, parts)
    for _ in range(MAX_ROUNDS):
        table = np.concatenate([np.delete(table, chosen, axis=1), parts], axis=1)
        chosen = _unresolved(table, len(ends))[: max(0, max_panels - table.shape[1])]
        if chosen.size == 0:
            break
        parts = _evaluated(f, _split(table[:3, chosen], singular))
        n_panels += parts.shape[1]
    table = table[:, np.argsort(table[0])]
    _add_tails(table, _unresolved(table, len(ends), narrow=True), singular)
    left, right, _, integral, error_estimate, _, size = table
    return Panels(left, right, integral, error_estimate, size, N_NODES * n_panels)


def rounding_of_nodes(left: FloatArray, right: FloatArray, values: FloatArray) -> FloatArray:
    """Return by how much the sums of panels may be wrong, as their nodes are rounded.

    A rounded node is shifted against its weight, by a rounding unit of itself at most; all of them
    together change a sum by no more than the shift times the variation of the integrand.

    Parameters
    ----------
    left, right : ndarray, shape (n_panels,)
        The ends.
    values : ndarray, shape (n_panels, 21)
        The integrand at the nodes.
    """
    shift = EPSILON * np.maximum(np.abs(left), np.abs(right))
    return shift * np.abs(np.diff(values, axis=1)).sum(axis=1)


def _first_panels(ends: FloatArray, n_nodes: int) -> FloatArray:
    """Return left and right ends and the sections of panels, stacked as rows."""
    lengths = ends[:, 1] - ends[:, 0]
    share = lengths / max(lengths.sum(), SMALLEST_LENGTH)
    counts = np.maximum(2, np.ceil(share * n_nodes / N_NODES)).astype(int)
    section = np.repeat(np.arange(len(ends)), counts)
    number = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    cut = (number - _SHIFT) / (counts[section] - _SHIFT)
    left = np.where(number == 0, ends[section, 0], ends[section, 0] + lengths[section] * cut)
    right = np.where(number == counts[section] - 1, ends[section, 1], np.roll(left, -1))
    panels = np.stack([left, right, section])
    return panels[:, left < right]


def _evaluated(f: VectorFunction, panels: FloatArray) -> FloatArray:
    """Return the rows left, right, section, integral, error estimate, its floor, size."""
    table = np.empty((7, panels.shape[1]))
    table[:3] = panels
    for start in range(0, panels.shape[1], _CHUNK):
        part = table[:, start : start + _CHUNK]
        with np.errstate(all="ignore"):
            values = values_at(f, nodes_between(part[0], part[1]))
            integral, error_estimate, size = panel_sums((part[1] - part[0]) / 2, values)
            floor = 50 * EPSILON * size + rounding_of_nodes(part[0], part[1], values)
        part[3:] = integral, np.maximum(error_estimate, floor), floor, size
    return table


def _disagreeing(
    table: FloatArray, tried: IntArray, parts: FloatArray
) -> tuple[IntArray, FloatArray]:
    """Return those of the tried panels that their parts contradict, and the parts of these.

    A peak at a break point may be so narrow that no node beside it sees it.
    """
    order = np.argsort(table[0, tried])
    tried = tried[order]
    of_part = np.searchsorted(table[0, tried], parts[0], side="right") - 1
    found = np.bincount(of_part, weights=parts[3], minlength=tried.size)
    with np.errstate(invalid="ignore"):
        wrong = ~(np.abs(found - table[3, tried]) <= table[4, tried])
    return tried[wrong], parts[:, wrong[of_part]]


def _unresolved(table: FloatArray, n_sections: int, narrow: bool = False) -> IntArray:
    """Return the numbers of the panels worth a split, those with the largest error first.

    With `narrow`, those that cannot be split any more are among them.
    """
    left, right, section, _, error_estimate, floor, size = table
    whole = np.bincount(section.astype(int), weights=size, minlength=n_sections)
    worth = error_estimate > np.maximum(floor, NEGLIGIBLE * whole[section.astype(int)])
    if not narrow:
        worth &= right - left > 4 * _narrowest(left, right)
    chosen = np.flatnonzero(worth)
    return chosen[np.argsort(-error_estimate[chosen])]


def _add_tails(table: FloatArray, unresolved: IntArray, singular: FloatArray) -> None:
    r"""Claim what may be missing on a last panel [0, t] beside a singular point at 0.

    On :math:`x^{-\alpha}` the integrals over [t, 4t], [4t, 16t], ... are a geometric series, which
    gives the one over [0, t]: :math:`S_1 \varrho / (1 - \varrho)` with :math:`\varrho = S_1 / S_2`.
    The rule itself sees too little of it where :math:`\alpha` is near 1.
    """
    length, middle, size = table[1] - table[0], (table[0] + table[1]) / 2, table[6]
    for ends, inward in ((table[0], 1), (table[1], -1)):
        for last in unresolved[np.isin(ends[unresolved], singular)]:
            distance = inward * (middle - ends[last]) / length[last]
            first, second = (1 < distance) & (distance < 4), (4 < distance) & (distance < 16)
            tail = 2 * size[last]  # where there is no room for a series
            if length[second].sum() > 10 * length[last] and size[second].any():
                ratio = size[first].sum() / size[second].sum()
                tail = size[first].sum() * ratio / (1 - ratio) if ratio < 1 else np.inf
            # Four times: the series is only nearly geometric, and where f is like 1/(x log²x) its
            # sum is twice what the first ratio tells.
            table[4, last] = max(table[4, last], 4 * abs(tail - size[last]))


def _split(panels: FloatArray, singular: FloatArray) -> FloatArray:
    left, right, section = panels
    at_left, at_right = np.isin(left, singular), np.isin(right, singular)
    grades = np.multiply.outer(right - left, _GRADES)
    grades[grades < _narrowest(left, right)[:, np.newaxis]] = 0.0
    parts = []
    for graded, begin, end, sign in (
        (at_left & ~at_right, left, right, 1),
        (at_right & ~at_left, right, left, -1),
    ):
        edges = begin[graded, np.newaxis] + sign * grades[graded]
        edges[:, -1] = end[graded]  # not rounded
        parts.append(_between(edges, section[graded]))
    halved = at_left == at_right
    edges = np.stack([left, (left + right) / 2, right], axis=1)[halved]
    return np.concatenate([*parts, _between(edges, section[halved])], axis=1)


def _between(edges: FloatArray, section: FloatArray) -> FloatArray:
    """Return the panels between different neighbouring edges, which may fall from left to right."""
    ends = np.sort(np.stack([edges[:, :-1].ravel(), edges[:, 1:].ravel()]), axis=0)
    panels = np.concatenate([ends, np.repeat(section, edges.shape[1] - 1)[np.newaxis]])
    return panels[:, ends[0] < ends[1]]


def _narrowest(left: FloatArray, right: FloatArray) -> FloatArray:
    return np.maximum(NARROWEST * np.spacing(np.maximum(-left, right)), SMALLEST_LENGTH)
