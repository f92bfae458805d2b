"""One integrand: its function, its exact integral, and what a quadrature should know of it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike

from nncore.arrays import FloatArray
from nncore.integrands.infinite_interval import has_improper_integral, improper
from nncore.integrands.integrability import ArrayFunction, check_limits, find_problem
from nncore.integrands.reference import Knowledge, inner_points, knowledge
from nncore.messages import Sentence, SettingError, marked
from nncore.quadrature import gauss_legendre
from nncore.quadrature.gauss_kronrod import EPSILON

POSITIVE_AXIS = (0.0, math.inf)


class Tag(StrEnum):
    """What makes an integrand easy or hard; the values are the words on the screen, in English."""

    SMOOTH = marked("smooth")
    SINGULAR = marked("singular")
    KINK = marked("kink")
    JUMP = marked("jump")
    OSCILLATORY = marked("oscillatory")
    PEAK = marked("peak")
    NOTEBOOK = marked("notebook")
    FORMULA = marked("formula")


@dataclass(frozen=True)
class Integrand:
    r"""A real function of one variable with its reference integral.

    Parameters
    ----------
    name : str
        Key in the catalogue, or the text of a formula.
    latex : str
        The right-hand side of :math:`f(x) = \dots`.
    lower, upper : float
        Default interval.
    function : callable
        Vectorised over float64 arrays; silent evaluation is the caller's business.
    antiderivative : callable or None
        Vectorised, finite at every end where `function` is integrable.
    title, description : str
        For the screen: a name, and a sentence on what to look for.
    tags : tuple of Tag
        See `Tag`.
    domain : tuple of float
        `function` is real on this open interval; at its ends it may be infinite.
    breakpoints : tuple of float
        Kinks, jumps and peaks of `function` that a quadrature should know.

    Examples
    --------
    >>> from nncore.integrands import INTEGRANDS
    >>> INTEGRANDS["log"].integral(0, 1)
    -1.0
    """

    name: str
    latex: str
    lower: float
    upper: float
    function: ArrayFunction
    antiderivative: ArrayFunction | None = None
    title: str = ""
    description: str = ""
    tags: tuple[Tag, ...] = ()
    domain: tuple[float, float] = (-math.inf, math.inf)
    breakpoints: tuple[float, ...] = ()

    @overload
    def __call__(self, x: float) -> float: ...
    @overload
    def __call__(self, x: ArrayLike) -> Any: ...
    def __call__(self, x: ArrayLike) -> Any:
        """Evaluate in float64, without warnings: infinite at a pole, nan outside the domain."""
        points = np.asarray(x, dtype=float)
        with np.errstate(all="ignore"):
            values = np.asarray(self.function(points), dtype=float)
        lower, upper = self.domain
        values = np.where((lower <= points) & (points <= upper), values, np.nan)
        return float(values) if points.ndim == 0 else values

    @property
    def singular_points(self) -> tuple[float, ...]:
        """Those ends of the default interval at which the integrand is infinite."""
        return tuple(end for end in (self.lower, self.upper) if math.isinf(self(end)))

    def is_defined_on(self, a: float, b: float) -> bool:
        """Whether the open interval between `a` and `b` lies in the domain."""
        lower, upper = min(a, b), max(a, b)
        if not self.domain[0] <= lower <= upper <= self.domain[1]:
            return False
        if self.antiderivative is not None:
            return True
        # The domain of a formula is not known beforehand.
        return (
            knowledge(self, lower, upper).is_absolute
            or not np.isnan(self(inner_points(lower, upper))).any()
        )

    @overload
    def integral(self, a: float, b: float) -> float: ...
    @overload
    def integral(self, a: ArrayLike, b: ArrayLike) -> Any: ...
    def integral(self, a: ArrayLike, b: ArrayLike) -> Any:
        r"""Return the reference value of :math:`\int_a^b f`.

        It comes from the antiderivative where there is one, to a few ulp of
        :math:`\int_a^b |f|`, otherwise from `nncore.reference`, which tells its error as well.

        Parameters
        ----------
        a, b : array_like
            Limits, in any order; they broadcast. A limit may be a singular end of the domain, or
            infinite.

        Returns
        -------
        float or ndarray
            A float for scalar limits. nan where the limits leave the domain, and where the integral
            diverges or is not known.
        """
        a, b = np.broadcast_arrays(np.asarray(a, dtype=float), np.asarray(b, dtype=float))
        lower, upper = np.minimum(a, b), np.maximum(a, b)
        with np.errstate(all="ignore"):
            if self.antiderivative is None:
                value = np.vectorize(_reference_value, otypes=[float])(self, lower, upper)
            else:
                value = self._antiderivative_difference(self.antiderivative, lower, upper)
        inside = (self.domain[0] <= lower) & (upper <= self.domain[1])
        value = np.where(inside, np.where(a <= b, value, -value), np.nan)
        return float(value) if value.ndim == 0 else value

    def _antiderivative_difference(
        self, antiderivative: ArrayFunction, lower: FloatArray, upper: FloatArray
    ) -> FloatArray:
        r"""Return :math:`F(b) - F(a)`, mended where the difference cancels.

        The difference carries the rounding errors of :math:`F` and of its argument, of the size of
        :math:`|F| + |x f|` at both limits, which on a short interval can exceed
        :math:`\int |f|` by far. There a Gauss-Legendre rule is accurate to a
        few ulp. It is taken where a coarser rule is converged to 1e-12 (the finer one then to all
        digits), and where it agrees with the difference as far as the difference has digits: so
        it cannot be much worse in any case.
        """
        at_lower, at_upper = antiderivative(lower), antiderivative(upper)
        difference = at_upper - at_lower
        magnitude = np.abs(at_lower) + np.abs(at_upper)
        magnitude += np.abs(lower * self.function(lower)) + np.abs(upper * self.function(upper))
        coarse = gauss_legendre(self.function, lower, upper, 20)
        fine = gauss_legendre(self.function, lower, upper, 30)
        size = gauss_legendre(lambda x: np.abs(self.function(x)), lower, upper, 30)
        cancels = magnitude > 2 * size
        resolved = np.abs(fine - coarse) <= 1e-12 * size
        consistent = np.abs(fine - difference) <= 64 * EPSILON * magnitude
        return np.where(cancels & resolved & consistent, fine, difference)

    def is_integrable_on(self, lower: float, upper: float) -> bool:
        """Whether the integral from `lower` to `upper` exists, and that of the absolute value."""
        # The answer for the default interval is cached and holds for every part of it.
        is_part = self.lower <= lower and upper <= self.upper
        is_part = is_part and math.isfinite(self.upper - self.lower)
        if is_part and knowledge(self, self.lower, self.upper).is_absolute:
            return True
        if knowledge(self, lower, upper).is_conditional:
            return False
        if is_part and self.problem_on(self.lower, self.upper) is None:
            return True
        return self.problem_on(lower, upper) is None

    def problem_on(self, lower: float, upper: float) -> Sentence | None:
        """Return what keeps the integral from existing, or None.

        What is proved decides; where nothing is, samples tell.

        Parameters
        ----------
        lower, upper : float
            In increasing order; they may be infinite.
        """
        known = Knowledge(math.nan)
        if self.domain[0] <= lower and upper <= self.domain[1]:
            known = knowledge(self, lower, upper)
        if known.is_absolute or known.is_conditional or known.problem is not None:
            return known.problem
        if math.isfinite(upper - lower):
            problem = find_problem(self, self.domain, lower, upper)
            return None if problem is None else problem.about(function=self.name)
        if has_improper_integral(self, self.domain, lower, upper):
            return None
        return improper(lower, upper).about(function=self.name)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle an entry of the catalogue by its name and the fields that were replaced."""
        # Functions of the catalogue are lambdas, which pickle cannot name.
        mine = {field.name: getattr(self, field.name) for field in fields(self)}
        original = _REGISTERED.get(self.name)
        if original is None or original.function is not self.function:
            return Integrand, tuple(mine.values())
        changes = {name: v for name, v in mine.items() if v is not getattr(original, name)}
        return _restore, (self.name, changes)


_REGISTERED: dict[str, Integrand] = {}


def register(integrands: Iterable[Integrand]) -> Mapping[str, Integrand]:
    """Make integrands known by their names, so that they can be pickled; return them by name."""
    named = {integrand.name: integrand for integrand in integrands}
    _REGISTERED.update(named)
    return named


def _restore(name: str, changes: Mapping[str, Any]) -> Integrand:
    """Rebuild a pickled entry of the catalogue."""
    return replace(_REGISTERED[name], **changes)


def check_integrable(integrand: Integrand, lower: float, upper: float) -> None:
    """Check that an integrand is real and finite inside an interval, and integrable at its ends.

    Parameters
    ----------
    integrand : Integrand
        From the catalogue or from a formula.
    lower, upper : float
        The interval.

    Raises
    ------
    ValueError
        With one sentence that says what is wrong, where, and what to do.
    """
    lower, upper = float(lower), float(upper)
    check_limits(lower, upper)
    problem = integrand.problem_on(lower, upper)
    if problem is not None:
        raise SettingError.of(problem)


def _reference_value(integrand: Integrand, lower: float, upper: float) -> float:
    return 0.0 if lower == upper else knowledge(integrand, lower, upper).value
