"""The program: its commands, its errors and its exit codes.

0 is a run that came to something, 1 one that diverged, failed or ended far from its optimum, 2 what
could not be done, and 130 what Ctrl-C has ended.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from threadpoolctl import threadpool_limits

from nncore.command_line import (
    differentiate_data,
    fit_stencil,
    history,
    integrate,
    integrate_data,
    stencil,
    sweep,
)
from nncore.command_line.argument_parser import ArgumentParser, shielded
from nncore.command_line.interruption import INTERRUPTED
from nncore.messages import gettext, language, marked, system_language
from nncore.versions import versions

FAILURE = 2
_MODULE = "python -m nncore"

_DESCRIPTION = marked("Neural Calculus Lab: networks learn to integrate and to differentiate.")
_MEMORY = marked("The memory of this machine is not enough: use fewer samples or hidden units.")


def program_name(called: str) -> str:
    """Return what a user has typed to start the program.

    Parameters
    ----------
    called : str
        As in ``sys.argv[0]``: the path of a script, or that of the package's ``__main__.py``,
        which ``python -m`` has run.
    """
    path = Path(called)
    if path.name == "__main__.py":
        return f"{Path(sys.executable).name} -m {path.parent.name}"
    return path.name.removesuffix(".exe")


def make_parser(name: str) -> ArgumentParser:
    """Return the parser of all the commands, for a program of this name."""
    parser = ArgumentParser(prog=name, description=gettext(_DESCRIPTION), allow_abbrev=False)
    parser.add_argument("--version", action="version", version=", ".join(versions()))
    commands = parser.add_subparsers(title=gettext("commands"), required=True, metavar="COMMAND")
    commands_in_order = (
        *(integrate, stencil, fit_stencil, integrate_data, differentiate_data),
        *(sweep, history),
    )
    for command in commands_in_order:
        summary = gettext(command.SUMMARY)
        made = commands.add_parser(
            command.NAME, help=summary, description=summary, allow_abbrev=False
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
    # Arguments that a caller gives are not those of the process, nor is its name the program's.
    name = program_name(sys.argv[0]) if arguments is None else _MODULE
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal may lack a letter of a formula
            stream.reconfigure(errors="backslashreplace")
    with language(system_language(os.environ)):
        return _run(name, given)


def _run(name: str, given: Sequence[str]) -> int:
    try:
        # One thread of BLAS, as on the workers: the same numbers, and on small matrices faster.
        with threadpool_limits(1):
            named = make_parser(name).parse_args(shielded(given))
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
        return _failed(gettext(_MEMORY))
    except OSError as problem:
        return _failed(
            f"{problem.filename}: {problem.strerror}." if problem.filename else f"{problem}"
        )
    except (ValueError, RuntimeError) as problem:  # HistoryError is a RuntimeError
        return _failed(str(problem))


def _failed(sentence: str) -> int:
    print(" ".join(sentence.split()), file=sys.stderr)
    return FAILURE
