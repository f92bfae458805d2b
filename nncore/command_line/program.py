"""The program: its commands, its errors and its exit codes.

0 is a run that came to something, 1 one that diverged, failed or ended far from its optimum, 2 what
could not be done, and 130 what Ctrl-C has ended.
"""

import os
import sys
from collections.abc import Sequence

from threadpoolctl import threadpool_limits

from nncore.command_line import history, integrate, stencil, sweep
from nncore.command_line.argument_parser import ArgumentParser, shielded
from nncore.command_line.interruption import INTERRUPTED
from nncore.versions import versions

FAILURE = 2

_DESCRIPTION = "Neural Calculus Lab: networks learn to integrate and to differentiate."
_MEMORY = "The memory of this machine is not enough: use fewer samples or hidden units."


def make_parser() -> ArgumentParser:
    """Return the parser of all the commands."""
    parser = ArgumentParser(prog="python -m nncore", description=_DESCRIPTION, allow_abbrev=False)
    parser.add_argument("--version", action="version", version=", ".join(versions()))
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in (integrate, stencil, sweep, history):
        made = commands.add_parser(
            command.NAME, help=command.SUMMARY, description=command.SUMMARY, allow_abbrev=False
        )
        command.add_arguments(made)
        made.set_defaults(run=command.run)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return the exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the process by default.
    """
    given = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal may lack a letter of a formula
            stream.reconfigure(errors="backslashreplace")
    try:
        # One thread of BLAS, as on the workers: the same numbers, and on small matrices faster.
        with threadpool_limits(1):
            named = make_parser().parse_args(shielded(given))
            code = int(named.run(named))
        sys.stdout.flush()
        return code
    except SystemExit as end:  # of --help and --version
        return int(end.code or 0)
    except BrokenPipeError:  # whoever reads the results has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except MemoryError:
        return _failed(_MEMORY)
    except OSError as problem:
        return _failed(
            f"{problem.filename}: {problem.strerror}." if problem.filename else f"{problem}"
        )
    except (ValueError, RuntimeError) as problem:  # HistoryError is a RuntimeError
        return _failed(str(problem))


def _failed(sentence: str) -> int:
    print(" ".join(sentence.split()), file=sys.stderr)
    return FAILURE
