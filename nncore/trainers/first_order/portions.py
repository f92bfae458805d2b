"""What one call of a compiled piece is asked to do, and what it returns."""

from typing import Any, NamedTuple

import numpy as np


class Portion(NamedTuple):
    """What one call does: `n_marks` stretches, each with a mark at its end.

    Parameters
    ----------
    first, following : int
        Batches of the first stretch and of each one after it.
    n_marks : int
        1 within an epoch, else the number of epochs.
    n_blocks : int
        Blocks of validation samples whose squares are summed at each mark.
    """

    first: int
    following: int = 0
    n_marks: int = 1
    n_blocks: int = 0

    @property
    def n_batches(self) -> int:
        """Of all the stretches."""
        return self.first + (self.n_marks - 1) * self.following


class Marks(NamedTuple):
    """What one call returns; the first axis of the arrays counts the marks.

    Parameters
    ----------
    state : tensor, shape (1 + vectors, parameters)
        The last state, for the next call.
    states : ndarray, shape (n_marks, 1 + vectors, parameters)
        The parameters, then the vectors of the optimizer.
    numbers : ndarray, shape (n_marks, 1 + numbers)
        The sum of squares so far in the epoch, then the numbers of the optimizer.
    validation : ndarray, shape (n_marks,)
        Sums of squares.
    """

    state: Any
    states: np.ndarray
    numbers: np.ndarray
    validation: np.ndarray
