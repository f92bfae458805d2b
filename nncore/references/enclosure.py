"""An integral enclosed in a ball, by proof.

The interval is cut where the formula may have a kink, a jump or a pole. Between the cuts Arb's
rigorous quadrature integrates. Towards an end at which it cannot, because the formula is infinite
or 0/0 there or the end is infinite, it integrates in the coordinate of `nncore.references.ends`, as
far as s = S; what is left is known from the formula's asymptotic form, which is the tighter the
larger S is.

References
----------
F. Johansson, "Numerical integration in arbitrary-precision ball arithmetic", Mathematical Software
- ICMS 2018, LNCS 10931, 255-263, https://doi.org/10.1007/978-3-319-96418-8_30
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import flint
from flint import acb, arb, fmpq

from nncore.formulas.ball_arithmetic import (
    BallFunction,
    ball_function,
    exact_number,
    to_ball,
    working_precision,
)
from nncore.formulas.tree import Node
from nncore.references.asymptotic_form import (
    AsymptoticForm,
    surely_diverges,
    tail_integral,
)
from nncore.references.cancellation import lost_bits
from nncore.references.ends import End, Point
from nncore.references.local_analysis import LocalAnalysis
from nncore.references.pieces import Piece, cut
from nncore.references.polynomials import polynomial
from nncore.references.rewriting import rewritten
from nncore.references.unproved import Unproved

Ball = Any

PRECISION = 80  # bits, and more where they cancel
MAX_EVALUATIONS = 20_000
_MOST_TRIES = 4
_NOTHING = 2.0**-70
_LOST_BITS = 30  # of the precision
_NARROW = 2.0**-46  # relative radius
_WIDE = 2.0**-30  # the same, of what is still a value
_LEAST_EXPONENT = -1100  # below that of all doubles
_FIRST_LOG, _MOST_LOG = 8, 1024  # how far towards an end: S - s at the piece's other end
_BITS_PER_LOG = 1.45  # just above 1/ln 2


class Diverges(Exception):
    """The integral surely is not finite.

    Parameters
    ----------
    point : Point
        Where it is not.
    form : AsymptoticForm
        What the integrand does there, measured in u.
    """

    def __init__(self, point: Point, form: AsymptoticForm) -> None:
        super().__init__(point, form)
        self.point, self.form = point, form

    @property
    def is_exponential(self) -> bool:
        """Whether the integrand grows faster than any power."""
        return self.form.exponent is not None

    def powers(self) -> tuple[str, float]:
        """Return the power of x at 0 or at infinity that the integrand is like, and of log x."""
        infinite = self.point.is_infinite
        power = float(-2 - self.form.power if infinite else self.form.power)
        factor = {-1.0: "1/x", 0.0: "1", 1.0: "x"}.get(power, f"x^{power:g}")
        return factor, float(self.form.log_power)


@dataclass
class Budget:
    """How many evaluations of a formula are still allowed."""

    n_left: int = MAX_EVALUATIONS

    def watched(self, f: BallFunction) -> BallFunction:
        """Return the function, which takes from the budget whenever it is called."""

        def counted(x: Ball, analytic: bool) -> Ball:
            self.n_left -= 1
            return f(x, analytic)

        return counted


def enclosure(tree: Node, lower: float, upper: float, precision: int = PRECISION) -> Ball:
    """Return a ball that holds the integral.

    Parameters
    ----------
    tree : Node
        The formula.
    lower, upper : float
        The limits in increasing order, read as decimals like the literals of the formula.
    precision : int
        In bits; the relative radius is about 2 ** (30 - precision).

    Returns
    -------
    flint.arb

    Raises
    ------
    Diverges
        If the integral surely is not finite.
    Unproved
        If no ball was found within the budget of evaluations.
    """
    budget = Budget()
    with working_precision(precision):
        pieces = cut(rewritten(tree), to_point(lower), to_point(upper))
        return sum((enclosed(piece, budget, precision) for piece in pieces), arb(0))


def enclosed(piece: Piece, budget: Budget, precision: int = PRECISION) -> Ball:
    """Return a ball that holds the integral over one piece; see `enclosure`."""
    with flint.ctx.workprec(precision):
        cancelling = piece.cancelling_bits()
    with flint.ctx.workprec(precision + cancelling):
        cancelling += lost_bits(piece, arb(2) ** (_LOST_BITS - precision))
    with flint.ctx.workprec(precision + cancelling):
        return _PieceIntegral(piece, budget, arb(2) ** (_LOST_BITS - precision)).enclosed()


def to_point(limit: float) -> Point:
    """Return a limit as a point: the shortest decimal that stands for the float."""
    return Point(limit if math.isinf(limit) else exact_number(limit))


def is_finite_at(tree: Node, point: Point) -> bool:
    """Whether a formula surely has a finite value at a point."""
    if point.is_infinite:
        return False
    return bool(ball_function(tree)(acb(point.enclosure()), False).is_finite())


class _PieceIntegral:
    """The integral over one piece."""

    def __init__(self, piece: Piece, budget: Budget, tolerance: Ball) -> None:
        self._tree, self._left, self._right = piece.tree, piece.left, piece.right
        self._piece = piece
        self._budget, self._tolerance = budget, tolerance

    def enclosed(self) -> Ball:
        """Return a ball that holds the integral."""
        if self._piece.is_gap:
            return self._over_gap()
        if (coefficients := polynomial(self._tree)) is not None:
            if coefficients.is_zero():
                return arb(0)
            if not self._piece.is_infinite:
                integral = coefficients.integral()
                return _value(integral, self._right) - _value(integral, self._left)
        ends = End(self._left, 1), End(self._right, -1)
        difficult = [end for end in ends if not is_finite_at(self._tree, end.point)]
        if not difficult:
            left, right = self._left.enclosure(), self._right.enclosure()
            return self._integral(ball_function(self._tree), left, right)
        if len(difficult) == 2:
            start = to_ball(self._piece.inner_point())
        else:
            start = next(end for end in ends if end not in difficult).point.enclosure()
        difficult.sort(key=lambda end: not end.point.is_infinite)  # which may tell that none exists
        return sum((self._towards(end, start) for end in difficult), arb(0))

    def _over_gap(self) -> Ball:
        left, right = self._left.enclosure(), self._right.enclosure()
        value = ball_function(self._tree)(acb(left.union(right)), False)
        if not (value.is_finite() and value.imag.is_zero()):
            raise Unproved("the formula may be infinite in a gap")
        return value.real * (right - left)

    def _towards(self, end: End, start: Ball) -> Ball:
        """Integrate from a point to a difficult end, in steps that double until the rest is known.

        The integrand is computed with as many more bits as cancel in the distance to the end.
        """
        done, value, best = end.coordinate(start), arb(0), None
        if not done.is_finite():
            raise Unproved("the end is too near to where the integral begins")
        first, step = math.ceil(float(done)), _FIRST_LOG
        while step <= _MOST_LOG and (best is None or not (_is_narrow(best, best) or _is_0(best))):
            least_log = arb(max(1, first + step))
            extra = int(_BITS_PER_LOG * float(least_log))
            with flint.ctx.workprec(flint.ctx.prec + extra):
                rest = self._rest(end, least_log)
                if rest is not None:
                    f = end.transformed(ball_function(self._tree))
                    value += self._integral(f, done, least_log, abs(value))
                    done = least_log
                    best = value + rest
            step *= 2
        if best is None:
            raise Unproved(f"what is left towards {end.point.number} is not known")
        return best

    def _rest(self, end: End, least_log: Ball) -> Ball | None:
        """Return a ball for the integral from s = least_log on, or None where none is known."""
        try:
            form = LocalAnalysis(end, least_log).measured(self._tree)
            if surely_diverges(form):
                raise Diverges(end.point, form)
            return tail_integral(form)
        except Unproved:
            return None

    def _integral(
        self, f: BallFunction, left: Ball, right: Ball, scale: Ball | None = None
    ) -> Ball:
        """Integrate between two points, which may be known as balls only.

        The absolute tolerance that suits the integral is known when the integral is: what comes
        out with one tells the next. What is small beside `scale` need not be precise itself.
        """
        f = self._budget.watched(f)
        size = _size(f, left, right) + (scale.abs_upper() if scale is not None else 0)
        tolerance = self._tolerance * (size + arb(2) ** -_LOST_BITS)
        best = None
        for _ in range(_MOST_TRIES):
            value = self._tried(f, left, right, tolerance)
            if value is None or (best is not None and not value.rad() < best.rad() / 2):
                break
            best = value
            if _is_narrow(value, value.union(size)):
                return value
            known = value.abs_lower()
            tolerance = self._tolerance * (known if known > 0 else value.rad())
        # Not as narrow as was hoped for, but proved; or 0 but for rounding, as tan(pi).
        if best is None:
            raise Unproved("a part of the integral is not finite, or not real")
        if best.rad() <= _WIDE * best.union(size).abs_upper() or best.rad() <= _NOTHING:
            return best
        raise Unproved("the evaluations did not suffice")

    def _tried(self, f: BallFunction, left: Ball, right: Ball, tolerance: Ball) -> Ball | None:
        """Integrate once, with an absolute tolerance; None if it is not finite, or not real."""
        value = acb.integral(
            f,
            left.mid(),
            right.mid(),
            rel_tol=self._tolerance,
            abs_tol=tolerance,
            eval_limit=max(self._budget.n_left, 1),
        )
        for end in (left, right):
            if not end.is_exact():
                value += f(acb(end), False) * arb(0, end.rad())
        return value.real if value.is_finite() and value.imag.contains(0) else None


def _value(coefficients: Any, point: Point) -> Ball:
    """Return a polynomial's value, computed exactly where the point is rational."""
    if isinstance(point.number, Fraction):
        return arb(coefficients(fmpq(point.number.numerator, point.number.denominator)))
    value = arb(0)
    for k in range(coefficients.degree(), -1, -1):
        value = value * point.enclosure() + arb(coefficients[k])
    return value


def _size(f: BallFunction, left: Ball, right: Ball) -> Ball:
    """Estimate the integral of abs(f)."""
    a, length = left.mid(), (right - left).mid()
    values = [abs(f(acb(a + length * (2 * k + 1) / 16), False).real.mid()) for k in range(8)]
    size = (sum(values, arb(0)) * length / 8).mid()
    return size if size.is_finite() else arb(0)


def _is_0(value: Ball) -> bool:
    """Whether a value is 0 for doubles, as far from a density's mean: no digits need be known."""
    return bool(value.abs_upper() < arb(2) ** _LEAST_EXPONENT)


def _is_narrow(value: Ball, size: Ball) -> bool:
    return bool(value.rad() <= _NARROW * size.abs_upper())
