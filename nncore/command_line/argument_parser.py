"""A parser that takes ``-1`` and ``-x^2`` for what they are, and says in a sentence what is wrong.

All its options begin with two dashes, but for ``-h``.
"""

import argparse
import re
from collections.abc import Sequence
from typing import NoReturn

from nncore.messages import SettingError

_VALUE_WITH_DASH = re.compile(r"-[^-].*", re.DOTALL)


class UsageError(SettingError):
    """The arguments make no command; the message is one sentence."""


class ArgumentParser(argparse.ArgumentParser):
    """A parser of which nothing but ``--help`` and ``--version`` ends the program."""

    def error(self, message: str) -> NoReturn:
        """Raise what argparse would print below a usage of many lines."""
        problem = f"{message[:1].upper()}{message[1:]}"  # argparse has a catalogue of its own
        raise UsageError("{problem}; see {program} --help.", problem=problem, program=self.prog)


def shielded(arguments: Sequence[str]) -> list[str]:
    """Return arguments in which no value begins with a dash.

    argparse takes what begins with one for an option, except some ways to write a negative
    number. A space before it changes nothing for a number or a formula, and hides the dash.
    """
    return [
        f" {argument}"
        if argument not in ("-h", "-") and _VALUE_WITH_DASH.fullmatch(argument)
        else argument
        for argument in arguments
    ]
