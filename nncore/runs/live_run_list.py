"""The runs that are being watched, for a server that goes on where another one was killed."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, select

from nncore.messages import SettingError
from nncore.runs.database import Database
from nncore.runs.schema import live_runs
from nncore.runs.upsert import insert_or_replace

_MAX_NAME = 64  # PostgreSQL refuses more, and SQLite would take anything


@dataclass(frozen=True)
class SavedRuns:
    """The runs of one page of one tab, as they stood at a moment.

    Parameters
    ----------
    owner : str
        A digest of the tab's token.
    page : str
        The name of the page.
    contents : bytes
        The runs; the history does not look into them.
    saved : datetime
        When they stood so, with its time zone; kept in UTC.

    Raises
    ------
    ValueError
        If the owner or the page has no name, or a long one, or the moment has no time zone.
    """

    owner: str
    page: str
    contents: bytes
    saved: datetime

    def __post_init__(self) -> None:
        for name in ("owner", "page"):
            value = getattr(self, name)
            if not 0 < len(value) <= _MAX_NAME:
                raise SettingError(
                    "`{name}` must have 1 to {max_name} characters, got {value}.",
                    name=name,
                    max_name=_MAX_NAME,
                    value=repr(value),
                )
        if self.saved.tzinfo is None:
            raise SettingError(
                "`saved` must have a time zone such as UTC, got {saved}.", saved=self.saved
            )


class LiveRunList(Database):
    """The part of `RunHistory` that knows the runs that are being watched."""

    def save_live(self, entries: Iterable[SavedRuns]) -> None:
        """Keep runs in place of what was kept of the same page and tab; all of them or none."""
        # Two servers with the same runs would otherwise wait for each other.
        ordered = sorted(entries, key=lambda one: (one.owner, one.page))
        if ordered:
            with self.writing() as connection:
                insert_or_replace(connection, live_runs, [asdict(one) for one in ordered])

    def live_of(self, owner: str) -> list[SavedRuns]:
        """Return the runs of a tab, by the names of their pages."""
        query = select(live_runs).where(live_runs.c.owner == owner).order_by(live_runs.c.page)
        with self.reading() as connection:
            return [SavedRuns(**row._mapping) for row in connection.execute(query)]

    def forget_live_before(self, moment: datetime) -> int:
        """Delete the runs that were saved before a moment, and return of how many pages."""
        with self.writing() as connection:
            old = delete(live_runs).where(live_runs.c.saved < moment)
            return connection.execute(old).rowcount
