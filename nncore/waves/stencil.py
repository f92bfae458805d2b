r"""A stencil on a periodic grid.

On a wave :math:`u_j = e^{i\theta j}` a stencil with the coefficients :math:`c_p` at the offsets
:math:`s_p` acts as its *symbol*, :math:`\sum_p c_p e^{i\theta s_p}`, which stands for
:math:`(i\theta)^d`: see `nncore.modified_wavenumber`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nncore.arrays import FloatArray
from nncore.messages import SettingError
from nncore.options import whole_numbers
from nncore.stencils.finite_differences import check_coefficients, taylor_stencil
from nncore.stencils.offsets import check_offsets, derivative_name


@dataclass(frozen=True)
class Stencil:
    """Whole offsets with dimensionless coefficients for a derivative.

    Parameters
    ----------
    offsets : sequence of int
        In grid points, different from each other.
    coefficients : sequence of float
        One an offset: weights times ``spacing**derivative_order``.
    derivative_order : int
        Of the derivative that they stand for.

    Raises
    ------
    ValueError
        See `nncore.stencils.offsets.check_offsets`; if there is not one finite coefficient an
        offset.
    """

    offsets: tuple[int, ...]
    coefficients: tuple[float, ...]
    derivative_order: int = 1

    def __post_init__(self) -> None:
        offsets = whole_numbers("offsets", self.offsets)
        coefficients = tuple(map(float, self.coefficients))
        check_offsets(offsets, self.derivative_order)
        check_coefficients(coefficients, len(offsets))
        object.__setattr__(self, "offsets", offsets)
        object.__setattr__(self, "coefficients", coefficients)

    @classmethod
    def taylor(cls, offsets: tuple[int, ...], derivative_order: int = 1) -> Stencil:
        """Return the stencil of the highest order on these offsets."""
        coefficients = taylor_stencil(offsets, derivative_order)
        return cls(offsets, tuple(coefficients.tolist()), derivative_order)

    @property
    def span(self) -> int:
        """How many points of a grid it needs."""
        return max(0, *self.offsets) - min(0, *self.offsets) + 1

    def symbol(self, theta: ArrayLike) -> NDArray[np.complex128]:
        """Return what a wave is multiplied by, of the shape of `theta`, in radians a point."""
        phases = np.multiply.outer(np.asarray(theta, dtype=float), self.offsets)
        return np.asarray(np.exp(1j * phases) @ np.array(self.coefficients))

    def apply(self, values: FloatArray) -> FloatArray:
        """Return the sum over the offsets along the last axis, which is periodic."""
        total = np.zeros_like(values)
        for offset, coefficient in zip(self.offsets, self.coefficients, strict=True):
            if coefficient:
                total += coefficient * np.roll(values, -offset, axis=-1)
        return total

    def for_derivative(self, derivative_order: int) -> Stencil:
        """Return a stencil for the derivative of an order: itself, or itself applied twice.

        Raises
        ------
        ValueError
            If it cannot be had so.
        """
        if derivative_order == self.derivative_order:
            return self
        if derivative_order == 2 * self.derivative_order:
            return self._twice()
        raise SettingError(
            "A stencil of the {given} does not give the {wanted}; choose an equation that has it, "
            "or another stencil.",
            given=derivative_name(self.derivative_order),
            wanted=derivative_name(derivative_order),
        )

    def _twice(self) -> Stencil:
        sums: dict[int, float] = {}
        for s, c in zip(self.offsets, self.coefficients, strict=True):
            for t, d in zip(self.offsets, self.coefficients, strict=True):
                sums[s + t] = sums.get(s + t, 0.0) + c * d
        offsets = tuple(sorted(sums))
        return Stencil(offsets, tuple(sums[s] for s in offsets), 2 * self.derivative_order)
