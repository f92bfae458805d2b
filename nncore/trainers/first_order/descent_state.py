"""Where a run of a Keras optimizer stands, between two of its steps."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, eq=False, kw_only=True)
class DescentState:
    """Where a run stands, besides its parameters; a subclass adds what it needs to go on.

    Parameters
    ----------
    epoch, batch : int
        Epochs that are finished, and batches of the next one.
    step : int
        Steps of the optimizer.
    total : float
        The sum of squares so far in the epoch.
    numbers : ndarray
        Of the optimizer.
    vectors : ndarray, shape (n, n_parameters)
        Of the optimizer.
    generator : mapping
        State of the random generator at the beginning of the epoch.
    seconds : float
        Compute time so far.
    """

    epoch: int
    batch: int
    step: int
    total: float
    numbers: np.ndarray
    vectors: np.ndarray
    generator: Mapping[str, Any]
    seconds: float

    def plain(self) -> dict[str, Any]:
        """Return the state as plain data, which the history keeps."""
        return dict(vars(self))
