r"""A formula in LaTeX as the same formula in plain notation: ``\frac{1}{x}`` is ((1)/(x)).

Only the text is rewritten here; whether it is a formula, the tokens and the whitelist decide.
"""

from __future__ import annotations

import re

from nncore.formulas.tokens import check_length
from nncore.formulas.vocabulary import FormulaError

# It says nothing of the function.
_LEFT_SIDE = re.compile(r"\A\s*(?:y|[A-Za-z]\s*\([A-Za-z0-9,;\s]*\))\s*=(?!=)")
_SUBSCRIPT = re.compile(r"(J|\\?log)_(?:\{\s*(\d+)\s*\}|(\d))")
_NAMED = re.compile(r"\\(?:operatorname\*?|mathrm|text|mathop)\s*\{\s*([A-Za-z0-9]+)\s*\}")
_COMMAND = re.compile(r"\\([A-Za-z]+|[,;:!> |{}\[\]()\\])")
_TIE = "~"  # a blank at which no line breaks
_BRACKETS = "\u230a\u230b\u2308\u2309"
_NAMES_OF_BRACKETS = dict(
    zip(map(ord, _BRACKETS), (r"\lfloor ", r"\rfloor ", r"\lceil ", r"\rceil "), strict=True)
)
_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau "
    "upsilon phi chi psi omega vartheta varphi"
)
_LETTERS = "αβγδεζηθικλμνξρστυφχψωθφ"
_MARK = "\x00"  # stands before the commands that have arguments

_SPELLINGS = {
    **dict.fromkeys(("cdot", "times", "ast"), " * "),
    **dict.fromkeys(("div",), " / "),
    **dict.fromkeys(("lvert", "rvert", "vert", "mid", "|"), "|"),
    **dict.fromkeys(("left", "right", "big", "Big", "bigl", "bigr", "Bigl", "Bigr"), ""),
    **dict.fromkeys((*",;:!> ", "quad", "qquad", "displaystyle", "limits", "rm", "[", "]"), " "),
    **{"{": "(", "}": ")", "(": " ", ")": " ", "le": "<=", "leq": "<=", "ge": ">=", "geq": ">="},
    **{"lt": "<", "gt": ">", "infty": "oo", "Gamma": " gamma"},
    **dict.fromkeys(("lfloor", "rfloor", "lceil", "rceil"), ""),
    **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac"), f"{_MARK}f"),
    **{"sqrt": f"{_MARK}r"},
    **{name: f" {letter}" for name, letter in zip(_GREEK.split(), _LETTERS, strict=True)},
}
_ROUNDED = re.compile(r"\\l(floor|ceil)(?![A-Za-z])(.*?)\\r\1(?![A-Za-z])", re.DOTALL)


def to_plain(text: str) -> str:
    """Return a formula in plain notation, with blanks in the place of y = and f(x) = before it.

    Raises
    ------
    FormulaError
        As `from_latex`, for a text with commands, braces or subscripts of LaTeX, or with brackets
        for which it has names.
    """
    check_length(text)
    text = _LEFT_SIDE.sub(lambda match: " " * len(match.group()), text)
    is_latex = any(character in text for character in f"\\{{_${_BRACKETS}")
    return from_latex(text) if is_latex else text


def from_latex(text: str) -> str:
    r"""Return a formula without LaTeX's commands and braces.

    Raises
    ------
    FormulaError
        If it is too long, or a brace or an argument is missing.

    Examples
    --------
    >>> from_latex(r"\frac{\sin^{2} x}{x}")
    '((\x20sin^(2) x)/(x))'
    """
    check_length(text)
    text = text.strip().strip("$").translate(_NAMES_OF_BRACKETS)
    text = _NAMED.sub(r" \1", text)
    text = _SUBSCRIPT.sub(_with_subscript, text)
    text = text.replace(r"\left", "").replace(r"\right", "").replace(_TIE, " ")
    text = _ROUNDED.sub(r" \1(\2)", text)
    text = _COMMAND.sub(lambda m: _SPELLINGS.get(m[1], f" {m[1]}"), text)
    return _without_braces(text)


def _with_subscript(match: re.Match[str]) -> str:
    function, number = match[1], match[2] or match[3]
    if function != "J" and number not in ("2", "10"):
        raise FormulaError(
            "A logarithm to the base {base} is not known; write `ln(x)/ln({base})`.", base=number
        )
    return f"{function}{number} "


def _without_braces(text: str) -> str:
    pieces, position = [], 0
    while position < len(text):
        if text[position] == _MARK:
            command = text[position + 1]
            piece, position = _command(command, text, position + 2)
        elif text[position] == "{":
            piece, position = _group(text, position)
        else:
            piece, position = text[position], position + 1
        pieces.append(piece)
    return "".join(pieces)


def _command(command: str, text: str, position: int) -> tuple[str, int]:
    r"""Read the arguments of ``\frac`` or ``\sqrt``."""
    if command == "f":
        over, position = _group(text, position)
        under, position = _group(text, position)
        return f"({over}/{under})", position
    degree = None
    if text[position : position + 1] == "[":
        end = text.find("]", position)
        degree = text[position + 1 : end] if end > 0 else None
        position = end + 1 if end > 0 else position
    radicand, position = _group(text, position)
    return _root(degree, radicand), position


def _root(degree: str | None, radicand: str) -> str:
    """Write a root; one of odd degree is that of a negative number as well."""
    if degree in (None, "2"):
        return f" sqrt{radicand}"
    if degree == "3":
        return f" cbrt{radicand}"
    is_odd = degree.isdigit() and int(degree) % 2 == 1
    return (
        f"(sign{radicand}*abs{radicand}^(1/{degree}))" if is_odd else f"({radicand}^(1/{degree}))"
    )


def _group(text: str, position: int) -> tuple[str, int]:
    """Read ``{...}``, or the one character that may stand for it, as ``(...)``."""
    while text[position : position + 1] == " ":
        position += 1
    if position >= len(text):
        raise FormulaError("The formula breaks off after a command; put its `{{...}}` there.")
    if text[position] == _MARK:
        return _command(text[position + 1], text, position + 2)
    if text[position] != "{":
        return f"({text[position]})", position + 1
    depth = 0
    for end in range(position, len(text)):
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        if depth == 0:
            return f"({_without_braces(text[position + 1 : end])})", end + 1
    raise FormulaError("A `{{` has no `}}`; put one after it.")
