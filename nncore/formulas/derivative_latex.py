r"""The derivative of a formula in symbols, for the eye.

SymPy differentiates, and collects terms as it does. It would also ask for the signs and the sizes
of the parts, which can take for ever. So nothing is known here of x, of ``abs`` and ``sign``, nor
of constants, which are hidden behind symbols; and formulas and derivatives have a bounded size.
Beyond the bounds a derivative would fill the screen: it is shown as
:math:`\frac{d^2}{dx^2}(\dots)` instead.

This module loads SymPy, and is itself loaded by the first derivative that is shown.
"""

from __future__ import annotations

import sympy

from nncore.formulas.latex import to_latex
from nncore.formulas.symbolic import X, print_latex, to_expression
from nncore.formulas.tree import Choice, Node, nodes

MAX_DEPTH = 8  # of the formula: sqrt(1 + exp(sin(x)^2)) has 6; at 12 a nest of tanh takes minutes
MAX_FORMULA_SIZE = 40  # nodes of the expression
MAX_DERIVATIVE_SIZE = 100


def derivative_latex(tree: Node, order: int) -> str:
    r"""Return the LaTeX of a derivative, for example ``\cos{\left(x \right)}``.

    Parameters
    ----------
    tree : Node
        Of a formula, from `nncore.formulas.whitelist.build_tree`.
    order : int
        At least 1.
    """
    if any(isinstance(node, Choice) for node in nodes(tree)):
        return _unevaluated(tree, order)
    expression = to_expression(tree)
    if _depth(expression) > MAX_DEPTH or _size(expression) > MAX_FORMULA_SIZE:
        return _unevaluated(tree, order)
    names: dict[sympy.Symbol, str] = {}
    expression = _hide_constants(expression, names)
    for _ in range(order):
        expression = expression.diff(X)
        if _size(expression) > MAX_DERIVATIVE_SIZE:
            return _unevaluated(tree, order)
    return print_latex(expression, names)


def _unevaluated(tree: Node, order: int) -> str:
    power = "" if order == 1 else f"^{{{order}}}"
    return rf"\frac{{d{power}}}{{dx{power}}} \left({to_latex(tree)}\right)"


def _hide_constants(expression: sympy.Expr, names: dict[sympy.Symbol, str]) -> sympy.Expr:
    """Put a symbol for each function and each root of constants, and note its LaTeX."""
    if expression.is_Atom:
        return expression
    is_sum_or_product = expression.is_Add or expression.is_Mul
    if expression.free_symbols or is_sum_or_product or _is_whole_power(expression):
        parts = (_hide_constants(part, names) for part in expression.args)
        return expression.func(*parts, evaluate=False)
    symbol = sympy.Symbol(f"c_{len(names)}")
    latex = print_latex(expression, {})
    is_plain = expression.is_Function or expression.exp == sympy.S.Half
    names[symbol] = latex if is_plain else rf"\left({latex}\right)"
    return symbol


def _is_whole_power(expression: sympy.Expr) -> bool:
    return expression.is_Pow and expression.exp.is_Integer


def _depth(expression: sympy.Expr) -> int:
    return 1 + max(map(_depth, expression.args), default=0)


def _size(expression: sympy.Expr) -> int:
    return sum(1 for _ in sympy.preorder_traversal(expression))
