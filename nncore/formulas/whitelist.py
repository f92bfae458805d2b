"""From the text of a formula to its tree, which is built node by node from a whitelist.

Python parses the text, but nothing is compiled, executed or computed here.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from itertools import pairwise

from nncore.formulas.functions import Argument, condition, function_node
from nncore.formulas.tree import (
    Binary,
    Constant,
    Negative,
    Node,
    Number,
    Variable,
    operands,
)
from nncore.formulas.variables import ONE_VARIABLE, Variables
from nncore.formulas.vocabulary import CONSTANTS, FUNCTIONS, FormulaError

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

_COMPARISONS: dict[type[ast.cmpop], str] = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}


def build_tree(source: str, variables: Variables = ONE_VARIABLE) -> Node:
    """Parse a formula in the spelling of `nncore.formulas.notation` into a tree.

    Raises
    ------
    FormulaError
        If the text is not an expression of the whitelist, or exceeds a cap.
    """
    try:
        expression = ast.parse(source.replace(";", ","), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise FormulaError(
            "The formula cannot be read; write it with + - * / ^ and parentheses, as in `x*sin(x)`."
        ) from None
    tree = _build(expression, 1, variables)
    n_nodes = _size(tree, {})
    if n_nodes > MAX_NODES:
        raise FormulaError(
            "A formula may have at most {most} numbers, names and operations, got {n}; shorten it.",
            most=MAX_NODES,
            n=n_nodes,
        )
    check_depth(_depth(tree, {}))
    return tree


def check_depth(depth: int) -> None:
    """Raise FormulaError if a formula is nested too deep."""
    if depth > MAX_DEPTH:
        raise FormulaError(
            "The formula is nested more than {most} deep; use fewer parentheses and terms.",
            most=MAX_DEPTH,
        )


def _build(node: ast.expr, depth: int, variables: Variables) -> Node:
    check_depth(depth)

    def build(operand: ast.expr) -> Node:
        return _build(operand, depth + 1, variables)

    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return _number(value)
        case ast.Name(id=name) if name in variables.names:
            return Variable(name)
        case ast.Name(id=name) if name in CONSTANTS:
            return Constant(name)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return build(operand)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Negative(build(operand))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _SYMBOLS:
            return Binary(_SYMBOLS[type(op)], build(left), build(right))
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in FUNCTIONS:
            return function_node(name, [_argument(a, build) for a in args])
    raise FormulaError(
        "A formula cannot contain Python's {kind} expression; use {inputs}, {constants} and the "
        "functions {functions}.",
        kind=type(node).__name__,
        **variables.offered,
    )


def _argument(node: ast.expr, build: Callable[[ast.expr], Node]) -> Argument:
    """Build an argument, which may be a condition such as 0 < x <= 1."""
    if not isinstance(node, ast.Compare):
        return build(node)
    if any(type(op) not in _COMPARISONS for op in node.ops):
        raise FormulaError("A condition compares with <, <=, > or >=, as in `where(x < 1, x, 2)`.")
    parts = [build(part) for part in (node.left, *node.comparators)]
    pairs = zip(node.ops, pairwise(parts), strict=True)
    return tuple(condition(_COMPARISONS[type(op)], *pair) for op, pair in pairs)


def _size(tree: Node, known: dict[int, int]) -> int:
    """Count the nodes of a tree; a part that stands in several places is walked once."""
    if id(tree) not in known:
        known[id(tree)] = 1 + sum(_size(operand, known) for operand in operands(tree))
    return known[id(tree)]


def _depth(tree: Node, known: dict[int, int]) -> int:
    """Return the depth of a tree: a function that was typed may be two operations."""
    if id(tree) not in known:
        below = (_depth(operand, known) for operand in operands(tree))
        known[id(tree)] = 1 + max(below, default=0)
    return known[id(tree)]


def _number(value: int | float) -> Number:
    if not value <= MAX_NUMBER:
        raise FormulaError(
            "A number may be at most {largest:g}, got {value:g}.",
            largest=MAX_NUMBER,
            value=float(value),
        )
    return Number(value)
