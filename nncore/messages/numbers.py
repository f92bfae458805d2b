"""Numbers with the signs of the reader's language."""

import string
from collections.abc import Mapping
from numbers import Number
from typing import Any

from nncore.messages.catalogue import gettext, marked

#: A number as English writes it; in a catalogue it has the signs of its language, ``1.234,5``.
PATTERN = marked("1,234.5")


def number_text(value: float, spec: str) -> str:
    """Write a number as `format` does, with the signs of the language of now.

    Parameters
    ----------
    value : float or int
        What to write.
    spec : str
        As of `format`, such as ``",.1f"``.
    """
    return with_signs(format(value, spec))


def with_signs(text: str) -> str:
    """Write a number that is text with the signs of the language of now.

    Parameters
    ----------
    text : str
        With commas between the thousands, if anything, and a decimal point.
    """
    pattern = gettext(PATTERN)
    if pattern == PATTERN:
        return text
    return text.translate({ord(","): pattern[1:-5], ord("."): pattern[-2]})


def filled(template: str, values: Mapping[str, Any]) -> str:
    """Fill a template; a number that it gives a format gets the signs of the language of now.

    One without a format stays as it is typed, which is the same in all languages.
    """
    if gettext(PATTERN) == PATTERN:
        return template.format(**values)
    return _Filling().vformat(template, (), values)


class _Filling(string.Formatter):
    def format_field(self, value: Any, format_spec: str) -> Any:
        text = super().format_field(value, format_spec)
        return with_signs(text) if format_spec and isinstance(value, Number) else text
