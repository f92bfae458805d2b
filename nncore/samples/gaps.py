"""Gaps: where measurements lie much farther apart than elsewhere."""

import numpy as np

from nncore.arrays import FloatArray

# The median absolute deviation of the logarithm of an exponential variable, whose median is ln 2:
# the d of 2^(-e^-d) - 2^(-e^d) = 1/2.
_EXPONENTIAL_DEVIATION = 0.7672
# Two standard errors of that deviation, times the root of the number of spacings.
_DEVIATION_ERROR = 2.3
# How often points that are spread at random are said to have a gap.
_LEVEL = 0.001
# On an even grid, two missing points in a row are not yet a gap.
_LEAST_RATIO = 3.5


def find_gaps(x: FloatArray) -> tuple[tuple[float, float], ...]:
    r"""Return the gaps between sorted points, from left to right.

    A spacing h is a gap if it is longer than points that are spread at random would leave, and
    stands alone. With n points at random the spacings are nearly exponential, of which the longest
    is above :math:`\bar h \ln(n / p)` with probability p. The threshold is this one, with median
    and median absolute deviation of :math:`\ln h` in the place of those of an exponential variable:
    on an even grid, where there is no deviation, it is a multiple of the spacing. Where points
    are sparse there is no gap: a spacing there has its like beside it.

    Parameters
    ----------
    x : ndarray, shape (n,)
        Strictly increasing.

    Returns
    -------
    tuple of (lower, upper)
        The points on both sides of each gap.

    References
    ----------
    R. Pyke, "Spacings", Journal of the Royal Statistical Society B 27, 1965, 395-449,
    https://doi.org/10.1111/j.2517-6161.1965.tb00602.x
    """
    spacings = np.diff(x)
    if spacings.size < 3:
        return ()
    logarithms = np.log(spacings)
    middle = np.median(logarithms)
    deviation = np.median(np.abs(logarithms - middle)) / _EXPONENTIAL_DEVIATION
    deviation *= 1.0 + _DEVIATION_ERROR / np.sqrt(spacings.size)
    farthest = np.log(np.log(x.size / _LEVEL) / np.log(2.0))
    threshold = np.exp(middle + max(np.log(_LEAST_RATIO), deviation * farthest))
    return tuple(
        (float(x[i]), float(x[i + 1]))
        for i in np.flatnonzero(spacings > threshold)
        if spacings[i] > _LEAST_RATIO * _typical_beside(spacings, int(i))
    )


def _typical_beside(spacings: FloatArray, i: int) -> float:
    beside = np.concatenate([spacings[max(0, i - 2) : i], spacings[i + 1 : i + 3]])
    return float(np.median(beside))
