"""From the text of a formula to its tokens, with sentences that point at what is mistyped.

Positions count characters of the text as typed, from 0.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from nncore.formulas.vocabulary import (
    FUNCTIONS,
    KNOWN_NAMES,
    WHAT_TO_USE,
    FormulaError,
    UnknownNameError,
)

MAX_LENGTH = 200  # characters
MAX_NUMBER_LENGTH = 25  # characters

_SPELLINGS = {"^": "**", "\u2212": "-", "\u00b7": "*", "\u22c5": "*", "\u00d7": "*", "\u00f7": "/"}
_SPELLINGS |= {"\u00b2": "**2", "\u00b3": "**3", "\u03c0": "pi"}

_PATTERN = re.compile(
    r"""
      (?P<space>       [ \t\u00a0]+ )
    | (?P<number>      (?: [0-9]+ \.? [0-9]* | \.[0-9]+ ) (?: [eE][+-]?[0-9]+ )? )
    | (?P<name>        [A-Za-z][A-Za-z0-9]* | \u03c0 )
    | (?P<superscript> [\u00b2\u00b3] )
    | (?P<sign>        [+\-\u2212] )
    | (?P<operator>    \*\* | [*/^\u00b7\u22c5\u00d7\u00f7] )
    | (?P<opening>     \( )
    | (?P<closing>     \) )
    """,
    re.VERBOSE,
)
# Longest names first, so that "sinhx" reads "sinh x".
_PIECES = re.compile("|".join([*sorted(KNOWN_NAMES, key=len, reverse=True), "[0-9]+"]))


class Kind(Enum):
    """What a token is, as far as its neighbours care."""

    NUMBER = auto()
    NAME = auto()
    FUNCTION = auto()
    SUPERSCRIPT = auto()
    SIGN = auto()
    OPERATOR = auto()
    OPENING = auto()
    CLOSING = auto()
    EDGE = auto()


_STARTS_OPERAND = {Kind.NUMBER, Kind.NAME, Kind.FUNCTION, Kind.OPENING}
_ENDS_OPERAND = {Kind.NUMBER, Kind.NAME, Kind.SUPERSCRIPT, Kind.CLOSING}


@dataclass(frozen=True)
class Token:
    """A piece of a formula: as typed, and as Python spells it."""

    kind: Kind
    text: str
    position: int

    @property
    def source(self) -> str:
        """The token in Python's spelling."""
        if self.kind is Kind.NUMBER:
            return re.sub("^0+(?=[0-9])", "", self.text)
        return _SPELLINGS.get(self.text, self.text)


def tokenize(text: str) -> list[Token]:
    """Split a formula into tokens that form operands and operators in turn.

    Raises
    ------
    FormulaError
        If a character or a name is not allowed, an operator or an operand is missing, or
        parentheses do not match.
    """
    check_length(text)
    tokens = list(_scan(text))
    if not tokens:
        raise FormulaError("The formula is empty; write one such as `x*sin(x)`.")
    edges = Token(Kind.EDGE, "", 0), Token(Kind.EDGE, "", len(text))
    for left, right in pairwise([edges[0], *tokens, edges[1]]):
        _check_neighbours(left, right)
    _check_parentheses(tokens)
    return tokens


def check_length(text: str) -> None:
    """Raise FormulaError if a formula is too long."""
    if len(text) > MAX_LENGTH:
        raise FormulaError(
            f"A formula may have at most {MAX_LENGTH} characters, got {len(text):,}; shorten it."
        )


def _scan(text: str) -> Iterator[Token]:
    position = 0
    while position < len(text):
        match = _PATTERN.match(text, position)
        if match is None:
            raise _not_allowed(text[position], position)
        kind, piece = str(match.lastgroup), match.group()
        if kind == "name":
            yield from _scan_name(piece, position)
        elif kind != "space":
            if len(piece) > MAX_NUMBER_LENGTH:
                raise FormulaError(
                    f"The number at position {position} has {len(piece)} characters; "
                    f"use at most {MAX_NUMBER_LENGTH}."
                )
            yield Token(Kind[kind.upper()], piece, position)
        position = match.end()


def _scan_name(name: str, position: int) -> Iterator[Token]:
    """Yield a known name, or known names typed without anything between them ("xsin")."""
    pieces = [name] if name in _SPELLINGS else _PIECES.findall(name)
    if "".join(pieces) != name:
        known = name.lower() in KNOWN_NAMES
        hint = f"did you mean `{name.lower()}`?" if known else f"{WHAT_TO_USE}."
        raise UnknownNameError(f"`{name}` is not known; {hint}")
    for piece in pieces:
        if piece in FUNCTIONS:
            kind = Kind.FUNCTION
        else:
            kind = Kind.NUMBER if piece.isdigit() else Kind.NAME
        yield Token(kind, piece, position)
        position += len(piece)


def _check_neighbours(left: Token, right: Token) -> None:
    at = f"at position {right.position}"
    if left.kind is Kind.FUNCTION and right.kind is not Kind.OPENING:
        raise FormulaError(
            f"Put the argument of `{left.text}` in parentheses {at}, as in `{left.text}(x)`."
        )
    if left.kind in _ENDS_OPERAND and right.kind in _STARTS_OPERAND:
        raise FormulaError(
            f"Put a `*` between `{left.text}` and `{right.text}` {at}: `{left.text}*{right.text}`."
        )
    if left.kind is Kind.SUPERSCRIPT and (right.text in ("^", "**") or right.kind is left.kind):
        raise FormulaError(
            f"Put parentheses around the power before `{right.text}` {at}, or write it with `^`."
        )
    if left.kind in _ENDS_OPERAND or right.kind in _STARTS_OPERAND or right.kind is Kind.SIGN:
        return
    if right.kind is Kind.EDGE:
        raise FormulaError(
            f"The formula breaks off after `{left.text}` {at}; put a number or x there."
        )
    raise FormulaError(f"Put a number or x before `{right.text}` {at}.")


def _check_parentheses(tokens: list[Token]) -> None:
    open_tokens: list[Token] = []
    for token in tokens:
        if token.kind is Kind.OPENING:
            open_tokens.append(token)
        elif token.kind is Kind.CLOSING:
            if not open_tokens:
                raise FormulaError(
                    f"The `)` at position {token.position} has no `(`; remove it or put one before."
                )
            open_tokens.pop()
    if open_tokens:
        raise FormulaError(
            f"The `(` at position {open_tokens[-1].position} has no `)`; put one after it."
        )


def _not_allowed(character: str, position: int) -> FormulaError:
    if character == ",":
        return FormulaError(
            f"The comma at position {position} is not allowed; write 0.5 with a point, "
            "and give a function one argument."
        )
    # The name tells a Cyrillic letter from the Latin one that looks the same.
    name = unicodedata.name(character, "").lower() or f"U+{ord(character):04X}"
    shown = f"`{character}`" if character.isprintable() else name
    if character.isprintable() and not character.isascii():
        shown = f"{shown} ({name})"
    return FormulaError(
        f"The character {shown} at position {position} is not allowed; use numbers, x, "
        "+ - * / ^, parentheses and functions such as sin(x)."
    )
