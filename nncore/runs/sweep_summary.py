"""A sweep as a list shows it."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from nncore.messages import gettext, marked


class SweepState(Enum):
    """Where a sweep stands; the value is the sentence that the user reads, in English."""

    RUNNING = marked("Running: its results are kept as they come.")
    WAITING = marked("Interrupted: it goes on with the trials that are not done.")
    FINISHED = marked("Finished: all its trials are done.")
    CANCELLED = marked("Cancelled: the results that it had are kept.")

    @property
    def sentence(self) -> str:
        """The value in the language of now."""
        return gettext(self.value)

    @property
    def is_final(self) -> bool:
        """Whether nobody goes on with it, unless somebody asks for that."""
        return self in (SweepState.FINISHED, SweepState.CANCELLED)


@dataclass(frozen=True)
class SweepSummary:
    """One line of a list of sweeps.

    Parameters
    ----------
    key, title : str
        Its key, and what the user calls it.
    created : datetime
        In UTC.
    n_cells : int
        Of the whole sweep.
    n_done : int
        Trials with a result, those that failed included.
    n_failed : int
        Trials that failed, impossible ones included.
    state : SweepState
        Where it stands.
    owner : str or None
        Who runs it just now.
    kind : str
        Of its trials, as in their specs; empty where another version wrote none.
    made_by : str
        A digest of the browser or tab that began it; empty where nobody knows.
    """

    key: str
    title: str
    created: datetime
    n_cells: int
    n_done: int
    n_failed: int
    state: SweepState
    owner: str | None
    kind: str = ""
    made_by: str = ""
