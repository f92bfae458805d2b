"""What a formula may contain."""

from __future__ import annotations

VARIABLE = "x"

CONSTANTS = ("pi", "e")

FUNCTIONS = (
    *("sin", "cos", "tan", "asin", "acos", "atan", "arcsin", "arccos", "arctan"),
    *("sinh", "cosh", "tanh", "exp", "log", "ln", "log10", "sqrt", "abs", "sign", "erf"),
)
# A tree knows each function by one name.
SYNONYMS = {"arcsin": "asin", "arccos": "acos", "arctan": "atan", "ln": "log"}

KNOWN_NAMES = (VARIABLE, *CONSTANTS, *FUNCTIONS)

WHAT_TO_USE = f"use x, {', '.join(CONSTANTS)} and the functions {', '.join(FUNCTIONS)}"


class FormulaError(ValueError):
    """A formula that is not allowed; the message is one sentence for whoever typed it."""


class UnknownNameError(FormulaError):
    """A formula with a name that is none of `KNOWN_NAMES`."""
