"""Numbers with the signs of the reader's language."""

import re
import string
from collections.abc import Mapping
from numbers import Number
from typing import Any

from nncore.messages.catalogue import gettext, marked

#: A number as English writes it; in a catalogue it has the signs of its language, ``1.234,5``.
PATTERN = marked("1,234.5")

# Of an exponent: its sign, and the zeros before its digits.
_EXPONENT = re.compile(r"e([+-])0*(?=\d)")


def number_text(value: float, spec: str) -> str:
    """Write a number as a reader expects it in print, with the signs of the language of now.

    The minus is one, an exponent is short, and a percent sign stands apart: −1.5e−7, 2e+3, 96.3 %.
    It is for eyes: what a program or a person is to copy, `format` writes.

    Parameters
    ----------
    value : float or int
        What to write.
    spec : str
        As of `format`, such as ``",.1f"``.
    """
    text = _EXPONENT.sub(r"e\1", format(value, spec)).replace("-", "−")
    return with_signs(_apart(text))


def _apart(text: str) -> str:
    """Write a number with its percent sign apart, and in the same line."""
    return text.replace("%", "\N{NO-BREAK SPACE}%")


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

    Its minus stays as it is typed, for a sentence tells what to type. One without a format is the
    same in all languages.
    """
    if ":" not in template:  # no number has a format
        return template.format(**values)
    return _Filling().vformat(template, (), values)


class _Filling(string.Formatter):
    def format_field(self, value: Any, format_spec: str) -> Any:
        text = super().format_field(value, format_spec)
        return with_signs(_apart(text)) if format_spec and isinstance(value, Number) else text
