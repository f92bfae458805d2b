"""Rows of a least-squares problem whose samples have weights."""

import numpy as np

from nncore.trainers.least_squares.qr_in_batches import Rows


def weighted(rows: Rows, weights: np.ndarray | None) -> Rows:
    r"""Return rows that are multiplied by :math:`\sqrt{w_i}`, for a sum of weighted squares.

    Parameters
    ----------
    rows : callable
        Writes rows of J and r.
    weights : ndarray, shape (m,), or None
        Of the squares; None for `rows` itself.
    """
    if weights is None:
        return rows
    roots = np.sqrt(weights)

    def scaled(block: np.ndarray, start: int, stop: int) -> None:
        rows(block, start, stop)
        block *= roots[start:stop, np.newaxis]

    return scaled
