"""Times as numbers: seconds or days since the first of them."""

from dataclasses import dataclass

from nncore.arrays import FloatArray
from nncore.messages import Sentence

SECONDS_A_DAY = 86_400.0
# Beyond so many days, days are the unit.
_MOST_DAYS_IN_SECONDS = 3.0


@dataclass(frozen=True, eq=False)
class Times:
    """A column of dates as numbers.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Since the first of them; NaN where there is none.
    unit : str
        ``"s"`` or ``"d"``.
    said : tuple of Sentence
        From when they are counted, and in what.
    failed : int or None
        The first position that is no date as the others are; the values are of no use then.
    """

    values: FloatArray
    unit: str = "s"
    said: tuple[Sentence, ...] = ()
    failed: int | None = None


def in_unit(seconds: FloatArray, origin: str, span: float) -> Times:
    """Return seconds since the first time in the unit that suits their span.

    Parameters
    ----------
    seconds : ndarray, shape (n,)
        NaN where there is none.
    origin : str
        The first time, as a reader knows it.
    span : float
        The largest of the seconds.
    """
    if span > _MOST_DAYS_IN_SECONDS * SECONDS_A_DAY:
        said = Sentence("Dates are counted in days from {origin}.", origin=origin)
        return Times(seconds / SECONDS_A_DAY, "d", (said,))
    said = Sentence("Dates are counted in seconds from {origin}.", origin=origin)
    return Times(seconds, "s", (said,))
