"""A wrong value as a sentence shows it."""

from nncore.messages import gettext

_LONGEST = 60


def shown(value: object) -> str:
    """Write a wrong value as Python does, and of a long one its beginning."""
    try:
        text = repr(value)
    except ValueError:  # a whole number of more digits than Python writes
        return gettext("a number of thousands of digits")
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
