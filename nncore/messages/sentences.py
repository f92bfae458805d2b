"""Sentences made of a template and values, which a page may say in other words."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any, Self

from nncore.messages.catalogue import gettext, ngettext
from nncore.messages.numbers import filled

# What a programmer calls a setting, in a template: `{name}`, or `lower` itself.
_NAME = re.compile(r"`(\{name\}|\w+)`")


class Sentence:
    """A template and its values.

    Parameters
    ----------
    template : str
        In English, with the names of the values in braces, and those of settings in backticks:
        ``"`{name}` must be at least {least}, got {value}."``
    plural : str, optional
        The template where the value ``n`` is not 1; a language may have further forms of it.
    **values
        What stands for the names; ``name`` is the setting, as the programmer calls it. A value
        may be a sentence itself.
    """

    __slots__ = ("plural", "template", "values")

    def __init__(self, template: str, plural: str | None = None, /, **values: Any) -> None:
        self.template = template
        self.plural = plural
        self.values: Mapping[str, Any] = values

    def __str__(self) -> str:
        """Write it in the language of now."""
        return self.said()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.template!r}, {self.plural!r}, **{dict(self.values)!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sentence):
            return NotImplemented
        mine, theirs = (self.template, self.plural), (other.template, other.plural)
        return mine == theirs and self.values == other.values

    def __hash__(self) -> int:
        return hash((self.template, self.plural, *sorted(self.values)))

    def about(self, **values: Any) -> "Sentence":
        """Return the sentence with more values: who finds a problem may not know of what."""
        return Sentence(self.template, self.plural, **{**self.values, **values})

    def said(self, names: Mapping[str, str] | None = None) -> str:
        """Write it in the language of now, with the words of a page.

        Parameters
        ----------
        names : mapping of str to str, optional
            Setting -> its label on the page, which stands for the name and its backticks.
        """
        if self.plural is None:
            template = gettext(self.template)
        else:
            template = ngettext(self.template, self.plural, self.values["n"])
        if names:
            template = _NAME.sub(partial(self._labelled, names), template)
        return filled(template, {n: _in_words(v, names) for n, v in self.values.items()})

    def _labelled(self, names: Mapping[str, str], found: re.Match[str]) -> str:
        name = self.values.get("name", "") if found[1] == "{name}" else found[1]
        label = names.get(name)
        return found[0] if label is None else label.replace("{", "{{").replace("}", "}}")


def _in_words(value: Any, names: Mapping[str, str] | None) -> Any:
    return value.said(names) if isinstance(value, Sentence) else value


def said(template: str, plural: str | None = None, /, **values: Any) -> str:
    """Write a sentence in the language of now, with its values; see `Sentence`."""
    return Sentence(template, plural, **values).said()


def sentence_of(problem: BaseException) -> Sentence:
    """Return what an error says, of whatever make it is."""
    if isinstance(problem, SentenceError):
        return problem.sentence
    return Sentence("{text}", text=str(problem))


class SentenceError(Exception):
    """An error that says a sentence: what is wrong and what to do.

    Parameters
    ----------
    template, plural : str
        The sentence in English, as `Sentence` has it.
    **values
        What stands for the names in braces.
    """

    def __init__(self, template: str, plural: str | None = None, /, **values: Any) -> None:
        self.sentence = Sentence(template, plural, **values)
        super().__init__(str(self.sentence))

    def __str__(self) -> str:
        """Write the sentence in the language of now."""
        return str(self.sentence)

    def __reduce__(self) -> tuple[Any, ...]:
        """Survive the way from a worker: the values are not positional."""
        sentence = self.sentence
        words = (sentence.template, sentence.plural)
        return _restored, (type(self), words, dict(sentence.values)), vars(self)

    @classmethod
    def of(cls, sentence: Sentence) -> Self:
        """Return the error that says a sentence."""
        return cls(sentence.template, sentence.plural, **sentence.values)


class SettingError(SentenceError, ValueError):
    """A setting or another value that cannot be."""


def _restored(
    kind: type[SentenceError], words: tuple[str, str | None], values: dict[str, Any]
) -> SentenceError:
    return kind(*words, **values)
