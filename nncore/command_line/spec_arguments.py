"""The fields of a spec, and the options of all the trainers, as options of a command."""

import argparse
from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from nncore.messages import gettext, marked, said
from nncore.options import field_metadata, field_names, field_type
from nncore.specs import Spec, StencilSpec
from nncore.trainers import TRAINERS, Trainer
from nncore.trainers.first_order import FirstOrder

SpecT = TypeVar("SpecT", bound=Spec)

_ONE_OF, _DEFAULT = marked("One of {choices}."), marked("Default: {value}.")
_PREFIX = "setting_"  # of the names that argparse gives to what it has read


def trainers_for(spec_type: type[Spec]) -> tuple[type[Trainer], ...]:
    """Return the trainers that specs of this type take."""
    if issubclass(spec_type, StencilSpec):
        return tuple(kind for kind in TRAINERS.values() if issubclass(kind, FirstOrder))
    return tuple(TRAINERS.values())


def add_spec_arguments(
    parser: argparse.ArgumentParser, spec_type: type[Spec], besides: Collection[str] = ()
) -> None:
    """Add an option for every field of a spec and every option of its trainers.

    Parameters
    ----------
    parser : argparse.ArgumentParser
        Gets the options.
    spec_type : type of Spec
        Its fields become options: ``n_hidden`` is ``--n-hidden`` and ``--hidden``.
    besides : collection of str
        Fields that have arguments of their own.
    """
    trainers = trainers_for(spec_type)
    default = spec_type()
    group = parser.add_argument_group(gettext("the experiment"))
    for name in field_names(spec_type):
        if name == "trainer":
            text = " ".join(
                (
                    gettext(field_metadata(spec_type, name)["help"]),
                    said(_ONE_OF, choices=", ".join(one.name for one in trainers)),
                    said(_DEFAULT, value=default.trainer.name),
                )
            )
            group.add_argument("--trainer", dest=f"{_PREFIX}trainer", metavar="NAME", help=text)
        elif name not in besides:
            add_field_argument(group, spec_type, name)
    group = parser.add_argument_group(
        gettext("the trainer"), gettext("Options of the trainers that have them.")
    )
    for name in dict.fromkeys(n for trainer in trainers for n in field_names(trainer)):
        owners = [trainer for trainer in trainers if name in field_names(trainer)]
        names = ", ".join(trainer.name for trainer in owners)
        _add(group, owners[0], name, said("For {trainers}.", trainers=names))


def add_field_argument(group: Any, spec_type: type[Spec], name: str) -> None:
    """Add the option of one field of a spec to a group of a parser."""
    _add(group, spec_type, name, _default_text(getattr(spec_type(), name)))


def _add(group: Any, owner: type, name: str, remark: str) -> None:
    flags = [f"--{name.replace('_', '-')}"]
    if name.startswith("n_"):
        flags.insert(0, f"--{name.removeprefix('n_')}")
    kind, metadata = field_type(owner, name), field_metadata(owner, name)
    sentences = [gettext(metadata["help"])]
    if "choices" in metadata:
        sentences.append(said(_ONE_OF, choices=", ".join(metadata["choices"])))
    text = " ".join((*sentences, remark))
    options: dict[str, Any] = {"metavar": _metavar(kind)}
    if kind is bool:
        options = {"action": argparse.BooleanOptionalAction}
    elif kind not in (int, float, str):  # a tuple of numbers
        options["nargs"] = "+"
    group.add_argument(*flags, dest=f"{_PREFIX}{name}", help=text.replace("%", "%%"), **options)


def _metavar(kind: Any) -> str:
    return {int: "N", float: "X", str: "NAME"}.get(kind, "N")


def _default_text(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("Default: on.") if value else gettext("Default: off.")
    if isinstance(value, tuple):
        value = " ".join(map(str, value))
    return said(_DEFAULT, value="none" if value is None else value)


def spec_of(
    spec_type: type[SpecT], arguments: argparse.Namespace, besides: Mapping[str, str | None] = {}
) -> SpecT:
    """Return the spec that the arguments name; what they do not name keeps its default.

    Parameters
    ----------
    spec_type : type of Spec
        As of `add_spec_arguments`.
    arguments : argparse.Namespace
        What was read.
    besides : mapping of str to str or None
        Texts of the fields that have arguments of their own; None for those not given.

    Raises
    ------
    ValueError
        If a value is not allowed, or an option does not belong to the trainer, in one sentence.
    """
    named = {
        name.removeprefix(_PREFIX): value
        for name, value in vars(arguments).items()
        if name.startswith(_PREFIX)
    }
    texts = {name: _text(v) for name, v in {**named, **besides}.items() if v is not None}
    return spec_type.from_query(texts)


def _text(value: Any) -> str:
    """Return a value as `Spec.from_query` takes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(value) if isinstance(value, list) else str(value).strip()
