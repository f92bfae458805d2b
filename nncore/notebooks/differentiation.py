r"""The second notebook: what it printed, and why its weights were not ±1 and ±0.5.

Its closing guess is "some random bias of the training set", to be cured by more data. The weights
are the exact least-squares optimum for its waves instead: more data does not move them, and slower
waves do.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nncore.experiments.stencil import make_fields, optimal_stencil
from nncore.experiments.stencil_comparison import NOTEBOOK_WEIGHTS, band_error
from nncore.experiments.stencil_series import NOTEBOOK_OFFSETS
from nncore.specs import StencilSpec
from nncore.stencils.finite_differences import taylor_stencil
from nncore.stencils.normal_equations import from_fields

#: "Test loss", printed again as "Test accuracy", by network; cells 4, 7 and 10.
PRINTED_LOSSES: Mapping[str, float] = {
    "forward": 13.580965995788574,
    "backward": 13.591769218444824,
    "central": 0.15252622961997986,
}
#: Rows of the data set, of the training set (``[:40000]``) and of the test set (``[-40000:]``),
#: cell 2.
N_FIELDS, N_TRAINING, N_TEST = 50_000, 40_000, 40_000

_MAX_MODES = (20, 10, 5, 2)
_FIELD_NUMBERS = (5_000, 50_000, 500_000)


@dataclass(frozen=True, eq=False)
class StencilFinding:
    """One network of the notebook beside what explains it.

    Parameters
    ----------
    name : str
        ``"forward"``, ``"backward"`` or ``"central"``.
    printed, optimum, taylor : ndarray of shape (k,)
        Weights times Δx.
    printed_error, optimal_error, taylor_error : float
        Mean squared errors: the printed "accuracy", and the expected ones of the other two.
    """

    name: str
    printed: np.ndarray
    optimum: np.ndarray
    taylor: np.ndarray
    printed_error: float
    optimal_error: float
    taylor_error: float

    @property
    def distance_to_optimum(self) -> float:
        """The largest difference of a printed weight from the optimum."""
        return float(np.max(np.abs(self.printed - self.optimum)))


def stencil_findings() -> list[StencilFinding]:
    """Return the notebook's three networks with their optima, recomputed from its waves."""
    found = []
    for name, offsets in NOTEBOOK_OFFSETS.items():
        spec = StencilSpec(offsets=offsets)
        optimum, taylor = optimal_stencil(spec), taylor_stencil(offsets, 1)
        found.append(
            StencilFinding(
                name,
                np.array(NOTEBOOK_WEIGHTS[offsets]),
                optimum,
                taylor,
                PRINTED_LOSSES[name],
                band_error(spec, optimum),
                band_error(spec, taylor),
            )
        )
    return found


def shared_rows() -> int:
    """Return how many rows the notebook's training and test sets have in common."""
    rows = range(N_FIELDS)
    return len(set(rows[:N_TRAINING]) & set(rows[-N_TEST:]))


def optima_by_fields() -> dict[int, np.ndarray]:
    """Return the central optimum for more and more of the notebook's fields: it stays."""
    return {
        n: from_fields(make_fields(StencilSpec(n_fields=n)), (-1, 0, 1)) for n in _FIELD_NUMBERS
    }


def optima_by_modes() -> dict[int, np.ndarray]:
    """Return the central optimum for slower and slower waves: it goes to ±0.5."""
    return {k: optimal_stencil(StencilSpec(max_mode=k)) for k in _MAX_MODES}
