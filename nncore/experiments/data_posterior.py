"""From measurements to the posterior of their curve, in scaled coordinates."""

from dataclasses import replace

import numpy as np

from nncore.arrays import FloatArray
from nncore.experiments.blas_threads import one_blas_thread
from nncore.experiments.hidden_layers import hidden_layers
from nncore.messages import SettingError
from nncore.posterior.noise_models import NOISE_MODELS
from nncore.posterior.refuted_noise import is_noise_refuted
from nncore.posterior.robust_average import RobustAverage, robust_average
from nncore.posterior.weighted_rows import WeightedRows
from nncore.samples.measured_data import MeasuredData
from nncore.samples.scaling import Scaling
from nncore.specs.data import DataSpec

# Of the noise, below which the variance of Student's t is infinite.
_LEAST_DEGREES = 3


def data_posterior(data: MeasuredData, spec: DataSpec) -> tuple[RobustAverage, Scaling]:
    """Return the posterior, and the scaling of x and y to [-1, 1] that it lives in.

    Where standard errors are far too small, the curve that takes them as known goes from point to
    point, and astray between them. So only their ratios are taken as known if measurements refute
    them, and the noise of the posterior is estimated.

    Raises
    ------
    SettingError
        If there are too few measurements to tell the noise.
    """
    scaling = Scaling.to_unit_square(data.x[0], data.x[-1], data.y)
    rows = _scaled_rows(data, spec, scaling)
    largest = max(1.0, float(np.max(np.abs(data.y))) / scaling.y_scale)
    rounding = float(np.finfo(float).eps) * largest
    noise = NOISE_MODELS[spec.noise]
    with one_blas_thread():
        layers = hidden_layers(spec, rows.bins.x, rows.bins.y, rows.bins.weights)
        found = robust_average(layers, rows, rounding, noise)
        if rows.is_noise_known and rows.degrees >= _LEAST_DEGREES:
            free = replace(rows, is_noise_known=False)
            estimated = robust_average(layers, free, rounding, noise)
            if is_noise_refuted(layers, rows, rounding, noise, estimated):
                found = estimated
    return found, scaling


def reading_weights(data: MeasuredData, y_scale: float) -> FloatArray:
    """Return the weights of the squares of measurements that are scaled by `y_scale`.

    Parameters
    ----------
    data : MeasuredData
        With `sigma`, the weights are those of residuals in its units; else each counts as often
        as it was read.
    y_scale : float
        In units of y.
    """
    if data.sigma is not None:
        return np.square(y_scale / data.sigma)
    return np.ones_like(data.y) if data.counts is None else data.counts


def _scaled_rows(data: MeasuredData, spec: DataSpec, scaling: Scaling) -> WeightedRows:
    is_noise_known = data.sigma is not None and spec.trust_sigma
    degrees = data.n_readings - 1
    if not is_noise_known and degrees < _LEAST_DEGREES:
        raise SettingError(
            "{n} measurements are too few to tell their noise: give at least {least}, or their "
            "standard errors `sigma`.",
            n=data.n_readings,
            least=_LEAST_DEGREES + 1,
        )
    weights = reading_weights(data, scaling.y_scale)
    scatter = (
        data.scatter if data.sigma is not None else data.scatter / scaling.y_scale / scaling.y_scale
    )
    x, y = scaling.scaled(data.x, data.y)
    return WeightedRows(x, y, weights, scatter, float(degrees), is_noise_known)
