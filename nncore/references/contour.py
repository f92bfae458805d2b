r"""The integral of a wave along a path in the complex plane on which it dies away.

.. math::

    \int_a^b A(x) e^{i\omega x}\,dx = S(a) - S(b) + R, \qquad
    S(c) = i \int_0^T A(c + iy)\,e^{i\omega(c + iy)}\,dy, \qquad
    |R| \le (b - a)\,e^{-\omega T} \max |A|,

where A is analytic on the rectangle from a to b of the height T, which balls that cover it prove:
however many waves there are, two integrals without any are left. Up to infinity it is the same as
far as a large X, and

.. math::

    \Big|\int_X^\infty A(x) e^{i\omega x}\,dx\Big|
    \le \frac{1}{\omega} \Big(|A(X)| + \int_X^\infty |A'(x)|\,dx\Big).

References
----------
D. Huybrechs, S. Vandewalle, "On the evaluation of highly oscillatory integrals by analytic
continuation", SIAM Journal on Numerical Analysis 44, 2006, 1026-1048,
https://doi.org/10.1137/050636814
"""

from __future__ import annotations

import math
from typing import Any

import flint
from flint import acb, arb

from nncore.formulas.ball_arithmetic import BallFunction, ball_function
from nncore.formulas.derivative import derivative
from nncore.formulas.tree import Node
from nncore.references.asymptotic_form import AsymptoticForm, tail_integral
from nncore.references.ends import End, Point
from nncore.references.local_analysis import LocalAnalysis
from nncore.references.unproved import Unproved

Ball = Any

PRECISION = 160
_BITS = 110  # of the amplitude that are left out
_SURE = 2.0**-45  # relative radius of a side
_MOST_BOXES = 600
_OCTAVES = (64, 256, 1024)  # from the start to X
_EVALUATIONS = 3_000
_INFINITY = End(Point(math.inf), -1)


def wave_integral(amplitude: Node, rate: Ball, left: Ball, right: Ball | None) -> Ball:
    r"""Return a ball that holds :math:`\int_a^b A(x) e^{i\omega x}\,dx`.

    Parameters
    ----------
    amplitude : Node
        A.
    rate : flint.arb
        omega, surely positive.
    left : flint.arb
        a; positive where b is infinite.
    right : flint.arb or None
        b; None stands for infinity.

    Returns
    -------
    flint.acb

    Raises
    ------
    Unproved
        If the amplitude is not surely analytic on the rectangle, or does not surely vanish towards
        infinity.
    """
    with flint.ctx.workprec(PRECISION):
        f = ball_function(amplitude)
        if right is not None:
            height = _height(_BITS, rate)
            top = _largest_area(f, [(left, right)], height)
            rest = _ball_of_radius(top * (-rate * height).exp())
            return _side(f, rate, left, height) - _side(f, rate, right, height) + rest
        for n_octaves in _OCTAVES:
            try:
                return _up_to_infinity(amplitude, f, rate, left, n_octaves)
            except Unproved:
                if n_octaves == _OCTAVES[-1]:
                    raise
    raise AssertionError  # the last of all octaves returns or raises


def _up_to_infinity(
    amplitude: Node, f: BallFunction, rate: Ball, left: Ball, n_octaves: int
) -> Ball:
    last = left * arb(2) ** n_octaves
    height = _height(_BITS + n_octaves, rate)
    outside = _beyond(amplitude, rate, last)
    side = _side(f, rate, left, height)
    if not outside.abs_upper() <= arb(_SURE) * abs(side).abs_upper():
        raise Unproved("what is left towards infinity is too large")
    octaves = [(left * arb(2) ** k, left * arb(2) ** (k + 1)) for k in range(n_octaves)]
    top = _largest_area(f, octaves, height)
    # The integral up the side at X is at most that of the largest abs(A) there.
    end = abs(f(acb(last, arb(0).union(height)), True)).abs_upper() / rate
    if not end.is_finite():
        raise Unproved("the amplitude is not surely analytic")
    rest = _ball_of_radius(top * (-rate * height).exp() + end + outside)
    return side + rest


def _height(bits: int, rate: Ball) -> Ball:
    """Return an exact T at which a wave has died away by so many bits."""
    return (bits * arb.const_log2() / rate).mid()


def _beyond(amplitude: Node, rate: Ball, last: Ball) -> Ball:
    """Return a bound of the integral from X on."""
    analysis = LocalAnalysis(_INFINITY, last.log())
    slope = derivative(amplitude)
    try:
        if slope is None:
            raise Unproved("the derivative of an amplitude is not known")
        at_last = abs(ball_function(amplitude)(acb(last), False)).abs_upper()
        return (at_last + _absolute(analysis.measured(slope))) / rate
    except Unproved:
        return _absolute(analysis.measured(amplitude))


def _absolute(form: AsymptoticForm) -> Ball:
    return tail_integral(form).abs_upper()


def _side(f: BallFunction, rate: Ball, start: Ball, height: Ball) -> Ball:
    """Return the integral up a side."""
    center, imaginary = acb(start), acb(0, 1)

    def decaying(y: Ball, analytic: bool) -> Ball:
        return f(center + imaginary * y, analytic) * (-rate * y).exp()

    value = acb.integral(decaying, 0, height, rel_tol=arb(2) ** -80, eval_limit=_EVALUATIONS)
    if not (value.is_finite() and value.rad() <= _SURE * abs(value).abs_upper()):
        raise Unproved("the integral up a side is not known")
    return value * imaginary * (imaginary * rate * start).exp()


def _largest_area(f: BallFunction, parts: list[tuple[Ball, Ball]], height: Ball) -> Ball:
    """Return a bound of the integral of abs(A) along the top of parts on which A is analytic."""
    total, n_left = arb(0), _MOST_BOXES + len(parts)
    waiting = [(left, right, arb(0), height) for left, right in parts]
    while waiting:
        box = left, right, low, high = waiting.pop()
        n_left -= 1
        value = f(acb(left.union(right), low.union(high)), True)
        if value.is_finite():
            total += abs(value).abs_upper() * (right - left).abs_upper() * (high is height)
        elif n_left < 0:
            raise Unproved("the amplitude is not surely analytic")
        else:
            waiting += _halves(*box)
    return total


def _halves(left: Ball, right: Ball, low: Ball, high: Ball) -> list[tuple[Ball, Ball, Ball, Ball]]:
    if right - left > high - low:
        x = ((left + right) / 2).mid()
        return [(left, x, low, high), (x, right, low, high)]
    y = ((low + high) / 2).mid()
    return [(left, right, low, y), (left, right, y, high)]


def _ball_of_radius(radius: Ball) -> Ball:
    error = arb(0, radius.abs_upper())
    return acb(error, error)
