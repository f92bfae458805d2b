"""A sweep as a TOML file that a user writes, reads and runs again.

.. code-block:: toml

    title = "Which width?"
    kind = "integration"         # or "stencil", or "box"

    [base]
    integrand = "runge"
    trainer = "levenberg-marquardt"
    max_iterations = 100         # options of the trainer stand beside the fields

    [vary]
    n_hidden = [5, 10, 20, 40]
    seed = { from = 0, to = 9, step = 1 }
    damping = { from = 1e-4, to = 1e-1, count = 4, scale = "log" }

A value may also be written as in the URL of a run, and an axis as on the page:
``lower = "none"``, ``seed = "0 … 9"``.
"""

import dataclasses
import json
import tomllib
from collections.abc import Mapping
from typing import Any

from nncore.messages import SettingError, marked, sentence_of
from nncore.options import differing, field_metadata, field_names, field_type
from nncore.options.texts import NOT_A_TEXT
from nncore.specs.axis_grammar import parse_axis
from nncore.specs.axis_ranges import axis_range
from nncore.specs.base import Spec
from nncore.specs.integration import IntegrationSpec
from nncore.specs.kinds import SPEC_TYPES
from nncore.specs.sweep_axes import checked_value, owner_of
from nncore.trainers import TRAINERS

_PARTS = ("title", "kind", "base", "vary")
_RANGE_KEYS = ("from", "to", "step", "count", "scale")

_NO_RANGE = marked("`{name}` must be a list of values, or a range with from and to.")
_NO_LIST = marked("`{name}` must be a list of values.")


def read_sweep(text: str) -> tuple[Spec, dict[str, Any], str]:
    """Return base, axes and title of a sweep.

    Raises
    ------
    ValueError
        If it is no TOML, or names what there is not, or a value is not allowed.
    """
    sweep = _parsed(text)
    for name in sweep:
        if name not in _PARTS:
            raise SettingError(
                "`{name}` is not a part of a sweep; write it under [base] or [vary], beside "
                "{choices}.",
                name=name,
                choices=", ".join(_PARTS[:2]),
            )
    kind = sweep.get("kind", IntegrationSpec.kind)
    if not isinstance(kind, str) or kind not in SPEC_TYPES:
        raise SettingError(
            "`kind` must be one of {choices}, got {kind}.",
            choices=", ".join(SPEC_TYPES),
            kind=repr(kind),
        )
    spec_type = SPEC_TYPES[kind]
    base = _read_base(spec_type, _table(sweep, "base"))
    varied = _table(sweep, "vary")
    axes = {name: _read_axis(spec_type, base, varied, name) for name in varied}
    title = sweep.get("title", "")
    if not isinstance(title, str):
        raise SettingError(NOT_A_TEXT, name="title", value=repr(title))
    return base, axes, title


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise SettingError(
            "The sweep is not valid TOML: {problem}.", problem=sentence_of(problem)
        ) from None
    except RecursionError:
        raise SettingError("The sweep is not valid TOML: it is nested too deeply.") from None
    except ValueError:  # thousands of digits
        raise SettingError("The sweep is not valid TOML: a number in it is too long.") from None


def _table(sweep: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = sweep.get(name, {})
    if not isinstance(table, dict):
        raise SettingError(
            "`{name}` must be a table such as [{name}], got {table}.", name=name, table=repr(table)
        )
    return table


def _read_base(spec_type: type[Spec], table: Mapping[str, Any]) -> Spec:
    start = spec_type.default_trainer(table.get("trainer", spec_type.trainer.name))
    values: dict[str, Any] = {}
    options: dict[str, Any] = {}
    for field, value in table.items():
        if field == "trainer":
            continue
        owner = owner_of(spec_type, field, [type(start)])
        (values if owner is spec_type else options)[field] = checked_value(owner, field, value)
    values["trainer"] = dataclasses.replace(start, **options)
    return spec_type(**values)


def _read_axis(
    spec_type: type[Spec], base: Spec, table: Mapping[str, Any], name: str
) -> tuple[Any, ...]:
    values, trainers = table[name], list(TRAINERS.values())
    owner = owner_of(spec_type, name, [type(base.trainer), *trainers])
    if isinstance(values, str):
        return parse_axis(spec_type, name, values)
    if isinstance(values, list):
        return tuple(values)
    if isinstance(values, dict):
        return _read_range(owner, name, values)
    raise SettingError(
        "`{name}` must be a list of values or a range {{ from, to, step }} to vary, got {values}.",
        name=name,
        values=repr(values),
    )


def _read_range(owner: type, name: str, table: Mapping[str, Any]) -> tuple[Any, ...]:
    for key in table:
        if key not in _RANGE_KEYS:
            raise SettingError(
                "`{name}` must have a range with {choices}, got {key}.",
                name=name,
                choices=", ".join(_RANGE_KEYS),
                key=repr(key),
            )
    kind = None if name == "trainer" else field_type(owner, name)
    if kind not in (int, float) or "from" not in table or "to" not in table:
        raise SettingError(_NO_RANGE if kind in (int, float) else _NO_LIST, name=name)
    scale = table.get("scale", "linear")
    if scale not in ("linear", "log"):
        raise SettingError(
            "`{name}` must have a range with scale linear or log, got {scale}.",
            name=name,
            scale=repr(scale),
        )
    return axis_range(
        name,
        table["from"],
        table["to"],
        step=table.get("step"),
        count=table.get("count"),
        logarithmic=scale == "log",
        whole=kind is int,
    )


def sweep_text(base: Spec, axes: Mapping[str, tuple[Any, ...]], title: str) -> str:
    """Return a file from which `read_sweep` makes the same sweep."""
    lines = [f"title = {_toml(title)}"] if title else []
    lines += [f"kind = {_toml(base.kind)}", "", "[base]"]
    start = base.default_trainer(base.trainer.name)
    named = {**differing(base, type(base)()), "trainer": start.name}
    named |= differing(base.trainer, start)
    lines += [f"{name} = {_toml(_written(base, name, value))}" for name, value in named.items()]
    lines += ["", "[vary]"]
    for name, values in axes.items():
        lines.append(f"{name} = {_toml(tuple(_written(base, name, value) for value in values))}")
    return "\n".join(lines) + "\n"


def _written(base: Spec, name: str, value: Any) -> Any:
    """Return a value, or the text that is read as it where a field has one."""
    has_own = name != "trainer" and name in field_names(base)
    writer = field_metadata(base, name).get("writer") if has_own else None
    return writer(value) if writer else value


def _toml(value: Any) -> str:
    if value is None:
        return '"none"'
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, float):
        return repr(value)
    # JSON's numbers, booleans and texts are TOML's too, but for the delete character.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
