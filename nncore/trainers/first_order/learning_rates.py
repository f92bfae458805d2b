"""The learning rate of a run: one that stays, or one that changes at given iterations."""

from collections.abc import Sequence
from dataclasses import dataclass

from nncore.messages import SettingError, marked
from nncore.options import number_pairs

Schedule = tuple[tuple[int, float], ...]

#: More changes than this are refused: an address must hold them, and a chart their lines.
MAX_CHANGES = 20

_TOO_MANY = marked(
    "`{name}` must have at most {most} changes of the rate, got {n}; begin another run to change "
    "it again."
)
_NOT_INCREASING = marked(
    "`{name}` must have increasing iterations from 1 on, got {iteration} after {before}."
)


@dataclass(frozen=True)
class LearningRates:
    """The rate of each iteration; iteration n leads from the network of n - 1 to that of n.

    Parameters
    ----------
    first : float
        From the start on.
    changes : tuple of (int, float)
        Iteration -> the rate from then on, by increasing iterations.
    """

    first: float
    changes: Schedule = ()

    def at(self, iteration: int) -> float:
        """Return the rate of an iteration."""
        rates = [rate for begin, rate in self.changes if begin <= iteration]
        return rates[-1] if rates else self.first

    @property
    def last(self) -> float:
        """The rate after all the changes."""
        return self.changes[-1][1] if self.changes else self.first

    def until(self, iteration: int, n_iterations: int) -> int:
        """Return the last of `n_iterations` before the rate of an iteration changes."""
        ends = (begin - 1 for begin, _ in self.changes if begin > iteration)
        return min(n_iterations, next(ends, n_iterations))

    def changed(self, iteration: int, rate: float) -> "LearningRates":
        """Return rates that are these before an iteration, and `rate` from it on."""
        kept = tuple(change for change in self.changes if change[0] < iteration)
        before = LearningRates(self.first, kept)
        if rate == before.last:
            return before
        return LearningRates(self.first, (*kept, (iteration, rate)))

    def stretches(self, n_iterations: int) -> list[tuple[float, int, int]]:
        """Return the rates of a run with the iterations made before and after each of them."""
        begins = [0, *(begin - 1 for begin, _ in self.changes)]
        ends = [*begins[1:], n_iterations]
        rates = [self.first, *(rate for _, rate in self.changes)]
        return [
            (rate, begin, min(end, n_iterations))
            for rate, begin, end in zip(rates, begins, ends, strict=True)
            if begin < min(end, n_iterations)
        ]

    def scaled(self, n_iterations: int, n_before: int) -> "LearningRates":
        """Return the rates for a run of `n_iterations` where these are for one of `n_before`.

        A change comes after the same share of the run, and no later than that.
        """
        changes = {(begin - 1) * n_iterations // n_before + 1: rate for begin, rate in self.changes}
        return LearningRates(self.first, tuple(changes.items()))


def checked_schedule(name: str, values: Sequence[tuple[int, float]]) -> Schedule:
    """Return changes of a rate, from whatever a caller, a text or JSON has, as a tuple.

    Parameters
    ----------
    name : str
        Of the field, for the error message.
    values : sequence of (int, float)
        Iteration and rate of each; whether the rates are allowed is not checked here.

    Raises
    ------
    ValueError
        If there are too many, or their iterations do not increase from 1 on.
    """
    changes = number_pairs(name, values)
    if len(changes) > MAX_CHANGES:
        raise SettingError(_TOO_MANY, name=name, most=MAX_CHANGES, n=len(changes))
    before = 0
    for iteration, _ in changes:
        if iteration <= before:
            raise SettingError(_NOT_INCREASING, name=name, iteration=iteration, before=before)
        before = iteration
    return changes
