"""What is said of the error of a network's integral."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nncore.arrays import FloatArray


@dataclass(frozen=True, eq=False)
class ErrorEstimate:
    r"""The estimated error of a network's integral :math:`\hat I`, on one interval or on several.

    Where the integrand is not real or not integrable, there is none: `corrected` is nan, and the
    three others are infinite.

    Parameters
    ----------
    estimate : float or ndarray
        Of :math:`|\int f - \hat I|`: what the rule sees of it, and the rule's own error. Where the
        integral is proved, neither this nor `bound` is below the true error.
    bound : float or ndarray
        A bound of the same, safe and loose: :math:`\sqrt{(b-a) \int (f - \hat y)^2}`, with the
        error of this quadrature included, and never below `estimate`. Infinite where :math:`f^2`
        is not integrable.
    corrected : float or ndarray
        The corrected integral, in units of x times y.
    corrected_error : float or ndarray
        The estimated error of the corrected integral.
    n_points : float or ndarray
        At how many points between the limits f was seen: what lies between them was not.
    is_raised : bool or ndarray
        Whether what is known of the integral, from its formula for instance, shows more of the
        error than these points do, and the others were raised to it.
    """

    estimate: float | FloatArray
    bound: float | FloatArray
    corrected: float | FloatArray
    corrected_error: float | FloatArray
    n_points: float | FloatArray
    is_raised: bool | NDArray[np.bool_] = False
