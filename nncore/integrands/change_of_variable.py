"""An integrand on an infinite interval, as one on a finite interval with the same integrals."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nncore.arrays import FloatArray
from nncore.integrands.base import Integrand
from nncore.integrands.infinite_interval import InfiniteInterval, MappedFunction
from nncore.messages import SettingError


@dataclass(frozen=True)
class MappedAntiderivative:
    """F(x(t)), which is an antiderivative of `MappedFunction`.

    Parameters
    ----------
    function : Integrand
        f, with an antiderivative F that is finite at the infinite ends.
    interval : InfiniteInterval
        The map.
    """

    function: Integrand
    interval: InfiniteInterval

    def __call__(self, t: FloatArray) -> FloatArray:
        """Evaluate at t."""
        assert self.function.antiderivative is not None
        return self.function.antiderivative(self.interval.to_x(t))


def on_finite_interval(integrand: Integrand, lower: float, upper: float) -> Integrand:
    r"""Return the integrand g in t that has the integrals of `integrand` between mapped limits.

    Parameters
    ----------
    integrand : Integrand
        f. Its break points are mapped.
    lower, upper : float
        The interval in x; at least one limit is infinite.

    Returns
    -------
    Integrand
        In t, on `InfiniteInterval.limits`; its `function` carries the map as `interval`.

    Raises
    ------
    ValueError
        If no limit is infinite, or the integral does not exist. That of sin(x)/x does, but g is not
        bounded then, and no network comes near to it.

    Examples
    --------
    >>> from nncore.integrands import INTEGRANDS
    >>> g = on_finite_interval(INTEGRANDS["runge"], -math.inf, math.inf)
    >>> round(g.integral(-1, 1) / math.pi, 12)
    0.2
    """
    interval = InfiniteInterval(float(lower), float(upper))
    problem = integrand.problem_on(interval.lower, interval.upper)
    if problem is not None:
        raise SettingError.of(problem)
    first, last = interval.limits
    breakpoints = sorted(x for x in integrand.breakpoints if lower < x < upper)
    x_of_t, derivative = interval.latex
    return replace(
        integrand,
        latex=rf"\left. {integrand.latex} \right|_{{x = {x_of_t}}} \cdot {derivative}",
        lower=first,
        upper=last,
        function=MappedFunction(integrand, interval),
        antiderivative=_mapped_antiderivative(integrand, interval),
        domain=interval.image(integrand.domain),
        breakpoints=tuple(float(t) for t in interval.to_t(np.array(breakpoints))),
    )


def _mapped_antiderivative(
    integrand: Integrand, interval: InfiniteInterval
) -> MappedAntiderivative | None:
    """Return F(x(t)) where F is known and finite at both ends."""
    if integrand.antiderivative is None:
        return None
    mapped = MappedAntiderivative(integrand, interval)
    with np.errstate(all="ignore"):
        at_ends = mapped(np.array(interval.limits))
    return mapped if np.isfinite(at_ends).all() else None
