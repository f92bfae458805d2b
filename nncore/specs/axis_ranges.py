"""Ranges of values: equal distances or equal ratios, both ends included."""

import math
from typing import Any

import numpy as np

from nncore.messages import SettingError
from nncore.specs.sweep_axes import MAX_TRIALS

_DIGITS = 12  # of the values of a range: 0.001 and not 0.0010000000000000002


def axis_range(
    name: str,
    first: float,
    last: float,
    *,
    step: float | None = None,
    count: int | None = None,
    logarithmic: bool = False,
    whole: bool = False,
) -> tuple[float, ...]:
    """Return the values from `first` to `last`, both included.

    Parameters
    ----------
    name : str
        Of the axis, for the error messages.
    first, last : float
        In any order.
    step : float, optional
        Distance of two values; the last one is left out where no step leads to it.
    count : int, optional
        Number of values, instead of `step`.
    logarithmic : bool
        Whether the values have equal ratios and not equal distances; needs `count`.
    whole : bool
        Whether only whole numbers are wanted: others are rounded. Without `step` and `count`
        these are all the whole numbers in between.

    Raises
    ------
    ValueError
        If the range is endless, has more than `MAX_TRIALS` values or is not clear.
    """
    for bound in (first, last, step):
        if bound is not None and not _is_number(bound):
            raise SettingError(
                "`{name}` must have a range of finite numbers, got {bound}.",
                name=name,
                bound=repr(bound),
            )
    if (step is None) == (count is None) and not (whole and step is None):
        raise SettingError(
            "`{name}` must have a range with either a step or a count, such as 0 … 1 count 5.",
            name=name,
        )
    if count is not None:
        return _counted(name, first, last, count, logarithmic, whole)
    if logarithmic:
        raise SettingError(
            "`{name}` must have a logarithmic range with a count of values.", name=name
        )
    return _stepped(name, first, last, 1.0 if step is None else abs(step), whole)


def _counted(
    name: str, first: float, last: float, count: int, logarithmic: bool, whole: bool
) -> tuple[float, ...]:
    if not _is_number(count) or count != int(count) or count < 1:
        raise SettingError(
            "`{name}` must have a range with a count of at least 1, got {count}.",
            name=name,
            count=repr(count),
        )
    check_length(name, count)
    if logarithmic and not (first > 0 and last > 0):
        raise SettingError(
            "`{name}` must have a logarithmic range between positive numbers, got {first:g} and "
            "{last:g}.",
            name=name,
            first=first,
            last=last,
        )
    space = np.geomspace if logarithmic else np.linspace
    return _rounded(space(first, last, int(count)), whole)


def _stepped(name: str, first: float, last: float, step: float, whole: bool) -> tuple[float, ...]:
    if whole and any(not float(number).is_integer() for number in (first, last, step)):
        raise SettingError(
            "`{name}` must have a range of whole numbers, got {first:g} to {last:g} in steps of "
            "{step:g}.",
            name=name,
            first=first,
            last=last,
            step=step,
        )
    if step == 0:
        raise SettingError("`{name}` must have a range with a step other than 0, got 0.", name=name)
    n_steps = abs(last - first) / step
    check_length(name, n_steps + 1)
    count = math.floor(n_steps * (1 + 1e-12) + 1e-9) + 1
    return _rounded(first + math.copysign(step, last - first) * np.arange(count), whole)


def check_length(name: str, count: float) -> None:
    """Raise a ValueError if an axis would have more values than a sweep may have trials."""
    if count > MAX_TRIALS:
        raise SettingError(
            "`{name}` must have at most {max_trials:,} values, got a range of {count:,.0f}; "
            "enlarge its step or lower its count.",
            name=name,
            max_trials=MAX_TRIALS,
            count=count,
        )


def _rounded(values: np.ndarray, whole: bool) -> tuple[float, ...]:
    if whole:
        return tuple(dict.fromkeys(round(value) for value in values.tolist()))
    return tuple(dict.fromkeys(float(f"{value:.{_DIGITS}g}") for value in values.tolist()))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
