"""Arrays of real numbers, from whatever a caller has."""

import numpy as np
from numpy.typing import ArrayLike

from nncore.arrays import FloatArray
from nncore.messages import SettingError
from nncore.options.shown import shown


def real_array(name: str, values: ArrayLike) -> FloatArray:
    """Return values of any shape in float64.

    Raises
    ------
    SettingError
        With their name, if they are no real numbers, or rows of different lengths.
    """
    try:
        given = np.asarray(values)
        if np.iscomplexobj(given):  # NumPy would leave the imaginary parts out
            raise TypeError
        return np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        raise SettingError(
            "`{name}` must be real numbers, got {value}.", name=name, value=shown(values)
        ) from None
