r"""Whether measurements speak against the standard errors that are said to be known.

The factor by which these are too small is either 1 or unknown, and then of density proportional
to :math:`1/s` between 1 and :math:`10^6`. Bayes' factor between the two,

.. math:: B = \frac{1}{\ln 10^6}\,\frac{\int p(y \mid s)\,ds/s}{p(y \mid s = 1)},

needs no degrees of freedom that are left: it notices a curve that goes through all points, whose
residuals say nothing. Where outliers are expected, readings that are some are left out of it.

References
----------
R. E. Kass, A. E. Raftery, "Bayes factors", Journal of the American Statistical Association 90,
1995, 773-795, https://doi.org/10.1080/01621459.1995.10476572
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from nncore.network import OneHiddenNetwork
from nncore.posterior.model_average import ModelAverage
from nncore.posterior.noise_models import NoiseModel, NormalNoise
from nncore.posterior.robust_average import RobustAverage
from nncore.posterior.weighted_rows import WeightedRows

_LARGEST_FACTOR = 1e6
# Kass and Raftery call a factor above 150 very strong; what a user says counts for more.
_LEAST_FACTOR = 1e3
# Of an outlier, in units of the scale of the noise.
_FAR = 3.0


def is_noise_refuted(
    layers: Sequence[OneHiddenNetwork],
    rows: WeightedRows,
    rounding: float,
    noise: NoiseModel,
    estimated: RobustAverage,
) -> bool:
    """Return whether the noise is larger than it is said to be, beyond doubt.

    Parameters
    ----------
    layers, rows, rounding, noise
        As of `nncore.posterior.robust_average.robust_average`; rows whose noise is known.
    estimated : RobustAverage
        The same with noise that is estimated.
    """
    is_kept = np.abs(estimated.residuals) <= _FAR * estimated.scale
    if isinstance(noise, NormalNoise):
        is_kept[:] = True
    kept = replace(
        rows,
        x=rows.x[is_kept],
        y=rows.y[is_kept],
        weights=rows.weights[is_kept],
        degrees=rows.degrees - np.count_nonzero(~is_kept),
    )
    free = replace(kept, is_noise_known=False)
    known, unknown = (ModelAverage(layers, some.bins, rounding) for some in (kept, free))
    if unknown.squares <= unknown.degrees:
        return False
    factor = unknown.log_evidence - known.log_evidence - np.log(np.log(_LARGEST_FACTOR))
    return bool(factor > np.log(_LEAST_FACTOR))
