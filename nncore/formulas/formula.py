"""A typed formula -> Integrand."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from nncore.formulas.ball_arithmetic import values_at
from nncore.formulas.breakpoints import find_breakpoints
from nncore.formulas.exponents import check_exponents
from nncore.formulas.latex import to_latex
from nncore.formulas.notation import python_spelling
from nncore.formulas.numpy_function import to_function
from nncore.formulas.tokens import check_length
from nncore.formulas.tree import Node
from nncore.formulas.vocabulary import FormulaError
from nncore.formulas.whitelist import build_tree
from nncore.integrands import (
    InfiniteInterval,
    Integrand,
    Tag,
    check_integrable,
    check_limits,
    on_finite_interval,
    training_intervals,
)
from nncore.integrands.integrability import NOT_ACCURATE
from nncore.messages import marked, sentence_of

DEFAULT_INTERVAL = (0.0, 1.0)


@dataclass(frozen=True)
class Formula:
    """A function of x, given by its text; callable on arrays, equal and pickled by its text.

    Parameters
    ----------
    text : str
        As typed; the attribute holds it normalised, without spaces and with ``^`` for powers.

    Attributes
    ----------
    tree : Node
        What the whitelist accepted.

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
            kind = type(self.text).__name__
            raise FormulaError("`text` must be a string, got {kind}.", kind=kind)
        source = python_spelling(self.text)
        object.__setattr__(self, "tree", build_tree(source))
        check_exponents(self.tree)
        object.__setattr__(self, "text", source.replace("**", "^"))
        check_length(self.text)  # "\u03c0" has become "pi", and the text must be readable again

    def __call__(self, x: Any) -> Any:
        """Evaluate at `x`: infinite at a pole, nan where the value is not real.

        This is done in float64, and in ball arithmetic where float64 has no answer, as for
        cosh(x) exp(-x²) at x = 1000.
        """
        points = np.asarray(x, dtype=float)
        values = self._function(points)
        unknown = np.isnan(values) & np.isfinite(points)
        if not unknown.any():
            return values
        values = np.array(values)
        values[unknown] = values_at(self.tree, points[unknown])
        return values[()]

    @property
    def latex(self) -> str:
        """The right-hand side of f(x) = ..., as typed."""
        return to_latex(self.tree)

    @cached_property
    def _function(self) -> Callable[[Any], Any]:
        return to_function(self.tree)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by the text, so that what is loaded has passed the whitelist again."""
        return Formula, (self.text,)


def parse_formula(text: str, lower: float | None = None, upper: float | None = None) -> Integrand:
    r"""Turn a typed formula in x into an integrand, without ever evaluating its text as Python.

    Allowed are numbers, ``x``, ``pi``, ``e``, ``+ - * /``, ``^`` or ``**``, parentheses, and
    functions of one argument (`nncore.formulas.vocabulary.FUNCTIONS`). ``log`` and ``ln`` are both
    the natural logarithm. Length, depth, size, numbers and exponents are capped.

    Parameters
    ----------
    text : str
        For example ``"x*sin(x)"`` or ``"1/(1 + 25*x^2)"``.
    lower, upper : float or None
        Limits of an integral; None takes 0 and 1. The interval between them may be infinite:
        `on_finite_interval` then makes of the integrand one on which a network can be trained. In
        whatever order they are given, those of the integrand increase; see `training_intervals`.

    Returns
    -------
    Integrand
        Named by the normalised text, from which it can be parsed again; its integral comes from
        `nncore.reference`.

    Raises
    ------
    FormulaError
        If the text is not allowed, or the integral does not exist or is not known.

    Examples
    --------
    >>> integrand = parse_formula("sqrt(x) + x**2/2", upper=4)
    >>> integrand.name, round(integrand.integral(0, 4), 12)
    ('sqrt(x)+x^2/2', 16.0)
    """
    if not isinstance(text, str):
        raise FormulaError("`text` must be a string, got {kind}.", kind=type(text).__name__)
    lower = DEFAULT_INTERVAL[0] if lower is None else float(lower)
    upper = DEFAULT_INTERVAL[1] if upper is None else float(upper)
    return _parse(text, lower, upper)


# A page parses its formula again at every rerun.
@lru_cache(maxsize=256)
def _parse(text: str, a: float, b: float) -> Integrand:
    formula, problems = Formula(text), []
    for lower, upper in training_intervals(a, b):
        try:
            return _on_interval(formula, lower, upper)
        except ValueError as problem:
            problems.append(FormulaError.of(sentence_of(problem)))
    raise problems[0]


def _on_interval(formula: Formula, lower: float, upper: float) -> Integrand:
    infinite = math.inf in (-lower, upper)
    if infinite:
        InfiniteInterval(lower, upper)
    else:
        check_limits(lower, upper)
    integrand = Integrand(
        name=formula.text,
        latex=formula.latex,
        lower=lower,
        upper=upper,
        function=formula,
        title=formula.text,
        description=marked(
            "A typed formula; its reference integral is proved where that is possible."
        ),
        tags=(Tag.FORMULA,),
        breakpoints=find_breakpoints(formula.tree, formula, lower, upper),
    )
    (on_finite_interval if infinite else check_integrable)(integrand, lower, upper)
    if math.isnan(integrand.integral(lower, upper)):
        raise FormulaError(NOT_ACCURATE, function=formula.text, lower=lower, upper=upper)
    return integrand
