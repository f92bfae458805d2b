"""A table of measurements that is kept, as a list shows it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class TableSummary:
    """One line of a list of tables.

    Parameters
    ----------
    key : str
        By which it is found.
    first_line : str
        What its text begins with: mostly the headings.
    created : datetime
        In UTC.
    n_bytes : int
        As it is kept, compressed.
    made_by : str
        A digest of the browser or tab that keeps it; empty where nobody knows.
    """

    key: str
    first_line: str
    created: datetime
    n_bytes: int
    made_by: str = ""
