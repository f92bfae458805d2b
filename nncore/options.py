"""Dataclass fields that know their range, checked once and named in one sentence.

Specs and trainers declare their fields with `option`; `check_options` is called from
``__post_init__``, so that a limit has one place. Fields go to text and back for URLs.
"""

import functools
import math
import sys
import types
import typing
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

_NONE = "none"
_LONGEST = 60  # of a value in a sentence
# Minus signs of word processors and of this program's own output.
_SIGNS = str.maketrans({"−": "-", "–": "-"})


@dataclass(frozen=True)
class Range:
    """The values that a number may take.

    Parameters
    ----------
    minimum, maximum : float
        Smallest and largest value allowed.
    above, below : float
        Bounds that the value must not reach.
    integer : bool
        Whether only whole numbers are allowed.
    infinite : bool
        Whether both infinities are allowed, whatever the bounds.
    """

    minimum: float = -math.inf
    maximum: float = math.inf
    above: float = -math.inf
    below: float = math.inf
    integer: bool = False
    infinite: bool = False

    def rule(self, value: object) -> str | None:
        """Return the rule that `value` breaks, or None."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return "must be a whole number" if self.integer else "must be a number"
        if self.integer and not isinstance(value, int):
            return "must be a whole number"
        is_finite = abs(value) <= sys.float_info.max  # whole numbers may be larger than any float
        if self.infinite and not is_finite and isinstance(value, float) and not math.isnan(value):
            return None
        if not (is_finite or self.integer):
            return "must be a number" if self.infinite else "must be finite"
        if value <= self.above:
            return f"must be greater than {_plain(self.above)}"
        if value >= self.below:
            return f"must be less than {_plain(self.below)}"
        if value < self.minimum:
            return f"must be at least {_plain(self.minimum)}"
        if value > self.maximum:
            return f"must be at most {_plain(self.maximum)}"
        return None


def _plain(number: float) -> str:
    """Write 10000 as 10,000 and 0.5 as 0.5."""
    return f"{int(number):,}" if float(number).is_integer() else f"{number:g}"


def shown(value: object) -> str:
    """Write a wrong value as Python does, and of a long one its beginning."""
    try:
        text = repr(value)
    except ValueError:  # a whole number of more digits than Python writes
        return "a number of thousands of digits"
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def option(
    default: Any,
    *,
    choices: Sequence[str] | None = None,
    optional: bool = False,
    help: str = "",
    **bounds: Any,
) -> Any:
    """Declare a dataclass field together with the values that it may take.

    Parameters
    ----------
    default : object
        The default value.
    choices : sequence of str, optional
        The strings allowed, for a field that holds a name.
    optional : bool
        Whether None is allowed too.
    help : str
        One sentence for the user.
    **bounds
        The fields of `Range`, for a field that holds a number.
    """
    metadata: dict[str, Any] = {"help": help, "optional": optional}
    if choices is not None:
        metadata["choices"] = tuple(choices)
    elif bounds:
        metadata["range"] = Range(**bounds)
    return field(default=default, metadata=metadata)


def check_option(instance_or_class: Any, name: str, value: object) -> None:
    """Raise a ValueError that names the field, the rule and the value if the rule is broken."""
    metadata = next(f.metadata for f in fields(instance_or_class) if f.name == name)
    if value is None and metadata.get("optional"):
        return
    if "choices" in metadata and value not in metadata["choices"]:
        choices = ", ".join(metadata["choices"])
        raise ValueError(f"`{name}` must be one of {choices}, got {shown(value)}.")
    rule = metadata["range"].rule(value) if "range" in metadata else None
    if rule is not None:
        raise ValueError(f"`{name}` {rule}, got {shown(value)}.")


def check_options(instance: Any) -> None:
    """Check every field of a dataclass instance that was declared with `option`.

    Scalars of NumPy, which neither URLs nor JSON know, become Python's own.

    Raises
    ------
    ValueError
        One sentence with the field, the rule and the value.
    """
    for declared in fields(instance):
        value = getattr(instance, declared.name)
        if isinstance(value, np.generic):
            value = value.item()
            object.__setattr__(instance, declared.name, value)  # the dataclass is frozen
        check_option(instance, declared.name, value)


def field_names(owner: Any) -> tuple[str, ...]:
    """Return the names of the fields of a dataclass or of its instance."""
    return tuple(declared.name for declared in fields(owner))


@functools.cache
def _type_hints(owner: type) -> dict[str, Any]:
    return typing.get_type_hints(owner)  # takes a fifth of a millisecond, and pages ask often


def field_type(owner: type, name: str) -> Any:
    """Return the type of a field, without the None of an optional one."""
    annotation = _type_hints(owner)[name]
    if isinstance(annotation, types.UnionType):
        return next(kind for kind in typing.get_args(annotation) if kind is not type(None))
    return annotation


def to_texts(instance: Any, default: Any) -> dict[str, str]:
    """Return those fields of `instance` that differ from `default`, as text for a URL.

    Fields that are dataclasses themselves are left to the caller.
    """
    return {
        name: _text(getattr(instance, name))
        for name in field_names(instance)
        if isinstance(getattr(instance, name), str | bool | int | float | tuple | None)
        and getattr(instance, name) != getattr(default, name)
    }


def _text(value: Any) -> str:
    if value is None:
        return _NONE
    if isinstance(value, tuple):
        return ",".join(map(repr, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else repr(value)


def parse_text(owner: type, name: str, text: str) -> Any:
    """Return the value of a field that `to_texts` wrote.

    Raises
    ------
    ValueError
        If `text` is not of the field's type, or the value is not allowed.
    """
    value = _converted(field_type(owner, name), name, text, _is_optional(owner, name))
    check_option(owner, name, value)
    return value


def _is_optional(owner: type, name: str) -> bool:
    return any(f.metadata.get("optional", False) for f in fields(owner) if f.name == name)


def _converted(kind: Any, name: str, text: str, optional: bool) -> Any:
    if optional and text.lower() == _NONE:
        return None
    if kind is bool:
        if text not in ("true", "false"):
            raise ValueError(f"`{name}` must be true or false, got {shown(text)}.")
        return text == "true"
    if typing.get_origin(kind) is tuple:
        return _whole_numbers(name, text)
    try:
        return kind(text.translate(_SIGNS).replace("∞", "inf") if kind is float else text)
    except ValueError:
        word = "a whole number" if kind is int else "a number"
        raise ValueError(f"`{name}` must be {word}, got {shown(text)}.") from None


def _whole_numbers(name: str, text: str) -> tuple[int, ...]:
    """Read ``"-1, 0, 1"`` or ``"-1 0 1"``."""
    try:
        return tuple(int(part) for part in text.replace(",", " ").split())
    except ValueError:
        raise ValueError(
            f"`{name}` must be whole numbers separated by commas, got {shown(text)}."
        ) from None
