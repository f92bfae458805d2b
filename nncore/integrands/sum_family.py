"""Sums of functions whose integrals are known in closed form."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add

from nncore.arrays import FloatArray
from nncore.integrands.closed_family import ClosedFamily, Inputs


@dataclass(frozen=True)
class SumFamily(ClosedFamily):
    """A sum of functions of the same inputs.

    Parameters
    ----------
    terms : tuple of ClosedFamily
        At least one.
    """

    terms: tuple[ClosedFamily, ...]

    @property
    def n_inputs(self) -> int:
        """Number of inputs."""
        return self.terms[0].n_inputs

    @property
    def closed_over(self) -> frozenset[int]:
        """Inputs over which all terms are known."""
        return frozenset.intersection(*(term.closed_over for term in self.terms))

    def integral(self, inputs: Inputs) -> FloatArray:
        """Return the integral over the inputs that have limits, at the values of the others."""
        return reduce(add, (term.integral(inputs) for term in self.terms))

    def gradient(self, inputs: Inputs) -> list[FloatArray]:
        """Return the derivatives of the integral with respect to the inputs that have values."""
        gradients = (term.gradient(inputs) for term in self.terms)
        return [reduce(add, parts) for parts in zip(*gradients, strict=True)]

    def rounding(self, inputs: Inputs) -> FloatArray:
        """Return how far off `integral` may be."""
        return reduce(add, (term.rounding(inputs) for term in self.terms))
