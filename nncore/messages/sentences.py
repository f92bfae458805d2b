"""Sentences made of a template and values, which a page may say in other words."""

from collections.abc import Mapping
from typing import Any, Self

from nncore.messages.catalogue import gettext


class Sentence:
    """A template and its values.

    Parameters
    ----------
    template : str
        In English, with the names of the values in braces: ``"{name} must be at least {least}."``
    **values
        What stands for the names.
    """

    __slots__ = ("template", "values")

    def __init__(self, template: str, /, **values: Any) -> None:
        self.template = template
        self.values: Mapping[str, Any] = values

    def __str__(self) -> str:
        """Write it in the language of now."""
        return self.said()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.template!r}, **{dict(self.values)!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sentence):
            return NotImplemented
        return (self.template, self.values) == (other.template, other.values)

    def __hash__(self) -> int:
        return hash((self.template, *sorted(self.values)))

    def said(self, names: Mapping[str, str] | None = None) -> str:
        """Write it in the language of now, with the words of a page.

        Parameters
        ----------
        names : mapping of str to str, optional
            Replaces the value of ``{name}``: what a programmer calls ``n_hidden`` may be
            "hidden units" on a page.
        """
        values = dict(self.values)
        if names and "name" in values:
            values["name"] = names.get(values["name"], values["name"])
        return gettext(self.template).format(**values)


class SettingError(ValueError):
    """A setting that cannot be: one sentence says what is wrong and what to do.

    Parameters
    ----------
    template : str
        The sentence in English, with the names of its values in braces.
    **values
        What stands for the names; ``name`` is the setting, as the programmer calls it.
    """

    def __init__(self, template: str, /, **values: Any) -> None:
        self.sentence = Sentence(template, **values)
        super().__init__(str(self.sentence))

    def __str__(self) -> str:
        """Write the sentence in the language of now."""
        return str(self.sentence)

    def __reduce__(self) -> tuple[Any, ...]:
        """Survive the way from a worker: the values are not positional."""
        return _restored, (type(self), self.sentence.template, dict(self.sentence.values))

    @classmethod
    def of(cls, sentence: Sentence) -> Self:
        """Return the error that says a sentence."""
        return cls(sentence.template, **sentence.values)


def _restored(kind: type[SettingError], template: str, values: dict[str, Any]) -> SettingError:
    return kind(template, **values)
