r"""Taylor's stencil as a formula: u'(x) ≈ 1/Δx [ ... ] + O(Δx^r)."""

from collections.abc import Sequence
from fractions import Fraction

from nncore.stencils.finite_differences import accuracy_order, taylor_fractions

_TERMS_A_LINE = 3


def taylor_latex(offsets: Sequence[float], derivative_order: int) -> str:
    """Return Taylor's stencil in LaTeX, with its coefficients as fractions and its order.

    More than three terms are set below each other: a line of them would not fit on a screen.

    Parameters
    ----------
    offsets : sequence of number
        Of the stencil.
    derivative_order : int
        Of the derivative that it approximates.
    """
    fractions = taylor_fractions(offsets, derivative_order)
    terms = [_term(c, offset) for c, offset in zip(fractions, offsets, strict=True) if c]
    terms[0] = terms[0].removeprefix("+ ")
    lines = [
        " ".join(terms[start : start + _TERMS_A_LINE])
        for start in range(0, len(terms), _TERMS_A_LINE)
    ]
    order = accuracy_order(offsets, fractions, derivative_order)
    power = f"^{derivative_order}" if derivative_order > 1 else ""
    unit = rf"\frac{{1}}{{\Delta x{power}}} " if derivative_order else ""
    left = (
        ("u(x)", "u'(x)")[derivative_order]
        if derivative_order < 2
        else f"u^{{({derivative_order})}}(x)"
    )
    rest = rf"\Bigr] + O(\Delta x{f'^{{{order}}}' if order > 1 else ''})"
    inner = r" \\ & ".join(lines)
    formula = rf"{left} \approx {unit}\Bigl[ & {inner} {rest}"
    if len(lines) == 1:
        return formula.replace("& ", "")
    return rf"\begin{{aligned}} {formula} \end{{aligned}}"


def _term(coefficient: Fraction, offset: float) -> str:
    size = abs(coefficient)
    factor = "" if size == 1 else rf"{_number(size)}\,"
    distance = Fraction(abs(offset))
    steps = "" if distance == 1 else _number(distance)
    at = "x" if offset == 0 else rf"x {'-' if offset < 0 else '+'} {steps}\Delta x"
    return rf"{'-' if coefficient < 0 else '+'} {factor}u({at})"


def _number(size: Fraction) -> str:
    if size.denominator == 1:
        return f"{size}"
    return rf"\tfrac{{{size.numerator}}}{{{size.denominator}}}"
