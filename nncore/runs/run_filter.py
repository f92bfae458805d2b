"""Which runs of the history are wanted."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement

from nncore.runs.schema import runs


@dataclass(frozen=True)
class RunFilter:
    """What the runs of a list have in common; what is empty or None does not matter.

    Parameters
    ----------
    kind : str, optional
        ``"integration"`` or ``"stencil"``.
    integrands, trainers : tuple of str
        One of these; integrands as `RunSummary` has them.
    text : str
        Part of the name, the integrand or the offsets, in any case.
    single_runs_only : bool
        Leave out the trials of sweeps.
    named_only : bool
        Leave out the runs without a name.
    """

    kind: str | None = None
    integrands: tuple[str, ...] = ()
    trainers: tuple[str, ...] = ()
    text: str = ""
    single_runs_only: bool = False
    named_only: bool = False

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """Yield the conditions on the columns of `runs`; all of them must hold."""
        if self.kind is not None:
            yield runs.c.kind == self.kind
        for column, values in (
            (runs.c.integrand, self.integrands),
            (runs.c.trainer, self.trainers),
        ):
            if values:
                yield column.in_(values)
        if self.single_runs_only:
            yield runs.c.sweep.is_(None)
        if self.named_only:
            yield runs.c.name > ""  # what an index can tell, unlike that they differ
        if self.text.strip():
            part = self.text.strip().casefold()
            yield runs.c.search.contains(part, autoescape=True)
