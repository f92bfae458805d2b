"""The reference value of an integral over a box, or over some inputs at values of the others."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from nncore.arrays import FloatArray
from nncore.formulas import BoxFormula
from nncore.formulas.separation import Product, separated
from nncore.formulas.tree import Negative, Node, Number, substituted, variable_names
from nncore.formulas.variables import NUMBERED, input_index
from nncore.integrands import BoxIntegrand
from nncore.integrands.box import limits_text
from nncore.integrands.closed_family import ClosedFamily, checked_inputs
from nncore.messages import SettingError, marked
from nncore.quadrature.box_estimate import BoxFunction
from nncore.references.reference_value import Divergence, Reference, ReferenceFailure
from nncore.references.separable import integral_of_products
from nncore.references.two_cubatures import NotFinite, two_cubatures
from nncore.references.unproved import Unproved

Vector = tuple[float, ...]


def box_reference(
    integrand: BoxIntegrand,
    lower: ArrayLike,
    upper: ArrayLike,
    over: Iterable[int] | None = None,
    rest: ArrayLike = (),
) -> Reference:
    r"""Return the reference value of :math:`\int f` over a box.

    In this order: the closed form of a family of the catalogue; a formula that is a sum of products
    over its variables, by references in one dimension; two methods that fail differently. Where a
    family has a closed form for some of the inputs, only the others are left to the methods.

    Parameters
    ----------
    integrand : BoxIntegrand
        From the catalogue or from a formula.
    lower, upper : array_like, shape (n,)
        Finite limits of the inputs that are integrated; each reversed pair changes the sign.
    over : iterable of int or None
        These inputs, from 0; None integrates over all.
    rest : array_like, shape (n_inputs - n,)
        Values of the other inputs, in their order: parameters.

    Returns
    -------
    Reference
        Value, error, and how it is known; an error is an estimate where the method is
        ``"agreement"``.

    Raises
    ------
    ReferenceFailure
        If the integral diverges, or could not be found.

    Examples
    --------
    >>> from nncore.formulas import parse_box_formula
    >>> known = box_reference(parse_box_formula("x1*exp(x1 + x2)"), [0, 0], [1, 1])
    >>> round(known.value - 1.718281828459045, 15), known.method
    (0.0, 'enclosure')
    """
    n_inputs = integrand.n_inputs
    over = checked_inputs(range(n_inputs) if over is None else over, n_inputs)
    if not over:
        raise SettingError("`over` must name at least one input, got none.")
    low, high = _vector("lower", lower, len(over)), _vector("upper", upper, len(over))
    others = _vector("rest", rest, n_inputs - len(over))
    if any(a == b for a, b in zip(low, high, strict=True)):
        return Reference(0.0, 0.0, "antiderivative")
    is_negative = sum(a > b for a, b in zip(low, high, strict=True)) % 2 == 1
    lowest, highest = tuple(map(min, low, high)), tuple(map(max, low, high))
    found = _found(integrand, lowest, highest, over, others)
    if isinstance(found, ReferenceFailure):
        raise found.with_traceback(None)
    return -found if is_negative else found


def _vector(name: str, values: ArrayLike, n: int) -> Vector:
    vector = np.asarray(values, dtype=float)
    if vector.shape != (n,) or not np.isfinite(vector).all():
        raise SettingError(
            "`{name}` must be {n} finite numbers, got {value}.", name=name, n=n, value=values
        )
    return tuple(vector.tolist())


@lru_cache(maxsize=4096)
def _found(
    integrand: BoxIntegrand, lower: Vector, upper: Vector, over: tuple[int, ...], rest: Vector
) -> Reference | ReferenceFailure:
    try:
        return _Problem(integrand, lower, upper, over, rest).solved()
    except ReferenceFailure as failure:
        return failure


_NOT_FINITE = marked(
    "`{function}` is not a finite number at {where}; choose a box without this point."
)
_NOT_ACCURATE = marked(
    "`{function}` cannot be integrated accurately over {box}; choose another box."
)


@dataclass(frozen=True)
class _Problem:
    """An integral over the inputs `over`, at the values `rest` of the others."""

    integrand: BoxIntegrand
    lower: Vector
    upper: Vector
    over: tuple[int, ...]
    rest: Vector

    def solved(self) -> Reference:
        function = self.integrand.function
        if isinstance(function, ClosedFamily):
            return self._in_closed_form(function.closed_over)
        if isinstance(function, BoxFormula):
            products = separated(substituted(function.tree, self._numbers()))
            if products is not None:
                return self._separable(products)
        return self._by_methods()

    def _by_methods(self) -> Reference:
        return self._agreed(lambda x: self.integrand(self._all_inputs(x, self.over)), self.over)

    @property
    def _limits(self) -> dict[int, tuple[float, float]]:
        return dict(zip(self.over, zip(self.lower, self.upper, strict=True), strict=True))

    @property
    def _fixed(self) -> dict[int, float]:
        others = [i for i in range(self.integrand.n_inputs) if i not in self.over]
        return dict(zip(others, self.rest, strict=True))

    def _in_closed_form(self, closed_over: frozenset[int]) -> Reference:
        """Integrate in closed form over the inputs that allow it, over the others by methods."""
        closed = [i for i in self.over if i in closed_over]
        numeric = [i for i in self.over if i not in closed_over]
        limits = [self._limits[i] for i in closed]
        marginal = self.integrand.marginal(
            closed, [low for low, _ in limits], [high for _, high in limits]
        )
        others = [i for i in range(self.integrand.n_inputs) if i not in closed]
        if numeric:
            return self._agreed(
                lambda x: marginal(self._all_inputs(x, numeric)[..., others]), numeric
            )
        value, rounding = marginal(self.rest), marginal.rounding(self.rest)
        if not math.isfinite(value):
            raise self._failure()
        return Reference(value, rounding, "antiderivative")

    def _separable(self, products: list[Product]) -> Reference:
        """Integrate a sum of products; what one dimension does not know, methods may find."""
        limits = {name: self._limits[i] for i, name in self._names().items() if i in self.over}
        try:
            return integral_of_products(self.integrand.name, products, limits)
        except Divergence:
            raise
        except ReferenceFailure:
            return self._by_methods()

    def _names(self) -> dict[int, str]:
        """Return the inputs by the names that the formula has for them."""
        assert isinstance(self.integrand.function, BoxFormula)
        used = {input_index(name): name for name in variable_names(self.integrand.function.tree)}
        return {i: used.get(i, NUMBERED[i]) for i in range(self.integrand.n_inputs)}

    def _numbers(self) -> dict[str, Node]:
        """Return the parameters of a formula, as numbers."""
        names = self._names()
        return {
            names[i]: Number(value) if value >= 0 else Negative(Number(-value))
            for i, value in self._fixed.items()
        }

    def _all_inputs(self, x: FloatArray, inputs: Sequence[int]) -> FloatArray:
        """Return points of all inputs; those that are neither given nor fixed are nan."""
        points = np.full((*x.shape[:-1], self.integrand.n_inputs), np.nan)
        points[..., list(inputs)] = x
        points[..., list(self._fixed)] = self.rest
        return points

    def _agreed(self, f: BoxFunction, inputs: Sequence[int]) -> Reference:
        limits = np.array([self._limits[i] for i in inputs])
        try:
            found = two_cubatures(f, limits[:, 0], limits[:, 1])
        except NotFinite as failure:
            where = ", ".join(
                f"x{i + 1} = {x:.6g}" for i, x in zip(inputs, failure.point.tolist(), strict=True)
            )
            raise ReferenceFailure(_NOT_FINITE, function=self.integrand.name, where=where) from None
        except Unproved:
            raise self._failure() from None
        return Reference(found.value, found.error, "agreement")

    def _failure(self) -> ReferenceFailure:
        box = limits_text(self.lower, self.upper)
        return ReferenceFailure(_NOT_ACCURATE, function=self.integrand.name, box=box)
