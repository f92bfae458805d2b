"""The axes of a sweep: which fields may vary, over which values, and how they are written.

On a page and in a study an axis is a list or a range of values:

- ``5, 10, 20``
- ``0 … 9`` and ``10 … 100 step 10`` (two or three dots will do),
- ``0 … 1 count 5`` for equal distances,
- ``1e-4 … 1e-1 log 4`` for equal ratios.

Both ends belong to a range. Offsets have commas of their own, so that stencils are separated
by semicolons: ``-1, 0, 1; 0, 1``.
"""

import difflib
import math
import re
import typing
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from nncore.options import check_option, field_names, field_type, parse_text
from nncore.specs.base import Spec
from nncore.trainers import TRAINERS, Trainer

MAX_CELLS = 1_000_000
"""More cells than this are refused."""

_SEPARATORS = {str: re.compile(r"[;,]\s*(?![^(]*\))"), tuple: re.compile(";")}
_LIST = re.compile("[;,]")
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_RANGE = re.compile(
    rf"({_NUMBER})\s*(?:…|\.{{2,3}})\s*({_NUMBER})(?:\s+(step|count|log)\s+({_NUMBER}))?"
)
_DOTS = re.compile(r"…|\.{2,3}")
_MANY = 100  # values are no longer checked one by one, if they are plain numbers
_DIGITS = 12  # of the values of a range: 0.001 and not 0.0010000000000000002
# As they are called in links and files, and as they are called on the screen.
_TRAINERS = {word.casefold(): name for name, t in TRAINERS.items() for word in (name, t.label)}


def owner_of(spec_type: type[Spec], name: str, trainers: Iterable[type[Trainer]]) -> type:
    """Return the class that declares `name`: the spec, or the first of its trainers that does.

    Raises
    ------
    ValueError
        If none does, with the most similar name.
    """
    trainers = tuple(trainers)
    for owner in (spec_type, *trainers):
        if name in field_names(owner):
            return owner
    labels = " or ".join(dict.fromkeys(trainer.label for trainer in trainers))
    others = [trainer.name for trainer in TRAINERS.values() if name in field_names(trainer)]
    known = {name for owner in (spec_type, *trainers) for name in field_names(owner)}
    similar = difflib.get_close_matches(str(name), sorted(known), n=1)
    if others:
        remedy = f"it needs another `trainer`, such as {others[0]}."
    elif similar:
        remedy = f"did you mean `{similar[0]}`?"
    else:
        remedy = f"there are {', '.join(sorted(known))}."
    raise ValueError(
        f"`{name}` is neither a field of {spec_type.__name__} nor an option of {labels}; {remedy}"
    )


def checked_value(owner: type, name: str, value: Any) -> Any:
    """Return `value` as the field `name` of `owner` has it.

    Raises
    ------
    ValueError
        If it is of another type or not allowed, in one sentence.
    """
    if isinstance(value, np.generic):
        value = value.item()
    if name == "trainer":
        if not isinstance(value, str) or value not in TRAINERS:
            raise ValueError(f"`trainer` must be one of {', '.join(TRAINERS)}, got {value!r}.")
        return value
    kind = field_type(owner, name)
    if isinstance(value, str) and kind is not str:
        return parse_text(owner, name, value)
    if typing.get_origin(kind) is tuple:
        return _whole_numbers(name, value)
    if kind in (bool, str) and not isinstance(value, kind):
        word = "true or false" if kind is bool else "text"
        raise ValueError(f"`{name}` must be {word}, got {value!r}.")
    if kind is float and type(value) is int:
        value = float(value)
    check_option(owner, name, value)
    return value


def checked_axis(owners: Sequence[type], name: str, values: Any) -> tuple[Any, ...]:
    """Return the different values of an axis; each must be allowed for one of the owners.

    Raises
    ------
    ValueError
        If there is no value, or one that is allowed nowhere.
    """
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise ValueError(f"`{name}` must be a list of values to vary, got {values!r}.")
    values = list(values)
    checked = _plain_numbers(owners, name, values)
    if checked is None:
        checked = tuple(dict.fromkeys(_value_of_any(owners, name, value) for value in values))
    if not checked:
        raise ValueError(f"`{name}` must have at least one value to vary, got none.")
    return checked


def _plain_numbers(owners: Sequence[type], name: str, values: list[Any]) -> tuple[Any, ...] | None:
    """Return the different values of a long axis of plain numbers; None if it is not one.

    An owner that allows the smallest and the largest number allows all those in between: a million
    of them are checked in a fifth of a second, and one by one in four.
    """
    kind = None if name == "trainer" else field_type(owners[0], name)
    if kind not in (int, float) or len(values) < _MANY or not all(type(v) is kind for v in values):
        return None
    if kind is float and not all(map(math.isfinite, values)):
        return None
    for owner in owners:
        try:
            check_option(owner, name, min(values))
            check_option(owner, name, max(values))
        except ValueError:
            continue
        return tuple(dict.fromkeys(values))
    return None


def _value_of_any(owners: Sequence[type], name: str, value: Any) -> Any:
    problem: ValueError | None = None
    for owner in owners:
        try:
            return checked_value(owner, name, value)
        except ValueError as found:
            problem = problem or found
    assert problem is not None
    raise problem


def _whole_numbers(name: str, value: Any) -> tuple[int, ...]:
    whole = isinstance(value, list | tuple) and all(type(part) is int for part in value)
    if not whole:
        raise ValueError(f"`{name}` must be lists of whole numbers, got {value!r}.")
    return tuple(value)


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
        If the range is endless, has more than `MAX_CELLS` values or is not clear.
    """
    for bound in (first, last, step):
        if bound is not None and not _is_number(bound):
            raise ValueError(f"`{name}` must have a range of finite numbers, got {bound!r}.")
    if (step is None) == (count is None) and not (whole and step is None):
        raise ValueError(
            f"`{name}` must have a range with either a step or a count, such as 0 … 1 count 5."
        )
    if count is not None:
        return _counted(name, first, last, count, logarithmic, whole)
    if logarithmic:
        raise ValueError(f"`{name}` must have a logarithmic range with a count of values.")
    return _stepped(name, first, last, 1.0 if step is None else abs(step), whole)


def _counted(
    name: str, first: float, last: float, count: int, logarithmic: bool, whole: bool
) -> tuple[float, ...]:
    if not _is_number(count) or count != int(count) or count < 1:
        raise ValueError(f"`{name}` must have a range with a count of at least 1, got {count!r}.")
    _check_length(name, count)
    if logarithmic and not (first > 0 and last > 0):
        raise ValueError(
            f"`{name}` must have a logarithmic range between positive numbers, "
            f"got {first:g} and {last:g}."
        )
    space = np.geomspace if logarithmic else np.linspace
    return _rounded(space(first, last, int(count)), whole)


def _stepped(name: str, first: float, last: float, step: float, whole: bool) -> tuple[float, ...]:
    if whole and any(not float(number).is_integer() for number in (first, last, step)):
        raise ValueError(
            f"`{name}` must have a range of whole numbers, got {first:g} to {last:g} "
            f"in steps of {step:g}."
        )
    if step == 0:
        raise ValueError(f"`{name}` must have a range with a step other than 0, got 0.")
    n_steps = abs(last - first) / step
    _check_length(name, n_steps + 1)
    count = math.floor(n_steps * (1 + 1e-12) + 1e-9) + 1
    return _rounded(first + math.copysign(step, last - first) * np.arange(count), whole)


def _check_length(name: str, count: float) -> None:
    if count > MAX_CELLS:
        raise ValueError(
            f"`{name}` must have at most {MAX_CELLS:,} values, got a range of {count:,.0f}; "
            "enlarge its step or lower its count."
        )


def _rounded(values: np.ndarray, whole: bool) -> tuple[float, ...]:
    if whole:
        return tuple(dict.fromkeys(round(value) for value in values.tolist()))
    return tuple(dict.fromkeys(float(f"{value:.{_DIGITS}g}") for value in values.tolist()))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def parse_axis(spec_type: type[Spec], name: str, text: str) -> tuple[Any, ...]:
    """Read the values of an axis as a user writes them.

    Parameters
    ----------
    spec_type : type
        `IntegrationSpec` or `StencilSpec`.
    name : str
        A field of it, ``"trainer"``, or an option of any trainer.
    text : str
        ``"5, 10, 20"``, ``"10 … 100 step 10"``, ``"1e-4 … 1e-1 log 4"``; names and formulas are
        separated by commas or semicolons, stencils by semicolons.

    Raises
    ------
    ValueError
        If a part of it cannot be read or is not allowed, in one sentence.

    Examples
    --------
    >>> from nncore.specs import IntegrationSpec
    >>> parse_axis(IntegrationSpec, "learning_rate", "1e-4 … 1e-1 log 4")
    (0.0001, 0.001, 0.01, 0.1)
    """
    owners = owners_of(spec_type, name, TRAINERS.values())
    kind = str if name == "trainer" else field_type(owners[0], name)
    separator = _SEPARATORS.get(typing.get_origin(kind) or kind, _LIST)
    values: list[Any] = []
    text = text if kind is str else text.replace("−", "-")  # as this program writes it
    for part in filter(None, map(str.strip, separator.split(text))):
        match = _RANGE.fullmatch(part) if kind in (int, float) else None
        if match is None and kind in (int, float) and _DOTS.search(part):
            raise ValueError(
                f"`{name}` must have ranges with two ends, such as 5 … 20 or 5 … 20 step 5, "
                f"got {part!r}."
            )
        if name == "trainer":
            part = _TRAINERS.get(part.casefold(), part)
        values += _range_of(name, kind, *match.groups()) if match else [part]
        _check_length(name, len(values))
    return checked_axis(owners, name, values)


def owners_of(
    spec_type: type[Spec], name: str, trainers: Iterable[type[Trainer]]
) -> tuple[type, ...]:
    """Return the classes that declare `name`: the spec alone, or all the trainers that do.

    Raises
    ------
    ValueError
        If none does, with the most similar name.
    """
    trainers = tuple(trainers)
    if owner_of(spec_type, name, trainers) is spec_type:
        return (spec_type,)
    return tuple(trainer for trainer in trainers if name in field_names(trainer))


def _range_of(
    name: str, kind: type, first: str, last: str, how: str | None, number: str | None
) -> tuple[float, ...]:
    amount = None if number is None else float(number)
    if how in ("count", "log") and amount is not None and not amount.is_integer():
        raise ValueError(f"`{name}` must have a range with a whole number of values, got {number}.")
    return axis_range(
        name,
        float(first),
        float(last),
        step=amount if how == "step" else None,
        count=int(amount) if how in ("count", "log") and amount is not None else None,
        logarithmic=how == "log",
        whole=kind is int,
    )
