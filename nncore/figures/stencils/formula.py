r"""Stencils as formulas: u'(x) ≈ 1/Δx [ ... ]."""

from collections.abc import Sequence

import numpy as np

from nncore.stencils.finite_differences import accuracy_order, taylor_fractions


def taylor_latex(offsets: Sequence[int], derivative_order: int) -> str:
    """Return Taylor's stencil in LaTeX, with its coefficients as fractions and its order."""
    fractions = taylor_fractions(offsets, derivative_order)
    sizes = [
        rf"\tfrac{{{abs(c.numerator)}}}{{{c.denominator}}}" if c.denominator > 1 else f"{abs(c)}"
        for c in fractions
    ]
    terms = [
        _term(size, c < 0, offset)
        for size, c, offset in zip(sizes, fractions, offsets, strict=True)
        if c
    ]
    order = accuracy_order(offsets, fractions, derivative_order)
    return rf"{_formula(terms, derivative_order)} + O(\Delta x^{{{order}}})"


def stencil_latex(offsets: Sequence[int], coefficients: np.ndarray, derivative_order: int) -> str:
    """Return any stencil in LaTeX, with four decimals.

    Parameters
    ----------
    offsets : sequence of int
        Of the stencil.
    coefficients : ndarray of shape (k,)
        Dimensionless.
    derivative_order : int
        Of the derivative that it approximates.
    """
    terms = [
        _term(f"{abs(c):.4f}", c < 0, offset)
        for c, offset in zip(coefficients.tolist(), offsets, strict=True)
    ]
    return _formula(terms, derivative_order)


def _formula(terms: Sequence[str], derivative_order: int) -> str:
    power = f"^{derivative_order}" if derivative_order > 1 else ""
    left = f"u^{{({derivative_order})}}(x)" if derivative_order > 1 else "u'(x)"
    inner = " ".join(terms).removeprefix("+ ")
    return rf"{left} \approx \frac{{1}}{{\Delta x{power}}} \Bigl[ {inner} \Bigr]"


def _term(size: str, negative: bool, offset: int) -> str:
    steps = "" if abs(offset) == 1 else f"{abs(offset)}"
    at = "x" if offset == 0 else rf"x {'-' if offset < 0 else '+'} {steps}\Delta x"
    return rf"{'-' if negative else '+'} {size}\,u({at})"
