"""From the text of a formula to its tree, which is built node by node from a whitelist.

Python parses the text, but nothing is compiled, executed or computed here.
"""

from __future__ import annotations

import ast

from nncore.formulas.tree import Binary, Call, Constant, Negative, Node, Number, Variable, nodes
from nncore.formulas.vocabulary import (
    CONSTANTS,
    FUNCTIONS,
    SYNONYMS,
    VARIABLE,
    WHAT_TO_USE,
    FormulaError,
)

MAX_DEPTH = 40
MAX_NODES = 120
MAX_NUMBER = 1e100

_SYMBOLS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}


def build_tree(source: str) -> Node:
    """Parse a formula in Python's spelling into a tree.

    Raises
    ------
    FormulaError
        If the text is not an expression of the whitelist, or exceeds a cap.
    """
    try:
        expression = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise FormulaError(
            "The formula cannot be read; write it with + - * / ^ and parentheses, as in `x*sin(x)`."
        ) from None
    tree = _build(expression, depth=1)
    n_nodes = sum(1 for _ in nodes(tree))
    if n_nodes > MAX_NODES:
        raise FormulaError(
            f"A formula may have at most {MAX_NODES} numbers, names and operations, "
            f"got {n_nodes}; shorten it."
        )
    return tree


def _build(node: ast.expr, depth: int) -> Node:
    if depth > MAX_DEPTH:
        raise FormulaError(
            f"The formula is nested more than {MAX_DEPTH} deep; use fewer parentheses and terms."
        )
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return _number(value)
        case ast.Name(id=name) if name == VARIABLE:
            return Variable()
        case ast.Name(id=name) if name in CONSTANTS:
            return Constant(name)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _build(operand, depth + 1)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Negative(_build(operand, depth + 1))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _SYMBOLS:
            return Binary(_SYMBOLS[type(op)], _build(left, depth + 1), _build(right, depth + 1))
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in FUNCTIONS:
            return Call(SYNONYMS.get(name, name), _build(argument, depth + 1))
    raise FormulaError(
        f"A formula cannot contain Python's {type(node).__name__} expression; {WHAT_TO_USE}."
    )


def _number(value: int | float) -> Number:
    if not value <= MAX_NUMBER:
        raise FormulaError(f"A number may be at most {MAX_NUMBER:g}, got {float(value):g}.")
    return Number(value)
