r"""The coefficients of a stencil as code to paste: Python, C, Fortran, LaTeX.

Coefficients that are known as fractions are written as such, others with all their digits. They are
dimensionless: the derivative is the sum divided by the spacing to the power of its order.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from textwrap import wrap

from nncore.experiments.stencil_coefficients import KnownStencil

_WIDTH = 88
_FORTRAN_WIDTH = 100  # of the 132 columns that the standard allows
_NAMES = ("offsets", "coefficients", "implicit_offsets", "implicit_coefficients")

Numbers = Sequence[Fraction | float]


def stencil_code(stencil: KnownStencil, language: str) -> str:
    """Return the arrays of a stencil in a language.

    Parameters
    ----------
    stencil : KnownStencil
        What is written.
    language : str
        One of `LANGUAGES`.
    """
    return _WRITERS[language](stencil)


def leading_error_text(stencil: KnownStencil) -> str:
    """Return the first term of the error: "-1/30 h^4 u^(5)"."""
    constant = stencil.error_constant
    factor = str(constant) if isinstance(constant, Fraction) else f"{constant:.6g}"
    order = stencil.accuracy_order
    power = f" h^{order}" if order else ""
    return f"{factor}{power} u^({stencil.derivative_order + order})"


def _arrays(stencil: KnownStencil) -> dict[str, Numbers]:
    coefficients: Numbers = stencil.fractions or stencil.coefficients.tolist()
    arrays: list[Numbers] = [stencil.offsets, coefficients]
    if stencil.compact is not None:
        arrays += [stencil.compact.implicit_offsets, stencil.compact.implicit_coefficients]
    names = (f"{stencil.method}_{name}" for name in _NAMES)  # all may stand in one file
    return dict(zip(names, arrays, strict=False))


def _title(stencil: KnownStencil) -> list[str]:
    d, r = stencil.derivative_order, stencil.accuracy_order
    left, unit = (f"d^{d} u/dx^{d}", f" / h^{d}") if d else ("u", "")
    right = f"sum(coefficients[p] u(x + offsets[p] h)){unit}"
    if stencil.compact is None:
        return [f"{stencil.method}, order {r}: {left} = {right}"]
    implicit = f"sum(implicit_coefficients[q] {left} at x + implicit_offsets[q] h)"
    return [f"{stencil.method}, order {r}: {implicit}", f"= {right}"]


def _python(stencil: KnownStencil) -> str:
    lines = [f"# {line}" for line in _title(stencil)]
    for name, numbers in _arrays(stencil).items():
        entries = ", ".join(_quotient(number, "") for number in numbers)
        closing = "," if len(numbers) == 1 else ""
        lines += wrap(f"{name} = ({entries}{closing})", _WIDTH, subsequent_indent="    ")
    return "\n".join(lines) + "\n"


def _c(stencil: KnownStencil) -> str:
    lines = [f"/* {line} */" for line in _title(stencil)]
    for name, numbers in _arrays(stencil).items():
        entries = ", ".join(_quotient(number, ".0") for number in numbers)
        text = f"static const double {name}[{len(numbers)}] = {{{entries}}};"
        lines += wrap(text, _WIDTH, subsequent_indent="    ")
    return "\n".join(lines) + "\n"


def _fortran(stencil: KnownStencil) -> str:
    lines = [f"! {line}" for line in _title(stencil)]
    lines.append("! with: use, intrinsic :: iso_fortran_env, only: real64")
    for name, numbers in _arrays(stencil).items():
        entries = ", ".join(_quotient(number, ".0_real64", "_real64") for number in numbers)
        text = f"real(real64), parameter :: {name}({len(numbers)}) = [{entries}]"
        lines.append(" &\n".join(wrap(text, _FORTRAN_WIDTH, subsequent_indent="    ")))
    return "\n".join(lines) + "\n"


def _quotient(number: Fraction | float, whole_suffix: str, suffix: str = "") -> str:
    """Write a number without blanks, so that no line is broken inside it."""
    if isinstance(number, float):
        return f"{number!r}{suffix}"
    if number.denominator == 1:
        return f"{number.numerator}{whole_suffix}"
    return f"{number.numerator}{whole_suffix}/{number.denominator}{whole_suffix}"


def _latex(stencil: KnownStencil) -> str:
    arrays: list[Numbers] = list(_arrays(stencil).values())
    offsets, coefficients, *implicit = arrays
    d = stencil.derivative_order
    derivative = f"u^{{({d})}}" if d else "u"
    left = f"{derivative}_{{j}}"
    if implicit:
        left = _sum(implicit[1], implicit[0], derivative)
    right = _sum(coefficients, offsets, "u")
    if d:
        right = rf"\frac{{1}}{{h^{{{d}}}}} \left[ {right} \right]"
    return f"{left} = {right} + O(h^{{{stencil.accuracy_order}}})\n"


def _sum(coefficients: Numbers, offsets: Numbers, name: str) -> str:
    terms = []
    for c, s in zip(coefficients, offsets, strict=True):
        if c == 0:
            continue
        at = f"j{'+' if s > 0 else ''}{Fraction(s)}" if s else "j"
        terms.append(f"{'-' if c < 0 else '+'} {_latex_size(-c if c < 0 else c)}{name}_{{{at}}}")
    return " ".join(terms).removeprefix("+ ") or "0"


def _latex_size(size: Fraction | float) -> str:
    if size == 1:
        return ""
    if isinstance(size, float):
        return _power(size) if "e" in repr(size) else rf"{size!r}\, "
    if size.denominator == 1:
        return rf"{size}\, "
    return rf"\frac{{{size.numerator}}}{{{size.denominator}}} "


def _power(size: float) -> str:
    digits, exponent = repr(size).split("e")
    return rf"{digits} \cdot 10^{{{int(exponent)}}}\, "


_WRITERS: Mapping[str, Callable[[KnownStencil], str]] = {
    "python": _python,
    "c": _c,
    "fortran": _fortran,
    "latex": _latex,
}
#: What a stencil is written in.
LANGUAGES = tuple(_WRITERS)
