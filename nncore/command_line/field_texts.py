"""What the fields of specs and trainers are, in the words of their declarations and docstrings."""

import re
from functools import cache

from nncore.options import field_names

_SECTION = re.compile(r"Parameters\n\s*-{3,}\n(.*?)(?:\n\s*\n\s*\w+\n\s*-{3,}|\Z)", re.DOTALL)
_ENTRY = re.compile(r"^(\w[\w, ]*?) : .*$")
_ROLE = re.compile(r":math:`([^`]*)`|`+([^`]*)`+")
_SIGNS = {r"\Delta x": "Δx", r"\pi": "π", r"\sin ": "sin ", r"\hat y": "ŷ", r"\,": " "}


@cache
def field_text(owner: type, name: str) -> str:
    """Return a sentence or two on a field of a dataclass; empty if it is nowhere described.

    Parameters
    ----------
    owner : type
        A dataclass; `option` has declared the field with its help, or the docstring of the class
        describes it under Parameters.
    name : str
        Of the field.
    """
    if name not in field_names(owner):
        return ""
    declared = owner.__dataclass_fields__[name].metadata.get("help", "")  # type: ignore[attr-defined]
    return declared or _described(owner.__doc__ or "").get(name, "")


def _described(docstring: str) -> dict[str, str]:
    """Return the descriptions of the parameters in a docstring."""
    section = _SECTION.search(docstring)
    if section is None:
        return {}
    lines = section.group(1).splitlines()
    margin = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
    found: dict[str, list[str]] = {}
    names: list[str] = []
    for line in lines:
        entry = _ENTRY.match(line[margin:])
        if entry:
            names = entry.group(1).split(", ")
        else:
            for name in names:
                found.setdefault(name, []).append(line.strip())
    return {name: _plain(" ".join(words)) for name, words in found.items()}


def _plain(text: str) -> str:
    text = _ROLE.sub(lambda found: found.group(1) or found.group(2), text)
    for tex, sign in _SIGNS.items():
        text = text.replace(tex, sign)
    return text.strip()
