"""Products of Gauss-Legendre rules over boxes."""

from __future__ import annotations

from functools import lru_cache, reduce

import numpy as np
from numpy.typing import ArrayLike

from nncore.arrays import FloatArray
from nncore.messages import SettingError
from nncore.options.ranges import AT_LEAST
from nncore.quadrature.box_estimate import BoxEstimate, BoxFunction, CountedFunction
from nncore.quadrature.gauss_legendre import legendre_rule

MOST_NODES_OF_AN_INPUT = 1_000
"""The nodes of a rule are an eigenvalue problem, which would take a second."""

EPSILON = float(np.finfo(float).eps)
_ROUNDINGS = 4


def product_counts(n_nodes: int, n_inputs: int) -> tuple[int, ...]:
    """Return how many nodes a product rule has along each input: at most `n_nodes` in all.

    They differ by one at most, and the first inputs have more; none has more than
    `MOST_NODES_OF_AN_INPUT`.

    Parameters
    ----------
    n_nodes : int
        At least 1.
    n_inputs : int
        At least 1.
    """
    n_nodes = min(n_nodes, MOST_NODES_OF_AN_INPUT**n_inputs)
    least = int(n_nodes ** (1 / n_inputs) + 1e-9)  # 1000^(1/3) must not become 9.99...
    n_more = 0
    while least ** (n_inputs - n_more - 1) * (least + 1) ** (n_more + 1) <= n_nodes:
        n_more += 1
    return (least + 1,) * n_more + (least,) * (n_inputs - n_more)


@lru_cache(maxsize=8)
def product_gauss_legendre(counts: tuple[int, ...]) -> tuple[FloatArray, FloatArray]:
    """Return nodes in the unit cube and weights that add up to 1, as read-only arrays.

    Parameters
    ----------
    counts : tuple of int
        Number of nodes along each input.

    Returns
    -------
    nodes : ndarray, shape (n_nodes, n_inputs)
        The last input changes fastest.
    weights : ndarray, shape (n_nodes,)
    """
    rules = [legendre_rule(count) for count in counts]
    axes = np.meshgrid(*(0.5 * (1.0 + nodes) for nodes, _ in rules), indexing="ij")
    nodes = np.stack(axes, axis=-1).reshape(-1, len(counts))
    weights = reduce(np.multiply.outer, (0.5 * weights for _, weights in rules)).ravel()
    nodes.flags.writeable = weights.flags.writeable = False
    return nodes, weights


def gauss_legendre_product(
    f: BoxFunction, lower: ArrayLike, upper: ArrayLike, n_evaluations: int
) -> BoxEstimate:
    """Integrate by products of Gauss-Legendre rules with m, m - 1 and m - 2 nodes along each input.

    The error estimate is what the first differs by from the others (from one of them it may differ
    too little by chance), and rounding.

    Parameters
    ----------
    f : callable
        Vectorised: points (n_points, n_inputs) to values. It is not evaluated on the faces.
    lower, upper : array_like, shape (n_inputs,)
        Finite limits, in any order.
    n_evaluations : int
        Not exceeded; at least ``2**n_inputs + 1``.
    """
    lower, upper = np.asarray(lower, dtype=float), np.asarray(upper, dtype=float)
    n_nodes = most_nodes(n_evaluations, lower.size)
    counted = CountedFunction(f)
    volume = float(np.prod(upper - lower))

    def terms(count: int) -> FloatArray:
        nodes, weights = product_gauss_legendre((count,) * lower.size)
        result: FloatArray = weights * counted(lower + (upper - lower) * nodes)
        return result

    with np.errstate(all="ignore"):
        finest = terms(n_nodes)
        coarser = [terms(count).sum() for count in (n_nodes - 1, n_nodes - 2) if count > 0]
        difference = np.max(np.abs(finest.sum() - np.array(coarser)))
        rounding = _ROUNDINGS * EPSILON * np.abs(finest).sum()
        return counted.estimate(volume * finest.sum(), abs(volume) * (difference + rounding))


def most_nodes(n_evaluations: int, n_inputs: int) -> int:
    """Return the largest m for which `gauss_legendre_product` is affordable.

    Raises
    ------
    ValueError
        If not even two nodes along each input are.
    """
    if n_evaluations < 2**n_inputs + 1:
        least = 2**n_inputs + 1
        raise SettingError(AT_LEAST, name="n_evaluations", bound=least, value=n_evaluations)
    n_nodes = 2
    while n_nodes < MOST_NODES_OF_AN_INPUT and n_evaluations >= sum(
        count**n_inputs for count in (n_nodes + 1, n_nodes, n_nodes - 1)
    ):
        n_nodes += 1
    return n_nodes
