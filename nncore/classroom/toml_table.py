"""A table of a TOML file that knows where it stands, and refuses what it must not hold."""

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from nncore.messages import Sentence, SettingError, marked, sentence_of
from nncore.options import shown
from nncore.options.ranges import AT_LEAST, AT_MOST, FINITE, NOT_A_NUMBER, NOT_WHOLE
from nncore.options.texts import NOT_A_BOOLEAN

MOST_CHARACTERS = 1_000
"""Of a text."""
_LARGEST = 10**308  # of a whole number: TOML has any, and a float no larger power of ten

_MISSING = marked("`{name}` is missing.")
_NO_TEXT = marked("`{name}` must be a text of 1 to {most:,} characters, got {value}.")
_NO_TEXTS = marked("`{name}` must be a list of texts, got {value}.")
_NO_TABLE = marked("`{name}` must be a table, got {value}.")
_NO_TABLES = marked("`{name}` must be tables such as [[{name}]], got {value}.")
_UNKNOWN = marked("`{name}` is not known here; known are {choices}.")
_NO_SETTING = marked("`{name}` must be a text, a number, true or false, got {value}.")


class MisplacedError(SettingError):
    """A sentence about a value of a TOML file, and the path to it."""

    path: tuple[str | int, ...] = ()

    @classmethod
    def at(cls, path: tuple[str | int, ...], sentence: Sentence) -> "MisplacedError":
        """Return the error of what stands at a path."""
        error = cls.of(sentence)
        error.path = path
        return error


class TomlTable:
    """A table, whose values are asked for by name and kind.

    Parameters
    ----------
    values : mapping
        What is in it.
    path : tuple
        Where it stands in the file.

    Raises
    ------
    MisplacedError
        Its methods raise it for what is missing, or of another kind.
    """

    def __init__(self, values: Mapping[str, Any], path: tuple[str | int, ...] = ()) -> None:
        self._values, self._path = values, path

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def refuse_others(self, *names: str) -> None:
        """Raise an error if there is anything by another name."""
        for name in self._values:
            if name not in names:
                raise self.error(name, Sentence(_UNKNOWN, name=name, choices=", ".join(names)))

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text; `default` where there is none."""
        value = self._value(name, default)
        if value is not default and not _is_text(value):
            raise self.error(
                name, Sentence(_NO_TEXT, name=name, most=MOST_CHARACTERS, value=shown(value))
            )
        return str(value)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self._value(name)
        if not isinstance(value, list) or not all(map(_is_text, value)):
            raise self.error(name, Sentence(_NO_TEXTS, name=name, value=shown(value)))
        return tuple(value)

    def number(self, name: str) -> float:
        """Return a finite number."""
        value = self._value(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(name, Sentence(NOT_A_NUMBER, name=name, value=shown(value)))
        self._check_size(name, value)
        if not math.isfinite(value):
            raise self.error(name, Sentence(FINITE, name=name, value=shown(value)))
        return value

    def whole(self, name: str, default: int | None = None) -> int:
        """Return a whole number; `default` where there is none."""
        value = self._value(name, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.error(name, Sentence(NOT_WHOLE, name=name, value=shown(value)))
        self._check_size(name, value)
        return value

    def boolean(self, name: str) -> bool:
        """Return true or false; false where it is not there."""
        value = self._values.get(name, False)
        if not isinstance(value, bool):
            raise self.error(name, Sentence(NOT_A_BOOLEAN, name=name, value=shown(value)))
        return value

    def table(self, name: str) -> "TomlTable":
        """Return the table of this name."""
        value = self._value(name)
        if not isinstance(value, dict):
            raise self.error(name, Sentence(_NO_TABLE, name=name, value=shown(value)))
        return TomlTable(value, (*self._path, name))

    def tables(self, name: str) -> list["TomlTable"]:
        """Return the tables of an array."""
        value = self._value(name)
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.error(name, Sentence(_NO_TABLES, name=name, value=shown(value)))
        return [TomlTable(one, (*self._path, name, number)) for number, one in enumerate(value)]

    def link_texts(self) -> dict[str, str]:
        """Return all values as the query of a link has them."""
        return {name: self._link_text(name, value) for name, value in self._values.items()}

    def _link_text(self, name: str, value: Any) -> str:
        if isinstance(value, list):
            return ",".join(self._link_text(name, one) for one in value)
        if isinstance(value, bool):
            return str(value).lower()
        if not isinstance(value, str | int | float):
            raise self.error(name, Sentence(_NO_SETTING, name=name, value=shown(value)))
        self._check_size(name, value)
        return str(value)

    def _check_size(self, name: str, value: Any) -> None:
        if isinstance(value, int) and abs(value) > _LARGEST:
            rule, bound = (AT_MOST, "1e308") if value > 0 else (AT_LEAST, "-1e308")
            raise self.error(name, Sentence(rule, name=name, bound=bound, value=shown(value)))

    @contextmanager
    def placed(self) -> Iterator[None]:
        """Tell where it stands what a ValueError inside of the block is about."""
        try:
            yield
        except MisplacedError:
            raise
        except ValueError as problem:
            sentence = sentence_of(problem)
            name = str(sentence.values.get("name", ""))
            raise self.error(name, sentence) from None

    def _value(self, name: str, default: Any = None) -> Any:
        if name in self._values:
            return self._values[name]
        if default is None:
            raise self.error(name, Sentence(_MISSING, name=name))
        return default

    def error(self, name: str, sentence: Sentence) -> MisplacedError:
        """Return the error that says a sentence about the value of a name."""
        return MisplacedError.at((*self._path, name), sentence)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= len(value) <= MOST_CHARACTERS
