r"""A formula in LaTeX, as it was typed: nothing is cancelled, sorted or multiplied out.

Only what nobody would write is tidied: numbers stand in front and whole ones are multiplied while
they are small, a quotient is one fraction, and ``x - -2*x`` becomes :math:`x + 2 x`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from nncore.formulas.tree import Binary, Choice, Evaluator, Node, contains_x

MAX_INTEGER = 10**15  # below 2**53: a double holds it exactly

_NAMES = {
    **{name: rf"\{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    **{f"a{name}": rf"\arc{name}" for name in ("sin", "cos", "tan")},
    **{"erf": r"\operatorname{erf}", "sign": r"\operatorname{sign}"},
    **{"log10": r"\operatorname{log}_{10}", "log2": r"\operatorname{log}_{2}"},
    **{f"a{name}": rf"\operatorname{{ar{name}}}" for name in ("sinh", "cosh", "tanh")},
    **{name: rf"\operatorname{{{name}}}" for name in ("erfc", "sinc")},
    **{"gamma": r"\Gamma", "j0": "J_{0}", "j1": "J_{1}"},
}


@dataclass(frozen=True)
class _Factor:
    """A factor, and what stands before and behind the exponent of a power of it."""

    latex: str
    base: str
    behind: str = ""  # sin^{2}(x)
    is_sum: bool = False
    is_number: bool = False

    @classmethod
    def compound(cls, latex: str) -> _Factor:
        """Return a factor that a power puts into parentheses."""
        return cls(latex, _in_parentheses(latex))


@dataclass(frozen=True)
class _Term:
    """A rational number times some factors over others."""

    coefficient: Fraction = Fraction(1)
    over: tuple[_Factor, ...] = ()
    under: tuple[_Factor, ...] = ()

    @property
    def number(self) -> Fraction | None:
        """The value of a term that is a number."""
        return None if self.over or self.under else self.coefficient

    @property
    def factor(self) -> _Factor | None:
        """The only thing that this term consists of, with a plus sign."""
        is_alone = self.coefficient == 1 and len(self.over) == 1 and not self.under
        return self.over[0] if is_alone else None


_Sum = tuple[_Term, ...]
_ZERO = _Factor("0", "0")


def to_latex(tree: Node) -> str:
    r"""Return the LaTeX of a tree, for example ``\frac{\sin{\left(x \right)}}{x}``."""
    return _latex(_LatexEvaluator().evaluate(tree))


class _LatexEvaluator(Evaluator[_Sum]):
    def evaluate(self, node: Node) -> _Sum:
        """Return the terms of a node; the larger and the smaller of two have names of their own."""
        match node:
            case Choice(Binary("-", left, right), positive, otherwise):
                first, second = self.evaluate(left), self.evaluate(right)
                if (left, right) == (positive, otherwise):
                    return _function_of_two(r"\max", first, second)
                if (right, left) == (positive, otherwise):
                    return _function_of_two(r"\min", second, first)
                condition = f"{_latex(first)} > {_latex(second)}"
                if not contains_x(left):
                    condition = f"{_latex(second)} < {_latex(first)}"
                return _cases(condition, self.evaluate(positive), self.evaluate(otherwise))
        return super().evaluate(node)

    def number(self, value: int | float) -> _Sum:
        if value == int(value) and value <= MAX_INTEGER:
            return (_Term(Fraction(int(value))),)
        return (_Term(over=(_float(float(value)),)),)

    def variable(self, name: str) -> _Sum:
        latex = name[0] + (f"_{{{name[1:]}}}" if name[1:] else "")
        return _alone(_Factor(latex, latex))

    def constant(self, name: str) -> _Sum:
        latex = r"\pi" if name == "pi" else name
        return _alone(_Factor(latex, latex))

    def negative(self, operand: _Sum) -> _Sum:
        return (_product(_Term(Fraction(-1)), _as_term(operand)),)

    def sum(self, left: _Sum, right: _Sum) -> _Sum:
        first, second = _as_term(left).number, _as_term(right).number
        if first is not None and second is not None:
            return (_rational(first + second),)
        return left + right

    def product(self, left: _Sum, right: _Sum) -> _Sum:
        return (_product(_as_term(left), _as_term(right)),)

    def quotient(self, left: _Sum, right: _Sum) -> _Sum:
        return (_product(_as_term(left), _inverse(_as_term(right))),)

    def power(self, base: _Sum, exponent: _Sum) -> _Sum:
        term, number = _as_term(base), _as_term(exponent).number
        if number is None:
            return _alone(_power(term, _latex(exponent)))
        if number < 0:
            return (_inverse(_as_term(self.power(base, (_Term(-number),)))),)
        if number == 1:
            return base
        if number.numerator == 1:
            return _alone(_root(number.denominator, _latex(base)))
        value = _rational_power(term, number)
        return (value,) if value else _alone(_power(term, _latex(exponent)))

    def call(self, function: str, argument: _Sum) -> _Sum:
        inner = _latex(argument)
        behind = rf"{{\left({inner} \right)}}"
        match function:
            case "exp":
                return _alone(_Factor.compound(f"e^{{{inner}}}"))
            case "sqrt":
                return _alone(_root(2, inner))
            case "abs":
                size = rf"\left|{{{inner}}}\right|"
                return _alone(_Factor(size, size))
            case "log":
                return _alone(_Factor(rf"\ln{behind}", rf"\ln{behind}"))
            case "cbrt":
                return _alone(_root(3, inner))
            case "floor" | "ceil":
                whole = rf"\left\l{function} {inner} \right\r{function}"
                return _alone(_Factor(whole, whole))
            case "log1p":
                return self.call("log", self.sum(self.number(1), argument))
            case "expm1":
                return self.sum(self.call("exp", argument), self.negative(self.number(1)))
        name = _NAMES[function]
        return _alone(_Factor(name + behind, name, behind))

    def choice(self, test: _Sum, positive: _Sum, otherwise: _Sum) -> _Sum:
        return _cases(f"{_latex(test)} > 0", positive, otherwise)


def _cases(condition: str, positive: _Sum, otherwise: _Sum) -> _Sum:
    rows = rf"{_latex(positive)} & \text{{if }} {condition} \\ {_latex(otherwise)} & \text{{else}}"
    latex = rf"\begin{{cases}} {rows} \end{{cases}}"
    return _alone(_Factor.compound(latex))


def _function_of_two(name: str, first: _Sum, second: _Sum) -> _Sum:
    latex = rf"{name}\left({_latex(first)}, {_latex(second)} \right)"
    return _alone(_Factor.compound(latex))


def _alone(factor: _Factor) -> _Sum:
    return (_Term(over=(factor,)),)


def _as_term(value: _Sum) -> _Term:
    """Return a sum as one term."""
    if len(value) == 1:
        return value[0]
    latex = _latex(value)
    return _Term(over=(_Factor(latex, _in_parentheses(latex), is_sum=True),))


def _rational(value: Fraction) -> _Term:
    """Return a rational number itself while it is short, else its double."""
    if max(abs(value.numerator), value.denominator) <= MAX_INTEGER:
        return _Term(value)
    sign = Fraction(1 if value > 0 else -1)
    return _Term(sign, (_float(abs(value.numerator) / value.denominator),))


def _float(value: float) -> _Factor:
    digits, _, exponent = repr(value).partition("e")
    if not exponent:
        return _Factor(digits, digits, is_number=True)
    point = "" if "." in digits else ".0"
    latex = rf"{digits}{point} \cdot 10^{{{int(exponent)}}}"
    return _Factor(latex, _in_parentheses(latex), is_number=True)


def _product(left: _Term, right: _Term) -> _Term:
    number = _rational(left.coefficient * right.coefficient)
    over, under = number.over + left.over + right.over, left.under + right.under
    return _Term(number.coefficient, _numbers_first(over), _numbers_first(under))


def _numbers_first(factors: tuple[_Factor, ...]) -> tuple[_Factor, ...]:
    return tuple(sorted(factors, key=lambda factor: not factor.is_number))


def _inverse(term: _Term) -> _Term:
    if term.coefficient == 0:
        return _Term(Fraction(1), term.under, (_ZERO, *term.over))
    return _Term(1 / term.coefficient, term.under, term.over)


def _rational_power(base: _Term, exponent: Fraction) -> _Term | None:
    """Return a whole power of a rational number, or None for any other power."""
    number = base.number
    if number is None or exponent.denominator != 1:
        return None
    n_bits = max(abs(number.numerator), number.denominator).bit_length()
    if exponent * n_bits <= 2 * MAX_INTEGER.bit_length():
        return _rational(number ** int(exponent))
    try:
        value = float(number) ** int(exponent)
    except OverflowError:
        return None
    return _Term(Fraction(1 if value > 0 else -1), (_float(abs(value)),)) if value else None


def _power(base: _Term, exponent: str) -> _Factor:
    number, factor = base.number, base.factor
    if factor is None:
        latex = _latex((base,))
        is_whole = number is not None and number >= 0 and number.denominator == 1
        factor = _Factor(latex, latex if is_whole else _in_parentheses(latex))
    return _Factor.compound(f"{factor.base}^{{{exponent}}}{factor.behind}")


def _root(degree: int, radicand: str) -> _Factor:
    index = "" if degree == 2 else f"[{degree}]"
    return _Factor.compound(rf"\sqrt{index}{{{radicand}}}")


def _latex(terms: _Sum) -> str:
    first, *rest = terms
    latex = _signed(first)
    for term in rest:
        if term.coefficient < 0:
            size = _size(term)
            latex += f" - {_in_parentheses(size) if _is_negated_sum(term) else size}"
        else:
            latex += f" + {_size(term)}"
    return latex


def _signed(term: _Term) -> str:
    if term.coefficient >= 0:
        return _size(term)
    if _is_negated_sum(term):
        return f"- ({_size(term)})"
    is_decimal = term.coefficient == -1 and len(term.over) == 1 and term.over[0].is_number
    is_whole = not term.over and term.coefficient.denominator == 1
    return f"{'-' if not term.under and (is_decimal or is_whole) else '- '}{_size(term)}"


def _is_negated_sum(term: _Term) -> bool:
    positive = _Term(-term.coefficient, term.over, term.under).factor
    return positive is not None and positive.is_sum


def _size(term: _Term) -> str:
    """Return a term without its sign."""
    whole, parts = abs(term.coefficient.numerator), term.coefficient.denominator
    over = _with_number(whole, term.over) or [_Factor("1", "1")]
    under = _with_number(parts, term.under)
    return rf"\frac{{{_row(over)}}}{{{_row(under)}}}" if under else _row(over)


def _with_number(number: int, factors: tuple[_Factor, ...]) -> list[_Factor]:
    shown = str(number)
    return list(factors) if number == 1 else [_Factor(shown, shown), *factors]


def _row(factors: list[_Factor]) -> str:
    """Return factors side by side, with dots before numbers and parentheses around sums."""
    if len(factors) == 1:
        return factors[0].latex
    pieces = [_in_parentheses(f.latex) if f.is_sum else f.latex for f in factors]
    row = pieces[0]
    for right in pieces[1:]:
        row += (r" \cdot " if right[0].isdigit() else " ") + right
    return row


def _in_parentheses(latex: str) -> str:
    return rf"\left({latex}\right)"
