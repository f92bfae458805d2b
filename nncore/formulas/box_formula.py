"""A typed formula in several inputs -> BoxIntegrand."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nncore.arrays import FloatArray
from nncore.formulas.exponents import check_exponents
from nncore.formulas.latex import to_latex
from nncore.formulas.notation import python_spelling
from nncore.formulas.numpy_function import to_function_of_inputs
from nncore.formulas.taylor_arithmetic import partial_derivatives
from nncore.formulas.tokens import check_length
from nncore.formulas.tree import Node, variable_names
from nncore.formulas.variables import INPUTS, LETTERS, input_index
from nncore.formulas.vocabulary import FormulaError
from nncore.formulas.whitelist import build_tree
from nncore.integrands import MAX_INPUTS, Box, BoxIntegrand, Tag
from nncore.integrands.box import last_axis
from nncore.messages import marked

# x_1, x_{1} and x with a small 1 below.
_SUBSCRIPT = re.compile(r"x_(?:\{\s*([0-9]+)\s*\}|([0-9]))")
_SMALL = re.compile("x([₀₁₂₃₄₅₆₇₈₉]+)")
_DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_NUMBERED = re.compile("(?<![A-Za-z])[xX]([0-9]+)")


@dataclass(frozen=True)
class BoxFormula:
    """A function of several inputs, given by its text; equal and pickled by text and inputs.

    Parameters
    ----------
    text : str
        As typed, in x1, x2, ..., x8 or in x, y, z; the attribute holds it normalised, without
        spaces and with ``^`` for powers.
    n_inputs : int or None
        Number of inputs, of which the formula need not have all; None takes as many as it has.

    Attributes
    ----------
    tree : Node
        What the whitelist accepted.

    Raises
    ------
    FormulaError
        If the text is not allowed, or has more variables than there are inputs.
    """

    text: str
    n_inputs: int | None = None
    tree: Node = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Read the text, and only then accept it."""
        if not isinstance(self.text, str):
            kind = type(self.text).__name__
            raise FormulaError("`text` must be a string, got {kind}.", kind=kind)
        check_length(self.text)
        source = python_spelling(_without_subscripts(self.text), INPUTS)
        tree = build_tree(source, INPUTS)
        check_exponents(tree)
        object.__setattr__(self, "tree", tree)
        object.__setattr__(self, "text", source.replace("**", "^"))
        object.__setattr__(self, "n_inputs", _checked(_names(tree), self.n_inputs))
        check_length(self.text)

    def __call__(self, x: ArrayLike) -> Any:
        """Evaluate at points (..., n_inputs): infinite at a pole, nan where no value is real."""
        values = self._function(self._columns(x))
        return values

    def gradient(self, x: ArrayLike) -> FloatArray:
        """Return the derivatives with respect to the inputs, without truncation error.

        At a kink they are the limits from the right; nan where there is none.

        Parameters
        ----------
        x : array_like, shape (..., n_inputs)
            Points.

        Returns
        -------
        ndarray of the shape of x
        """
        columns = self._columns(x)
        gradient = np.zeros(columns.shape)
        values = {name: columns[input_index(name)] for name in _names(self.tree)}
        for name, derivative in partial_derivatives(self.tree, values).items():
            gradient[input_index(name)] = derivative
        return np.moveaxis(gradient, 0, -1)

    @property
    def latex(self) -> str:
        """The right-hand side of f(x1, x2, ...) = ..., as typed."""
        return to_latex(self.tree)

    @cached_property
    def _function(self) -> Callable[[FloatArray], Any]:
        return to_function_of_inputs(self.tree)

    def _columns(self, x: ArrayLike) -> FloatArray:
        assert self.n_inputs is not None  # since the text was read
        points = last_axis("x", x, self.n_inputs)
        return np.ascontiguousarray(np.moveaxis(points, -1, 0))

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by the text, so that what is loaded has passed the whitelist again."""
        return BoxFormula, (self.text, self.n_inputs)


def parse_box_formula(
    text: str, n_inputs: int | None = None, box: Box | None = None
) -> BoxIntegrand:
    r"""Turn a typed formula in several inputs into an integrand over boxes.

    The grammar, the whitelist and the caps are those of `parse_formula`; the variables are
    ``x1`` ... ``x8``, or ``x``, ``y``, ``z`` for up to three.

    Parameters
    ----------
    text : str
        For example ``"exp(-x1*x2)"`` or ``"sin(x + y^2)"``.
    n_inputs : int or None
        Number of inputs; None takes that of `box`, or as many as the formula has.
    box : Box or None
        Default limits; None takes 0 and 1 for each input.

    Returns
    -------
    BoxIntegrand
        Named by the normalised text. `nncore.references.box_reference` knows its integrals.

    Raises
    ------
    FormulaError
        If the text is not allowed, or has more variables than there are inputs.

    Examples
    --------
    >>> f = parse_box_formula("x1*x2^2")
    >>> f.n_inputs, f([3.0, 2.0])
    (2, 12.0)
    """
    if not isinstance(text, str):
        raise FormulaError("`text` must be a string, got {kind}.", kind=type(text).__name__)
    if n_inputs is None and box is not None:
        n_inputs = box.n_inputs
    return _parse(text, n_inputs, box)


# A page parses its formula again at every rerun.
@lru_cache(maxsize=256)
def _parse(text: str, n_inputs: int | None, box: Box | None) -> BoxIntegrand:
    formula = BoxFormula(text, n_inputs)
    n = formula.n_inputs
    assert n is not None
    if box is not None and box.n_inputs != n:
        raise FormulaError(
            "`box` has limits for {n_limits} inputs, and the formula has {n_inputs}.",
            n_limits=box.n_inputs,
            n_inputs=n,
        )
    return BoxIntegrand(
        name=formula.text,
        latex=formula.latex,
        box=Box([0.0] * n, [1.0] * n) if box is None else box,
        function=formula,
        title=formula.text,
        description=marked("A typed formula in several inputs."),
        tags=(Tag.FORMULA,),
    )


def _names(tree: Node) -> list[str]:
    """Return the variables of a tree, in the order of the inputs."""
    return sorted(variable_names(tree), key=input_index)


def _without_subscripts(text: str) -> str:
    """Write x1 for x_1, x_{1} and small digits below the line; refuse x9."""
    text = _SUBSCRIPT.sub(lambda match: f" x{match[1] or match[2]} ", text)
    text = _SMALL.sub(lambda match: f" x{match[1].translate(_DIGITS)} ", text)
    for match in _NUMBERED.finditer(text):
        if not 1 <= int(match[1]) <= MAX_INPUTS:
            raise FormulaError(
                "`{name}` is not known; the inputs are x1 to x{most} (or x, y, z).",
                name=match[0],
                most=MAX_INPUTS,
            )
    return text


def _checked(names: list[str], n_inputs: int | None) -> int:
    """Return the number of inputs."""
    letters = [name for name in names if name in LETTERS]
    if letters and len(letters) < len(names):
        numbered = next(name for name in names if name not in LETTERS)
        raise FormulaError(
            "`{letter}` and `{numbered}` are two ways to name inputs; use either x1, x2, ... or "
            "x, y, z.",
            letter=letters[0],
            numbered=numbered,
        )
    n_used = 1 + max(map(input_index, names), default=0)
    if n_inputs is None:
        return n_used
    if not 1 <= n_inputs <= MAX_INPUTS:
        raise FormulaError(
            "`n_inputs` must be at least 1 and at most {most}, got {n_inputs}.",
            most=MAX_INPUTS,
            n_inputs=n_inputs,
        )
    if n_used > n_inputs:
        raise FormulaError(
            "The formula has more variables than inputs: `{variable}` is input {n_used}, and the "
            "box has {n_inputs}; give it limits or leave it out.",
            variable=names[-1],
            n_used=n_used,
            n_inputs=n_inputs,
        )
    return n_inputs
