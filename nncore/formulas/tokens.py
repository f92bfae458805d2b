"""From the text of a formula to its tokens, with sentences that point at what is mistyped.

Positions count characters of the text as typed, from 0.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from nncore.formulas.names import other_variable, pieces_of
from nncore.formulas.variables import ONE_VARIABLE, Variables
from nncore.formulas.vocabulary import FUNCTIONS, FormulaError
from nncore.messages import marked

MAX_LENGTH = 200  # characters
MAX_NUMBER_LENGTH = 25  # characters

NUMPY_SINC = "np.sinc"

MINUS_SIGNS = "\u2010\u2011\u2012\u2013\u2014\u2212-"  # the last one is no range in a set
_SPELLINGS = {
    "^": "**",
    "\u00f7": "/",
    "\u2215": "/",
    "\u2044": "/",
    "\u2264": "<=",
    "\u2265": ">=",
}
_SPELLINGS |= dict.fromkeys("\u00b7\u22c5\u00d7\u2217\u2219\u2022", "*")
_SPELLINGS |= dict.fromkeys(MINUS_SIGNS, "-")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ˣ", "0123456789+-x")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_FRACTIONS = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"

_PATTERN = re.compile(
    rf"""
      (?P<space>       [ \t\u00a0\u2009\u200a\u202f\u2061\u2062]+ )
    | (?P<module>      (?: np | numpy | math | mpmath | sympy | scipy\.special )\.(?=[A-Za-z]) )
    | (?P<fraction>    [{_FRACTIONS}] | [0-9]+\u2044[0-9]+ | [⁰¹²³⁴⁵⁶⁷⁸⁹]+\u2044[₀-₉]+ )
    | (?P<number>      (?: [0-9]+ \.? [0-9]* | \.[0-9]+ ) (?: [eE][+{MINUS_SIGNS}]?[0-9]+ )? )
    | (?P<name>        [A-Za-z][A-Za-z0-9]*[₀-₉]* | [\u0391-\u03a9\u03b1-\u03c9] )
    | (?P<superscript> [⁺⁻]?(?: [⁰¹²³⁴⁵⁶⁷⁸⁹]+ˣ? | ˣ ) )
    | (?P<root>        [\u221a\u221b\u221c] )
    | (?P<factorial>   ! )
    | (?P<sign>        [+{MINUS_SIGNS}] )
    | (?P<operator>    \*\* | [*/^\u00b7\u22c5\u00d7\u00f7\u2217\u2219\u2022\u2215\u2044] )
    | (?P<comparison>  <= | >= | [<>\u2264\u2265] )
    | (?P<opening>     \( )
    | (?P<closing>     \) )
    | (?P<bar>         \| )
    | (?P<comma>       [,;] )
    """,
    re.VERBOSE,
)


class Kind(Enum):
    """What a token is, as far as its neighbours care."""

    NUMBER = auto()
    NAME = auto()
    FUNCTION = auto()
    SUPERSCRIPT = auto()
    FRACTION = auto()
    ROOT = auto()
    FACTORIAL = auto()
    SIGN = auto()
    OPERATOR = auto()
    COMPARISON = auto()
    OPENING = auto()
    CLOSING = auto()
    BAR = auto()
    COMMA = auto()
    EDGE = auto()


@dataclass(frozen=True)
class Token:
    """A piece of a formula: as typed, as Python spells it, and where it begins and ends."""

    kind: Kind
    text: str
    source: str
    position: int
    end: int


def scan(text: str, variables: Variables = ONE_VARIABLE) -> list[Token]:
    """Split a formula into tokens.

    Raises
    ------
    FormulaError
        If the text is too long, or a character or a name is not allowed.
    """
    check_length(text)
    return list(_tokens(text, variables))


def check_length(text: str) -> None:
    """Raise FormulaError if a formula is too long."""
    if len(text) > MAX_LENGTH:
        raise FormulaError(
            "A formula may have at most {most} characters, got {n:,}; shorten it.",
            most=MAX_LENGTH,
            n=len(text),
        )


def _tokens(text: str, variables: Variables) -> Iterator[Token]:
    variable = other_variable(text, variables)
    position, module = 0, ""
    while position < len(text):
        match = _PATTERN.match(text, position)
        if match is None:
            raise not_allowed(text[position], position)
        kind, piece, end = str(match.lastgroup), match.group(), match.end()
        if kind == "name":
            pieces = pieces_of(piece.translate(_SUBSCRIPTS), variable, variables)
            yield from _of_name(piece, pieces, position, module)
        elif kind not in ("space", "module"):
            yield Token(Kind[kind.upper()], piece, _source(kind, piece, position), position, end)
        position, module = end, piece if kind == "module" else ""


def _source(kind: str, piece: str, position: int) -> str:
    if kind == "number":
        if len(piece) > MAX_NUMBER_LENGTH:
            raise FormulaError(
                "The number at position {position} has {n} characters; use at most {most}.",
                position=position,
                n=len(piece),
                most=MAX_NUMBER_LENGTH,
            )
        return re.sub("^0+(?=[0-9])", "", re.sub(f"[{MINUS_SIGNS}]", "-", piece))
    if kind == "superscript":
        exponent = piece.translate(_SUPERSCRIPTS)
        return re.sub(r"(.?\d+)x", r"(\1*x)", exponent)
    if kind == "fraction":
        return f"({unicodedata.normalize('NFKC', piece).replace(chr(0x2044), '/')})"
    return _SPELLINGS.get(piece, piece)


def _of_name(name: str, pieces: list[str], position: int, module: str) -> Iterator[Token]:
    for piece in pieces:
        shown = name if len(pieces) == 1 else piece
        end = position + len(shown)
        if piece in FUNCTIONS:
            # NumPy's sinc(x) is sin(pi x)/(pi x).
            of_numpy = piece == "sinc" and module in ("np.", "numpy.", "scipy.special.")
            yield Token(Kind.FUNCTION, shown, NUMPY_SINC if of_numpy else piece, position, end)
        else:
            kind = Kind.NUMBER if piece.isdigit() else Kind.NAME
            yield Token(kind, shown, piece, position, end)
        position = end


_NOT_ALLOWED = marked(
    "The character {character} at position {position} is not allowed; use numbers, x, "
    "+ - * / ^, parentheses and functions such as sin(x)."
)
_BRACKET = marked(
    "The character {character} at position {position} is not allowed; write ( ) for "
    "parentheses, or floor(x) for the whole part of x."
)
_INSTEAD = {
    "\u222b": marked(
        "The character {character} at position {position} is not allowed; write the "
        "integrand alone, without the integral sign and dx."
    ),
    "=": marked(
        "The character {character} at position {position} is not allowed; write the "
        "right-hand side alone; a condition has <, <=, > or >=."
    ),
    "[": _BRACKET,
    "]": _BRACKET,
    "\u00b0": marked(
        "The character {character} at position {position} is not allowed; angles are in "
        "radians, of which 1 degree has pi/180."
    ),
    "%": marked(
        "The character {character} at position {position} is not allowed; write /100 for per "
        "cent, or x-2*floor(x/2) for what is left of x divided by 2."
    ),
    ":": marked(
        "The character {character} at position {position} is not allowed; write / for a quotient."
    ),
}


def not_allowed(character: str, position: int) -> FormulaError:
    """Return the error about a character that has no meaning in a formula."""
    if character == ",":
        return FormulaError(
            "The comma at position {position} is not allowed; write 0.5 with a point, and give a "
            "function one argument.",
            position=position,
        )
    # The name tells a Cyrillic letter from the Latin one that looks the same.
    name = unicodedata.name(character, "").lower() or f"U+{ord(character):04X}"
    shown = f"`{character}`" if character.isprintable() else name
    if character.isprintable() and not character.isascii():
        shown = f"{shown} ({name})"
    sentence = _INSTEAD.get(character, _NOT_ALLOWED)
    return FormulaError(sentence, character=shown, position=position)
