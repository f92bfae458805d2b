r"""Fourier sums on equidistant nodes, :math:`\sum_{j=1}^J W_j e^{i j \theta}`.

A sine costs some forty multiplications. So one complex exponential is taken for each angle, and
its powers are products,

.. math:: z^{L + j} = z^L z^j \quad (j = 1 \ldots L, \ L = 1, 2, 4, \ldots), \qquad
          \sum_j W_j z^j = \sum_q z^{qB} \sum_{b=1}^{B} W_{qB + b}\, z^b .

Each power has no more than :math:`\log_2 J` roundings besides that of the angle, and the sine of a
small multiple has them relative to itself: the terms of
:math:`\Im (z w) = \Re z\, \Im w + \Im z\, \Re w` have one sign there.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nncore.arrays import FloatArray

ComplexArray = NDArray[np.complex128]

# The mean over so short a range is the value, and so are products of eight of them
_SMALLEST_HALF_WIDTH = 1e-20


def buckets(counts: NDArray[Any], width: int, budget: int) -> Iterator[tuple[NDArray[Any], int]]:
    """Put columns that need about as many terms together, as many as fit into the cache.

    Parameters
    ----------
    counts : ndarray of int, shape (n_columns,)
        How many terms each column needs.
    width : int
        Numbers that a term of a column takes.
    budget : int
        Numbers that a bucket may take; it holds one column at least.

    Yields
    ------
    columns : ndarray of int
        Indices of the columns.
    count : int
        The largest of their counts.
    """
    order = np.argsort(counts)[::-1]
    start = 0
    while start < order.size:
        most = int(counts[order[start]])
        stop = start + max(1, budget // (most * width))
        yield order[start:stop], most
        start = stop


def powers(z: ComplexArray, count: int) -> ComplexArray:
    """Return ``z**1 ... z**count`` along a new first axis."""
    result = np.empty((count, *z.shape), dtype=np.complex128)
    result[:1] = z
    done = 1
    while done < count:
        more = min(done, count - done)
        np.multiply(result[:more], result[done - 1], out=result[done : done + more])
        done += more
    return result


def sinc_products(half_widths: FloatArray, spacing: float, n_nodes: int) -> FloatArray:
    r"""Return :math:`\prod_i \sin(k_i t_j) / (k_i t_j)` at the nodes :math:`t_j = j h`.

    It is the Fourier transform of the density of :math:`\sum_i k_i U_i`, with independent
    :math:`U_i` that are uniform on [-1, 1].

    Parameters
    ----------
    half_widths : ndarray, shape (n, n_columns)
        :math:`k_i \ge 0` of each column; a factor with 0 is 1.
    spacing : float
        :math:`h`.
    n_nodes : int
        :math:`J`; j begins with 1.

    Returns
    -------
    ndarray, shape (n_nodes, n_columns)
    """
    k = np.maximum(half_widths, _SMALLEST_HALF_WIDTH)
    n_steps, n_leaps = _split(n_nodes)
    steps = powers(np.exp(1j * spacing * k), n_steps)
    leaps = np.ones((n_leaps, *k.shape), dtype=np.complex128)
    leaps[1:] = powers(steps[-1], n_leaps - 1)
    cosines, sines = np.ascontiguousarray(steps.real), np.ascontiguousarray(steps.imag)
    product = np.ones((n_leaps, n_steps, k.shape[1]))
    wave, part = np.empty_like(product), np.empty_like(product)
    for i in range(len(k)):
        leap = leaps[:, np.newaxis, i]
        np.multiply(leap.imag, cosines[:, i], out=wave)
        np.multiply(leap.real, sines[:, i], out=part)
        wave += part
        product *= wave
    nodes = product.reshape(n_leaps * n_steps, -1)[:n_nodes]
    nodes /= np.multiply.reduce(k, axis=0)
    nodes /= (spacing * np.arange(1.0, n_nodes + 1.0)[:, np.newaxis]) ** len(k)
    return nodes


def fourier_sum(weights: FloatArray, angles: FloatArray) -> ComplexArray:
    r"""Return :math:`\sum_j W_j e^{i j \theta}`.

    Parameters
    ----------
    weights : ndarray, shape (n_nodes, n_columns)
        :math:`W_j`, for j from 1 on.
    angles : ndarray, shape (n_rows, n_columns)
        :math:`\theta`, of as many sums as there are rows with the same weights.

    Returns
    -------
    ndarray of complex, shape (n_rows, n_columns)
    """
    n_nodes, n_columns = weights.shape
    n_steps, n_leaps = _split(n_nodes)
    blocks = np.zeros((n_columns, n_leaps, n_steps), dtype=np.complex128)
    blocks.reshape(n_columns, -1)[:, :n_nodes] = weights.T
    steps = powers(np.exp(1j * angles.T), n_steps)
    parts = blocks @ steps.transpose(1, 0, 2)  # columns, leaps, rows
    parts[:, 1:] *= powers(steps[-1], n_leaps - 1).transpose(1, 0, 2)
    return np.asarray(parts.sum(axis=1).T)


def _split(n_nodes: int) -> tuple[int, int]:
    """Return B and how many times it is taken: about as many."""
    n_steps = math.isqrt(n_nodes - 1) + 1
    return n_steps, -(-n_nodes // n_steps)
