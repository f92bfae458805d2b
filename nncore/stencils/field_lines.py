"""A field on a grid as lines along one axis of its array, real or complex."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nncore.arrays import FloatArray
from nncore.messages import SettingError


@dataclass(frozen=True, eq=False)
class FieldLines:
    """The lines of an array along one axis.

    Parameters
    ----------
    rows : ndarray, shape (before, n_points, after)
        Contiguous and real: complex numbers are pairs on the last axis.
    shape : tuple of int
        Of the array.
    axis : int
        Of the lines, from 0.
    dtype : dtype
        Of the array, at least double precision.
    """

    rows: FloatArray
    shape: tuple[int, ...]
    axis: int
    dtype: np.dtype[Any]

    @property
    def n_points(self) -> int:
        """The number of points of a line."""
        return self.rows.shape[1]

    def array_of(self, rows: FloatArray) -> NDArray[Any]:
        """Return an array like the field from lines of any number of points."""
        shape = (*self.shape[: self.axis], rows.shape[1], *self.shape[self.axis + 1 :])
        return rows.view(self.dtype).reshape(shape)


def field_lines(values: ArrayLike, axis: int) -> FieldLines:
    """Return the lines of a field.

    Parameters
    ----------
    values : array_like
        Real or complex numbers; those below double precision become double.
    axis : int
        Of the grid.

    Raises
    ------
    ValueError
        If the values are no array of numbers, or have no such axis.
    """
    field = np.asarray(values)
    if field.ndim == 0:
        raise SettingError(
            "`{name}` must be an array of the values on a grid, got the single value {value}.",
            name="values",
            value=field.item(),
        )
    if field.dtype.kind not in "biufc":
        raise SettingError(
            "`{name}` must be real or complex numbers, got an array of {dtype}.",
            name="values",
            dtype=field.dtype,
        )
    if not -field.ndim <= axis < field.ndim:
        raise SettingError(
            "`{name}` must be from {least} to {largest} for values with {n_axes} axes, got {axis}.",
            name="axis",
            least=-field.ndim,
            largest=field.ndim - 1,
            n_axes=field.ndim,
            axis=axis,
        )
    field = field.astype(np.result_type(field.dtype, np.float64), copy=False)
    shape, place = field.shape, axis % field.ndim
    after = math.prod(shape[place + 1 :])
    rows = np.ascontiguousarray(field).reshape(math.prod(shape[:place]), shape[place], after)
    return FieldLines(rows.view(rows.real.dtype), shape, place, field.dtype)
