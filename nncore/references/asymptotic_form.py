r"""Functions near 0 as :math:`f(u) = e^{h(u)}\,u^p L^q\,c(u)`, with a ball that holds c.

L is -ln u, and everything said holds for all u with L not below `AsymptoticForm.least_log`. The
exponent h is none, or such a function itself, that tends to infinity or to minus infinity. Sums
take out the summand that dominates; what a formula does towards a singular point or towards
infinity follows node by node, as in Hardy's calculus of logarithmico-exponential functions.

References
----------
G. H. Hardy, Orders of Infinity, Cambridge University Press, 1910
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from flint import acb, arb

from nncore.formulas.ball_arithmetic import to_ball, to_fraction
from nncore.references.unproved import Unproved

Ball = Any

#: Beyond any power that a formula may have; larger ones would only lengthen the numbers.
MAX_FLATNESS = 10_000

_CONSTANT = Fraction(0), Fraction(0)
_LOGARITHM = Fraction(0), Fraction(-1)

#: The power of u below which an exponential in an exponent is taken to be.
_STACKED = 4


@dataclass(frozen=True, eq=False)
class AsymptoticForm:
    """A function of u in (0, exp(-least_log)].

    Parameters
    ----------
    factor : flint.arb
        A ball that holds the cofactor c for all u.
    least_log : flint.arb
        The least L = -ln u, at least 1.
    power, log_power : Fraction
        p and q.
    exponent : AsymptoticForm or None
        h.
    """

    factor: Ball
    least_log: Ball
    power: Fraction = Fraction(0)
    log_power: Fraction = Fraction(0)
    exponent: AsymptoticForm | None = None

    @property
    def order(self) -> tuple[Fraction, Fraction]:
        """The smaller, the larger the function towards 0, its exponential left out."""
        return self.power, -self.log_power

    @property
    def sign(self) -> int:
        """1 or -1 where all values have this sign, else 0."""
        return int(self.factor > 0) - int(self.factor < 0)

    def __neg__(self) -> AsymptoticForm:
        return replace(self, factor=-self.factor)

    def __mul__(self, other: AsymptoticForm) -> AsymptoticForm:
        product = AsymptoticForm(
            self.factor * other.factor,
            self.least_log,
            self.power + other.power,
            self.log_power + other.log_power,
        )
        if self.exponent is None and other.exponent is None:
            return product
        return product._times_exponential(exponential(_exponent(self) + _exponent(other)))

    def _times_exponential(self, growth: AsymptoticForm) -> AsymptoticForm:
        core = AsymptoticForm(
            self.factor * growth.factor,
            self.least_log,
            self.power + growth.power,
            self.log_power + growth.log_power,
        )
        return replace(core, exponent=growth.exponent)

    def inverse(self) -> AsymptoticForm:
        """Return 1/f."""
        if not self.sign:
            raise Unproved("a denominator may vanish")
        exponent = None if self.exponent is None else -self.exponent
        return AsymptoticForm(
            1 / self.factor, self.least_log, -self.power, -self.log_power, exponent
        )

    def __add__(self, other: AsymptoticForm) -> AsymptoticForm:
        if self.factor.is_zero():
            return other
        if other.factor.is_zero():
            return self
        if self.exponent is other.exponent:
            return _sum_of_cores(self, other)
        difference = _exponent(self) + -_exponent(other)
        if difference.grows and difference.sign > 0:
            return other + self
        ratio = exponential(difference).flattened()
        small = replace(self, exponent=None) * ratio
        return replace(_sum_of_cores(small, replace(other, exponent=None)), exponent=other.exponent)

    def raised(self, power: Fraction) -> AsymptoticForm:
        """Return f to a constant power."""
        if power.denominator == 1:
            if power < 0:
                return self.inverse().raised(-power)
            factor = (acb(self.factor) ** int(power)).real  # of arb, nan for a ball around 0
        elif self.sign > 0:
            factor = self.factor ** to_ball(power)
        elif power > 0 and self.factor >= 0:
            factor = arb(0).union(self.factor.upper() ** to_ball(power))
        else:
            raise Unproved("a base may be negative")
        exponent = None if self.exponent is None else self.exponent.scaled(to_ball(power))
        return AsymptoticForm(
            factor, self.least_log, self.power * power, self.log_power * power, exponent
        )

    def scaled(self, factor: Ball) -> AsymptoticForm:
        """Return a multiple."""
        return replace(self, factor=self.factor * factor)

    @property
    def grows(self) -> bool:
        """Whether the function without its exponential tends to infinity, or has no sign."""
        return self.order < _CONSTANT

    @property
    def vanishes(self) -> bool:
        """Whether the function without its exponential tends to 0."""
        return self.order > _CONSTANT

    def values(self) -> Ball:
        """Return a ball that holds all values."""
        form = self.flattened()
        if form.grows:
            raise Unproved("a function is not bounded")
        return form.factor * _range(form.power, form.log_power, form.least_log)

    def flattened(self) -> AsymptoticForm:
        r"""Return the function with :math:`e^h`, which vanishes, below a power of u."""
        if self.exponent is None:
            return self
        growth = self.exponent
        if growth.exponent is not None or growth.sign >= 0:
            raise Unproved("an exponential grows")
        return replace(self, exponent=None) * _flat(growth)


def constant(value: Ball, least_log: Ball) -> AsymptoticForm:
    """Return a form for what is bounded by a ball."""
    return AsymptoticForm(value, least_log)


def exponential(form: AsymptoticForm) -> AsymptoticForm:
    r"""Return :math:`e^f`."""
    if form.factor.is_zero():
        return constant(arb(1), form.least_log)
    if form.exponent is not None:
        return _exponential_of_exponential(form)
    if not form.grows:
        return constant(form.values().exp(), form.least_log)
    if form.order == _LOGARITHM and _is_short(form.factor):
        return AsymptoticForm(arb(1), form.least_log, power=-to_fraction(form.factor))
    if form.order == _LOGARITHM:
        power = Fraction(float(form.factor.upper())) + Fraction(1, 2**40)
        return AsymptoticForm(arb(0).union(1), form.least_log, power=-power)
    if not form.sign:
        raise Unproved("the sign of an exponent is not known")
    return AsymptoticForm(arb(1), form.least_log, exponent=form)


def _is_short(ball: Ball) -> bool:
    return bool(ball.is_exact() and (ball.is_zero() or 2**-200 < abs(ball) < 2**200))


def logarithm(form: AsymptoticForm) -> AsymptoticForm:
    r"""Return :math:`\ln f = h - pL + q \ln L + \ln c`."""
    least = form.least_log
    if form.sign <= 0:
        raise Unproved("the argument of a logarithm may be negative")
    result = constant(form.factor.log(), least)
    if form.log_power:
        share = to_ball(form.log_power) * arb(0).union(least.log() / least)
        result = result + AsymptoticForm(share, least, log_power=Fraction(1))
    if form.power:
        result = result + AsymptoticForm(-to_ball(form.power), least, log_power=Fraction(1))
    return result if form.exponent is None else form.exponent + result


def tail_integral(form: AsymptoticForm) -> Ball:
    r"""Return a ball that holds :math:`\int_0^\varepsilon f(u)\,du`, epsilon = exp(-least_log).

    Raises
    ------
    Unproved
        If the bound is not integrable.
    """
    form = form.flattened()
    rate, least, q = to_ball(form.power + 1), form.least_log, to_ball(form.log_power)
    if form.power > -1:
        if form.log_power == 0:
            return form.factor * (-rate * least).exp() / rate
        size = (rate * least).gamma_upper(q + 1) / rate ** (q + 1)
    elif form.power == -1 and form.log_power < -1:
        size = least ** (q + 1) / -(q + 1)
    else:
        raise Unproved("the bound is not integrable")
    return form.factor * size


def surely_diverges(form: AsymptoticForm) -> bool:
    """Whether the integral of f over (0, epsilon] is surely infinite."""
    if not form.sign:
        return False
    if form.exponent is not None:
        return form.exponent.sign > 0
    return form.power < -1 or (form.power == -1 and form.log_power >= -1)


def _exponent(form: AsymptoticForm) -> AsymptoticForm:
    return form.exponent or constant(arb(0), form.least_log)


def _sum_of_cores(first: AsymptoticForm, second: AsymptoticForm) -> AsymptoticForm:
    if second.order < first.order:
        first, second = second, first
    p, q = second.power - first.power, second.log_power - first.log_power
    share = second.factor * _range(p, q, first.least_log)
    return replace(first, factor=first.factor + share)


def _range(power: Fraction, log_power: Fraction, least_log: Ball) -> Ball:
    """Return a ball that holds u^p L^q, which is bounded."""
    if power == 0 and log_power == 0:
        return arb(1)
    if power > 0 and log_power > 0 and not least_log > to_ball(log_power / power):
        raise Unproved("the distance is too large for a bound")
    return arb(0).union((-to_ball(power) * least_log).exp() * least_log ** to_ball(log_power))


def _flat(growth: AsymptoticForm) -> AsymptoticForm:
    r"""Bound :math:`e^h`, h to minus infinity, by M u^N.

    With :math:`-h \ge \varphi(L) = k e^{mL} L^q` the product :math:`e^{NL - \varphi}` falls as L
    grows, where :math:`N \le \varphi'(L_0)` and :math:`\varphi'` grows.
    """
    k, m, q = -growth.factor.upper(), to_ball(-growth.power), to_ball(growth.log_power)
    least = growth.least_log
    phi = k * (m * least).exp() * least**q
    slope = phi * (m + q / least)
    if not (growth.grows and m * least + q > 0):
        raise Unproved("an exponent is not known to fall")
    n = 0
    if growth.power < 0 or growth.log_power > 1:
        n = int(min(float(slope.lower()), MAX_FLATNESS))
    return AsymptoticForm(arb(0).union((n * least - phi).exp()), least, power=Fraction(n))


def _exponential_of_exponential(form: AsymptoticForm) -> AsymptoticForm:
    """Return e^f, where f has an exponential itself: a bound, if f tends to minus infinity."""
    assert form.exponent is not None
    if form.exponent.sign < 0:
        return exponential(form.flattened())
    if form.sign >= 0:
        raise Unproved("exponentials are stacked")
    inverse = form.inverse().flattened()
    if inverse.power <= 0:
        raise Unproved("exponentials are stacked")
    return _flat(
        AsymptoticForm(
            -1 / inverse.factor.abs_upper(),
            form.least_log,
            -min(inverse.power, Fraction(_STACKED)),
            -inverse.log_power,
        )
    )
