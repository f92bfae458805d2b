r"""A formula as a SymPy expression, as it was typed, for the derivative in symbols.

SymPy is told not to evaluate, since deciding the sign of :math:`e^{e^{e^{9}}}` or factoring an
integer may take for ever. Numbers are put in front, and rational ones are multiplied out while they
are small. A derivative of the expression stays small too, as no constant in it is large:

- a rational number has at most 15 digits above and below, and a longer one is a `sympy.Float`;
- a constant that overflows in float64 is infinite, or what float64 makes of it;
- powers of powers, whose exponents multiply to more than `MAX_DEGREE`, have floats for exponents.

Here alone SymPy earns the second that it takes to load, by differentiating and collecting terms.
Values and LaTeX of a formula do without; the first derivative that is shown loads this module.
"""

from __future__ import annotations

import math
from functools import lru_cache, reduce

import numpy as np
import sympy
from scipy import special
from sympy.codegen.cfunctions import log2, log10
from sympy.printing.latex import LatexPrinter

from nncore.formulas.latex import MAX_INTEGER
from nncore.formulas.tree import Evaluator, Node
from nncore.formulas.vocabulary import VARIABLE

X = sympy.Symbol(VARIABLE)  # not even known to be real

MAX_DEGREE = 1000
FLOAT_DIGITS = 17  # enough to tell any two doubles apart


class sign(sympy.Function):  # noqa: N801
    """SymPy's has an impulse for derivative, which a function on a grid has not."""

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        """Return 0, which holds wherever there is a derivative."""
        return sympy.S.Zero


class step(sign):  # noqa: N801
    """``floor`` and ``ceil``: constant wherever there is a derivative."""


class floor(step):  # noqa: N801
    """The whole number below."""

    def _latex(self, printer: LatexPrinter) -> str:
        return rf"\left\lfloor {printer.doprint(self.args[0])} \right\rfloor"


class ceil(step):  # noqa: N801
    """The whole number above."""

    def _latex(self, printer: LatexPrinter) -> str:
        return rf"\left\lceil {printer.doprint(self.args[0])} \right\rceil"


class cbrt(sympy.Function):  # noqa: N801
    """The real cube root; SymPy's is complex for negative numbers."""

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        """Return 1/(3 y²)."""
        return 1 / (3 * self**2)

    def _latex(self, printer: LatexPrinter, exp: str | None = None) -> str:
        root = rf"\sqrt[3]{{{printer.doprint(self.args[0])}}}"
        return root if exp is None else rf"{root}^{{{exp}}}"


class Abs(sympy.Function):
    """SymPy's asks for the sign of its argument."""

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        """Return the sign, which holds wherever there is a derivative."""
        return sign(self.args[0])


_CONSTANTS = {"pi": sympy.pi, "e": sympy.E}
_FUNCTIONS = {
    **{name: getattr(sympy, name) for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    **{name: getattr(sympy, name) for name in ("asin", "acos", "atan", "exp", "log", "erf")},
    **{name: getattr(sympy, name) for name in ("asinh", "acosh", "atanh", "erfc", "gamma")},
    **{"log10": log10, "log2": log2, "abs": Abs, "sign": sign, "cbrt": cbrt},
    **{"floor": floor, "ceil": ceil},
}
_NUMPY = {
    **{getattr(sympy, name): getattr(np, name) for name in ("sin", "cos", "tan", "exp", "log")},
    **{getattr(sympy, name): getattr(np, name) for name in ("sinh", "cosh", "tanh")},
    **{getattr(sympy, f"a{name}"): getattr(np, f"arc{name}") for name in ("sin", "cos", "tan")},
    **{getattr(sympy, f"a{name}"): getattr(np, f"arc{name}") for name in ("sinh", "cosh", "tanh")},
    **{sympy.erf: special.erf, log10: np.log10, Abs: np.abs, sign: np.sign},
    **{sympy.erfc: special.erfc, sympy.gamma: special.gamma, log2: np.log2, cbrt: np.cbrt},
    **{floor: np.floor, ceil: np.ceil, sympy.besselj: special.jv},
    **{sympy.Add: lambda *terms: sum(terms), sympy.Mul: lambda *factors: math.prod(factors)},
    **{sympy.Pow: np.power},
}
# nan in float64; SymPy's own nan cannot be compared, which its printers do.
_NOT_REAL = sympy.Pow(-1, sympy.S.Half, evaluate=False)
_LATEX_SETTINGS = {"order": "none", "ln_notation": True, "inv_trig_style": "full"}


def to_expression(tree: Node) -> sympy.Expr:
    """Return the expression of an accepted tree, in `X`."""
    return _SymbolicEvaluator().evaluate(tree)


def print_latex(expression: sympy.Expr, names: dict[sympy.Symbol, str]) -> str:
    """Return the LaTeX of an expression, with its terms in their own order.

    Parameters
    ----------
    expression : sympy.Expr
        Anything.
    names : dict
        The LaTeX of symbols.
    """
    return _LatexPrinter({**_LATEX_SETTINGS, "symbol_names": names}).doprint(expression)


class _LatexPrinter(LatexPrinter):
    """SymPy's, with parentheses around 1.0 10^-30 where it is raised to a power."""

    def _helper_print_standard_power(self, expr: sympy.Pow, template: str) -> str:
        # Only a number is printed twice: printing every base twice is exponential in their depth.
        if expr.base.is_Float and "^" in (base := self._print(expr.base)):
            return template % (rf"\left({base}\right)", self._print(expr.exp))
        return super()._helper_print_standard_power(expr, template)


class _SymbolicEvaluator(Evaluator[sympy.Expr]):
    def number(self, value: int | float) -> sympy.Expr:
        if value == int(value) and value <= MAX_INTEGER:
            return sympy.Integer(int(value))
        # From the shortest digits, so that 0.1 prints as 0.1 and is the double 0.1.
        return sympy.Float(repr(float(value)), FLOAT_DIGITS)

    def variable(self, name: str) -> sympy.Expr:
        return sympy.Symbol(name)

    def constant(self, name: str) -> sympy.Expr:
        return _CONSTANTS[name]

    def negative(self, operand: sympy.Expr) -> sympy.Expr:
        return _bounded(_product(sympy.S.NegativeOne, operand))

    def sum(self, left: sympy.Expr, right: sympy.Expr) -> sympy.Expr:
        if left.is_Rational and right.is_Rational:
            return _small(left + right)
        terms = (*sympy.Add.make_args(left), *sympy.Add.make_args(right))
        return _bounded(sympy.Add(*terms, evaluate=False))

    def product(self, left: sympy.Expr, right: sympy.Expr) -> sympy.Expr:
        return _bounded(_product(left, right))

    def quotient(self, left: sympy.Expr, right: sympy.Expr) -> sympy.Expr:
        return _bounded(_product(left, _inverse(right)))

    def power(self, base: sympy.Expr, exponent: sympy.Expr) -> sympy.Expr:
        return _bounded(_power(base, exponent))

    def call(self, function: str, argument: sympy.Expr) -> sympy.Expr:
        if function == "sqrt":
            return _bounded(sympy.Pow(argument, sympy.S.Half, evaluate=False))
        one = sympy.S.One
        match function:
            case "log1p":
                return self.call("log", self.sum(one, argument))
            case "expm1":
                return self.sum(self.call("exp", argument), -one)
            case "sinc":
                return self.quotient(self.call("sin", argument), argument)
            case "j0" | "j1":
                order = sympy.Integer(int(function[1]))
                return _bounded(sympy.besselj(order, argument, evaluate=False))
        return _bounded(_FUNCTIONS[function](argument, evaluate=False))

    def choice(self, test: sympy.Expr, positive: sympy.Expr, otherwise: sympy.Expr) -> sympy.Expr:
        raise NotImplementedError("SymPy would ask for the signs of both sides of a condition.")


def _product(left: sympy.Expr, right: sympy.Expr) -> sympy.Expr:
    """Multiply with the numbers in front, and the rational ones multiplied out."""
    coefficient: sympy.Expr = sympy.S.One
    floats: list[sympy.Expr] = []
    others: list[sympy.Expr] = []
    for factor in (*sympy.Mul.make_args(left), *sympy.Mul.make_args(right)):
        if factor.is_Rational and coefficient.is_Rational:
            coefficient = _small(coefficient * factor)
        else:
            (floats if factor.is_Number else others).append(factor)
    if coefficient == -1 and floats:
        coefficient, floats[0] = sympy.S.One, -floats[0]
    factors = [*floats, *others]
    if coefficient != 1 or not factors:
        factors = [coefficient, *factors]
    return factors[0] if len(factors) == 1 else sympy.Mul(*factors, evaluate=False)


def _inverse(expression: sympy.Expr) -> sympy.Expr:
    """Invert factor by factor: SymPy's printers fail at some fractions inside denominators."""
    if expression.is_Mul:
        return reduce(_product, map(_inverse, expression.args))
    if expression.is_Pow and expression.exp == -1:
        return expression.base
    if expression.is_Rational and expression != 0:
        return _small(1 / expression)
    return _bounded(sympy.Pow(expression, -1, evaluate=False))


def _power(base: sympy.Expr, exponent: sympy.Expr) -> sympy.Expr:
    if exponent.is_Rational and exponent < 0:
        return _inverse(_power(base, -exponent))
    if base.is_Rational and exponent.is_Integer:
        return _rational_power(base, int(exponent))
    if exponent == 1:
        return base
    if exponent.is_Rational and _degree(base) * exponent > MAX_DEGREE:
        exponent = sympy.Float(float(exponent), FLOAT_DIGITS)
    return sympy.Pow(base, exponent, evaluate=False)


def _rational_power(base: sympy.Rational, exponent: int) -> sympy.Expr:
    if exponent * max(abs(base.p), base.q).bit_length() <= 2 * MAX_INTEGER.bit_length():
        return _small(base**exponent)
    with np.errstate(all="ignore"):
        return sympy.Float(np.float64(base.p / base.q) ** exponent, FLOAT_DIGITS)


def _small(number: sympy.Rational) -> sympy.Expr:
    """Return a rational number itself while it is short, else its double."""
    if max(abs(number.p), number.q) <= MAX_INTEGER:
        return number
    return sympy.Float(number.p / number.q, FLOAT_DIGITS)


def _bounded(expression: sympy.Expr) -> sympy.Expr:
    """Return a constant that overflows, or has parts that do, as its double."""
    if expression.free_symbols or expression.is_Number:
        return expression
    value = _value(expression)
    hazardous = expression.has(sympy.oo, -sympy.oo) or _degree(expression) > MAX_DEGREE
    if not hazardous and not math.isinf(value):
        return expression
    return _NOT_REAL if math.isnan(value) else sympy.Float(value, FLOAT_DIGITS)


@lru_cache(maxsize=1024)
def _value(constant: sympy.Expr) -> float:
    """Evaluate in float64, where SymPy would compute as many digits as it takes."""
    if not constant.args:
        return np.float64(float(constant))
    with np.errstate(all="ignore"):
        return np.float64(_NUMPY[constant.func](*map(_value, constant.args)))


def _degree(expression: sympy.Expr) -> float:
    """Return the largest product of exponents of powers inside one another."""
    if isinstance(expression, sympy.Pow) and expression.exp.is_Number:
        return _degree(expression.base) * max(1.0, abs(float(expression.exp)))
    return max(map(_degree, expression.args), default=1.0)
