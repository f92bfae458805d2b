"""Which controls the teacher hides from the class, as the history keeps it for all servers."""

from collections.abc import Callable, Iterable

from nncore.classroom.announced import LOOK_SECONDS, Announced
from nncore.runs import HiddenControls, RunHistory


class ClassControls(Announced[HiddenControls]):
    """The controls that are hidden from everybody but the teacher, for all tabs of a server.

    Parameters
    ----------
    history : callable
        Gives the history, which all servers share, or raises HistoryError.
    on_change : callable
        Called after each change, by the thread that has heard of it.
    look_seconds : float
        Between two looks whether another server has hidden any.
    """

    def __init__(
        self,
        history: Callable[[], RunHistory],
        on_change: Callable[[], object],
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self._history = history
        super().__init__(lambda: history().hidden_controls(), on_change, look_seconds)

    @property
    def hidden(self) -> frozenset[str]:
        """Their names."""
        last = self.last
        return frozenset() if last is None else last.names

    def hide(self, names: Iterable[str]) -> None:
        """Hide these controls, and no others any more.

        Raises
        ------
        HistoryError
            If it cannot be kept.
        """
        self.hear(self._history().hide_controls(names))
