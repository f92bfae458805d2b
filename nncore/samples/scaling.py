"""The affine maps in which samples are trained on: x and y in [-1, 1]."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

#: A float, or a tuple of floats, one for each of several inputs.
Coordinates = Any


@dataclass(frozen=True)
class Scaling:
    r"""The affine maps between physical and scaled coordinates.

    .. math:: t = (x - x_c) / x_s, \qquad z = (y - y_c) / y_s

    Parameters
    ----------
    x_center, x_scale : float or tuple of float
        :math:`x_c` and :math:`x_s`, in units of x; of several inputs one for each.
    y_center, y_scale : float
        :math:`y_c` and :math:`y_s`, in units of y.
    """

    x_center: Coordinates = 0.0
    x_scale: Coordinates = 1.0
    y_center: float = 0.0
    y_scale: float = 1.0

    @classmethod
    def to_unit_square(cls, lower: ArrayLike, upper: ArrayLike, y: np.ndarray) -> "Scaling":
        """Map [lower, upper] and the range of `y` to [-1, 1]; a constant `y` keeps scale 1.

        Parameters
        ----------
        lower, upper : float or array_like, shape (n_inputs,)
            The training interval, in units of x, or the limits of the box.
        y : ndarray, shape (n_samples,)
            The training values; at least one.
        """
        smallest, largest = float(np.min(y)), float(np.max(y))
        half_range = 0.5 * largest - 0.5 * smallest
        return cls(
            x_center=_coordinates(0.5 * np.add(lower, upper)),
            x_scale=_coordinates(0.5 * np.subtract(upper, lower)),
            y_center=0.5 * smallest + 0.5 * largest,
            y_scale=half_range if half_range > 0 else 1.0,
        )

    def scaled(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return samples, arrays of any shape, in scaled coordinates, from physical ones."""
        return (x - self.x_center) / self.x_scale, (y - self.y_center) / self.y_scale

    def physical(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return samples, arrays of any shape, in physical coordinates, from scaled ones."""
        return x * self.x_scale + self.x_center, y * self.y_scale + self.y_center


def _coordinates(values: np.ndarray) -> Coordinates:
    """Return a float or a tuple of floats, which can be compared."""
    return float(values) if values.ndim == 0 else tuple(values.tolist())
