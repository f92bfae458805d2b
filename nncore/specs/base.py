"""A spec is the whole experiment: everything that a run depends on, and nothing else.

It is checked once, when it is made, and goes to JSON and to a URL query and back unchanged.
"""

import dataclasses
import json
import math
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from nncore.messages import Sentence, SettingError, marked, said, sentence_of
from nncore.options import field_names, field_type, parse_text, to_texts
from nncore.options.texts import NOT_A_BOOLEAN, NOT_A_TEXT
from nncore.trainers import TRAINERS, Trainer

_IGNORED = marked("{problem} It is ignored.")
_DEFAULT = marked("{problem} The default is used instead.")
_DEFAULT_OF = marked("{problem} The default `{name}` is used instead.")


class _UnknownSettingError(SettingError):
    """A name in a query that belongs to nothing."""


class Spec:
    """What the specs have in common: JSON, URL query and the check of their fields.

    Subclasses are frozen dataclasses with a field `trainer`; their other fields are numbers,
    strings, booleans, None and tuples of whole numbers.
    """

    kind: ClassVar[str]
    #: What fields stand for that JSON of an earlier version does not have, if not their defaults.
    older_values: ClassVar[Mapping[str, Any]] = {}
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
        query = to_texts(self, type(self)())
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
    def from_query(cls, query: Mapping[str, str]) -> Self:
        """Return the spec of a URL query; what the query does not name keeps its default.

        Raises
        ------
        ValueError
            For an unknown name or a value that is not allowed, in one sentence.
        """
        return cls._from_texts(query)

    @classmethod
    def read_query(cls, query: Mapping[str, str]) -> tuple[Self, list[str]]:
        """Return the spec of a URL query with defaults for what is wrong in it, and why.

        Returns
        -------
        spec : Spec
            What could be read; invalid values are replaced by their defaults.
        notices : list of str
            One sentence for each value that was not used.
        """
        notices = []
        readable: dict[str, str] = {}
        # The trainer comes first, because it decides which options there are.
        for name in sorted(query, key=lambda name: (name != "trainer", name)):
            problem = cls._problem_with(name, query[name], readable)
            if problem is None:
                readable[name] = query[name]
            else:
                notices.append(problem)
        try:
            return cls._from_texts(readable), notices
        except ValueError:  # each value is allowed, but not all of them together
            return cls._as_far_as_valid(readable, notices)

    @classmethod
    def _as_far_as_valid(
        cls, readable: Mapping[str, str], notices: list[str]
    ) -> tuple[Self, list[str]]:
        """Take one value after the other, and leave out those that make the spec invalid."""
        accepted: dict[str, str] = {}
        problems: dict[str, ValueError] = {}
        waiting = dict(readable)
        # A value may be valid only with one that comes later, as may a lower end above 2.
        while waiting:
            problems = {}
            for name, text in waiting.items():
                try:
                    cls._from_texts({**accepted, name: text})
                except ValueError as problem:
                    problems[name] = problem
                else:
                    accepted[name] = text
            if len(problems) == len(waiting):
                break
            waiting = {name: readable[name] for name in problems}
        for name in waiting:
            notices.append(said(_DEFAULT_OF, problem=sentence_of(problems[name]), name=name))
        return cls._from_texts(accepted), notices

    @classmethod
    def _problem_with(cls, name: str, text: str, accepted: Mapping[str, str]) -> str | None:
        """Return the sentence that tells why one value of a query cannot be used by itself."""
        try:
            cls._parse_one(name, text, accepted.get("trainer"))
        except _UnknownSettingError as problem:
            return said(_IGNORED, problem=problem.sentence)
        except ValueError as problem:
            return said(_DEFAULT, problem=sentence_of(problem))
        return None

    @classmethod
    def _parse_one(cls, name: str, text: str, trainer_name: str | None) -> tuple[bool, Any]:
        """Return whether `name` belongs to the trainer, and its value."""
        if name == "trainer":
            return False, trainer_class(text).name
        trainer = trainer_class(trainer_name or cls.trainer.name)
        owner: Any = cls if name in _field_names(cls) else trainer
        if name not in _field_names(owner):
            raise _UnknownSettingError(
                "`{name}` is not a setting here, with {trainer}.",
                name=name,
                trainer=Sentence(trainer.label),
            )
        return owner is not cls, parse_text(owner, name, text)

    @classmethod
    def _from_texts(cls, query: Mapping[str, str]) -> Self:
        values: dict[str, Any] = {}
        options: dict[str, Any] = {}
        for name, text in query.items():
            belongs_to_trainer, value = cls._parse_one(name, text, query.get("trainer"))
            (options if belongs_to_trainer else values)[name] = value
        start = cls.default_trainer(values.get("trainer", cls.trainer.name))
        values["trainer"] = dataclasses.replace(start, **options)
        return cls(**values)

    def to_json(self) -> str:
        """Return all the fields, defaults too, so that a saved spec outlives a new default."""
        values = {name: getattr(self, name) for name in _field_names(type(self))}
        values["trainer"] = {"name": self.trainer.name, **dataclasses.asdict(self.trainer)}
        return json.dumps({"kind": self.kind, **{n: json_value(v) for n, v in values.items()}})

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the spec that `to_json` wrote.

        Raises
        ------
        ValueError
            If `text` is no JSON object, or names an unknown field, or a value is not allowed.
        """
        try:
            values = json.loads(text)
        except json.JSONDecodeError as problem:
            raise SettingError(
                "The spec is not valid JSON: {problem}.", problem=sentence_of(problem)
            ) from None
        if not isinstance(values, dict) or values.pop("kind", cls.kind) != cls.kind:
            raise SettingError(
                "The spec is not the JSON object of a spec of kind {kind}.", kind=repr(cls.kind)
            )
        known = {*_field_names(cls), "trainer"}
        for name in values:
            if name not in known:
                raise SettingError(
                    "`{name}` is not a field of {spec}.", name=name, spec=cls.__name__
                )
        if "trainer" in values:
            values["trainer"] = _trainer_from(values["trainer"])
        for name, value in values.items():
            if isinstance(value, list):  # JSON knows no tuples
                values[name] = tuple(value)
            elif isinstance(value, str) and field_type(cls, name) is float:
                values[name] = parse_text(cls, name, value)  # JSON knows no infinity either
        return cls(**{**cls.older_values, **values})


def json_value(value: Any) -> Any:
    """Return a text for an infinite number, which JSON does not know either."""
    return repr(value) if isinstance(value, float) and math.isinf(value) else value


def _field_names(owner: Any) -> tuple[str, ...]:
    return tuple(name for name in field_names(owner) if name != "trainer")


def check_type(owner: type, name: str, value: Any) -> None:
    """Raise a ValueError if a field is a boolean or a text, and `value` is not."""
    kind = field_type(owner, name)
    if kind in (bool, str) and not isinstance(value, kind):
        raise SettingError(
            NOT_A_BOOLEAN if kind is bool else NOT_A_TEXT, name=name, value=repr(value)
        )


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
