"""Fields as text for URLs, and back."""

import math
import typing
from typing import Any

from nncore.messages import SettingError, marked
from nncore.options.decimal_commas import with_decimal_point
from nncore.options.fields import check_option, field_metadata, field_names, field_type
from nncore.options.number_pairs import pairs_of_text, text_of_pairs
from nncore.options.number_sequence import numbers_of
from nncore.options.ranges import NOT_A_NUMBER, NOT_WHOLE
from nncore.options.shown import shown

#: What is said of a value of another kind.
NOT_A_BOOLEAN = marked("`{name}` must be true or false, got {value}.")
NOT_A_TEXT = marked("`{name}` must be text, got {value}.")

_NONE = "none"
# Minus signs of word processors and of this program's own output.
_SIGNS = str.maketrans({"−": "-", "–": "-"})


def differing(instance: Any, default: Any) -> dict[str, Any]:
    """Return those fields of `instance` that differ from `default`.

    Fields that are dataclasses themselves are left to the caller.
    """
    return {
        name: getattr(instance, name)
        for name in field_names(instance)
        if isinstance(getattr(instance, name), str | bool | int | float | tuple | None)
        and getattr(instance, name) != getattr(default, name)
    }


def to_texts(instance: Any, default: Any) -> dict[str, str]:
    """Return what is `differing`, as text for a URL."""
    return {name: to_text(instance, name) for name in differing(instance, default)}


def to_text(instance: Any, name: str) -> str:
    """Return the value of a field as text for a URL."""
    value, writer = getattr(instance, name), field_metadata(instance, name).get("writer")
    return str(writer(value)) if writer else _text(value)


def _text(value: Any) -> str:
    if value is None:
        return _NONE
    if isinstance(value, tuple):
        has_pairs = bool(value) and isinstance(value[0], tuple)
        return text_of_pairs(value) if has_pairs else ",".join(map(repr, value))
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
    kind, metadata = field_type(owner, name), field_metadata(owner, name)
    optional = metadata.get("optional", False)
    if metadata.get("reader") and not (optional and text.lower() == _NONE):
        value = metadata["reader"](name, text)
    else:
        text = with_decimal_point(name, text) if kind is float else text
        value = _converted(kind, name, text, optional)
    check_option(owner, name, value)
    return value


def _converted(kind: Any, name: str, text: str, optional: bool) -> Any:
    if optional and text.lower() == _NONE:
        return None
    if kind is bool:
        if text not in ("true", "false"):
            raise SettingError(NOT_A_BOOLEAN, name=name, value=shown(text))
        return text == "true"
    if typing.get_origin(kind) is tuple:
        has_pairs = typing.get_origin(typing.get_args(kind)[0]) is tuple
        return pairs_of_text(name, text) if has_pairs else numbers_of(kind, name, _parts(text))
    try:
        return _number(kind, text.translate(_SIGNS)) if kind in (int, float) else kind(text)
    except ValueError:
        rule = NOT_WHOLE if kind is int else NOT_A_NUMBER
        raise SettingError(rule, name=name, value=shown(text)) from None


def _number(kind: Any, text: str) -> float:
    """Read a number: a whole one may be written as 1e5."""
    if kind is float:
        return float(text.replace("∞", "inf"))
    try:
        return int(text)
    except ValueError:
        number = float(text)
        if not number.is_integer():
            raise
        return int(number)


def _parts(text: str) -> list[float] | str:
    """Read ``"-1, 0, 1"`` or ``"-1 0 1"``; a text with anything else in it stays as it is."""
    try:
        parts = text.translate(_SIGNS).replace(",", " ").split()
        numbers = [_number(float, part) for part in parts]
    except ValueError:
        return text
    is_readable = all(map(math.isfinite, numbers))
    return [int(n) if n.is_integer() else n for n in numbers] if is_readable else text
