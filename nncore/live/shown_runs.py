"""The runs of a page as they are shown: as they stand, or as they stood at a moment before."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from nncore.live.compute_budget import ComputeBudget
from nncore.live.kept_networks import KeptNetwork
from nncore.live.training_run import TrainingRun
from nncore.trainers import TrainingStatus

Runs = Mapping[str, TrainingRun[Any]]


class Played(Protocol):
    """The runs of a page, and what is done with them."""

    runs: dict[str, TrainingRun[Any]]
    budget: ComputeBudget
    n_changes: int
    wake: Callable[[], None]

    @property
    def playing(self) -> bool:
        """Whether they go on."""

    def touch(self) -> None:
        """Note that the page would show something else now."""


class ShownRuns(Mapping[str, TrainingRun[Any]]):
    """The runs of a page by name, for those who make pictures of them.

    The runs themselves stay where they are: what goes on goes on from their end. As soon as
    anything moves, the end is shown again.

    Parameters
    ----------
    page_runs : PageRuns
        Whose runs they are.
    """

    def __init__(self, page_runs: Played) -> None:
        self._page_runs = page_runs
        self._asked: tuple[object, int] | None = None  # while the runs stand so: which moment
        self._found: tuple[tuple[object, int], Runs] | None = None
        #: Whether the reader may look back; the control may be hidden from a class.
        self.may_look_back = True
        #: Whether the page shows something that its script alone can draw: for each moment it
        #: is asked to run again.
        self.needs_script = False

    @property
    def moments(self) -> tuple[float, ...]:
        """The moments that can be shown, from the start to the end.

        Iterations, or seconds of compute time where these are what is limited. Empty while the
        runs play, and before their first step.
        """
        if self._page_runs.playing or not self.may_look_back:
            return ()
        found = {0.0}
        for run in self._page_runs.runs.values():
            if run.records:
                end = self._moment_of(run)
                found |= {end, *(m for m in map(self._moment_of, run.kept) if m < end)}
        return tuple(sorted(found)) if len(found) > 1 else ()

    def _moment_of(self, step: TrainingRun[Any] | KeptNetwork) -> float:
        is_limited = self._page_runs.budget.is_limited
        if isinstance(step, KeptNetwork):
            return step.seconds if is_limited else step.position
        return step.run_seconds if is_limited else step.position

    @property
    def index(self) -> int:
        """Which of the moments is shown."""
        last, asked = len(self.moments) - 1, self._asked
        return asked[1] if asked is not None and asked[0] == self._state and last > 0 else last

    @property
    def is_past(self) -> bool:
        """Whether another moment than the end is shown."""
        return self.index < len(self.moments) - 1

    def look_at(self, index: int) -> None:
        """Show one of the moments, or the one nearest to it.

        It returns at once: whoever makes the next picture looks for the networks.
        """
        last = len(self.moments) - 1
        if last > 0:
            self._page_runs.n_changes += self.needs_script
            self._asked = (self._state, min(max(index, 0), last))
            self._page_runs.touch()
            self._page_runs.wake()

    @property
    def _state(self) -> object:
        """How the runs stand: equal as long as nothing has moved."""
        runs = self._page_runs.runs.items()
        stand = tuple((name, run.run_id, len(run.records)) for name, run in runs)
        return self._page_runs.n_changes, self._page_runs.budget, stand

    @property
    def _now(self) -> Runs:
        if not self.is_past:
            self._found = None
            return self._page_runs.runs
        key = (self._state, self.index)
        if self._found is None or self._found[0] != key:
            moment = self.moments[self.index]
            runs = self._page_runs.runs.items()
            self._found = (key, {name: self._at(run, moment) for name, run in runs})
        return self._found[1]

    def _at(self, run: TrainingRun[Any], moment: float) -> TrainingRun[Any]:
        if not run.records or self._moment_of(run) <= moment:
            return run
        before = [kept for kept in run.kept if self._moment_of(kept) <= moment]
        return as_it_was(run, before[-1] if before else None)

    def __getitem__(self, name: str) -> TrainingRun[Any]:
        return self._now[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._page_runs.runs)

    def __len__(self) -> int:
        return len(self._page_runs.runs)


def as_it_was(run: TrainingRun[Any], kept: KeptNetwork | None) -> TrainingRun[Any]:
    """Return a run as it stood with one of its networks; with None as it was before its start."""
    past = TrainingRun(run.spec, run_id=run.run_id)
    if kept is not None:
        past.records, past.checkpoint = run.records[: kept.n_records], kept.checkpoint
        past.status = TrainingStatus.PAUSED
    return past
