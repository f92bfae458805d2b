"""The variables of a formula: x alone, or the inputs x1, x2, ... of a function of several."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from nncore.formulas.vocabulary import CONSTANTS, FUNCTIONS, SHOWN, VARIABLE
from nncore.integrands import MAX_INPUTS
from nncore.messages import Sentence


@dataclass(frozen=True)
class Variables:
    """The names that stand for the inputs, and how they are told from the other names.

    Parameters
    ----------
    names : tuple of str
        Of the inputs.
    shown : Sentence
        These names, for a sentence.
    may_be_renamed : bool
        Whether another single letter may stand for the only name.
    """

    names: tuple[str, ...]
    shown: Sentence
    may_be_renamed: bool = False

    @cached_property
    def known_names(self) -> frozenset[str]:
        """All names that a formula may have."""
        return frozenset((*self.names, *CONSTANTS, *FUNCTIONS))

    @cached_property
    def pieces(self) -> re.Pattern[str]:
        """What a word may consist of; longest names first, so that "sinhx" reads "sinh x"."""
        by_length = sorted(self.known_names, key=lambda name: (-len(name), name))
        return re.compile("|".join([*by_length, "[0-9]+"]))

    @cached_property
    def offered(self) -> dict[str, Any]:
        """What a sentence offers to use: the values of its inputs, constants and functions."""
        constants, functions = ", ".join(CONSTANTS), ", ".join(SHOWN)
        return {"inputs": self.shown, "constants": constants, "functions": functions}


#: The inputs by number, and the letters that stand for the first three.
NUMBERED = tuple(f"{VARIABLE}{i}" for i in range(1, MAX_INPUTS + 1))
LETTERS = (VARIABLE, "y", "z")

ONE_VARIABLE = Variables((VARIABLE,), Sentence(VARIABLE), may_be_renamed=True)
INPUTS = Variables((*NUMBERED, *LETTERS), Sentence("x1 to x{most} (or x, y, z)", most=MAX_INPUTS))


def input_index(name: str) -> int:
    """Return which input a variable is, from 0."""
    return LETTERS.index(name) if name in LETTERS else NUMBERED.index(name)
