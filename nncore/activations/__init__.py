r"""Activation functions :math:`\sigma`, with their derivative, antiderivative and mean value.

The integral of a hidden unit is the length of the interval times the mean of its activation,

.. math:: \int_a^b \sigma(w x + \beta)\,dx = (b - a)\,M(m, k), \qquad
          M(m, k) = \frac{1}{2k}\int_{m-k}^{m+k} \sigma(u)\,du,

where :math:`m = w\,(a+b)/2 + \beta` and :math:`k = |w (b - a)| / 2`. The mean needs no division by
the weight, so that :math:`w \to 0` is no special case, and each activation writes :math:`M` in a
form that does not cancel, from the range :math:`[m-k, m+k]` (`nncore.activations.ranges`).
"""

from nncore.activations.base import ACTIVATIONS, Activation, activation
from nncore.activations.ranges import PreActivationRanges

__all__ = [
    "ACTIVATIONS",
    "Activation",
    "PreActivationRanges",
    "activation",
]
