"""How far something is, on a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, TextColumn

from nncore.command_line.console import console_on

Show = Callable[[float, float, str], None]
"""Shows how much of how much is done, and a text beside the bar."""


@contextmanager
def progress_bar() -> Iterator[Show]:
    """Keep a bar on the standard error while the block runs.

    Nothing is written to what is not a terminal: a log would be full of it.
    """
    console = console_on(sys.stderr)
    progress = Progress(
        BarColumn(24),
        TextColumn("{task.description}", markup=False),
        console=console,
        transient=True,
        redirect_stdout=False,
        disable=not console.is_interactive,
    )
    with progress:
        task = progress.add_task("", total=None)

        def show(done: float, total: float, text: str) -> None:
            progress.update(task, completed=done, total=total, description=text)

        yield show
