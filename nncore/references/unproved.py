"""What stops a method that looks for an integral; another one may find it."""

from nncore.messages import Sentence


class Unproved(Exception):
    """What is asked cannot be shown by these means."""


class Refused(Unproved):
    """Samples say why an integral cannot be.

    Parameters
    ----------
    problem : Sentence
        Which still wants the name of the `function`.
    """

    def __init__(self, problem: Sentence) -> None:
        super().__init__(problem)
        self.problem = problem


class HeavyTail(Refused):
    """Samples do not show that a function is integrable towards infinity."""
