"""The tree of a formula: built node by node from a whitelist.

Python parses the text, but nothing is compiled, executed or computed here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from nncore.formulas.vocabulary import (
    CONSTANTS,
    FUNCTIONS,
    VARIABLE,
    WHAT_TO_USE,
    FormulaError,
)

MAX_DEPTH = 40
MAX_NODES = 120
MAX_NUMBER = 1e100
MAX_TOWER = 2  # powers with x in the exponent, one in the exponent of the other: e^(e^x)


@dataclass(frozen=True)
class Number:
    """A literal."""

    value: int | float


@dataclass(frozen=True)
class Variable:
    """The variable x."""


@dataclass(frozen=True)
class Constant:
    """A named constant."""

    name: str


@dataclass(frozen=True)
class Negative:
    """The operand with the opposite sign."""

    operand: Node


@dataclass(frozen=True)
class Binary:
    """Two operands joined by ``+ - * /`` or ``**``."""

    symbol: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Call:
    """A function of one argument."""

    function: str
    argument: Node


Node = Number | Variable | Constant | Negative | Binary | Call

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
    n_nodes = sum(1 for _ in _nodes(tree))
    if n_nodes > MAX_NODES:
        raise FormulaError(
            f"A formula may have at most {MAX_NODES} numbers, names and operations, "
            f"got {n_nodes}; shorten it."
        )
    if _tower(tree) > MAX_TOWER:
        raise FormulaError(
            f"More than {MAX_TOWER} powers with x in the exponent are stacked; use fewer."
        )
    return tree


def _nodes(tree: Node) -> Iterator[Node]:
    """Yield every node of a tree, itself first."""
    yield tree
    for child in _children(tree):
        yield from _nodes(child)


def _contains_x(tree: Node) -> bool:
    """Whether the value depends on x."""
    return any(isinstance(node, Variable) for node in _nodes(tree))


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
            return Call(name, _build(argument, depth + 1))
    raise FormulaError(
        f"A formula cannot contain Python's {type(node).__name__} expression; {WHAT_TO_USE}."
    )


def _number(value: int | float) -> Number:
    if not value <= MAX_NUMBER:
        raise FormulaError(f"A number may be at most {MAX_NUMBER:g}, got {float(value):g}.")
    return Number(value)


def _children(node: Node) -> tuple[Node, ...]:
    match node:
        case Negative(operand):
            return (operand,)
        case Binary(_, left, right):
            return (left, right)
        case Call(_, argument):
            return (argument,)
    return ()


def _tower(tree: Node) -> int:
    """Count the powers with x in the exponent that are stacked on each other."""
    height = max((_tower(child) for child in _children(tree)), default=0)
    match tree:
        case Binary("**", _, exponent) if _contains_x(exponent):
            return max(height, 1 + _tower(exponent))
    return height
