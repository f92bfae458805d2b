r"""From the tree of a formula to a SymPy expression, its LaTeX and its NumPy function.

The expression is assembled node by node and stays as it was typed: SymPy is told not to evaluate,
since deciding the sign of :math:`e^{e^{e^{9}}}` or factoring an integer may take for ever. Numbers
are put in front, and rational ones are multiplied out while they are small. Whatever is computed
with the expression later, such as a derivative, stays small too, as no constant in it is large:

- a rational number has at most 15 digits above and below, and a longer one is a `sympy.Float`;
- a constant that overflows in float64 is infinite, or what float64 makes of it;
- powers of powers, whose exponents multiply to more than `MAX_DEGREE`, have floats for exponents.

This module loads SymPy, and is itself loaded by the first formula.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache, reduce
from typing import Any

import numpy as np
import sympy
from sympy.codegen.cfunctions import log10
from sympy.printing.latex import LatexPrinter
from sympy.printing.numpy import SciPyPrinter

from nncore.formulas.tree import Binary, Call, Constant, Negative, Node, Number, Variable
from nncore.formulas.vocabulary import VARIABLE, FormulaError

REAL_X = sympy.Symbol(VARIABLE, real=True)

MAX_EXPONENT = 100
MAX_DEGREE = 1000
MAX_INTEGER = 10**15  # below 2**53: a double holds it exactly
FLOAT_DIGITS = 17  # enough to tell any two doubles apart

_CONSTANTS = {"pi": sympy.pi, "e": sympy.E}
FUNCTIONS = {
    **{name: getattr(sympy, name) for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    **{name: getattr(sympy, name) for name in ("asin", "acos", "atan")},
    **{f"arc{name}": getattr(sympy, f"a{name}") for name in ("sin", "cos", "tan")},
    **{name: getattr(sympy, name) for name in ("exp", "sign", "erf")},
    **{"log": sympy.log, "ln": sympy.log, "log10": log10, "abs": sympy.Abs},
}
# nan in float64; SymPy's own nan cannot be compared, which its printers do.
_NOT_REAL = sympy.Pow(-1, sympy.S.Half, evaluate=False)
_LATEX_SETTINGS = {"order": "none", "ln_notation": True, "inv_trig_style": "full"}

# SymPy's printer asks whether an exponent is negative, and if so simplifies it, which may take for
# ever. Of a complex x nothing is known, and of these, which print alike, neither.
_PRINTED = {
    **FUNCTIONS,
    "abs": type("Abs", (sympy.Function,), {}),
    "sign": type("sign", (sympy.Function,), {}),
}


def to_expression(
    tree: Node,
    variable: sympy.Symbol = REAL_X,
    functions: Mapping[str, Callable[..., sympy.Expr]] = FUNCTIONS,
) -> sympy.Expr:
    """Return the expression of an accepted tree.

    Parameters
    ----------
    tree : Node
        From `nncore.formulas.tree.build_tree`.
    variable : sympy.Symbol
        What x becomes.
    functions : mapping
        What the functions become.

    Raises
    ------
    FormulaError
        If a constant exponent is too large or not a number.
    """

    def convert(node: Node) -> sympy.Expr:
        match node:
            case Number(value):
                return _number(value)
            case Variable():
                return variable
            case Constant(name):
                return _CONSTANTS[name]
            case Negative(operand):
                return _bounded(_product(sympy.S.NegativeOne, convert(operand)))
            case Call("sqrt", argument):
                return _bounded(sympy.Pow(convert(argument), sympy.S.Half, evaluate=False))
            case Call(function, argument):
                return _bounded(functions[function](convert(argument), evaluate=False))
            case Binary(symbol, left, right):
                return _bounded(_OPERATIONS[symbol](convert(left), convert(right)))

    return convert(tree)


def to_latex(tree: Node) -> str:
    r"""Return the LaTeX of a tree, for example ``\frac{\sin{\left(x \right)}}{x}``."""
    return print_latex(to_expression(tree, sympy.Symbol(VARIABLE), _PRINTED))


def print_latex(expression: sympy.Expr, names: Mapping[sympy.Symbol, str] | None = None) -> str:
    """Return the LaTeX of an expression, with its terms in their own order.

    Parameters
    ----------
    expression : sympy.Expr
        Anything.
    names : mapping
        The LaTeX of symbols.
    """
    return _LatexPrinter({**_LATEX_SETTINGS, "symbol_names": dict(names or {})}).doprint(expression)


def to_function(expression: sympy.Expr) -> Callable[[Any], Any]:
    """Return the expression as a function of float64 arrays, with IEEE's inf and nan."""
    variable = next(iter(expression.free_symbols), sympy.Symbol(VARIABLE))
    settings = {"fully_qualified_modules": False, "inline": True, "order": "none"}
    printer = _Float64Printer({**settings, "allow_unknown_functions": True})
    return sympy.lambdify(variable, expression, modules=["scipy", "numpy"], printer=printer)


class _LatexPrinter(LatexPrinter):
    """SymPy's, with parentheses around 1.0 10^-30 where it is raised to a power."""

    def _helper_print_standard_power(self, expr: sympy.Pow, template: str) -> str:
        # Only a number is printed twice: printing every base twice is exponential in their depth.
        if expr.base.is_Float and "^" in (base := self._print(expr.base)):
            return template % (rf"\left({base}\right)", self._print(expr.exp))
        return super()._helper_print_standard_power(expr, template)


class _Float64Printer(SciPyPrinter):
    """Writes np.float64 for each number: Python's own raise at 1/0 and compute 9**9**9 in full."""

    def _print_Integer(self, expr: sympy.Integer) -> str:
        return f"float64({int(expr)})"

    def _print_Rational(self, expr: sympy.Rational) -> str:
        return f"float64({expr.p}/{expr.q})"

    def _print_Float(self, expr: sympy.Expr) -> str:
        return f"float64({float(expr)!r})"

    def _print_infinite(self, expr: sympy.Expr) -> str:
        return f"float64('{float(expr)}')"

    _print_Pi = _print_Exp1 = _print_Float
    _print_Infinity = _print_NegativeInfinity = _print_infinite

    def _print_Pow(self, expr: sympy.Pow, rational: bool = False) -> str:
        # NumPy refuses negative integer powers of integers, hence SymPy's detour; here are none.
        return self._hprint_Pow(expr, rational=rational, sqrt="numpy.sqrt")


def _number(value: int | float) -> sympy.Expr:
    if value == int(value) and abs(value) <= MAX_INTEGER:
        return sympy.Integer(int(value))
    # From the shortest digits, so that 0.1 prints as 0.1 and is the double 0.1.
    return sympy.Float(repr(float(value)), FLOAT_DIGITS)


def _sum(left: sympy.Expr, right: sympy.Expr) -> sympy.Expr:
    if left.is_Rational and right.is_Rational:
        return _small(left + right)
    return sympy.Add(*sympy.Add.make_args(left), *sympy.Add.make_args(right), evaluate=False)


def _difference(left: sympy.Expr, right: sympy.Expr) -> sympy.Expr:
    return _sum(left, _product(sympy.S.NegativeOne, right))


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


def _quotient(left: sympy.Expr, right: sympy.Expr) -> sympy.Expr:
    return _product(left, _inverse(right))


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
    if base is sympy.E:
        return sympy.exp(exponent, evaluate=False)
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


def _typed_power(base: sympy.Expr, exponent: sympy.Expr) -> sympy.Expr:
    if not exponent.free_symbols:
        value = _value(exponent)
        if not abs(value) <= MAX_EXPONENT:
            raise FormulaError(
                f"An exponent must lie between -{MAX_EXPONENT} and {MAX_EXPONENT}, got {value:g}."
            )
    return _power(base, exponent)


_OPERATIONS: dict[str, Callable[[sympy.Expr, sympy.Expr], sympy.Expr]] = {
    "+": _sum,
    "-": _difference,
    "*": _product,
    "/": _quotient,
    "**": _typed_power,
}


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
    with np.errstate(all="ignore"):
        return float(to_function(constant)(math.nan))


def _degree(expression: sympy.Expr) -> float:
    """Return the largest product of exponents of powers inside one another."""
    if isinstance(expression, sympy.Pow) and expression.exp.is_Number:
        return _degree(expression.base) * max(1.0, abs(float(expression.exp)))
    return max(map(_degree, expression.args), default=1.0)
