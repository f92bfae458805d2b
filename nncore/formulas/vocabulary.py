"""What a formula may contain."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from scipy import special

VARIABLE = "x"

CONSTANTS: Mapping[str, float] = MappingProxyType({"pi": math.pi, "e": math.e})

FUNCTIONS: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "sin": np.sin,
        "cos": np.cos,
        "tan": np.tan,
        "asin": np.arcsin,
        "acos": np.arccos,
        "atan": np.arctan,
        "arcsin": np.arcsin,
        "arccos": np.arccos,
        "arctan": np.arctan,
        "sinh": np.sinh,
        "cosh": np.cosh,
        "tanh": np.tanh,
        "exp": np.exp,
        "log": np.log,
        "ln": np.log,
        "log10": np.log10,
        "sqrt": np.sqrt,
        "abs": np.abs,
        "sign": np.sign,
        "erf": special.erf,
    }
)

KNOWN_NAMES = (VARIABLE, *CONSTANTS, *FUNCTIONS)

WHAT_TO_USE = f"use x, {', '.join(CONSTANTS)} and the functions {', '.join(FUNCTIONS)}"


class FormulaError(ValueError):
    """A formula that is not allowed; the message is one sentence for whoever typed it."""
