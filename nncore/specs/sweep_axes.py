"""The axes of a sweep: which fields may vary, and over which values."""

import difflib
import math
import typing
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from nncore.messages import SettingError, marked
from nncore.options import check_option, field_names, field_type, parse_text
from nncore.options.number_sequence import numbers_of
from nncore.specs.base import Spec, trainer_class
from nncore.specs.settings import check_type
from nncore.trainers import TRAINERS, Trainer

MAX_TRIALS = 1_000_000
"""More trials than this are refused, and so are more values of an axis."""

_OF_ANOTHER = marked(
    "`{name}` needs another `trainer`, such as {other}: it is neither a field of {spec_type} nor "
    "an option of {labels}."
)
_MISSPELT = marked(
    "`{name}` is not known; did you mean `{similar}`? It is neither a field of {spec_type} nor an "
    "option of {labels}."
)
_NOT_THERE = marked(
    "`{name}` is neither a field of {spec_type} nor an option of {labels}; there are {known}."
)

_MANY = 100  # values are no longer checked one by one, if they are plain numbers


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
    others = [trainer.name for trainer in TRAINERS.values() if name in field_names(trainer)]
    known = {name for owner in (spec_type, *trainers) for name in field_names(owner)}
    similar = difflib.get_close_matches(str(name), sorted(known), n=1)
    raise SettingError(
        _OF_ANOTHER if others else _MISSPELT if similar else _NOT_THERE,
        name=name,
        spec_type=spec_type.__name__,
        labels=", ".join(dict.fromkeys(trainer.label for trainer in trainers)),
        other=next(iter(others), None),
        similar=next(iter(similar), None),
        known=", ".join(sorted(known)),
    )


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
        return trainer_class(value).name
    kind = field_type(owner, name)
    if isinstance(value, str) and kind is not str:
        return parse_text(owner, name, value)
    if typing.get_origin(kind) is tuple and value is not None:
        return numbers_of(kind, name, value)
    check_type(owner, name, value)
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
        raise SettingError(
            "`{name}` must be a list of values to vary, got {values}.",
            name=name,
            values=repr(values),
        )
    values = list(values)
    checked = _plain_numbers(owners, name, values)
    if checked is None:
        checked = tuple(dict.fromkeys(_value_of_any(owners, name, value) for value in values))
    if not checked:
        raise SettingError("`{name}` must have at least one value to vary, got none.", name=name)
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
