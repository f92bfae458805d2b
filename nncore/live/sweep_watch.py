"""A study that is watched while its results arrive."""

from nncore.live.history_watch import HistoryWatch
from nncore.runs import SweepSummary


class SweepWatch(HistoryWatch[SweepSummary]):
    """A study of the history, or of this server alone: a look returns where it stands."""

    @property
    def summary(self) -> SweepSummary:
        """Where the study stands."""
        return self.found

    @property
    def playing(self) -> bool:
        """Whether more results may arrive."""
        return not self.summary.state.is_final

    def needs_script(self, before: SweepSummary, found: SweepSummary) -> bool:
        """Whether it has come to its end, or begun: it has other buttons then."""
        return found.state is not before.state
