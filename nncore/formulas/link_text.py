"""A formula in a link, where a + that is not written %2B arrives as a blank."""

from __future__ import annotations

from itertools import pairwise

from nncore.formulas.latex_input import to_plain
from nncore.formulas.tokens import Kind, Token, scan
from nncore.formulas.vocabulary import FormulaError

_ENDS = (
    *(Kind.NUMBER, Kind.NAME, Kind.SUPERSCRIPT, Kind.FACTORIAL),
    *(Kind.FRACTION, Kind.CLOSING, Kind.BAR),
)
_BEGINS = (
    *(Kind.NUMBER, Kind.NAME, Kind.FUNCTION, Kind.FRACTION, Kind.ROOT, Kind.OPENING, Kind.BAR),
)


def has_blank_product(text: str) -> bool:
    """Whether only a blank stands between two factors: ``x sin(x)`` may have been x+sin(x)."""
    try:
        tokens = scan(to_plain(text))
    except FormulaError:
        return False
    return any(_is_apart(left, right) for left, right in pairwise(tokens))


def _is_apart(left: Token, right: Token) -> bool:
    return left.kind in _ENDS and right.kind in _BEGINS and left.end < right.position
