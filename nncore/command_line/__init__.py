"""The lab without a browser: ``python -m nncore``.

Results go to the standard output, as a table or as JSON, and everything else to the standard
error: the progress on a terminal, and one sentence for what went wrong.
"""

from nncore.command_line.program import main

__all__ = ["main"]
