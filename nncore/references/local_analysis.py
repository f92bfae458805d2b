r"""What a formula does towards an end of an interval: its `AsymptoticForm`, found node by node.

Where a node is analytic at a finite end, its Taylor series there tells the order to which it
vanishes, and the series over the ball of all u tells the remainder:

.. math:: f(c \pm u) = \sum_{k<n} f_k u^k + R u^n, \qquad R \in f_n([c, c \pm \varepsilon]).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from flint import acb, arb

from nncore.formulas.ball_arithmetic import ball_function, constant_fraction
from nncore.formulas.tree import Binary, Call, Constant, Negative, Node, Variable, contains_x
from nncore.references.asymptotic_form import (
    AsymptoticForm,
    constant,
    exponential,
    logarithm,
)
from nncore.references.ends import End
from nncore.references.polynomials import polynomial
from nncore.references.taylor_series import Series, TaylorSeries
from nncore.references.unproved import Unproved

Ball = Any

N_TERMS = 6
_HALF = Fraction(1, 2)


class LocalAnalysis:
    """The analysis of a formula's nodes near one end.

    Parameters
    ----------
    end : End
        Where.
    least_log : flint.arb
        All is said for u up to exp(-least_log).
    """

    def __init__(self, end: End, least_log: Ball) -> None:
        self._end = end
        self._least_log = least_log
        self._epsilon = arb(0).union((-least_log).exp())
        self._forms: dict[Node, AsymptoticForm] = {}
        if not end.point.is_infinite:
            self._at_end = TaylorSeries(end.point.enclosure(), end.inward, N_TERMS, end.point)
            wide = end.point.enclosure() + end.inward * self._epsilon
            self._over_all = TaylorSeries(wide, end.inward, N_TERMS)

    def of(self, node: Node) -> AsymptoticForm:
        """Return the form of a node.

        Raises
        ------
        Unproved
            If the rules do not reach.
        """
        if node not in self._forms:
            self._forms[node] = self._found(node)
        return self._forms[node]

    def measured(self, node: Node) -> AsymptoticForm:
        """Return the form of f abs(dx/du), whose integral over u is that of f over x."""
        form = self.of(node)
        if not self._end.point.is_infinite:
            return form
        return form * AsymptoticForm(arb(1), self._least_log, power=Fraction(-2))

    def _found(self, node: Node) -> AsymptoticForm:
        if self._end.point.is_infinite:
            if (coefficients := polynomial(node)) is not None:
                return self._polynomial_at_infinity(coefficients)
        else:
            at_end, over_all = self._at_end.of(node), self._over_all.of(node)
            if at_end is not None and over_all is not None:
                return self._from_series(at_end, over_all)
        if not contains_x(node):
            return constant(ball_function(node)(acb(0), False).real, self._least_log)
        return self._by_rule(node)

    def _by_rule(self, node: Node) -> AsymptoticForm:
        match node:
            case Negative(operand):
                return -self.of(operand)
            case Binary("+", left, right):
                return self.of(left) + self.of(right)
            case Binary("-", left, right):
                return self.of(left) + -self.of(right)
            case Binary("*", left, right):
                return self.of(left) * self.of(right)
            case Binary("/", left, right):
                return self.of(left) * self.of(right).inverse()
            case Binary("**", base, exponent):
                return self._power(base, exponent)
            case Call("sinc", argument) if self.of(argument).grows:
                return self.of(Binary("/", Call("sin", argument), argument))
            case Call("tan", argument):
                return self.of(Binary("/", Call("sin", argument), Call("cos", argument)))
            case Call(name, argument):
                return _call(name, self.of(argument))
        raise Unproved("a formula has parts that are not known here")

    def _power(self, base: Node, exponent: Node) -> AsymptoticForm:
        number = constant_fraction(exponent)
        if number is not None:
            return self.of(base).raised(number)
        if base == Constant("e"):
            return exponential(self.of(exponent))
        return exponential(self.of(exponent) * logarithm(self.of(base)))

    def _polynomial_at_infinity(self, coefficients: Any) -> AsymptoticForm:
        degree = max(coefficients.degree(), 0)
        sign, u, factor = -self._end.inward, self._epsilon, arb(0)
        for k in range(degree + 1):
            factor = factor * u + arb(coefficients[k]) * sign**k
        return AsymptoticForm(factor, self._least_log, power=Fraction(-degree))

    def _from_series(self, at_end: Series, over_all: Series) -> AsymptoticForm:
        known = [at_end[k] for k in range(N_TERMS)]
        order = next((k for k, value in enumerate(known) if not value.is_zero()), N_TERMS)
        factor = over_all[N_TERMS]
        for k in range(N_TERMS - 1, order - 1, -1):
            factor = factor * self._epsilon + known[k]
        return AsymptoticForm(factor, self._least_log, power=Fraction(order))


#: The derivatives of odd functions: f(g) = g f'(xi) with xi between 0 and g.
_SLOPES: dict[str, Callable[[Ball], Ball]] = {
    "sin": lambda x: x.cos(),
    "tan": lambda x: 1 / x.cos() ** 2,
    "asin": lambda x: 1 / (1 - x * x).sqrt(),
    "atan": lambda x: 1 / (1 + x * x),
    "sinh": lambda x: x.cosh(),
    "tanh": lambda x: 1 / x.cosh() ** 2,
    "erf": lambda x: 2 * (-x * x).exp() / arb.const_sqrt_pi(),
}
_WAVES = ("sin", "cos", "j0", "j1")
_BOUNDED = (*_WAVES, "tanh", "erf", "atan")


def _call(name: str, form: AsymptoticForm) -> AsymptoticForm:
    """Return the form of a function of a form."""
    if name in _RULES:
        return _RULES[name](form)
    if form.grows or (form.exponent is not None and form.exponent.sign > 0):
        if name in ("sinh", "cosh"):
            falling = exponential(-form)
            other = falling if name == "cosh" else -falling
            return (exponential(form) + other).scaled(arb(0.5))
        return _of_unbounded(name, form)
    flat, values = form.flattened(), form.values()
    if name in _SLOPES and flat.vanishes:
        slope = _SLOPES[name](values.union(0))
        if slope.is_finite():
            return flat.scaled(slope)
    value = ball_function(Call(name, Variable()))(acb(values), False)
    if not (value.is_finite() and value.imag.is_zero()):
        raise Unproved(f"{name} is not bounded")
    return constant(value.real, form.least_log)


def _absolute(form: AsymptoticForm) -> AsymptoticForm:
    return replace(form, factor=abs(form.factor))


def _sign(form: AsymptoticForm) -> AsymptoticForm:
    return constant(arb(form.sign) if form.sign else arb(0, 1), form.least_log)


_RULES: dict[str, Callable[[AsymptoticForm], AsymptoticForm]] = {
    "exp": exponential,
    "log": logarithm,
    "log10": lambda form: logarithm(form).scaled(1 / arb.const_log10()),
    "sqrt": lambda form: form.raised(_HALF),
    "abs": _absolute,
    "sign": _sign,
}


def _of_unbounded(name: str, form: AsymptoticForm) -> AsymptoticForm:
    """Bound a bounded function; one that is monotone is beyond its value at the least argument."""
    if name == "erfc" and form.sign > 0:  # below exp(-x^2)
        return exponential(-(form * form)) * constant(arb(0).union(1), form.least_log)
    if name not in _BOUNDED:
        raise Unproved(f"{name} is not bounded")
    if name in ("j0", "j1") and form.sign:  # the square of either is below 1/x
        return constant(arb(0, 1), form.least_log) * _absolute(form).raised(-_HALF)
    if name in _WAVES:
        return constant(arb(0, 1), form.least_log)
    if not form.sign:
        raise Unproved("the sign of an argument is not known")
    limit = arb.pi() / 2 if name == "atan" else arb(1)
    inverse = form.inverse().values().abs_upper()
    least = ball_function(Call(name, Variable()))(acb(1 / inverse), False).real
    return constant(least.union(limit) * form.sign, form.least_log)
