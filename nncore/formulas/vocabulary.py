"""What a formula may contain, and how it may be spelled."""

from __future__ import annotations

from nncore.messages import SettingError

VARIABLE = "x"

CONSTANTS = ("pi", "e")

# A tree knows each function of one argument by one of these names.
ELEMENTARY = (
    *("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh"),
    *("asinh", "acosh", "atanh", "exp", "log", "log10", "log2", "log1p", "expm1"),
    *("sqrt", "cbrt", "abs", "sign", "floor", "ceil", "erf", "erfc", "gamma", "sinc", "j0", "j1"),
)
RECIPROCALS = {
    **{"sec": "cos", "csc": "sin", "cot": "tan"},
    **{"sech": "cosh", "csch": "sinh", "coth": "tanh"},
}
SYNONYMS = {
    **{"arcsin": "asin", "arccos": "acos", "arctan": "atan", "arctg": "atan", "tg": "tan"},
    **{"arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh"},
    **{"arsinh": "asinh", "arcosh": "acosh", "artanh": "atanh", "sh": "sinh", "ch": "cosh"},
    **{"th": "tanh", "ln": "log", "sgn": "sign", "signum": "sign", "ceiling": "ceil"},
    **{"cosec": "csc", "ctg": "cot", "cotg": "cot", "fabs": "abs", "absolute": "abs"},
    **{"sen": "sin", "arcsen": "asin", "senh": "sinh", "tgh": "tanh", "cossec": "csc"},
    **{"cth": "coth", "arsh": "asinh", "arch": "acosh", "arth": "atanh", "cotan": "cot"},
    **{"lb": "log2", "ld": "log2"},
    **{"maximum": "max", "fmax": "max", "minimum": "min", "fmin": "min"},
    **{"power": "pow", "jv": "besselj", "jn": "besselj"},
}
# Of several arguments.
SEVERAL = ("max", "min", "pow", "where", "piecewise", "besselj")

FUNCTIONS = (*ELEMENTARY, *RECIPROCALS, *SEVERAL, "heaviside", *SYNONYMS)

# The power -1 of a function can be its inverse as well.
INVERSES = {
    **{name: f"a{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    **{"exp": "log", "log": "exp"},
}

#: Functions by the names that a sentence offers, without the synonyms.
SHOWN = (*ELEMENTARY, *RECIPROCALS, *SEVERAL, "heaviside")


class FormulaError(SettingError):
    """A formula that is not allowed; the sentence is for whoever typed it."""


class UnknownNameError(FormulaError):
    """A formula with a name that is not known."""
