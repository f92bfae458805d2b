"""JSON objects of numbers that are read back as the very same float64, and are not trusted."""

import json
import math
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from nncore.messages import SettingError, sentence_of
from nncore.versions import __version__

# JSON has no numbers for these; as text they survive every reader.
_NOT_FINITE: Mapping[str, float] = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
_NAMES = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}


def object_text(kind: str, values: Mapping[str, Any]) -> str:
    """Write an object of this kind, with the program's version."""
    return json.dumps({"kind": kind, "nncore": __version__, **values}, indent=1, allow_nan=False)


def read_object(text: str, kind: str, names: Collection[str]) -> dict[str, Any]:
    """Read an object that `object_text` wrote, with just these names.

    Raises
    ------
    ValueError
        If `text` is no JSON object of this kind, or a name is missing or unknown, in one sentence.
    """
    try:
        values = json.loads(text)
    except RecursionError:
        raise SettingError(
            "The {kind} is not valid JSON: it is nested too deeply.", kind=kind
        ) from None
    except ValueError as problem:  # a JSONDecodeError, or a number of thousands of digits
        raise SettingError(
            "The {kind} is not valid JSON: {problem}.", kind=kind, problem=sentence_of(problem)
        ) from None
    if not isinstance(values, dict) or values.get("kind") != kind:
        raise SettingError(
            "The {kind} is not a JSON object whose `kind` is {wanted}.",
            kind=kind,
            wanted=repr(kind),
        )
    for name in names:
        if name not in values:
            raise SettingError("`{name}` is missing in the {kind}.", name=name, kind=kind)
    for name in values:
        if name not in (*names, "kind", "nncore", "formula"):
            raise SettingError("`{name}` is not a field of a {kind}.", name=name, kind=kind)
    return {name: values[name] for name in names}


def number_to_json(value: float) -> float | str:
    """Return a float as JSON can hold it: a number, or the name of one that is not finite."""
    plain = float(value)
    return plain if math.isfinite(plain) else _NAMES[repr(plain)]


def number_from_json(name: str, value: Any) -> float:
    """Return the float of `number_to_json`.

    Raises
    ------
    ValueError
        If it is not a number that a float can hold.
    """
    if isinstance(value, str) and value in _NOT_FINITE:
        return _NOT_FINITE[value]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SettingError(
            "`{name}` must hold numbers, got {value:.60}.", name=name, value=repr(value)
        )
    try:
        return float(value)
    except OverflowError:
        raise SettingError(
            "`{name}` must hold numbers up to 1.8e308, got {value:.20}…",
            name=name,
            value=repr(value),
        ) from None


def vector_from_json(name: str, values: Any) -> np.ndarray:
    """Return a list of numbers as a vector.

    Raises
    ------
    ValueError
        If it is not a list of numbers.
    """
    if not isinstance(values, list):
        raise SettingError(
            "`{name}` must be a list of numbers, got {values:.60}.", name=name, values=repr(values)
        )
    return np.array([number_from_json(name, value) for value in values], dtype=np.float64)
