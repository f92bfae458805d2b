"""A typed formula -> Integrand."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from nncore.formulas.breakpoints import find_breakpoints
from nncore.formulas.latex import to_latex
from nncore.formulas.tokens import check_length, tokenize
from nncore.formulas.tree import Node, build_tree
from nncore.formulas.vocabulary import FormulaError
from nncore.integrands import Integrand, Tag, check_integrable

DEFAULT_INTERVAL = (0.0, 1.0)


@dataclass(frozen=True)
class Formula:
    """A function of x, given by its text; callable on arrays, equal and pickled by its text.

    Parameters
    ----------
    text : str
        As typed; the attribute holds it normalised, without spaces and with ``^`` for powers.

    Raises
    ------
    FormulaError
        If the text is not allowed.
    """

    text: str
    tree: Node = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Read the text, and only then accept it."""
        if not isinstance(self.text, str):
            raise FormulaError(f"`text` must be a string, got {type(self.text).__name__}.")
        sources = [token.source for token in tokenize(self.text)]
        object.__setattr__(self, "tree", build_tree(" ".join(sources)))
        object.__setattr__(self, "text", "".join(sources).replace("**", "^"))
        check_length(self.text)  # "\u03c0" has become "pi", and the text must be readable again

    def __call__(self, x: Any) -> Any:
        """Evaluate at `x`, an array or np.float64."""
        return self.tree(x)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by the text, so that what is loaded has passed the whitelist again."""
        return Formula, (self.text,)


def parse_formula(text: str, lower: float | None = None, upper: float | None = None) -> Integrand:
    r"""Turn a typed formula in x into an integrand, without ever evaluating it as Python.

    Allowed are numbers, ``x``, ``pi``, ``e``, ``+ - * /``, ``^`` or ``**``, parentheses, and
    functions of one argument (`nncore.formulas.vocabulary.FUNCTIONS`). ``log`` and ``ln`` are both
    the natural logarithm. Length, depth, size, numbers and exponents are capped.

    Parameters
    ----------
    text : str
        For example ``"x*sin(x)"`` or ``"1/(1 + 25*x^2)"``.
    lower, upper : float or None
        Interval; None takes 0 and 1.

    Returns
    -------
    Integrand
        Named by the normalised text, from which it can be parsed again; its integral comes from
        adaptive quadrature.

    Raises
    ------
    FormulaError
        If the text is not allowed, the limits are not finite and increasing, or the function is
        not real and finite inside the interval and integrable at its ends.

    Examples
    --------
    >>> integrand = parse_formula("sqrt(x) + x**2/2", upper=4)
    >>> integrand.name, round(integrand.integral(0, 4), 12)
    ('sqrt(x)+x^2/2', 16.0)
    """
    if not isinstance(text, str):
        raise FormulaError(f"`text` must be a string, got {type(text).__name__}.")
    lower = DEFAULT_INTERVAL[0] if lower is None else float(lower)
    upper = DEFAULT_INTERVAL[1] if upper is None else float(upper)
    return _parse(text, lower, upper)


# A page parses its formula again at every rerun.
@lru_cache(maxsize=256)
def _parse(text: str, lower: float, upper: float) -> Integrand:
    formula = Formula(text)
    integrand = Integrand(
        name=formula.text,
        latex=to_latex(formula.tree),
        lower=lower,
        upper=upper,
        function=formula,
        title=formula.text,
        description="A typed formula; its reference integral comes from adaptive quadrature.",
        tags=(Tag.FORMULA,),
    )
    try:
        check_integrable(integrand, lower, upper)
    except ValueError as error:
        raise FormulaError(str(error)) from None
    breakpoints = find_breakpoints(formula.tree, lower, upper)
    integrand = replace(integrand, breakpoints=breakpoints)
    if math.isnan(integrand.integral(lower, upper)):
        raise FormulaError(
            f"`{formula.text}` cannot be integrated accurately from {lower:.6g} to {upper:.6g}; "
            "choose another interval."
        )
    return integrand
