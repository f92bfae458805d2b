"""Commas in a formula: between arguments, or between a whole number and its decimals.

In a function of several arguments a comma between digits is what leaves the function with arguments
that it takes: max(1-x^2,0) has two, where(x<0,5,1) three. If several readings do, none is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from nncore.formulas.tokens import Kind, Token, not_allowed
from nncore.formulas.vocabulary import SEVERAL, SYNONYMS, FormulaError

_THOUSANDS = re.compile("[1-9][0-9]{0,2}")
_MOST_UNCLEAR = 8  # commas of one function; with more there are many readings
_PAIR = "a pair"  # of piecewise: a value and its condition


@dataclass
class _Call:
    """Parentheses after a function, or others (then the name is empty)."""

    name: str
    function: str = ""  # of one argument
    commas: list[int] = field(default_factory=list)
    unclear: list[int] = field(default_factory=list)
    conditions: list[int] = field(default_factory=list)


def with_points(tokens: list[Token]) -> list[Token]:
    """Return tokens in which 0,5 is a number and every other comma separates arguments.

    Raises
    ------
    FormulaError
        If a comma can be read in two ways, or stands where neither is possible.
    """
    decimal = _decimal_commas(tokens)
    result: list[Token] = []
    for i, token in enumerate(tokens):
        if i in decimal:
            _check_thousands(tokens, i)
            result.append(Token(Kind.NUMBER, ",", "", token.position, token.end))
        elif i - 1 in decimal:
            result.pop()
            result.append(_joined(result.pop(), token))
        else:
            result.append(token)
    return result


def _decimal_commas(tokens: list[Token]) -> set[int]:
    """Return which of the tokens are commas before decimals."""
    has_semicolons = any(token.text == ";" for token in tokens)
    decimal: set[int] = set()
    calls = [_Call("")]
    for i, token in enumerate(tokens):
        is_between = _is_between_digits(tokens, i)
        if token.kind is Kind.OPENING:
            name = _name_before(tokens, i, calls[-1])
            is_call = not name and i > 0 and tokens[i - 1].kind is Kind.FUNCTION
            calls.append(_Call(name, tokens[i - 1].text if is_call else ""))
        elif token.kind is Kind.CLOSING and len(calls) > 1:
            decimal.update(_chosen(tokens, calls.pop()))
        elif token.kind is Kind.COMPARISON or token.source == "True":
            calls[-1].conditions.append(i)
        elif is_between and (has_semicolons or not calls[-1].name):
            decimal.add(i)
        elif is_between and _may_be_decimal(tokens, i):
            calls[-1].unclear.append(i)
        elif token.kind is Kind.COMMA and not calls[-1].name:
            raise _too_many(token, calls[-1].function)
        elif token.kind is Kind.COMMA:
            calls[-1].commas.append(i)
    return decimal


def _too_many(comma: Token, function: str) -> FormulaError:
    if function not in ("log", "ln"):
        return not_allowed(comma.text, comma.position)
    return FormulaError(
        "`{name}` takes one argument, not a base behind the comma at position {position}; write "
        "`ln(x)/ln(2)` for the logarithm of x to the base 2.",
        name=function,
        position=comma.position,
    )


def _name_before(tokens: list[Token], i: int, outer: _Call) -> str:
    before = tokens[i - 1] if i else None
    if before is None:
        return ""
    if before.kind is Kind.FUNCTION:
        name = SYNONYMS.get(before.source, before.source)
        return name if name in SEVERAL else ""
    begins = before.kind in (Kind.OPENING, Kind.COMMA)
    return _PAIR if outer.name == "piecewise" and begins else ""


def _chosen(tokens: list[Token], call: _Call) -> tuple[int, ...]:
    """Return which commas of a function are before decimals in the only possible reading."""
    if not call.unclear:
        return ()
    readings = [] if len(call.unclear) > _MOST_UNCLEAR else list(_readings(call))
    if len(readings) > 1 or len(call.unclear) > _MOST_UNCLEAR:
        raise _list_or_number(tokens, call.unclear[0])
    return readings[0] if readings else ()


def _readings(call: _Call) -> Iterator[tuple[int, ...]]:
    for are_decimal in product((False, True), repeat=len(call.unclear)):
        chosen = tuple(i for i, is_one in zip(call.unclear, are_decimal, strict=True) if is_one)
        if any(i + 2 in chosen for i in chosen):  # 1,2,3 is no number
            continue
        separators = sorted({*call.commas, *call.unclear} - set(chosen))
        if _are_arguments(call, separators):
            yield chosen


def _are_arguments(call: _Call, separators: list[int]) -> bool:
    """Whether a function takes as many arguments, with conditions at these places."""
    n = len(separators) + 1
    places = {sum(i < condition for i in separators) for condition in call.conditions}
    match call.name:
        case "where":
            return n == 3 and places == {0}
        case "piecewise":
            return n >= 3 and places == set(range(1, n - 1, 2)) and n % 2 == 1
        case name if name == _PAIR:
            return n == 2 and places == {1}
        case "max" | "min":
            return n >= 2
    return n == 2


def _is_between_digits(tokens: list[Token], i: int) -> bool:
    if not 0 < i < len(tokens) - 1 or tokens[i].text != ",":
        return False
    left, comma, right = tokens[i - 1 : i + 2]
    are_numbers = left.kind is Kind.NUMBER and right.kind is Kind.NUMBER
    return are_numbers and left.end == comma.position and comma.end == right.position


def _may_be_decimal(tokens: list[Token], i: int) -> bool:
    left, right = tokens[i - 1].text, tokens[i + 1].text
    return left.isdigit() and right[0].isdigit() and "." not in right


def _joined(left: Token, right: Token) -> Token:
    text = f"{left.text},{right.text}"
    return Token(Kind.NUMBER, text, f"{left.source}.{right.text}", left.position, right.end)


def _check_thousands(tokens: list[Token], i: int) -> None:
    left, right = tokens[i - 1], tokens[i + 1]
    values = {"left": left.text, "right": right.text, "position": left.position}
    if _is_between_digits(tokens, i + 2) or _is_between_digits(tokens, i - 2):
        raise FormulaError(
            "The commas in the number at position {position} are not allowed; leave them out.",
            position=left.position,
        )
    if not _may_be_decimal(tokens, i):
        raise FormulaError(
            "`{left},{right}` at position {position} has a comma beside a point or a power of ten; "
            "write one number.",
            **values,
        )
    if _THOUSANDS.fullmatch(left.text) and len(right.text) == 3 and right.text.isdigit():
        raise FormulaError(
            "`{left},{right}` at position {position} can be read in two ways; write "
            "`{left}{right}` or `{left}.{right}`.",
            **values,
        )


def _list_or_number(tokens: list[Token], i: int) -> FormulaError:
    left, right = tokens[i - 1].text, tokens[i + 1].text
    return FormulaError(
        "`{left},{right}` at position {position} can be read in two ways; write `{left}; {right}` "
        "for two arguments or `{left}.{right}` for a number.",
        left=left,
        right=right,
        position=tokens[i - 1].position,
    )
