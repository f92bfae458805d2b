"""The messages of the program, as Babel finds them to make a catalogue: ``make messages``."""

import ast
import builtins
import tomllib
from collections.abc import Collection, Iterator
from itertools import takewhile
from typing import IO, Any

#: Whatever takes a message as its first argument, besides errors that say a sentence.
SPEAKERS = frozenset({"Sentence", "gettext", "marked", "marked_plural", "ngettext", "said"})

#: What of a lesson is read by its readers: keys of its TOML file.
LESSON_TEXTS = frozenset({"title", "about", "see", "ask", "text", "reason", "choices"})

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


def extract_lesson(
    file: IO[bytes],
    keywords: Collection[str],
    comment_tags: Collection[str],
    options: dict[str, Any],
) -> Iterator[Found]:
    """Find the messages of a lesson: a method of Babel's for TOML files.

    Parameters
    ----------
    file, keywords, comment_tags, options
        As of `extract`.

    Yields
    ------
    tuple
        As `extract` does.
    """
    source = file.read().decode()
    for text in _texts(tomllib.loads(source)):
        # Of a text that is written with escapes the line is not known.
        yield 1 + source.count("\n", 0, max(0, source.find(text))), "gettext", text, []


def _texts(values: Any) -> Iterator[str]:
    """Yield what readers see of a table, and of all tables in it."""
    for name, value in values.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield from _texts(one)
            elif name in LESSON_TEXTS:
                yield one
