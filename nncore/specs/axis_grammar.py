"""Axes as a user writes them.

On a page and in a file an axis is a list or a range of values:

- ``5, 10, 20``
- ``0 … 9`` and ``10 … 100 step 10`` (two or three dots will do),
- ``0 … 1 count 5`` for equal distances,
- ``1e-4 … 1e-1 log 4`` for equal ratios.

Both ends belong to a range. Offsets have commas of their own, so that stencils are separated
by semicolons: ``-1, 0, 1; 0, 1``.
"""

import re
import typing
from typing import Any

from nncore.messages import SettingError
from nncore.options import field_type
from nncore.options.decimal_commas import check_list, with_decimal_point
from nncore.specs.axis_ranges import axis_range, check_length
from nncore.specs.base import Spec
from nncore.specs.sweep_axes import checked_axis, owners_of
from nncore.trainers import TRAINERS

_SEPARATORS = {str: re.compile(r"[;,]\s*(?![^(]*\))"), tuple: re.compile(";")}
_LIST, _SEMICOLON = re.compile("[;,]"), re.compile(";")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_RANGE = re.compile(
    rf"({_NUMBER})\s*(?:…|\.{{2,3}})\s*({_NUMBER})(?:\s+(step|count|log)\s+({_NUMBER}))?"
)
_DOTS = re.compile(r"…|\.{2,3}")
# As they are called in links and files, and as they are called on the screen.
_TRAINERS = {word.casefold(): name for name, t in TRAINERS.items() for word in (name, t.label)}


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
    if kind is float and ";" in text:
        separator, text = _SEMICOLON, _with_points(name, text)
    elif kind in (int, float):
        check_list(name, text, whole=kind is int)
    for part in filter(None, map(str.strip, separator.split(text))):
        match = _RANGE.fullmatch(part) if kind in (int, float) else None
        if match is None and kind in (int, float) and _DOTS.search(part):
            raise SettingError(
                "`{name}` must have ranges with two ends, such as 5 … 20 or 5 … 20 step 5, got "
                "{part}.",
                name=name,
                part=repr(part),
            )
        if name == "trainer":
            part = _TRAINERS.get(part.casefold(), part)
        values += _range_of(name, kind, *match.groups()) if match else [part]
        check_length(name, len(values))
    return checked_axis(owners, name, values)


def _with_points(name: str, text: str) -> str:
    """Return numbers between semicolons with points where they had decimal commas."""
    parts = (with_decimal_point(name, part) for part in text.split(";"))
    return ";".join(_DECIMAL_COMMA.sub(".", part) for part in parts)


def _range_of(
    name: str, kind: type, first: str, last: str, how: str | None, number: str | None
) -> tuple[float, ...]:
    amount = None if number is None else float(number)
    if how in ("count", "log") and amount is not None and not amount.is_integer():
        raise SettingError(
            "`{name}` must have a range with a whole number of values, got {number}.",
            name=name,
            number=number,
        )
    return axis_range(
        name,
        float(first),
        float(last),
        step=amount if how == "step" else None,
        count=int(amount) if how in ("count", "log") and amount is not None else None,
        logarithmic=how == "log",
        whole=kind is int,
    )
