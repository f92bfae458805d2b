r"""The integral towards an end at which a formula oscillates for ever, such as cos(x)/(1 + x²).

Between the points where the phase is a multiple of :math:`\pi` the integrals are the terms of a
series, each known to all digits. Two methods that fail differently sum it: Levin's u-transformation
and, where the signs alternate, Euler's, else extrapolation in powers of 1/k.

References
----------
D. Levin, "Development of non-linear transformations for improving convergence of sequences",
International Journal of Computer Mathematics 3, 1973, 371-388,
https://doi.org/10.1080/00207167308803075
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple

import flint
import mpmath
from flint import acb, arb

from nncore.formulas.ball_arithmetic import ball_function, to_ball
from nncore.formulas.tree import Call, Node, nodes
from nncore.quadrature.gauss_kronrod import EPSILON
from nncore.references.asymptotic_form import AsymptoticForm
from nncore.references.ends import End
from nncore.references.local_analysis import LocalAnalysis
from nncore.references.unproved import Unproved

Ball = Any

N_TERMS = 48
_MOST_FOR_LEVIN = 16  # terms of one sign; more would need more digits
_WAVES = ("sin", "cos", "sinc", "j0", "j1")
_PRECISION = 128
# A precision of its own: references are looked for in threads, and mpmath's is that of them all.
_MP = mpmath.MPContext()
_MP.prec = _PRECISION
_LEAST_LOG = 16.0
_EVALUATIONS = 2_000
_ROUNDING = 1e-20  # of a half wave
_TRUSTED = 1e-8  # relative difference of the two sums
_N_POINTS = 32
_STEPS = 3  # of the secant method
_LARGEST_RATIO = 100  # of a bound of all later values to those of the last half wave


class TailIntegral(NamedTuple):
    """A value with the difference of the two methods that found it.

    Parameters
    ----------
    value, error : float
        In units of x times y.
    is_absolute : bool
        Whether the integral of the absolute value is surely finite.
    """

    value: float
    error: float
    is_absolute: bool


def oscillating_tail(tree: Node, end: End, start: Ball) -> TailIntegral:
    """Integrate from a point to an end.

    Parameters
    ----------
    tree : Node
        The formula.
    end : End
        At which sines or cosines of one argument oscillate.
    start : flint.arb
        The coordinate s of the point.

    Raises
    ------
    Unproved
        If the formula does not oscillate there in this way, does not fall fast enough, or the two
        methods do not agree.
    """
    with flint.ctx.workprec(_PRECISION):
        analysis = LocalAnalysis(end, arb(_LEAST_LOG))
        phase = _phase(tree, analysis)
        points = _points(end, start, ball_function(phase))
        balls = _terms(tree, end, points)
        _check_amplitude(tree, end, points)
        form = analysis.measured(tree)
        head, *terms = (_MP.mpf(ball.mid()) for ball in balls)
        alternating = all(a * b < 0 for a, b in pairwise(terms))
        _check_decay(form, analysis.of(phase), alternating)
        first = _levin(terms if alternating else terms[:_MOST_FOR_LEVIN])
        second = _euler(terms) if alternating else _extrapolated(terms)
        size = sum(map(abs, terms), abs(head))
        value, difference = head + (first + second) / 2, abs(first - second)
        error = difference + _ROUNDING * size + EPSILON * abs(value)
        if not difference <= _TRUSTED * size:
            raise Unproved("the series of half waves could not be summed")
        is_absolute = form.exponent is not None or form.power > -1
        return TailIntegral(float(value), float(error), is_absolute)


def _phase(tree: Node, analysis: LocalAnalysis) -> Node:
    found = {
        node.argument
        for node in nodes(tree)
        if isinstance(node, Call) and node.function in _WAVES and analysis.of(node.argument).grows
    }
    if len(found) != 1:
        raise Unproved("the formula does not oscillate with one phase")
    return found.pop()


def _check_decay(form: AsymptoticForm, phase: AsymptoticForm, alternating: bool) -> None:
    """Refuse a series that surely does not converge, or may not."""
    least = phase.power - 1 if alternating else -1
    order = (form.power, -form.log_power)
    if form.exponent is None and not order > (least, 0 if alternating else 1):
        raise Unproved("the half waves do not become small")


def _check_amplitude(tree: Node, end: End, points: list[Ball]) -> None:
    """Refuse a formula of which the half waves do not tell what comes after them, as a peak."""
    f, before, last = end.transformed(ball_function(tree)), points[-2].mid(), points[-1].mid()
    far = max(last, arb(1))  # from where on asymptotic forms hold
    form = LocalAnalysis(end, far).measured(tree).flattened()
    rate, q = to_ball(form.power + 1), to_ball(form.log_power)
    bounds = [form.factor.abs_upper() * (-rate * far).exp() * far**q]
    if far > last:
        step = (far - last).mid() / _N_POINTS
        edges = [last + k * step for k in range(_N_POINTS + 1)]
        bounds += [abs(f(acb(a.union(b)), False)).abs_upper() for a, b in pairwise(edges)]
    inner = [before + (last - before) * (2 * k + 1) / (2 * _N_POINTS) for k in range(_N_POINTS)]
    seen = max(abs(f(acb(s.mid()), False)).abs_lower() for s in inner)
    if not all(bound <= _LARGEST_RATIO * seen for bound in bounds):
        raise Unproved("the formula may be larger behind the half waves that are summed")


def _points(end: End, start: Ball, phase: Callable[..., Ball]) -> list[Ball]:
    """Return the start, and where the phase is a multiple of pi beyond it."""

    def turns(s: Ball) -> Ball:
        x = end.position(s)
        return abs(phase(acb(x), False).real.mid()) / arb.pi().mid()

    def rough(s: float) -> float:
        return float(turns(arb(s)))

    at = float(start)
    first = math.ceil(rough(at)) + 1
    points = [start.mid()]
    for k in range(first, first + N_TERMS):
        at = _where(rough, float(k), at)
        points.append(_refined(turns, k, arb(at)))
    return points


def _refined(turns: Callable[[Ball], Ball], number: int, s: Ball) -> Ball:
    """Return a point to all digits: terms between rounded points are no smooth series."""
    step = arb(2) ** (-_PRECISION // 3) * (1 + abs(s))
    for _ in range(_STEPS):
        slope = (turns(s + step) - turns(s)) / step
        s = (s - (turns(s) - number) / slope).mid()
    return s


def _terms(tree: Node, end: End, points: list[Ball]) -> list[Ball]:
    """Return the integrals between neighbouring points."""
    f, terms = end.transformed(ball_function(tree)), []
    for left, right in pairwise(points):
        value = acb.integral(f, left, right, rel_tol=arb(2) ** -90, eval_limit=_EVALUATIONS).real
        if not (value.is_finite() and value.rad() <= _ROUNDING * abs(value).abs_upper() + 1e-25):
            raise Unproved("a half wave could not be integrated")
        terms.append(value)
    return terms


def _where(turns: Callable[[float], float], number: float, after: float) -> float:
    """Return a point beyond `after` where a growing function has a value, to a few digits."""
    step = 1e-3
    while turns(after + step) < number:
        step *= 2
        if step > 1e3:
            raise Unproved("the phase does not grow")
    left, right = after, after + step
    for _ in range(48):
        middle = (left + right) / 2
        left, right = (middle, right) if turns(middle) < number else (left, middle)
    return right


def _levin(terms: list[Any]) -> Any:
    value, _ = _MP.levin(variant="u").update(terms)
    return value


def _euler(terms: list[Any]) -> Any:
    """Average neighbouring partial sums, again and again."""
    sums = _partial_sums(terms)[N_TERMS // 4 :]
    while len(sums) > 1:
        sums = [(a + b) / 2 for a, b in pairwise(sums)]
    return sums[0]


def _extrapolated(terms: list[Any]) -> Any:
    """Extrapolate the partial sums as a polynomial of 1/(k + 2) to k = infinity."""
    sums = _partial_sums(terms)
    numbers = [n for n in (4, 6, 8, 11, 15, 20, 27, 36, 48) if n <= len(sums)]
    x, table = [_MP.mpf(1) / (n + 2) for n in numbers], [sums[n - 1] for n in numbers]
    for width in range(1, len(x)):
        table = [
            (x[i] * table[i + 1] - x[i + width] * table[i]) / (x[i] - x[i + width])
            for i in range(len(table) - 1)
        ]
    return table[0]


def _partial_sums(terms: list[Any]) -> list[Any]:
    return [_MP.fsum(terms[: k + 1]) for k in range(len(terms))]
