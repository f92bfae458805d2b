"""Commas in a formula: between arguments, or between a whole number and its decimals."""

from __future__ import annotations

import re

from nncore.formulas.tokens import Kind, Token, not_allowed
from nncore.formulas.vocabulary import SEVERAL, SYNONYMS, FormulaError

_THOUSANDS = re.compile("[1-9][0-9]{0,2}")


def with_points(tokens: list[Token]) -> list[Token]:
    """Return tokens in which 0,5 is a number and every other comma separates arguments.

    Raises
    ------
    FormulaError
        If a comma can be read in two ways, or stands where neither is possible.
    """
    has_semicolons = any(token.text == ";" for token in tokens)
    result: list[Token] = []
    inside = [False]  # functions of several arguments, and parentheses in those
    for i, token in enumerate(tokens):
        if token.kind is Kind.OPENING:
            inside.append(_takes_several(tokens, i, inside[-1]))
        elif token.kind is Kind.CLOSING and len(inside) > 1:
            inside.pop()
        is_decimal = token.text == "," and _is_between_digits(tokens, i)
        if is_decimal and inside[-1] and not has_semicolons:
            raise _list_or_number(tokens, i)
        if is_decimal:
            _check_thousands(tokens, i)
        elif token.kind is Kind.COMMA and not inside[-1]:
            raise not_allowed(token.text, token.position)
        follows_comma = result and result[-1].text == "," and result[-1].kind is Kind.NUMBER
        if is_decimal:
            result.append(Token(Kind.NUMBER, ",", "", token.position, token.end))
        elif follows_comma:
            result.pop()
            result.append(_joined(result.pop(), token))
        else:
            result.append(token)
    return result


def _takes_several(tokens: list[Token], i: int, is_inside: bool) -> bool:
    before = tokens[i - 1] if i else None
    if before is not None and before.kind is Kind.FUNCTION:
        return SYNONYMS.get(before.source, before.source) in SEVERAL
    return is_inside and before is not None and before.kind in (Kind.OPENING, Kind.COMMA)


def _is_between_digits(tokens: list[Token], i: int) -> bool:
    if not 0 < i < len(tokens) - 1:
        return False
    left, comma, right = tokens[i - 1 : i + 2]
    are_numbers = left.kind is Kind.NUMBER and right.kind is Kind.NUMBER
    return are_numbers and left.end == comma.position and comma.end == right.position


def _joined(left: Token, right: Token) -> Token:
    text = f"{left.text},{right.text}"
    return Token(Kind.NUMBER, text, f"{left.source}.{right.text}", left.position, right.end)


def _check_thousands(tokens: list[Token], i: int) -> None:
    left, right = tokens[i - 1], tokens[i + 1]
    shown, at = f"{left.text},{right.text}", f"at position {left.position}"
    if _is_between_digits(tokens, i + 2) or _is_between_digits(tokens, i - 2):
        raise FormulaError(f"The commas in the number {at} are not allowed; leave them out.")
    if not left.text.isdigit() or not right.text[0].isdigit() or "." in right.text:
        raise FormulaError(
            f"`{shown}` {at} has a comma beside a point or a power of ten; write one number."
        )
    if _THOUSANDS.fullmatch(left.text) and len(right.text) == 3 and right.text.isdigit():
        raise FormulaError(
            f"`{shown}` {at} can be read in two ways; write `{left.text}{right.text}` or "
            f"`{left.text}.{right.text}`."
        )


def _list_or_number(tokens: list[Token], i: int) -> FormulaError:
    left, right = tokens[i - 1].text, tokens[i + 1].text
    return FormulaError(
        f"`{left},{right}` at position {tokens[i - 1].position} can be read in two ways; write "
        f"`{left}; {right}` for two arguments or `{left}.{right}` for a number."
    )
