"""Where the teacher calls everybody: known at once here, and soon on other servers."""

from collections.abc import Callable

from nncore.classroom.announced import LOOK_SECONDS, Announced
from nncore.runs import LessonCall, RunHistory


class Calls(Announced[LessonCall]):
    """The last call to everybody, for all tabs of a server.

    Parameters
    ----------
    history : callable
        Gives the history, which all servers share, or raises HistoryError.
    on_call : callable
        Called after each new call, by the thread that has heard of it.
    look_seconds : float
        Between two looks whether another server has called.
    """

    def __init__(
        self,
        history: Callable[[], RunHistory],
        on_call: Callable[[], object],
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self._history = history
        super().__init__(lambda: history().last_call(), on_call, look_seconds)

    def call_to(self, lesson: str, step: int) -> None:
        """Call everybody to a step.

        Raises
        ------
        HistoryError
            If it cannot be kept.
        """
        self.hear(self._history().call_to(lesson, step))
