r"""De Boor's equidistribution: where a piecewise linear approximation needs its knots.

.. math:: \int_{c_j}^{c_{j+1}} |f''|^{1/2}\,dx = \text{const}

References
----------
C. de Boor, "Good approximation by splines with variable knots", in: Spline Functions and
Approximation Theory, 1973, 57-72, https://doi.org/10.1007/978-3-0348-5979-0_3
"""

import numpy as np

from nncore.starts.sample_spacing import SAMPLES_PER_UNIT, sample_interval

# The values below did best on a dozen functions, from smooth to singular, with 10, 30 and 100
# logistic and Gaussian units.
_POWER = 0.5  # of |f''|; 1/3 and 2/5 do a little worse near singular ends
_FLOOR = 0.1  # share of the units that is spread evenly, so that a straight part gets some
_MAX_BINS = 1_000  # averages tame noise; narrower bins would amplify it in f''
_GRADING = 0.5  # change of the spacing per distance: a kink is approached geometrically


def equidistribution(x: np.ndarray, y: np.ndarray, n_units: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the edges of bins and the share of the units that lies left of each edge.

    Parameters
    ----------
    x, y : ndarray, shape (n_samples,)
        Samples, x in increasing order; those of y may be noisy.
    n_units : int
        How many units can be told apart.

    Returns
    -------
    edges, share : ndarray, shape (n_bins + 1,)
        Both increase: from the first sample to the last, and from 0 to 1.
    """
    lower, upper = sample_interval(x)
    x_mean, y_mean, counts = _bin_means(x, y)
    if len(x_mean) < 3:
        return np.array([lower, upper]), np.array([0.0, 1.0])
    slopes = np.diff(y_mean) / np.diff(x_mean)
    bends = np.abs(2.0 * np.diff(slopes) / (x_mean[2:] - x_mean[:-2]))
    monitor = np.pad(bends**_POWER, 2, mode="edge")
    monitor = 0.25 * monitor[:-2] + 0.5 * monitor[1:-1] + 0.25 * monitor[2:]
    middles = 0.5 * (x_mean[1:] + x_mean[:-1])
    edges = np.concatenate([[lower], middles, [upper]])
    widths = np.diff(edges)
    mean = np.sum(monitor * widths) / (upper - lower)
    monitor = monitor + _FLOOR * mean if mean > 0 else np.ones_like(monitor)
    # More units than samples or columns of the solve can tell apart must not level the spacing.
    n_distinct = min(n_units, 1 + len(x) // (2 * SAMPLES_PER_UNIT))
    spacing = np.sum(monitor * widths) / (n_distinct * monitor)
    spacing = np.maximum(spacing, SAMPLES_PER_UNIT * widths / counts)
    share = np.cumsum(widths / _graded(spacing, x_mean))
    return edges, np.concatenate([[0.0], share / share[-1]])


def _bin_means(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Average sorted samples over bins of equal counts; (almost) equal x fall into one."""
    starts = np.linspace(0, len(x), min(_MAX_BINS, len(x)) + 1).astype(int)[:-1]
    distinct = np.diff(x[starts], prepend=-np.inf) > 1e-9 * (x[-1] - x[0])
    starts = starts[distinct]
    counts = np.diff(starts, append=len(x))
    return np.add.reduceat(x, starts) / counts, np.add.reduceat(y, starts) / counts, counts


def _graded(spacing: np.ndarray, x: np.ndarray) -> np.ndarray:
    r"""Return :math:`\min_j (h_j + g|x - x_j|)`, the largest such spacing of bounded slope g."""
    forward = np.minimum.accumulate(spacing - _GRADING * x) + _GRADING * x
    backward = np.minimum.accumulate((forward + _GRADING * x)[::-1])[::-1]
    return backward - _GRADING * x
