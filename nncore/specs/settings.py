"""Settings that go to JSON and to a URL query and back unchanged, and are checked when made."""

import json
import math
from collections.abc import Collection, Mapping
from typing import Any, ClassVar, Self

from nncore.messages import SettingError, marked, said, sentence_of
from nncore.options import field_names, field_type, parse_text, to_texts
from nncore.options.texts import NOT_A_BOOLEAN, NOT_A_TEXT

_IGNORED = marked("{problem} It is ignored.")
_DEFAULT = marked("{problem} The default is used instead.")
_DEFAULT_OF = marked("{problem} The default `{name}` is used instead.")


class UnknownSettingError(SettingError):
    """A name in a query that belongs to nothing."""


class Settings:
    """What experiments have in common: JSON, URL query and the check of their fields.

    Subclasses are frozen dataclasses; their fields are numbers, strings, booleans, None and
    tuples of numbers or strings, and whatever else a subclass writes and reads itself.
    """

    kind: ClassVar[str]
    #: What fields stand for that JSON of an earlier version does not have, if not their defaults.
    older_values: ClassVar[Mapping[str, Any]] = {}
    #: What of a link goes with a setting that cannot be used: the limits of a refused integrand.
    belongings: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    __dataclass_fields__: ClassVar[dict[str, Any]]

    def to_query(self) -> dict[str, str]:
        """Return what differs from the defaults as the strings of a URL query."""
        return to_texts(self, type(self)())

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Self:
        """Return the settings of a URL query; what the query does not name keeps its default.

        Raises
        ------
        ValueError
            For an unknown name or a value that is not allowed, in one sentence.
        """
        return cls._from_texts(query)

    @classmethod
    def read_query(cls, query: Mapping[str, str]) -> tuple[Self, list[str]]:
        """Return the settings of a URL query with defaults for what is wrong in it, and why.

        Returns
        -------
        settings : Settings
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
        readable = cls._that_stay(readable, query.keys() - readable)
        try:
            return cls._from_texts(readable), notices
        except ValueError:  # each value is allowed, but not all of them together
            return cls._as_far_as_valid(readable, notices)

    @classmethod
    def _as_far_as_valid(
        cls, readable: Mapping[str, str], notices: list[str]
    ) -> tuple[Self, list[str]]:
        """Take one value after the other, and leave out those that make the spec invalid."""
        accepted, waiting = cls._valid_one_by_one(readable)
        while waiting:
            problem, names = cls._conflict(accepted, waiting)
            if problem is None:
                return cls._from_texts({**accepted, **waiting}), notices
            told = sentence_of(problem)
            notices += [said(_DEFAULT_OF, problem=told, name=name) for name in names]
            stay = {name: text for name, text in waiting.items() if name not in names}
            accepted, waiting = (cls._that_stay(texts, names) for texts in (accepted, stay))
        return cls._from_texts(accepted), notices

    @classmethod
    def _valid_one_by_one(
        cls, readable: Mapping[str, str]
    ) -> tuple[dict[str, str], dict[str, str]]:
        """Return the values that are valid with those before them, and the others."""
        accepted: dict[str, str] = {}
        waiting = dict(readable)
        n_before = -1
        # A value may be valid only with one that comes later, as may a lower end above 2.
        while len(accepted) > n_before:
            n_before = len(accepted)
            for name in tuple(waiting):
                if cls._refusal({**accepted, name: waiting[name]}) is None:
                    accepted[name] = waiting.pop(name)
        return accepted, waiting

    @classmethod
    def _conflict(
        cls, accepted: Mapping[str, str], waiting: Mapping[str, str]
    ) -> tuple[ValueError | None, list[str]]:
        """Return what is wrong with all values together, and which of those that wait it is about.

        It is about a value without which there is another problem, or none. A value that is tried
        on the default of another would be refused in words that the link does not say.
        """
        problem = cls._refusal({**accepted, **waiting})
        names = []
        for left_out in waiting:
            others = {name: text for name, text in waiting.items() if name != left_out}
            if str(cls._refusal({**accepted, **others})) != str(problem):
                names.append(left_out)
        return problem, names or list(waiting)

    @classmethod
    def _refusal(cls, texts: Mapping[str, str]) -> ValueError | None:
        """Return why there are no settings with these values; None if there are."""
        try:
            cls._from_texts(texts)
        except ValueError as problem:
            return problem
        return None

    @classmethod
    def _that_stay(cls, texts: Mapping[str, str], refused: Collection[str]) -> dict[str, str]:
        """Leave out what belonged to a refused value: it is not tried on the default."""
        gone = {other for name in refused for other in cls.belongings.get(name, ())}
        return {name: text for name, text in texts.items() if name not in gone}

    @classmethod
    def _problem_with(cls, name: str, text: str, accepted: Mapping[str, str]) -> str | None:
        """Return the sentence that tells why one value of a query cannot be used by itself."""
        try:
            cls._parse_one(name, text, accepted)
        except UnknownSettingError as problem:
            return said(_IGNORED, problem=problem.sentence)
        except ValueError as problem:
            return said(_DEFAULT, problem=sentence_of(problem))
        return None

    @classmethod
    def _parse_one(cls, name: str, text: str, others: Mapping[str, str]) -> Any:
        """Return the value of one text of a query, the others of which are `others`."""
        if name not in field_names(cls):
            raise UnknownSettingError("`{name}` is not a setting here.", name=name)
        return parse_text(cls, name, text)

    @classmethod
    def _from_texts(cls, query: Mapping[str, str]) -> Self:
        return cls(**{name: cls._parse_one(name, text, query) for name, text in query.items()})

    def to_json(self) -> str:
        """Return all the fields, defaults too, so that what is saved outlives a new default."""
        names = sorted(field_names(type(self)), key=lambda name: name == "trainer")
        values = {name: self.plain_value(name) for name in names}
        return json.dumps({"kind": self.kind, **values})

    def plain_value(self, name: str) -> Any:
        """Return a field as JSON has it."""
        return json_value(getattr(self, name))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the settings that `to_json` wrote.

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
        for name, value in values.items():
            if name not in field_names(cls):
                raise SettingError(
                    "`{name}` is not a field of {spec}.", name=name, spec=cls.__name__
                )
            values[name] = cls.value_of(name, value)
        return cls(**{**cls.older_values, **values})

    @classmethod
    def value_of(cls, name: str, plain: Any) -> Any:
        """Return the value of a field of which JSON has `plain`."""
        if isinstance(plain, list):  # JSON knows no tuples
            return tuple(plain)
        if isinstance(plain, str) and field_type(cls, name) is float:
            return parse_text(cls, name, plain)  # JSON knows no infinity either
        return plain


def json_value(value: Any) -> Any:
    """Return a text for an infinite number, which JSON does not know either."""
    return repr(value) if isinstance(value, float) and math.isinf(value) else value


def check_type(owner: type, name: str, value: Any) -> None:
    """Raise a ValueError if a field is a boolean or a text, and `value` is not."""
    kind = field_type(owner, name)
    if kind in (bool, str) and not isinstance(value, kind):
        raise SettingError(
            NOT_A_BOOLEAN if kind is bool else NOT_A_TEXT, name=name, value=repr(value)
        )
