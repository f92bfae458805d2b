r"""An infinite interval, mapped to a finite one on which a network can be trained.

.. math::

    \int_a^b f(x)\,dx = \int_{t(a)}^{t(b)} g(t)\,dt, \qquad g(t) = f(x(t))\,x'(t),

with one of the increasing maps

.. math::

    x = \frac{t}{1 - t^2}, \quad x' = \frac{1 + t^2}{(1 - t^2)^2} \qquad
    & (-\infty, \infty) \leftarrow (-1, 1), \\
    x = e + \frac{t}{1 - |t|}, \quad x' = \frac{1}{(1 - |t|)^2} \qquad
    & (e, \infty) \leftarrow (0, 1) \text{ or } (-\infty, e) \leftarrow (-1, 0).

The second is the map of QUADPACK's ``qagi``, with 1 - t for its t. A network that is fitted to g
has its closed-form integral in t, from t(a) to t(b). The maps have no scale: where f varies over
lengths far from 1, most of g lies near an end or in a narrow peak, and it is better to scale x
beforehand. A formula that overflows far out, such as cosh(x) exp(-x²), is not a real number there
and is refused.

References
----------
R. Piessens, E. de Doncker-Kapenga, C. W. Überhuber, D. K. Kahaner, QUADPACK, Springer, 1983,
https://doi.org/10.1007/978-3-642-61786-7
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nncore.arrays import FloatArray
from nncore.integrands.integrability import ArrayFunction, find_problem, grows_too_fast
from nncore.messages import Sentence, SettingError

_TAIL_OCTAVES = 50  # beyond the finite end, or from 1 on; at 2^53 the floats are whole numbers
_POINTS_PER_OCTAVE = 8


@dataclass(frozen=True)
class InfiniteInterval:
    """The map of an infinite interval from a finite one.

    Parameters
    ----------
    lower, upper : float
        The interval in x; at least one of them is infinite.

    Raises
    ------
    ValueError
        If both limits are finite, or they are not in increasing order.
    """

    lower: float
    upper: float

    def __post_init__(self) -> None:
        if not self.lower < self.upper:  # False for nan
            raise SettingError(
                "`lower` must be less than `upper`, got {lower} and {upper}.",
                lower=self.lower,
                upper=self.upper,
            )
        if math.isfinite(self.lower) and math.isfinite(self.upper):
            raise SettingError(
                "`lower` or `upper` must be infinite, got {lower} and {upper}.",
                lower=self.lower,
                upper=self.upper,
            )

    @property
    def limits(self) -> tuple[float, float]:
        """The interval in t."""
        return (-1.0 if self.lower == -math.inf else 0.0, 1.0 if self.upper == math.inf else 0.0)

    @property
    def _finite_end(self) -> float | None:
        return next((end for end in (self.lower, self.upper) if math.isfinite(end)), None)

    def to_x(self, t: ArrayLike) -> Any:
        """Return x of t; infinite at 1 and -1."""
        t = np.asarray(t, dtype=float)
        # (1 - t)(1 + t) and 1 - |t| are exact to one rounding near the ends, 1 - t² is not.
        end = self._finite_end
        with np.errstate(divide="ignore"):
            if end is None:
                return t / ((1.0 - t) * (1.0 + t))
            return end + t / (1.0 - np.abs(t))

    def to_t(self, x: ArrayLike) -> Any:
        """Return t of x; 1 and -1 where x is infinite."""
        x, end = np.asarray(x, dtype=float), self._finite_end
        distance = x if end is None else x - end
        with np.errstate(invalid="ignore"):
            if end is None:
                t = 2.0 * distance / (1.0 + np.hypot(1.0, 2.0 * distance))
            else:
                t = distance / (1.0 + np.abs(distance))
        return np.where(np.isinf(distance), np.sign(distance), t)[()]

    def derivative(self, t: ArrayLike) -> Any:
        """Return dx/dt at t; infinite at 1 and -1."""
        t = np.asarray(t, dtype=float)
        with np.errstate(divide="ignore"):
            if self._finite_end is None:
                return (1.0 + t * t) / np.square((1.0 - t) * (1.0 + t))
            return 1.0 / np.square(1.0 - np.abs(t))

    def image(self, domain: tuple[float, float]) -> tuple[float, float]:
        """Return the part of `limits` that is mapped into a domain in x; empty if there is none."""
        lower, upper = max(domain[0], self.lower), min(domain[1], self.upper)
        return float(self.to_t(lower)), float(self.to_t(upper))

    @property
    def latex(self) -> tuple[str, str]:
        """The right-hand sides of x = ... and of dx/dt = ...."""
        end = self._finite_end
        if end is None:
            return r"\frac{t}{1 - t^{2}}", r"\frac{1 + t^{2}}{(1 - t^{2})^{2}}"
        sign = "-" if self.upper == math.inf else "+"
        shift = f"{end:g} + " if end else ""
        return rf"{shift}\frac{{t}}{{1 {sign} t}}", rf"\frac{{1}}{{(1 {sign} t)^{{2}}}}"


@dataclass(frozen=True)
class MappedFunction:
    r""":math:`g(t) = f(x(t))\,x'(t)`, at an infinite end with the value of the last float before.

    Parameters
    ----------
    function : callable
        f, vectorised.
    interval : InfiniteInterval
        The map.
    """

    function: ArrayFunction
    interval: InfiniteInterval

    def __call__(self, t: FloatArray) -> FloatArray:
        """Evaluate at t."""
        last = math.nextafter(1.0, 0.0)
        t = np.clip(t, -last, last)
        return self.function(self.interval.to_x(t)) * self.interval.derivative(t)


@lru_cache(maxsize=256)
def has_improper_integral(
    f: ArrayFunction, domain: tuple[float, float], lower: float, upper: float
) -> bool:
    """Whether a function is real and finite inside an infinite interval, and integrable there.

    Parameters
    ----------
    f : callable
        Vectorised, silent and hashable, as the answer is cached.
    domain : tuple of float
        Where `f` is real, as far as that is known.
    lower, upper : float
        The interval in x, in increasing order; at least one limit is infinite.
    """
    interval = InfiniteInterval(lower, upper)
    mapped = MappedFunction(f, interval)
    with np.errstate(all="ignore"):
        problem = find_problem(mapped, interval.image(domain), *interval.limits)
        return problem is None and not _has_heavy_tail(f, interval)


def improper(lower: float, upper: float) -> Sentence:
    """Return what is said of a `function` without an integral over an infinite interval."""
    return Sentence(
        "`{function}` cannot be integrated from {lower:g} to {upper:g}: it must be real and finite "
        "inside, and fall faster than 1/x towards infinity, also where it oscillates; choose other "
        "limits.",
        lower=lower,
        upper=upper,
    )


def _has_heavy_tail(f: ArrayFunction, interval: InfiniteInterval) -> bool:
    """Whether |x f(x)| fails to vanish towards infinity, zeros of f between not counted."""
    # An end of t is approached in octaves of 1 - t, where x takes whole numbers: a wave with the
    # period of 1 would look like zero.
    octaves = np.arange(_TAIL_OCTAVES)[:, np.newaxis]
    parts = (np.arange(_POINTS_PER_OCTAVE) + 0.5) / _POINTS_PER_OCTAVE
    distances = 2.0 ** (octaves + parts)
    for end, other in ((interval.lower, interval.upper), (interval.upper, interval.lower)):
        if math.isinf(end):
            start = other if math.isfinite(other) else 0.0
            products = np.abs(f(start + math.copysign(1.0, end) * distances)) * distances
            if grows_too_fast(np.nan_to_num(products, nan=0.0).max(axis=1)):
                return True
    return False
