"""How large the exponents of a formula may be, and how high its powers may be stacked."""

from __future__ import annotations

from nncore.formulas.numpy_function import to_number
from nncore.formulas.tree import Binary, Node, contains_x, nodes, operands
from nncore.formulas.vocabulary import FormulaError

MAX_EXPONENT = 100
MAX_TOWER = 2  # powers with x in the exponent, one in the exponent of the other: e^(e^x)


def check_exponents(tree: Node) -> None:
    """Check the powers of a tree.

    Raises
    ------
    FormulaError
        If too many powers are stacked, or a constant exponent is too large or not a number.
    """
    if _tower(tree) > MAX_TOWER:
        raise FormulaError(
            "More than {most} powers with x in the exponent are stacked; use fewer.",
            most=MAX_TOWER,
        )
    for node in nodes(tree):
        if isinstance(node, Binary) and node.symbol == "**" and not contains_x(node.right):
            value = to_number(node.right)
            if not abs(value) <= MAX_EXPONENT:
                raise FormulaError(
                    "An exponent must lie between -{largest} and {largest}, got {value:g}.",
                    largest=MAX_EXPONENT,
                    value=value,
                )


def _tower(tree: Node) -> int:
    """Count the powers with x in the exponent that are stacked on each other."""
    height = max(map(_tower, operands(tree)), default=0)
    match tree:
        case Binary("**", _, exponent) if contains_x(exponent):
            return max(height, 1 + _tower(exponent))
    return height
