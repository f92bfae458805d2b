"""A study: a sweep as a TOML file that a user writes, reads and runs again.

.. code-block:: toml

    title = "Which width?"
    kind = "integration"         # or "stencil"

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

import json
import tomllib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from nncore.options import field_names, field_type
from nncore.specs.base import Spec
from nncore.specs.integration import IntegrationSpec
from nncore.specs.kinds import SPEC_TYPES
from nncore.specs.sweep_axes import axis_range, checked_value, owner_of, parse_axis
from nncore.trainers import TRAINERS

if TYPE_CHECKING:
    from nncore.specs.sweep import SweepSpec

_PARTS = ("title", "kind", "base", "vary")
_RANGE_KEYS = ("from", "to", "step", "count", "scale")


def read_study(text: str) -> tuple[Spec, dict[str, Any], str]:
    """Return base, axes and title of a study.

    Raises
    ------
    ValueError
        If it is no TOML, or names what there is not, or a value is not allowed.
    """
    try:
        study = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise ValueError(f"The study is not valid TOML: {problem}.") from None
    except RecursionError:
        raise ValueError("The study is not valid TOML: it is nested too deeply.") from None
    except ValueError:  # thousands of digits
        raise ValueError("The study is not valid TOML: a number in it is too long.") from None
    for name in study:
        if name not in _PARTS:
            raise ValueError(
                f"`{name}` is not a part of a study; write it under [base] or [vary], "
                f"beside {', '.join(_PARTS[:2])}."
            )
    kind = study.get("kind", IntegrationSpec.kind)
    if not isinstance(kind, str) or kind not in SPEC_TYPES:
        raise ValueError(f"`kind` must be one of {', '.join(SPEC_TYPES)}, got {kind!r}.")
    spec_type = SPEC_TYPES[kind]
    base = _read_base(spec_type, _table(study, "base"))
    axes = {
        name: _read_axis(spec_type, base, _table(study, "vary"), name)
        for name in _table(study, "vary")
    }
    title = study.get("title", "")
    if not isinstance(title, str):
        raise ValueError(f"`title` must be text, got {title!r}.")
    return base, axes, title


def _table(study: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = study.get(name, {})
    if not isinstance(table, dict):
        raise ValueError(f"`{name}` must be a table such as [{name}], got {table!r}.")
    return table


def _read_base(spec_type: type[Spec], table: Mapping[str, Any]) -> Spec:
    default = spec_type().trainer
    name = checked_value(spec_type, "trainer", table.get("trainer", default.name))
    start = default if default.name == name else TRAINERS[name]()
    texts = {"trainer": name} if start is not default else {}
    values: dict[str, Any] = {}
    options: dict[str, Any] = {}
    for field, value in table.items():
        if field == "trainer":
            continue
        owner = owner_of(spec_type, field, [type(start)])
        (values if owner is spec_type else options)[field] = checked_value(owner, field, value)
    trainer = json.loads(spec_type.from_query(texts).to_json())["trainer"]
    return spec_type.from_json(json.dumps({**values, "trainer": {**trainer, **options}}))


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
    raise ValueError(
        f"`{name}` must be a list of values or a range {{ from, to, step }} to vary, "
        f"got {values!r}."
    )


def _read_range(owner: type, name: str, table: Mapping[str, Any]) -> tuple[Any, ...]:
    for key in table:
        if key not in _RANGE_KEYS:
            raise ValueError(
                f"`{name}` must have a range with {', '.join(_RANGE_KEYS)}, got {key!r}."
            )
    kind = None if name == "trainer" else field_type(owner, name)
    if kind not in (int, float) or "from" not in table or "to" not in table:
        raise ValueError(
            f"`{name}` must be a list of values"
            + (", or a range with from and to." if kind in (int, float) else ".")
        )
    scale = table.get("scale", "linear")
    if scale not in ("linear", "log"):
        raise ValueError(f"`{name}` must have a range with scale linear or log, got {scale!r}.")
    return axis_range(
        name,
        table["from"],
        table["to"],
        step=table.get("step"),
        count=table.get("count"),
        logarithmic=scale == "log",
        whole=kind is int,
    )


def write_study(sweep: "SweepSpec") -> str:
    """Return a study from which `read_study` makes the same sweep."""
    lines = [f"title = {_toml(sweep.title)}"] if sweep.title else []
    lines += [f"kind = {_toml(sweep.base.kind)}", "", "[base]"]
    lines += [f"{name} = {_toml(value)}" for name, value in _differing(sweep.base).items()]
    lines += ["", "[vary]"]
    lines += [f"{name} = {_toml(values)}" for name, values in sweep.axes.items()]
    return "\n".join(lines) + "\n"


def _differing(base: Spec) -> dict[str, Any]:
    """Return the fields and options that differ from the defaults, as in the URL of a run."""
    default = type(base)()
    found: dict[str, Any] = {}
    for name in field_names(base):
        if name != "trainer" and getattr(base, name) != getattr(default, name):
            found[name] = getattr(base, name)
    found["trainer"] = base.trainer.name
    same = type(base.trainer) is type(default.trainer)
    start = default.trainer if same else type(base.trainer)()
    for name in field_names(base.trainer):
        if getattr(base.trainer, name) != getattr(start, name):
            found[name] = getattr(base.trainer, name)
    return found


def _toml(value: Any) -> str:
    if value is None:
        return '"none"'
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, float):
        return repr(value)
    # JSON's numbers, booleans and texts are TOML's too, but for the delete character.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
