"""Dataclass fields that know their range, checked once and named in one sentence.

Specs and trainers declare their fields with `option`; `check_options` is called from
``__post_init__``, so that a limit has one place.
"""

import functools
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, fields
from typing import Any

import numpy as np

from nncore.messages import SettingError
from nncore.options.ranges import Range
from nncore.options.shown import shown


def option(
    default: Any,
    help: str = "",
    *,
    choices: Sequence[str] | None = None,
    optional: bool = False,
    reader: Callable[[str, str], Any] | None = None,
    writer: Callable[[Any], str] | None = None,
    **bounds: Any,
) -> Any:
    """Declare a dataclass field together with the values that it may take.

    Parameters
    ----------
    default : object
        The default value.
    help : str
        One sentence for the user, in English: whoever shows it takes it through `gettext`.
    choices : sequence of str, optional
        The strings allowed, for a field that holds a name.
    optional : bool
        Whether None is allowed too.
    reader : callable, optional
        What makes a value of the field's name and of a text, where a number is not enough.
    writer : callable, optional
        What makes a text of a value, where its numbers are not how it is read.
    **bounds
        The fields of `Range`, for a field that holds a number.
    """
    metadata: dict[str, Any] = {"help": help, "optional": optional}
    metadata |= {"reader": reader, "writer": writer}
    if choices is not None:
        metadata["choices"] = tuple(choices)
    elif bounds:
        metadata["range"] = Range(**bounds)
    return field(default=default, metadata=metadata)


def option_of(owner: Any, name: str) -> Any:
    """Declare a field that is the one of this name of another dataclass."""
    declared = next(declared for declared in fields(owner) if declared.name == name)
    return field(default=declared.default, metadata=declared.metadata)


def check_option(instance_or_class: Any, name: str, value: object) -> None:
    """Raise a ValueError that names the field, the rule and the value if the rule is broken."""
    metadata = field_metadata(instance_or_class, name)
    if value is None and metadata.get("optional"):
        return
    if "choices" in metadata and value not in metadata["choices"]:
        choices = ", ".join(metadata["choices"])
        raise SettingError(
            "`{name}` must be one of {choices}, got {value}.",
            name=name,
            choices=choices,
            value=shown(value),
        )
    refusal = metadata["range"].refusal(name, value) if "range" in metadata else None
    if refusal is not None:
        raise SettingError.of(refusal)


def check_options(instance: Any) -> None:
    """Check every field of a dataclass instance that was declared with `option`.

    Scalars of NumPy, which neither URLs nor JSON know, become Python's own, and whole numbers that
    were written as 1e5 become whole.

    Raises
    ------
    ValueError
        One sentence with the field, the rule and the value.
    """
    for declared in fields(instance):
        value = getattr(instance, declared.name)
        plain = value.item() if isinstance(value, np.generic) else value
        if "range" in declared.metadata and declared.metadata["range"].integer:
            plain = int(plain) if isinstance(plain, float) and plain.is_integer() else plain
        if plain is not value:
            object.__setattr__(instance, declared.name, plain)  # the dataclass is frozen
            value = plain
        check_option(instance, declared.name, value)


def field_names(owner: Any) -> tuple[str, ...]:
    """Return the names of the fields of a dataclass or of its instance."""
    return tuple(declared.name for declared in fields(owner))


def field_metadata(owner: Any, name: str) -> Mapping[str, Any]:
    """Return what `option` was told of a field of a dataclass or of its instance."""
    return next(declared.metadata for declared in fields(owner) if declared.name == name)


@functools.cache
def _type_hints(owner: type) -> dict[str, Any]:
    return typing.get_type_hints(owner)  # takes a fifth of a millisecond, and pages ask often


def field_type(owner: type, name: str) -> Any:
    """Return the type of a field, without the None of an optional one."""
    annotation = _type_hints(owner)[name]
    if isinstance(annotation, types.UnionType):
        return next(kind for kind in typing.get_args(annotation) if kind is not type(None))
    return annotation
