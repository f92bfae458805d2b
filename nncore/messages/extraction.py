"""The messages of the program, as Babel finds them to make a catalogue: ``make messages``."""

import ast
import builtins
from collections.abc import Collection, Iterator
from itertools import takewhile
from typing import IO, Any

#: Whatever takes a message as its first argument, besides errors that say a sentence.
SPEAKERS = frozenset({"Sentence", "gettext", "marked", "marked_plural", "ngettext", "said"})

Found = tuple[int, str, str | tuple[str, ...], list[str]]


def extract(
    file: IO[bytes],
    keywords: Collection[str],
    comment_tags: Collection[str],
    options: dict[str, Any],
) -> Iterator[Found]:
    """Find the messages of a Python file: a method of Babel's.

    Babel's own for Python knows no functions that take one message or, as `Sentence` does, two
    forms of it.

    Parameters
    ----------
    file : binary file
        The source.
    keywords, comment_tags, options
        As Babel gives them; nothing depends on them.

    Yields
    ------
    tuple
        Line, name of the function of gettext that would take the message, message or its two
        forms, and no comments.
    """
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call) and (arguments := _said(node)):
            values = (getattr(argument, "value", None) for argument in arguments)
            match list(takewhile(lambda value: isinstance(value, str), values)):
                case [str(message)]:
                    yield node.lineno, "gettext", message, []
                case [str(singular), str(plural), *_]:
                    yield node.lineno, "ngettext", (singular, plural), []


def _said(call: ast.Call) -> list[ast.expr]:
    """Return the arguments that begin with what is said; none where nothing is."""
    if getattr(call.func, "id", None) == "option":  # of `nncore.options`: a default, and its help
        return call.args[1:2]
    return call.args if is_speaker(call.func) else []


def is_speaker(function: ast.expr) -> bool:
    """Return whether a function, or an error, that is called takes a message."""
    name: str = getattr(function, "id", "") or getattr(function, "attr", "")
    return name in SPEAKERS or (name.endswith("Error") and not hasattr(builtins, name))
