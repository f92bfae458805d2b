"""A stencil as JSON, from which the very same stencil is made again."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from nncore.exports.json_object import (
    number_from_json,
    number_to_json,
    object_text,
    read_object,
    vector_from_json,
)
from nncore.messages import SettingError
from nncore.options import half_numbers, is_whole
from nncore.specs import StencilSpec
from nncore.stencils.offsets import check_offsets

_KIND = "stencil"
_FIELDS = ("offsets", "coefficients", "derivative_order", "spacing")
_FORMULA = (
    "d^n u/dx^n (x) = sum_p coefficients[p] * u(x + offsets[p] * spacing) / spacing^n, "
    "n = derivative_order"
)


@dataclass(frozen=True, eq=False)
class TrainedStencil:
    """A stencil with what it takes to use it.

    Parameters
    ----------
    offsets : sequence of number
        Its grid points, relative to the one where it is applied.
    coefficients : array_like, shape (k,)
        Dimensionless. They become a read-only copy in float64.
    derivative_order : int
        Of the derivative that it gives.
    spacing : float
        Of the grid that it was trained on.

    Raises
    ------
    ValueError
        If the offsets cannot give the derivative, a number is not allowed, or there is not one
        coefficient for each offset.
    """

    offsets: tuple[float, ...]
    coefficients: np.ndarray
    derivative_order: int
    spacing: float

    def __init__(
        self,
        offsets: Sequence[float],
        coefficients: ArrayLike,
        derivative_order: int,
        spacing: float,
    ) -> None:
        vector = np.array(coefficients, dtype=np.float64)
        vector.flags.writeable = False
        for name, value in (("offsets", tuple(offsets)), ("coefficients", vector)):
            object.__setattr__(self, name, value)  # the dataclass is frozen
        object.__setattr__(self, "derivative_order", derivative_order)
        object.__setattr__(self, "spacing", float(spacing))
        check_offsets(self.offsets, derivative_order)
        if vector.shape != (len(self.offsets),):
            raise SettingError(
                "`coefficients` must be one for each of the {n_offsets} offsets, got the shape "
                "{shape}.",
                n_offsets=len(self.offsets),
                shape=vector.shape,
            )
        if not (math.isfinite(self.spacing) and self.spacing > 0):
            raise SettingError(
                "`spacing` must be greater than 0, got {spacing}.", spacing=self.spacing
            )

    @classmethod
    def of(cls, spec: StencilSpec, coefficients: ArrayLike) -> Self:
        """Return a stencil of an experiment with these dimensionless coefficients."""
        return cls(spec.offsets, coefficients, spec.derivative_order, spec.spacing)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TrainedStencil):
            return NotImplemented
        same = (self.offsets, self.derivative_order, self.spacing) == (
            *(other.offsets, other.derivative_order, other.spacing),
        )
        return same and np.array_equal(self.coefficients, other.coefficients, equal_nan=True)

    def __hash__(self) -> int:
        return hash((self.offsets, self.derivative_order, self.spacing))


def stencil_json(stencil: TrainedStencil) -> str:
    """Return a stencil as JSON, with all the digits of its coefficients.

    Parameters
    ----------
    stencil : TrainedStencil
        `TrainedStencil.of` makes it from a spec and a step's coefficients.
    """
    return object_text(
        _KIND,
        {
            "formula": _FORMULA,
            "offsets": list(stencil.offsets),
            "coefficients": [*map(number_to_json, stencil.coefficients)],
            "derivative_order": stencil.derivative_order,
            "spacing": stencil.spacing,
        },
    )


def stencil_from_json(text: str) -> TrainedStencil:
    """Return the stencil that `stencil_json` wrote, equal in every bit.

    Raises
    ------
    ValueError
        If `text` is no such JSON object, in one sentence.
    """
    values = read_object(text, _KIND, _FIELDS)
    offsets = half_numbers("offsets", values["offsets"])
    if not is_whole(values["derivative_order"]):
        order = values["derivative_order"]
        raise SettingError(
            "`derivative_order` must be a whole number, got {order:.60}.", order=repr(order)
        )
    return TrainedStencil(
        offsets,
        vector_from_json("coefficients", values["coefficients"]),
        values["derivative_order"],
        number_from_json("spacing", values["spacing"]),
    )
