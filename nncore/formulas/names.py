"""The names in a formula: variable, constants and functions, however they are spelled."""

from __future__ import annotations

import re

from nncore.formulas.variables import Variables
from nncore.formulas.vocabulary import CONSTANTS, VARIABLE, UnknownNameError
from nncore.messages import marked

_WORD = re.compile("[A-Za-z][A-Za-z0-9]*|[\u0391-\u03a9\u03b1-\u03c9]")
_LETTERS = {"\u03c0": "pi", "\u0393": "gamma"}
_LOGARITHM = re.compile("log([0-9]+)(.*)")
_DIFFERENTIAL = re.compile("d[a-zA-Z]")

MISSPELT = marked("`{name}` is not known; did you mean `{similar}`?")
NOT_KNOWN = marked(
    "`{name}` is not known; use {inputs}, {constants} and the functions {functions}."
)

# What is not guessed, and what is not a part of an integrand.
_TWO_INVERSES = marked("`{name}` has two definitions; write `pi/2-atan(x)` or `atan(1/x)`.")
_INSTEAD = {
    "lg": marked("`{name}` can be `log10` or `log2`; write the one that is meant."),
    **dict.fromkeys(("arccot", "arcctg", "arccotg", "acot"), _TWO_INVERSES),
    **dict.fromkeys(
        ("begin", "cases", "if"),
        marked(
            "`{name}` is not known; write `where(x < 1, x, 2)` for what is x below 1 and 2 "
            "elsewhere."
        ),
    ),
    **dict.fromkeys(
        ("root", "nthroot", "surd"),
        marked("`{name}` is not known; write `cbrt(x)`, or `x^(1/4)` for the fourth root of x."),
    ),
    "mod": marked(
        "`{name}` is not known; write `x-2*floor(x/2)` for what is left of x divided by 2."
    ),
    "round": marked("`{name}` is not known; write `floor(x+0.5)` for the nearest whole number."),
    "arc": marked("`{name}` stands apart; write `arctan(x)` in one word."),
    "H": marked("`{name}` is not known; write `heaviside(x)` for the unit step."),
    "int": marked(
        "`{name}` is not a part of the integrand; write the integrand alone, without the "
        "integral sign and dx, and `floor(x)` for the whole part of x."
    ),
}


def other_variable(text: str, variables: Variables) -> str | None:
    """Return the letter that stands for x in a formula in which x does not occur, or None.

    It is the only single letter that has no meaning of its own.
    """
    words = {word.group() for word in _WORD.finditer(text)}
    has_x = any(VARIABLE in variables.pieces.findall(word) for word in words)
    if has_x or not variables.may_be_renamed:
        return None
    letters = {word for word in words if len(word) == 1} - {*_LETTERS, *CONSTANTS, "E"}
    return letters.pop() if len(letters) == 1 else None


def pieces_of(name: str, variable: str | None, variables: Variables) -> list[str]:
    """Return the known names in a word, which may have been typed without anything between them.

    Parameters
    ----------
    name : str
        A word such as ``"sin"``, ``"Sin"``, ``"xsin"`` or ``"sin2x"``.
    variable : str or None
        The letter that stands for x.
    variables : Variables
        The variables by their own names.

    Raises
    ------
    UnknownNameError
        If part of it is not known, or it can be read in two ways.
    """
    if name == variable:
        return [VARIABLE]
    if name in ("True", "otherwise"):  # the last condition of piecewise
        return ["True"]
    if name == "E":
        return ["e"]
    if name in _LETTERS:
        return [_LETTERS[name]]
    if name in _INSTEAD:
        raise UnknownNameError(_INSTEAD[name], name=name)
    is_word = len(name) > 1 and name.lower() in variables.known_names
    word = name.lower() if is_word else name
    if word in variables.known_names:
        return [word]
    pieces = variables.pieces.findall(word)
    if "".join(pieces) != word:
        raise _unknown(name, variables)
    if match := _LOGARITHM.fullmatch(word):
        raise _base_or_factor(name, *match.groups())
    if "e" in pieces and pieces != [VARIABLE, "e"]:  # "sine", and "ex" for "exp"
        raise UnknownNameError(
            "`{name}` is not known; put a `*` or a space beside the e if the number is meant.",
            name=name,
        )
    return pieces


def _base_or_factor(name: str, base: str, rest: str) -> UnknownNameError:
    """Return the error about a number behind log, as in log2x or log3(x)."""
    argument = rest or "x"
    to_base = f"log{base}({argument})"
    if base not in ("2", "10"):
        to_base = f"ln({argument})/ln({base})"
    return UnknownNameError(
        "`{name}` can be read in two ways; write `{to_base}` or `log({base}*{argument})`.",
        name=name,
        to_base=to_base,
        base=base,
        argument=argument,
    )


def _unknown(name: str, variables: Variables) -> UnknownNameError:
    if _DIFFERENTIAL.fullmatch(name):
        return UnknownNameError(
            "`{name}` is not a part of the integrand; write the integrand alone, without the "
            "integral sign and dx.",
            name=name,
        )
    if name.lower() in variables.known_names:
        return UnknownNameError(MISSPELT, name=name, similar=name.lower())
    return UnknownNameError(NOT_KNOWN, name=name, **variables.offered)
