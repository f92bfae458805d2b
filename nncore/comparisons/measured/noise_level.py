"""How large the noise of measurements is, without a fit."""

import numpy as np

from nncore.arrays import FloatArray
from nncore.samples.measured_data import MeasuredData


def standard_errors(data: MeasuredData) -> FloatArray:
    """Return the standard error of each point, shape (n,): sigma, or what the points show."""
    if data.sigma is not None:
        return data.sigma
    return noise_level(data) / np.sqrt(_counts(data))


def noise_level(data: MeasuredData) -> float:
    r"""Estimate the standard deviation of one reading from points that are side by side.

    Each point but the first and last is compared with the straight line between those beside it,

    .. math:: \epsilon_i = a_i y_{i-1} + b_i y_{i+1} - y_i,
        \qquad s^2 = \frac{1}{n - 2} \sum_i \frac{\epsilon_i^2}{a_i^2 / m_{i-1} + b_i^2 / m_{i+1}
        + 1 / m_i},

    where m are the numbers of readings. What readings with equal x show is joined by its degrees
    of freedom. A curve that bends between the points counts as noise; with two points there is
    none.

    References
    ----------
    T. Gasser, L. Sroka, C. Jennen-Steinmetz, "Residual variance and residual pattern in nonlinear
    regression", Biometrika 73, 1986, 625-633, https://doi.org/10.1093/biomet/73.3.625
    """
    x, y, variance = data.x, data.y, 1.0 / _counts(data)
    later = (x[1:-1] - x[:-2]) / (x[2:] - x[:-2])
    pseudo = (1.0 - later) * y[:-2] + later * y[2:] - y[1:-1]
    scale = (1.0 - later) ** 2 * variance[:-2] + later**2 * variance[2:] + variance[1:-1]
    squares = float(np.sum(pseudo**2 / scale)) + data.scatter
    freedom = pseudo.size + data.n_readings - len(data)
    return float(np.sqrt(squares / freedom)) if freedom else 0.0


def _counts(data: MeasuredData) -> FloatArray:
    return np.asarray(data.counts)
