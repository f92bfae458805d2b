r"""Symmetric stencils: where fields and offsets are their own mirror images, so is the optimum.

A field of waves :math:`\sin k\pi x` on an interval with a whole number in its middle c is odd
about c: mirrored, it is another one of the same fields. With every offset there is -s too, and the
mean squared errors of a stencil and of its image

.. math:: (P c)_s = (-1)^d\, c_{-s}

are the same. The mean is convex, so that one of its minima is :math:`c = P c`: antisymmetric for an
odd derivative, symmetric for an even one. Then the dispersion relation is real, and no wave grows
or fades.

A grid that ends one point before `upper` is not quite its own image: over its points alone the
optimum would have a centre of some 1e-5, which says nothing about the fields.
"""

from collections.abc import Sequence

import numpy as np

from nncore.arrays import FloatArray
from nncore.stencils.offsets import Number

_ROUNDING = 1e-9  # of a number of grid points


def mirrored_places(offsets: Sequence[Number]) -> np.ndarray | None:
    """Return at which place -s stands for each offset s; None if one is missing."""
    places = {offset: place for place, offset in enumerate(offsets)}
    found = [places.get(-offset) for offset in offsets]
    return None if None in found else np.array(found, dtype=int)


def is_mirrored(lower: float, upper: float) -> bool:
    """Return whether the waves on an interval are odd about its middle: that is a whole number."""
    middle = (lower + upper) / 2
    return abs(middle - round(middle)) <= _ROUNDING


def symmetrised(coefficients: FloatArray, places: np.ndarray, derivative_order: int) -> FloatArray:
    """Return the mean of stencils and their images, which is its own image to the last bit.

    Parameters
    ----------
    coefficients : ndarray, shape (k, ...)
        A column each.
    places : ndarray of int, shape (k,)
        From `mirrored_places`.
    derivative_order : int
        Odd: the mean is antisymmetric; even: symmetric.
    """
    return 0.5 * (coefficients + (-1.0) ** derivative_order * coefficients[places])
