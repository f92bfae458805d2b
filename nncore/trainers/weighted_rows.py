"""Rows of a least-squares problem whose samples have weights."""

import numpy as np

from nncore.trainers.damped_least_squares import Rows


def weighted(rows: Rows, weights: np.ndarray | None) -> Rows:
    r"""Return rows that are multiplied by :math:`\sqrt{w_i}`, for a sum of weighted squares.

    Parameters
    ----------
    rows : callable
        Gives rows of J and r.
    weights : ndarray, shape (m,), or None
        Of the squares; None for `rows` itself.
    """
    if weights is None:
        return rows
    roots = np.sqrt(weights)

    def scaled(start: int, stop: int) -> tuple[np.ndarray, np.ndarray]:
        matrix, right_side = rows(start, stop)
        return matrix * roots[start:stop, np.newaxis], right_side * roots[start:stop]

    return scaled
