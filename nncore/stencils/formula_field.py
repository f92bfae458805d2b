r"""A typed formula u(x) with its exact derivative: a field of the user's to try a stencil on.

The values of the derivative come from arithmetic on truncated Taylor series, which is exact up to
rounding. Where the formula has no derivative, at a kink, a jump, a pole or an end of its domain, a
stencil could only be wrong: such intervals are refused.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from nncore.arrays import FloatArray
from nncore.formulas import Formula, FormulaError
from nncore.formulas.taylor_arithmetic import taylor_coefficients
from nncore.integrands.integrability import NOT_REAL, check_limits, find_pole, show_point
from nncore.messages import Sentence, SettingError, sentence_of
from nncore.options import is_whole
from nncore.options.ranges import AT_LEAST, AT_MOST, NOT_WHOLE

MAX_DERIVATIVE_ORDER = 6

N_SAMPLES = 4096
MAX_INTEGERS = 1000  # whole points are sampled as well: a formula tends to have its kinks there
N_CANDIDATES = 32  # for each order, the samples between which a jump is sought
N_HALVINGS = 21  # from 1/4096 of the interval to 1e-10 of it
N_LAST_HALVINGS = 6  # in these, a smooth difference becomes 64 times smaller, a jump stays
PERSISTENCE = 0.5
SMALLEST_JUMP = 1e-7  # of the size of the derivative on either side


@dataclass(frozen=True)
class FormulaField:
    """A formula on an interval, and its derivative; equal and pickled by the four fields.

    Parameters
    ----------
    formula : Formula
        u(x); its ``text`` is the normalised one.
    lower, upper : float
        The interval on which the derivative is known to exist, as far as samples can tell.
    derivative_order : int
        Of the derivative.
    """

    formula: Formula
    lower: float
    upper: float
    derivative_order: int

    def value(self, x: ArrayLike) -> Any:
        """Evaluate the formula: a float for a scalar, else an array of the shape of `x`."""
        points = np.asarray(x, dtype=float)
        with np.errstate(all="ignore"):
            values = np.asarray(self.formula(points), dtype=float)
        return float(values) if points.ndim == 0 else values

    def derivative(self, x: ArrayLike) -> Any:
        """Evaluate the derivative, in units of u / x**derivative_order; nan outside the domain."""
        series = taylor_coefficients(self.formula.tree, x, self.derivative_order)
        values = series[-1] * math.factorial(self.derivative_order)
        return float(values) if values.ndim == 0 else values


def formula_field(text: str, lower: float, upper: float, derivative_order: int) -> FormulaField:
    """Turn a typed formula in x into a field with its exact derivative.

    Parameters
    ----------
    text : str
        For example ``"sin(3*x) + x^2"``; see `nncore.parse_formula` for what is allowed.
    lower, upper : float
        Interval on which the field will be used, both ends included.
    derivative_order : int
        0 to 6; 0 is the field itself.

    Returns
    -------
    FormulaField
        The formula and its derivative, both vectorised.

    Raises
    ------
    FormulaError
        If the text is not allowed; if the limits are not finite and increasing; if the formula is
        not real and finite, or a derivative up to the order does not exist or cannot be computed,
        at a sample of the interval or between two of them. A kink or a pole that is far narrower
        than the samples can escape.
    ValueError
        If `derivative_order` is out of range.

    Examples
    --------
    >>> field = formula_field("sin(3*x)", -2, 2, 1)
    >>> field.derivative(0.0)
    3.0
    """
    if not is_whole(derivative_order):
        value = repr(derivative_order)
        raise SettingError(NOT_WHOLE, name="derivative_order", value=value)
    if not 0 <= derivative_order <= MAX_DERIVATIVE_ORDER:
        rule, bound = (AT_LEAST, 0) if derivative_order < 0 else (AT_MOST, MAX_DERIVATIVE_ORDER)
        raise SettingError(rule, name="derivative_order", bound=bound, value=derivative_order)
    if not isinstance(text, str):
        raise FormulaError("`text` must be a string, got {kind}.", kind=type(text).__name__)
    return _formula_field(text, float(lower), float(upper), int(derivative_order))


# A page asks for its field again at every rerun.
@lru_cache(maxsize=64)
def _formula_field(text: str, lower: float, upper: float, order: int) -> FormulaField:
    field = FormulaField(Formula(text), lower, upper, order)
    try:
        check_limits(lower, upper)
    except ValueError as error:
        raise FormulaError.of(sentence_of(error)) from None
    x = _samples(lower, upper)
    values = _derivatives(field, x)
    problem = (
        _problem_at_samples(field, x, values)
        or _pole_between_samples(field, x, values)
        or _jump_between_samples(field, x, values)
    )
    if problem is not None:
        raise FormulaError.of(problem.about(function=field.formula.text))
    return field


def _samples(lower: float, upper: float) -> FloatArray:
    x = np.linspace(lower, upper, N_SAMPLES + 1)
    if upper - lower <= MAX_INTEGERS:
        x = np.union1d(x, np.arange(math.ceil(lower), math.floor(upper) + 1, dtype=float))
    return x


def _derivatives(field: FormulaField, x: FloatArray) -> FloatArray:
    """Return the formula and its derivatives up to the order, each in a row."""
    order = field.derivative_order
    factorials = np.array([float(math.factorial(m)) for m in range(order + 1)])
    series = taylor_coefficients(field.formula.tree, x, order)
    with np.errstate(all="ignore"):
        derivatives = series * factorials.reshape(-1, *np.ones(x.ndim, dtype=int))
    derivatives[0] = field.value(x)  # sign(0) = 0 is neither of its limits
    return derivatives


def _derivative(field: FormulaField, order: int, x: FloatArray) -> FloatArray:
    return _derivatives(field, x)[order]


def _problem_at_samples(field: FormulaField, x: FloatArray, values: FloatArray) -> Sentence | None:
    length = field.upper - field.lower
    undefined = x[np.isnan(values[0])]
    if undefined.size:
        point = show_point(undefined[undefined.size // 2], length)
        return Sentence(NOT_REAL, x=point)
    infinite = x[np.isinf(values[0])]
    if infinite.size:
        return _infinite(show_point(infinite[0], length))
    for order, row in enumerate(values):
        missing = x[~np.isfinite(row)]
        if missing.size:
            return _no_derivative(order, show_point(missing[0], length))
    return None


def _pole_between_samples(
    field: FormulaField, x: FloatArray, values: FloatArray
) -> Sentence | None:
    for order, row in enumerate(values):
        pole = find_pole(partial(_derivative, field, order), x, row)
        if pole is not None:
            point = show_point(pole, field.upper - field.lower)
            return _no_derivative(order, point) if order else _infinite(point)
    return None


def _jump_between_samples(
    field: FormulaField, x: FloatArray, values: FloatArray
) -> Sentence | None:
    """Halve the intervals around possible jumps; a difference that does not shrink is one."""
    orders, left = _candidates(values)
    ends = np.array([x[left], x[left + 1]])
    at_ends = np.array([values[orders, left], values[orders, left + 1]])
    size = np.max(np.abs(at_ends), axis=0)
    rows = np.arange(len(orders))
    differences = []
    for _ in range(N_HALVINGS):
        middle = ends.mean(axis=0)
        at_middle = _derivatives(field, middle)[orders, rows]
        with np.errstate(all="ignore"):
            halves = np.abs(at_ends - at_middle)
        halves[np.isnan(halves)] = np.inf
        side = np.argmax(halves, axis=0)  # of the larger difference: 0 is left, 1 is right
        ends[1 - side, rows] = middle
        at_ends[1 - side, rows] = at_middle
        differences.append(halves[side, rows])
    persists = differences[-1] > PERSISTENCE * differences[-1 - N_LAST_HALVINGS]
    jumps = np.isinf(differences[-1]) | (persists & (differences[-1] > SMALLEST_JUMP * size))
    if not jumps.any():
        return None
    first = int(np.argmax(jumps))
    return _no_derivative(int(orders[first]), show_point(ends[0, first], field.upper - field.lower))


def _candidates(values: FloatArray) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return orders, and samples after which the derivative changes unlike before and after."""
    with np.errstate(all="ignore"):
        steps = np.pad(np.diff(values, axis=1), ((0, 0), (1, 1)), mode="edge")
        unlike = np.abs(steps[:, 1:-1] - (steps[:, :-2] + steps[:, 2:]) / 2)
        size = np.pad(np.abs(values), ((0, 0), (1, 1)))
        unlike /= np.max(sliding_window_view(size, 4, axis=1), axis=-1) + np.finfo(float).tiny
    # Neighbours of a jump look like one too: only local maxima are taken.
    padded = np.pad(unlike, ((0, 0), (1, 1)), constant_values=-1.0)
    unlike[(unlike < padded[:, :-2]) | (unlike < padded[:, 2:])] = 0.0
    best = np.argsort(-unlike, axis=1, kind="stable")[:, :N_CANDIDATES]
    orders = np.repeat(np.arange(len(values)), best.shape[1])
    return orders, best.ravel()


def _infinite(point: str) -> Sentence:
    return Sentence(
        "`{function}` is infinite or too large at x = {x}; choose an interval without this point.",
        x=point,
    )


def _no_derivative(order: int, point: str) -> Sentence:
    return Sentence(
        "`{function}` has no derivative of order {order} that can be computed at x = {x}; choose "
        "an interval without this point, or another formula.",
        order=max(order, 1),  # what jumps itself has no first derivative there
        x=point,
    )
