r"""The derivatives of a formula at given points, by arithmetic on truncated Taylor series.

Every node of the tree becomes the series :math:`u(x + t) = \sum_m u_m t^m` at all the points at
once, :math:`m = 0, \dots, d`, by the rules that the operations have for series, such as
:math:`(uv)_m = \sum_j u_j v_{m-j}`. This is differentiation without truncation error, as symbolic
differentiation is, but its cost is bounded: :math:`d^2` operations for each node of the tree,
where the symbolic derivative of order d may have more terms than memory can hold.

The functions have :math:`y' = G\,u'` with G a function of y or of u (:math:`G = y` for the
exponential), so that :math:`y_m` follows from :math:`m\,y_m = \sum_{j=1}^{m} j\,u_j G_{m-j}`.

References
----------
A. Griewank, A. Walther, Evaluating Derivatives: Principles and Techniques of Algorithmic
Differentiation, SIAM, 2008, chapter 13, https://doi.org/10.1137/1.9780898717761
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from nncore.arrays import FloatArray
from nncore.formulas.taylor_functions import FUNCTIONS, series_log
from nncore.formulas.taylor_series import (
    Value,
    as_series,
    exponential,
    real_power,
    series_product,
    series_quotient,
    series_sum,
    slope_of,
    whole_power,
)
from nncore.formulas.tree import Evaluator, Node

_CONSTANTS = {"pi": np.float64(math.pi), "e": np.float64(math.e)}


def taylor_coefficients(tree: Node, x: ArrayLike, order: int) -> FloatArray:
    r"""Return :math:`f^{(m)}(x) / m!` for :math:`m = 0, \dots` up to an order.

    At a kink or a jump of ``abs`` or ``sign`` these are the limits from the right. They are nan or
    infinite where the formula has no derivative, or where the rules meet 0/0 or an overflow.

    Parameters
    ----------
    tree : Node
        From `nncore.formulas.whitelist.build_tree`.
    x : array_like
        Points.
    order : int
        At least 0.

    Returns
    -------
    ndarray
        Shape ``(order + 1, *x.shape)``.
    """
    points = np.asarray(x, dtype=float)
    variable = np.zeros((order + 1, points.size))
    variable[0] = points.ravel()
    variable[1:2] = 1.0
    with np.errstate(all="ignore"):
        series = as_series(_TaylorEvaluator({"x": variable}).evaluate(tree), variable)
    return series.reshape(order + 1, *points.shape)


def partial_derivatives(tree: Node, values: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """Return the derivative with respect to each variable, by series of the first order.

    Parameters
    ----------
    tree : Node
        From `nncore.formulas.whitelist.build_tree`.
    values : mapping of str to ndarray
        Every variable of the tree -> its values, all of one shape.

    Returns
    -------
    dict
        Variable -> derivatives, of the shape of the values.
    """
    constants = {name: np.stack([x.ravel(), np.zeros(x.size)]) for name, x in values.items()}
    derivatives = {}
    for name, x in values.items():
        variable = np.stack([x.ravel(), np.ones(x.size)])
        with np.errstate(all="ignore"):
            evaluator = _TaylorEvaluator({**constants, name: variable})
            series = as_series(evaluator.evaluate(tree), variable)
        derivatives[name] = series[1].reshape(x.shape)
    return derivatives


class _TaylorEvaluator(Evaluator[Value]):
    def __init__(self, variables: Mapping[str, FloatArray]) -> None:
        self._variables = variables
        self._like = next(iter(variables.values()))

    def number(self, value: int | float) -> Value:
        return np.float64(value)

    def variable(self, name: str) -> Value:
        return self._variables[name]

    def constant(self, name: str) -> Value:
        return _CONSTANTS[name]

    def negative(self, operand: Value) -> Value:
        return -operand

    def sum(self, left: Value, right: Value) -> Value:
        return series_sum(left, right)

    def product(self, left: Value, right: Value) -> Value:
        return series_product(left, right)

    def quotient(self, left: Value, right: Value) -> Value:
        return series_quotient(left, right)

    def power(self, base: Value, exponent: Value) -> Value:
        return _power(base, exponent)

    def call(self, function: str, argument: Value) -> Value:
        rule = FUNCTIONS[function]
        if np.ndim(argument):
            return rule(argument)
        return rule(np.full((1, 1), argument))[0, 0]

    def choice(self, test: Value, positive: Value, otherwise: Value) -> Value:
        if not any(map(np.ndim, (test, positive, otherwise))):
            return positive if test > 0 else otherwise
        parts = [as_series(part, self._like) for part in (test, positive, otherwise)]
        chosen = np.where(FUNCTIONS["sign"](parts[0])[0] > 0, *parts[1:])
        return np.where(np.isnan(parts[0][0]), np.nan, chosen)


def _power(base: Value, exponent: Value) -> Value:
    if not np.ndim(exponent):
        if not np.ndim(base):
            return np.power(base, exponent)
        if exponent == int(exponent):
            whole = whole_power(base, abs(int(exponent)))
            return whole if exponent >= 0 else series_quotient(np.float64(1.0), whole)
        return real_power(base, exponent)
    logarithm = series_log(base) if np.ndim(base) else np.log(base)
    first = np.power(base[0] if np.ndim(base) else base, exponent[0])
    return exponential(slope_of(series_product(exponent, logarithm)), first)
