r"""Small weights: how many digits the quotient :math:`\Phi / w` loses.

As :math:`w \to 0` both logarithms of :math:`\Phi` tend to :math:`\log(1 + e^{-b})`, and their
difference keeps the rounding errors of either: the integral of a unit has an error of about
:math:`\epsilon / w`. The form with log1p and expm1,

.. math:: \int_\alpha^\beta \sigma(w x + b)\,dx
          = \frac1w \log\bigl(1 + \sigma(w\alpha + b)\,(e^{w (\beta - \alpha)} - 1)\bigr),

subtracts nothing, and keeps all digits.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import mpmath
import numpy as np
from numpy.typing import ArrayLike

from nncore.arrays import FloatArray
from nncore.messages import SettingError
from nncore.network import OneHiddenNetwork
from nncore.notebooks.published_formula import unit_terms
from nncore.notebooks.quirks import AS_PRINTED, PUT_RIGHT, Quirks

#: Ten to a decade would tell no more.
WEIGHTS = np.logspace(-12, -1, 45)
#: Of the unit, a number that float32 holds; and the limits, in units of x.
BIAS, INTERVAL = 0.5, (5.0, 20.0)
_DIGITS = 50  # of the reference, which loses one for each decade of the weight


@dataclass(frozen=True, eq=False)
class Cancellation:
    """Relative errors of one unit's integral by its weight, in three forms.

    Parameters
    ----------
    weights : ndarray, shape (n_weights,)
        In units of 1/x.
    quotient_float32, quotient_float64 : ndarray, shape (n_weights,)
        Of the notebook's form, with exponentials in single (NumPy 2) and double (NumPy 1)
        precision.
    compensated : ndarray, shape (n_weights,)
        Of the form with log1p and expm1, in double precision.
    """

    weights: FloatArray
    quotient_float32: FloatArray
    quotient_float64: FloatArray
    compensated: FloatArray


def cancellation(weights: ArrayLike = WEIGHTS) -> Cancellation:
    """Integrate a unit with each of these weights in three forms, beside 50 digits.

    Its bias and the interval are `BIAS` and `INTERVAL`.

    Parameters
    ----------
    weights : array_like, shape (n_weights,)
        Not 0; rounded to float32, in which the notebook's are, so that all forms mean the same.

    Raises
    ------
    ValueError
        If a weight is 0.
    """
    rounded = np.atleast_1d(np.asarray(weights, dtype=np.float64)).astype(np.float32)
    if not np.all(rounded):
        raise SettingError("`weights` must not be 0: the notebook divides by them.")
    return _cancellation(tuple(rounded.tolist()))


# The reference takes the time of a hundred forms in numpy.
@lru_cache(maxsize=32)
def _cancellation(weights: tuple[float, ...]) -> Cancellation:
    n = len(weights)
    units = OneHiddenNetwork("logistic", weights, [BIAS] * n, [1.0] * n, 0.0)
    exact = _exact_integrals(weights)

    def errors(quirks: Quirks) -> FloatArray:
        found = unit_terms(units, [INTERVAL], quirks)[0].tolist()
        return np.array([float(abs(x / y - 1)) for x, y in zip(found, exact, strict=True)])

    return Cancellation(
        np.array(weights),
        errors(Quirks(precision="float32")),
        errors(AS_PRINTED),
        errors(PUT_RIGHT),
    )


def _exact_integrals(weights: tuple[float, ...]) -> list[Any]:
    # Numbers of a context compute with its precision, which no other thread changes.
    context = mpmath.MPContext()
    context.dps = _DIGITS
    integrals = []
    for w in map(context.mpf, weights):
        at_a, at_b = (context.log1p(context.exp(w * x + BIAS)) for x in INTERVAL)
        integrals.append((at_b - at_a) / w)
    return integrals
