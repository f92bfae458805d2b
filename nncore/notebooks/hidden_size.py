r"""How many hidden units: what was measured, and the paper's rule of thumb.

The notebook took 10,000 units and left the choice open. Measured here is what its integrand needs:
the error against the number of units, with its own recipe and with trainers that solve for the
output layer; `nncore.notebooks.measure_hidden_sizes` made the stored runs.
"""

import dataclasses
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nncore.messages import SettingError
from nncore.notebooks.presets import INTEGRATION_SPEC
from nncore.notebooks.printed_integrals import N_SAMPLES
from nncore.specs import IntegrationSpec
from nncore.trainers import Adam, LevenbergMarquardt, Trainer, VariableProjection

FILE_NAME = "hidden_size.json"

#: Of the curves: from the smallest network to where more units change nothing.
SIZES = (1, 2, 3, 5, 8, 12, 20, 30, 50, 80, 120, 200)
#: Of the notebook's recipe, which needs TensorFlow; the last one is the notebook's own size.
RECIPE_SIZES = (3, 10, 30, 100, 300, 1_000, 3_000, 10_000)
SEEDS = (0, 1, 2)
#: Where the medians of two sizes differ by less than this factor, neither is better.
SAME = 2.0

Measure = Literal["largest_error", "validation_loss"]

_SOLVERS: tuple[Trainer, ...] = (
    VariableProjection(max_iterations=100),
    LevenbergMarquardt(max_iterations=100),
)
#: Name of the trainer -> the sizes that are measured with it.
MEASURED_SIZES: Mapping[str, tuple[int, ...]] = {
    **{trainer.name: SIZES for trainer in _SOLVERS},
    Adam.name: RECIPE_SIZES,
}


def size_spec(trainer: str, n_hidden: int, seed: int = 0) -> IntegrationSpec:
    """Return the experiment of one point.

    Parameters
    ----------
    trainer : str
        A name of `MEASURED_SIZES`: ``"adam"`` is the notebook's own recipe with another number of
        units; the others start from the curvature of ln x, with 5,000 samples.
    n_hidden : int
        Number of hidden units.
    seed : int
        Of samples, start and shuffling.

    Raises
    ------
    ValueError
        If nothing is measured with this trainer.
    """
    if trainer == Adam.name:
        return dataclasses.replace(INTEGRATION_SPEC, n_hidden=n_hidden, seed=seed)
    for solver in _SOLVERS:
        if solver.name == trainer:
            return IntegrationSpec(integrand="log", n_hidden=n_hidden, trainer=solver, seed=seed)
    names = ", ".join(MEASURED_SIZES)
    raise SettingError(
        "`trainer` must be one of {names}, got {trainer}.", names=names, trainer=repr(trainer)
    )


@dataclass(frozen=True)
class MeasuredSize:
    """One run.

    Parameters
    ----------
    trainer, n_hidden, seed
        See `size_spec`.
    largest_error : float
        The largest true error of NNI on the notebook's ten intervals, cut where training ends.
    validation_loss : float
        Mean squared error over samples that were not trained on, in units of y².
    """

    trainer: str
    n_hidden: int
    seed: int
    largest_error: float
    validation_loss: float


@dataclass(frozen=True, eq=False)
class SizeCurve:
    """The error against the number of hidden units, for one trainer.

    Parameters
    ----------
    trainer : str
        Its name.
    n_hidden : ndarray, shape (n_sizes,)
        In increasing order.
    errors : ndarray, shape (n_sizes, n_seeds)
        One of the measures of `MeasuredSize`.
    """

    trainer: str
    n_hidden: NDArray[np.int64]
    errors: NDArray[np.float64]

    @property
    def median(self) -> NDArray[np.float64]:
        """The median over the seeds, by size."""
        return np.median(self.errors, axis=1)

    @property
    def floor(self) -> float:
        """The smallest median: no size does better."""
        return float(self.median.min())

    @property
    def enough(self) -> int:
        """The size from which on more units do not help: the first within `SAME` of the floor."""
        return int(self.n_hidden[np.argmax(self.median <= SAME * self.floor)])

    def at(self, n_hidden: int) -> float:
        """Return the median of a size that was measured.

        Raises
        ------
        ValueError
            If it was not.
        """
        found = np.flatnonzero(self.n_hidden == n_hidden)
        if not found.size:
            sizes = ", ".join(map(str, self.n_hidden.tolist()))
            raise SettingError(
                "`n_hidden` must be one of {sizes}, got {n_hidden}.", sizes=sizes, n_hidden=n_hidden
            )
        return float(self.median[found[0]])


def to_json(runs: Iterable[MeasuredSize]) -> str:
    """Return the text of the file: a line a run."""
    lines = (json.dumps(dataclasses.asdict(run)) for run in runs)
    return "[\n  " + ",\n  ".join(lines) + "\n]\n"


@lru_cache(maxsize=1)
def measured_sizes() -> tuple[MeasuredSize, ...]:
    """Return the runs that come with the package."""
    file = resources.files("nncore.notebooks").joinpath(FILE_NAME)
    return tuple(MeasuredSize(**run) for run in json.loads(file.read_text(encoding="utf-8")))


def size_curves(measure: Measure = "largest_error") -> dict[str, SizeCurve]:
    """Return the measured curves by the name of their trainer.

    Parameters
    ----------
    measure : {"largest_error", "validation_loss"}
        What is drawn against the size.
    """
    curves = {}
    for trainer in MEASURED_SIZES:
        runs = [run for run in measured_sizes() if run.trainer == trainer]
        sizes = sorted({run.n_hidden for run in runs})
        errors = [[getattr(run, measure) for run in runs if run.n_hidden == n] for n in sizes]
        curves[trainer] = SizeCurve(trainer, np.array(sizes), np.array(errors))
    return curves


def rule_of_thumb(n_samples: int, n_inputs: int, k1: float, k2: float) -> float:
    r"""Return how many hidden units the paper [1]_ recommends.

    .. math:: k = (\log_{10} N)^{-k_1} \cdot k_2 \cdot \frac{N}{n + 2}

    A network with n inputs and k units has :math:`k\,(n + 2) + 1` parameters, so that
    :math:`N / (n + 2)` units are as many parameters as samples, and the two constants say for how
    large a share of that one settles. The notebook mentions the recommendation and takes 10,000
    units without using it; it quotes no constants, so there are no defaults here.

    Parameters
    ----------
    n_samples : int
        N, the number of samples, at least 2.
    n_inputs : int
        n, the dimension of x; 1 for an integral over an interval.
    k1, k2 : float
        The constants; the larger `k1` and the smaller `k2`, the fewer units. `k2` is above 0.

    Returns
    -------
    float
        Not rounded, and at least 1.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    References
    ----------
    .. [1] S. Lloyd, R. A. Irani, M. Ahmadi, "Using neural networks for fast numerical integration
       and optimization", IEEE Access 8 (2020), 84519-84531. DOI 10.1109/ACCESS.2020.2991966
    """
    _check_counts(n_samples=(n_samples, 2), n_inputs=(n_inputs, 1))
    if not k2 > 0.0:
        raise SettingError("`k2` must be above 0, got {k2}.", k2=k2)
    _check_exponent(k1)
    return max(1.0, math.log10(n_samples) ** -k1 * k2 * n_samples / (n_inputs + 2))


def implied_k2(n_hidden: int, k1: float) -> float:
    r"""Return the :math:`k_2` with which the rule of thumb gives the notebook `n_hidden` units.

    .. math:: k_2 = (\log_{10} N)^{k_1} \cdot k \cdot \frac{n + 2}{N}, \qquad n = 1.

    Parameters
    ----------
    n_hidden : int
        k, at least 1.
    k1 : float
        The other constant.

    Raises
    ------
    ValueError
        If an argument is out of its range.
    """
    _check_counts(n_hidden=(n_hidden, 1))
    _check_exponent(k1)
    return math.log10(N_SAMPLES) ** k1 * n_hidden * 3 / N_SAMPLES


def _check_counts(**counts: tuple[int, int]) -> None:
    for name, (count, least) in counts.items():
        if count < least:
            raise SettingError(
                "`{name}` must be at least {least}, got {count}.",
                name=name,
                least=least,
                count=count,
            )


def _check_exponent(k1: float) -> None:
    if not math.isfinite(k1):
        raise SettingError("`k1` must be finite, got {k1}.", k1=k1)
