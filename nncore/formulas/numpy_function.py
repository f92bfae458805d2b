"""A formula as a function of float64 arrays, with IEEE's inf and nan.

Every operation becomes a closure over those of its operands, and constant parts are computed once.
No text is executed.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy import special

from nncore.formulas.tree import Evaluator, Node
from nncore.formulas.variables import input_index
from nncore.messages import SettingError

ArrayFunction = Callable[[Any], Any]

# A constant part, or a part that depends on x.
_Part = np.float64 | ArrayFunction


def _sinc(x: Any) -> Any:
    """Return sin(x)/x; NumPy's divides by a rounded pi first."""
    return np.where(x == 0, 1.0, np.sin(x) / x)[()]


_CONSTANTS = {"pi": np.float64(math.pi), "e": np.float64(math.e)}
_FUNCTIONS: dict[str, ArrayFunction] = {
    **{"sin": np.sin, "cos": np.cos, "tan": np.tan},
    **{"asin": np.arcsin, "acos": np.arccos, "atan": np.arctan},
    **{"sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh},
    **{"asinh": np.arcsinh, "acosh": np.arccosh, "atanh": np.arctanh},
    **{"exp": np.exp, "log": np.log, "log10": np.log10, "log2": np.log2},
    **{"expm1": np.expm1, "log1p": np.log1p, "sqrt": np.sqrt, "cbrt": np.cbrt},
    **{"abs": np.abs, "sign": np.sign, "floor": np.floor, "ceil": np.ceil, "sinc": _sinc},
    **{"erf": special.erf, "erfc": special.erfc, "gamma": special.gamma},
    **{"j0": special.j0, "j1": special.j1},
}


def to_function(tree: Node) -> ArrayFunction:
    """Return a tree as a function of float64 arrays; silence is the caller's business."""
    part = _evaluate(tree, _NumpyEvaluator())
    return part if callable(part) else lambda x: np.full(np.shape(x), part)


@dataclass(frozen=True)
class TreeFunction:
    """A tree in x as a function of arrays, equal and hashed by the tree.

    Parameters
    ----------
    tree : Node
        With no other variable than x.
    """

    tree: Node

    def __call__(self, x: Any) -> Any:
        """Evaluate at x."""
        return self._function(x)

    @cached_property
    def _function(self) -> ArrayFunction:
        return to_function(self.tree)


def to_function_of_inputs(tree: Node) -> ArrayFunction:
    """Return a tree as a function of all inputs, an array of shape (n_inputs, ...)."""
    part = _evaluate(tree, _InputsEvaluator())
    return part if callable(part) else lambda x: np.full(np.shape(x)[1:], part)


def to_number(tree: Node) -> float:
    """Return the value of a tree without a variable, in float64."""
    part = _evaluate(tree, _NumpyEvaluator())
    if callable(part):
        raise SettingError("`tree` must not contain a variable.")
    return float(part)


def _evaluate(tree: Node, evaluator: Evaluator[_Part]) -> _Part:
    with np.errstate(all="ignore"):
        return evaluator.evaluate(tree)


class _NumpyEvaluator(Evaluator[_Part]):
    def number(self, value: int | float) -> _Part:
        return np.float64(value)

    def variable(self, name: str) -> _Part:
        return lambda x: x

    def constant(self, name: str) -> _Part:
        return _CONSTANTS[name]

    def negative(self, operand: _Part) -> _Part:
        return _of_one(operator.neg, operand)

    def sum(self, left: _Part, right: _Part) -> _Part:
        return _of_two(operator.add, left, right)

    def difference(self, left: _Part, right: _Part) -> _Part:
        return _of_two(operator.sub, left, right)

    def product(self, left: _Part, right: _Part) -> _Part:
        return _of_two(operator.mul, left, right)

    def quotient(self, left: _Part, right: _Part) -> _Part:
        return _of_two(operator.truediv, left, right)

    def power(self, base: _Part, exponent: _Part) -> _Part:
        # NumPy is fast at 2 and 0.5, not at -2 and -0.5.
        if callable(base) and not callable(exponent) and exponent < 0:
            return self.quotient(np.float64(1.0), self.power(base, -exponent))
        return _of_two(operator.pow, base, exponent)

    def call(self, function: str, argument: _Part) -> _Part:
        return _of_one(_FUNCTIONS[function], argument)

    def choice(self, test: _Part, positive: _Part, otherwise: _Part) -> _Part:
        parts = [p if callable(p) else _constant(p) for p in (test, positive, otherwise)]
        if not any(map(callable, (test, positive, otherwise))):
            return np.float64(_chosen(test, positive, otherwise))
        return lambda x: _chosen(*(part(x) for part in parts))


class _InputsEvaluator(_NumpyEvaluator):
    def variable(self, name: str) -> _Part:
        index = input_index(name)
        return lambda x: x[index]


def _constant(value: Any) -> ArrayFunction:
    return lambda x: value


def _chosen(test: Any, positive: Any, otherwise: Any) -> Any:
    return np.where(np.isnan(test), np.nan, np.where(test > 0, positive, otherwise))[()]


def _of_one(operation: Callable[[Any], Any], operand: _Part) -> _Part:
    if callable(operand):
        return lambda x: operation(operand(x))
    result: np.float64 = operation(operand)
    return result


def _of_two(operation: Callable[[Any, Any], Any], left: _Part, right: _Part) -> _Part:
    if callable(left):
        if callable(right):
            return lambda x: operation(left(x), right(x))
        return lambda x: operation(left(x), right)
    if callable(right):
        return lambda x: operation(left, right(x))
    result: np.float64 = operation(left, right)
    return result
