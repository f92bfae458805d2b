"""The stencils that need no training: Taylor's, an optimum and a compact one, beside each other."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nncore.arrays import FloatArray
from nncore.experiments.stencil import optimal_stencil
from nncore.specs import StencilSpec
from nncore.stencils.band_error import BandError
from nncore.stencils.band_optimum import band_optimum
from nncore.stencils.compact import CompactStencil, compact_stencil
from nncore.stencils.conditions import Conditions
from nncore.stencils.dispersion import modified_wavenumber
from nncore.stencils.finite_differences import leading_error, taylor_fractions
from nncore.stencils.offsets import exact_offset


@dataclass(frozen=True, eq=False)
class KnownStencil:
    """A stencil that is computed and not learned.

    Parameters
    ----------
    method : str
        ``"taylor"``, ``"optimum"`` or ``"compact"``.
    offsets : tuple of Fraction
        Of the values.
    coefficients : ndarray, shape (k,)
        Dimensionless.
    fractions : tuple of Fraction or None
        The coefficients exactly, where they are rational numbers that are known.
    derivative_order : int
        Of the derivative.
    accuracy_order : int
        r, the power of h with which the error vanishes.
    error_constant : float or Fraction
        C, for an error of C h^r times the derivative of order d + r.
    compact : CompactStencil or None
        The whole stencil, where derivatives of neighbours take part.
    """

    method: str
    offsets: tuple[Fraction, ...]
    coefficients: FloatArray
    fractions: tuple[Fraction, ...] | None
    derivative_order: int
    accuracy_order: int
    error_constant: float | Fraction
    compact: CompactStencil | None = None

    def modified_wavenumber(self, theta: ArrayLike) -> NDArray[np.complex128]:
        """Return what the stencil has in place of theta to the power d."""
        if self.compact is not None:
            return self.compact.modified_wavenumber(theta)
        return modified_wavenumber(self.offsets, self.coefficients, theta, self.derivative_order)


def known_stencils(
    spec: StencilSpec,
    error: BandError | None = None,
    zeros_at_pi: int = 0,
    n_neighbours: int = 1,
) -> tuple[KnownStencil, ...]:
    """Return Taylor's stencil, an optimum and a compact stencil on the offsets of a spec.

    Parameters
    ----------
    spec : StencilSpec
        Its offsets, derivative and constraint are used, and its fields for the optimum.
    error : BandError, optional
        What the optimum minimises; the mean squared error on the fields if it is left out.
    zeros_at_pi : int
        How many times the modified wavenumber of the optimum vanishes at the fastest wave.
    n_neighbours : int
        On each side, whose derivatives take part in the compact stencil; 0 leaves it out, and so
        do order conditions that decide on none.

    Raises
    ------
    ValueError
        If no stencil meets the conditions, or the error of slow waves is infinite.
    """
    found = [_taylor(spec), _optimum(spec, error, zeros_at_pi)]
    if n_neighbours:
        try:
            found.append(_compact(spec, n_neighbours))
        except ValueError:  # said by what is not there: Taylor's and the optimum are
            pass
    return tuple(found)


def _taylor(spec: StencilSpec) -> KnownStencil:
    fractions = taylor_fractions(spec.offsets, spec.derivative_order)
    return _explicit("taylor", spec, np.array([float(c) for c in fractions]), fractions)


def _optimum(spec: StencilSpec, error: BandError | None, zeros_at_pi: int) -> KnownStencil:
    if error is None:
        return _explicit("optimum", spec, optimal_stencil(spec, zeros_at_pi), None)
    conditions = Conditions(spec.constraint, zeros_at_pi=zeros_at_pi)
    coefficients = band_optimum(spec.offsets, spec.derivative_order, error, conditions)
    return _explicit("optimum", spec, coefficients, None)


def _explicit(
    method: str,
    spec: StencilSpec,
    coefficients: FloatArray,
    fractions: tuple[Fraction, ...] | None,
) -> KnownStencil:
    known = coefficients.tolist() if fractions is None else fractions
    order, constant = leading_error(spec.offsets, known, spec.derivative_order)
    return KnownStencil(
        method=method,
        offsets=tuple(map(exact_offset, spec.offsets)),
        coefficients=coefficients,
        fractions=fractions,
        derivative_order=spec.derivative_order,
        accuracy_order=order,
        error_constant=float(constant) if fractions is None else constant,
    )


def _compact(spec: StencilSpec, n_neighbours: int) -> KnownStencil:
    neighbours = range(-n_neighbours, n_neighbours + 1)
    compact = compact_stencil(spec.offsets, neighbours, spec.derivative_order)
    order, constant = compact.leading_error
    return KnownStencil(
        method="compact",
        offsets=compact.offsets,
        coefficients=np.array([float(c) for c in compact.coefficients]),
        fractions=compact.coefficients,
        derivative_order=spec.derivative_order,
        accuracy_order=order,
        error_constant=constant,
        compact=compact,
    )
