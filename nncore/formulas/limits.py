"""The limits of an integral as people write them: pi/2, sqrt(2), 0,5, -oo."""

from __future__ import annotations

import math
import re

from nncore.formulas.formula import Formula
from nncore.formulas.numpy_function import to_number
from nncore.formulas.tree import contains_x
from nncore.formulas.vocabulary import FormulaError, UnknownNameError
from nncore.messages import SettingError, marked

_INFINITY = re.compile(r"([+\-−–]?)\s*(?:oo|inf|infinity|∞|\\infty)", re.IGNORECASE)
_NOT_CONSTANT = marked(
    "`{name}` must be a number or an expression without a variable, such as 2*pi, got {value}."
)
_TOO_LARGE = marked(
    "`{name}` must be at most 1.8e308 in size, got {value}; write oo for an infinite limit."
)
_NO_NUMBER = marked("`{name}` must be a number such as 0.5, pi/2 or oo, got {value}.")
_NOT_READABLE = marked("`{name}` must be a number such as 0.5, pi/2 or oo, got {value}: {problem}")


def number_from_text(name: str, text: str) -> float:
    """Return a limit, which is read by the whitelist of formulas.

    Parameters
    ----------
    name : str
        Of the limit, for the error message.
    text : str
        A number, an expression without x, or an infinity.

    Returns
    -------
    float
        A number, or an infinity where one was written.

    Raises
    ------
    SettingError
        If it is none.

    Examples
    --------
    >>> number_from_text("upper", "2π"), number_from_text("lower", "-oo")
    (6.283185307179586, -inf)
    """
    match = _INFINITY.fullmatch(text.strip())
    if match:
        return -math.inf if match[1] in ("-", "−", "–") else math.inf
    try:
        value = float(text)  # digit by digit as it is, of any length
    except ValueError:
        value, refusal = _evaluated(name, text), _NOT_CONSTANT  # 1/0
    else:
        refusal = _TOO_LARGE  # 1e400
    if math.isinf(value):
        raise SettingError(refusal, name=name, value=repr(text[:60]))
    return value


def _evaluated(name: str, text: str) -> float:
    try:
        tree = Formula(text).tree
    except UnknownNameError:
        raise SettingError(_NO_NUMBER, name=name, value=repr(text[:60])) from None
    except FormulaError as error:
        raise SettingError(
            _NOT_READABLE, name=name, value=repr(text[:60]), problem=error.sentence
        ) from None
    value = math.nan if contains_x(tree) else to_number(tree)
    if math.isnan(value):
        raise SettingError(_NOT_CONSTANT, name=name, value=repr(text[:60]))
    return value
