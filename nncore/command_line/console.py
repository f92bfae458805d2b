"""Where the command line writes: text as it is, with control characters for terminals alone."""

from typing import TextIO

from rich.console import Console

_ENDLESS = 100_000  # characters of a line in a file or a pipe, which are not folded


def console_on(stream: TextIO) -> Console:
    """Return a console on the standard output or the standard error.

    It takes no brackets, colons or numbers in the text for more than they are: formulas and names
    are full of them. Lines are folded at the edge of a terminal, and nowhere else.
    """
    is_terminal = stream.isatty()
    return Console(
        file=stream,
        force_terminal=is_terminal,
        force_jupyter=False,
        width=None if is_terminal else _ENDLESS,
        markup=False,
        emoji=False,
        highlight=False,
    )
