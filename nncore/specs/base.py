"""A spec is the whole experiment: everything that a run depends on, and nothing else.

It is checked once, when it is made, and goes to JSON and to a URL query and back unchanged.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from nncore.messages import Sentence, SettingError
from nncore.options import field_names, parse_text, to_texts
from nncore.specs.settings import Settings, UnknownSettingError, check_type
from nncore.trainers import TRAINERS, Trainer


class Spec(Settings):
    """What the specs of trainings have in common: a field `trainer`, with options of its own."""

    __dataclass_fields__: ClassVar[dict[str, Any]]
    trainer: Trainer
    seed: int

    @property
    def loss_unit(self) -> str:
        """The unit of the losses, as it stands in the head of a table."""
        raise NotImplementedError

    def memory(self) -> float:
        """Return the bytes that a run needs on its worker, as an estimate."""
        raise NotImplementedError

    def to_query(self) -> dict[str, str]:
        """Return what differs from the defaults as the strings of a URL query."""
        query = super().to_query()
        start = self.default_trainer(self.trainer.name)
        if start is not type(self).trainer:
            query["trainer"] = start.name
        return query | to_texts(self.trainer, start)

    @classmethod
    def default_trainer(cls, name: str) -> Trainer:
        """Return the trainer of this name as it is where none of its options is given.

        Raises
        ------
        ValueError
            If there is no such trainer.
        """
        return cls.trainer if cls.trainer.name == name else trainer_class(name)()

    @classmethod
    def _parse_one(cls, name: str, text: str, others: Mapping[str, str]) -> Any:
        if name == "trainer":
            return trainer_class(text).name
        trainer = trainer_class(others.get("trainer", cls.trainer.name))
        owner: Any = cls if name in _field_names(cls) else trainer
        if name not in _field_names(owner):
            raise UnknownSettingError(
                "`{name}` is not a setting here, with {trainer}.",
                name=name,
                trainer=Sentence(trainer.label),
            )
        return parse_text(owner, name, text)

    @classmethod
    def _from_texts(cls, query: Mapping[str, str]) -> Self:
        values = {name: cls._parse_one(name, text, query) for name, text in query.items()}
        options = {n: values.pop(n) for n in query if n != "trainer" and n not in _field_names(cls)}
        start = cls.default_trainer(values.get("trainer", cls.trainer.name))
        values["trainer"] = dataclasses.replace(start, **options)
        return cls(**values)

    def plain_value(self, name: str) -> Any:
        """Return a field as JSON has it: of the trainer its name and its options."""
        if name == "trainer":
            options = dataclasses.asdict(self.trainer)
            # A rate that stays is written as it was before any could change: what is known of a
            # run by a digest of its JSON stays known.
            given = {option: value for option, value in options.items() if value != ()}
            return {"name": self.trainer.name, **given}
        return super().plain_value(name)

    @classmethod
    def value_of(cls, name: str, plain: Any) -> Any:
        """Return the value of a field of which JSON has `plain`."""
        return _trainer_from(plain) if name == "trainer" else super().value_of(name, plain)


def _field_names(owner: Any) -> tuple[str, ...]:
    return tuple(name for name in field_names(owner) if name != "trainer")


def check_types(spec: Spec) -> None:
    """Check the fields that have no range: a boolean must be one, a text must be one."""
    for name in _field_names(type(spec)):
        check_type(type(spec), name, getattr(spec, name))
    if not isinstance(spec.trainer, Trainer):
        raise SettingError(
            "`trainer` must be a trainer such as Adam(), got {trainer}.", trainer=repr(spec.trainer)
        )


def trainer_class(name: Any) -> type[Trainer]:
    """Return the class of the trainer of this name.

    Raises
    ------
    ValueError
        If there is none.
    """
    if not isinstance(name, str) or name not in TRAINERS:
        raise SettingError(
            "`trainer` must be one of {choices}, got {value}.",
            choices=", ".join(TRAINERS),
            value=repr(name),
        )
    return TRAINERS[name]


def _trainer_from(values: Any) -> Trainer:
    if not isinstance(values, dict) or "name" not in values:
        raise SettingError("`trainer` must be an object with a `name` and its options.")
    trainer = trainer_class(values["name"])
    options = {name: value for name, value in values.items() if name != "name"}
    for name in options:
        if name not in _field_names(trainer):
            raise SettingError(
                "`{name}` is not an option of {label}.", name=name, label=Sentence(trainer.label)
            )
    return trainer(**options)
