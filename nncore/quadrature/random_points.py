r"""Integrals over boxes by random points: plain Monte Carlo, and randomised quasi-Monte Carlo.

The mean of f over n independent uniform points, times the volume, has the standard error
:math:`V s / \sqrt{n}`, in any number of inputs. A Sobol sequence fills the box more evenly, and for
a smooth f its error falls nearly as 1/n; eight scramblings of it, which are independent, tell their
standard error.

References
----------
A. B. Owen, "Randomly permuted (t,m,s)-nets and (t,s)-sequences", in: H. Niederreiter, P. J. Shiue
(eds.), Monte Carlo and Quasi-Monte Carlo Methods in Scientific Computing, Springer, 1995, 299-317,
https://doi.org/10.1007/978-1-4612-2552-2_19
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from nncore.messages import SettingError
from nncore.options.ranges import AT_LEAST
from nncore.quadrature.box_estimate import BoxEstimate, BoxFunction, CountedFunction

N_REPLICATES = 8
LEAST_QMC_EVALUATIONS = N_REPLICATES * 2 + 3

_CONFIDENCE = 0.95
_BATCH = 2**16  # points that are in memory at once
_TRIED = 3  # points at which SciPy tries f before
_BITS = 52  # with SciPy's 30, all points are too low by 5e-10, which no replicate shows


def monte_carlo(
    f: BoxFunction,
    lower: ArrayLike,
    upper: ArrayLike,
    budgets: Sequence[int],
    rng: np.random.Generator,
) -> Iterator[BoxEstimate]:
    """Yield the estimate of plain Monte Carlo for each number of points, which are kept.

    Parameters
    ----------
    f : callable
        Vectorised: points (n_points, n_inputs) to values.
    lower, upper : array_like, shape (n_inputs,)
        Finite limits, in any order.
    budgets : sequence of int
        Increasing numbers of evaluations, at least 2.
    rng : numpy.random.Generator
        Draws the points.
    """
    lower, upper = np.asarray(lower, dtype=float), np.asarray(upper, dtype=float)
    volume = math.prod((upper - lower).tolist())
    counted = CountedFunction(f)
    mean = squares = 0.0  # and the sum of squared deviations, without their cancellation
    for budget in budgets:
        while (n_known := counted.n_evaluations) < budget:
            n_new = min(_BATCH, budget - n_known)
            values = counted(lower + (upper - lower) * rng.random((n_new, lower.size)))
            shift = float(np.mean(values)) - mean
            deviations = values - np.mean(values)
            squares += float(deviations @ deviations) + shift**2 * n_known * n_new / (
                n_known + n_new
            )
            mean += shift * n_new / (n_known + n_new)
        yield counted.estimate(
            volume * mean,
            _half_width(budget) * abs(volume) * math.sqrt(squares / (budget - 1) / budget),
        )


def quasi_monte_carlo(
    f: BoxFunction,
    lower: ArrayLike,
    upper: ArrayLike,
    n_evaluations: int,
    rng: np.random.Generator,
) -> BoxEstimate:
    """Integrate by eight scrambled Sobol sequences (SciPy's ``qmc_quad``).

    Parameters
    ----------
    f : callable
        Vectorised: points (n_points, n_inputs) to values. It is tried at two corners first.
    lower, upper : array_like, shape (n_inputs,)
        Finite limits, in any order.
    n_evaluations : int
        At least `LEAST_QMC_EVALUATIONS`, and not exceeded: the sequences have the largest power of
        2 of points.
    rng : numpy.random.Generator
        Scrambles.
    """
    from scipy.integrate import qmc_quad
    from scipy.stats import qmc

    if n_evaluations < LEAST_QMC_EVALUATIONS:
        least = LEAST_QMC_EVALUATIONS
        raise SettingError(AT_LEAST, name="n_evaluations", bound=least, value=n_evaluations)
    n_points = 2 ** (((n_evaluations - _TRIED) // N_REPLICATES).bit_length() - 1)
    counted = CountedFunction(f)
    engine = qmc.Sobol(np.size(lower), bits=_BITS, rng=rng)
    with np.errstate(all="ignore"):
        found = qmc_quad(
            lambda x: counted(np.atleast_2d(x.T)),
            lower,
            upper,
            n_estimates=N_REPLICATES,
            n_points=n_points,
            qrng=engine,
        )
    return counted.estimate(found.integral, _half_width(N_REPLICATES) * found.standard_error)


def _half_width(n: int) -> float:
    """Return half of the confidence interval of a mean of n values, in standard errors."""
    return float(special.stdtrit(n - 1, (1 + _CONFIDENCE) / 2))
