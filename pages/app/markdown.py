"""What others wrote, in Markdown: it is shown as it is, and never becomes a picture or a link."""

import re
from collections.abc import Iterable

#: What Markdown reads as more than a character, also inside of a line or of a table.
_SPECIAL = re.compile(r"([\\`*_\[\]<>|$~:!&#^])")
_CODE = r"(?<!`)`[^`]+`(?!`)"


def escaped(text: str) -> str:
    """Write what a user wrote so that Markdown shows it as it is, in one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def code(text: str) -> str:
    """Write a formula as code in a line of Markdown, with all its stars."""
    return "`" + " ".join(text.replace("`", "'").split()) + "`"


def sentence(text: str, labels: Iterable[str] = ()) -> str:
    """Write a sentence with values that users wrote: only its code and labels are Markdown.

    Parameters
    ----------
    text : str
        The sentence; names in it stand in backticks.
    labels : iterable of str
        Markdown that may stand in it.
    """
    kept = "|".join([_CODE, *map(re.escape, labels)])
    pattern = re.compile(f"({kept})|{_SPECIAL.pattern}")
    line = " ".join(text.splitlines())
    return pattern.sub(lambda found: found[1] or f"\\{found[2]}", line)
