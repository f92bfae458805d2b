"""Where a network is trained for an integral, whose limits may stand in any order or be equal."""

from __future__ import annotations

from collections.abc import Iterator

from nncore.integrands.base import Integrand

_RELATIVE_WIDTH = 2.0**-10


def training_intervals(a: float, b: float) -> Iterator[tuple[float, float]]:
    r"""Yield what may be the training interval of :math:`\int_a^b f`, the best first.

    It is the interval between the limits: where they are reversed, the integral changes its sign,
    and the network does not. Where they are equal, the integral is 0 whatever f is; a network is
    then trained around the point, or beside it where f does not reach further.

    Parameters
    ----------
    a, b : float
        The limits.
    """
    if a != b:
        yield min(a, b), max(a, b)
        return
    width = max(1.0, _RELATIVE_WIDTH * abs(a))
    yield a - width / 2, a + width / 2
    yield a, a + width
    yield a - width, a


def training_interval(integrand: Integrand, a: float, b: float) -> tuple[float, float]:
    """Return the first of `training_intervals` on which an integrand is integrable, or the first.

    Parameters
    ----------
    integrand : Integrand
        From the catalogue, or from a formula.
    a, b : float
        The limits, which are finite.
    """
    first, *others = training_intervals(a, b)
    suitable = (one for one in (first, *others) if integrand.problem_on(*one) is None)
    return next(suitable, first) if others else first
