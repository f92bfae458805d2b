"""LaTeX of a formula as it was typed: no term is reordered, evaluated or cancelled."""

from __future__ import annotations

from nncore.formulas.tree import Binary, Call, Constant, Negative, Node, Number, Variable

# How tightly a piece of LaTeX holds together; a looser one needs parentheses inside a tighter one.
_SUM, _PRODUCT, _POWER, _ATOM = range(4)

_FUNCTIONS = {
    **{name: rf"\{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    **{name: rf"\{name}" for name in ("arcsin", "arccos", "arctan", "ln")},
    **{"asin": r"\arcsin", "acos": r"\arccos", "atan": r"\arctan"},
    **{"log": r"\ln", "log10": r"\log_{10}"},
    **{name: rf"\operatorname{{{name}}}" for name in ("sign", "erf")},
}


def to_latex(tree: Node) -> str:
    r"""Return the LaTeX of a tree, for example ``\frac{\sin\left(x\right)}{x}``."""
    return _write(tree)[0]


def _write(node: Node) -> tuple[str, int]:
    match node:
        case Number(value):
            return _number(value)
        case Variable():
            return "x", _ATOM
        case Constant(name):
            return (r"\pi" if name == "pi" else name), _ATOM
        case Negative(operand):
            return f"-{_wrap(operand, _PRODUCT)}", _SUM
        case Call(function, argument):
            return _call(function, argument)
        case Binary("/", left, right):
            return rf"\frac{{{to_latex(left)}}}{{{to_latex(right)}}}", _PRODUCT
        case Binary("*", left, right):
            return _product(left, right)
        case Binary("**", base, exponent):
            return _power(base, exponent), _POWER
        case Binary(symbol, left, right):
            return f"{to_latex(left)} {symbol} {_wrap(right, _PRODUCT)}", _SUM


def _wrap(node: Node, least: int) -> str:
    text, level = _write(node)
    return text if level >= least else rf"\left({text}\right)"


def _number(value: int | float) -> tuple[str, int]:
    digits, _, exponent = (str(value) if isinstance(value, int) else f"{value:.15g}").partition("e")
    if not exponent:
        return digits, _ATOM
    power = f"10^{{{int(exponent)}}}"
    return (power, _POWER) if digits == "1" else (rf"{digits} \cdot {power}", _PRODUCT)


def _call(function: str, argument: Node) -> tuple[str, int]:
    inner = to_latex(argument)
    match function:
        case "exp":
            return f"e^{{{inner}}}", _POWER
        case "sqrt":
            return rf"\sqrt{{{inner}}}", _ATOM
        case "abs":
            return rf"\left|{inner}\right|", _ATOM
    return rf"{_FUNCTIONS[function]}\left({inner}\right)", _POWER


def _product(left: Node, right: Node) -> tuple[str, int]:
    # A minus in front needs no parentheses there, but then the whole product starts with it.
    leading_minus = isinstance(left, Negative)
    first = to_latex(left) if leading_minus else _wrap(left, _PRODUCT)
    second = _wrap(right, _PRODUCT)
    # "2 3" would read as 23 and "2 1/3" as a mixed number.
    ambiguous = second[0].isdigit() or (first[-1].isdigit() and second.startswith(r"\frac"))
    level = _write(left)[1] if leading_minus else _PRODUCT
    return (rf"{first} \cdot {second}" if ambiguous else f"{first} {second}"), level


def _power(base: Node, exponent: Node) -> str:
    match base, exponent:
        case Call(function, argument), Number(int(value)) if function in _FUNCTIONS:
            return rf"{_FUNCTIONS[function]}^{{{value}}}\left({to_latex(argument)}\right)"
    return f"{_wrap(base, _ATOM)}^{{{to_latex(exponent)}}}"
