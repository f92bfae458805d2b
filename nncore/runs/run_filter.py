"""Which runs of the history are wanted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement

from nncore.runs.schema import runs
from nncore.trainers import TrainingStatus


@dataclass(frozen=True)
class RunFilter:
    """What the runs of a list have in common; what is empty or None does not matter.

    Parameters
    ----------
    kind : str, optional
        ``"integration"`` or ``"stencil"``.
    integrands, offsets, trainers, activations, initializers, nodes : tuple of str
        One of these; integrands and offsets as `RunSummary` has them.
    statuses : tuple of TrainingStatus
        One of these.
    seed : int, optional
        Exactly this one.
    min_hidden, max_hidden, min_samples, max_samples : int, optional
        Both ends belong to the range.
    max_loss, max_validation_loss, max_integral_error, max_seconds : float, optional
        Runs without the number are left out.
    created_from, created_before : datetime, optional
        With their time zones.
    text : str
        Part of the name, the integrand or the offsets, in any case.
    sweep : str, optional
        The key of a sweep: its cells only.
    single_runs_only : bool
        Leave out the cells of sweeps.
    named_only : bool
        Leave out the runs without a name.
    keys : tuple of str, optional
        One of these runs.
    """

    kind: str | None = None
    integrands: tuple[str, ...] = ()
    offsets: tuple[str, ...] = ()
    trainers: tuple[str, ...] = ()
    activations: tuple[str, ...] = ()
    initializers: tuple[str, ...] = ()
    nodes: tuple[str, ...] = ()
    statuses: tuple[TrainingStatus, ...] = ()
    seed: int | None = None
    min_hidden: int | None = None
    max_hidden: int | None = None
    min_samples: int | None = None
    max_samples: int | None = None
    max_loss: float | None = None
    max_validation_loss: float | None = None
    max_integral_error: float | None = None
    max_seconds: float | None = None
    created_from: datetime | None = None
    created_before: datetime | None = None
    text: str = ""
    sweep: str | None = None
    single_runs_only: bool = False
    named_only: bool = False
    keys: tuple[str, ...] | None = None

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """Yield the conditions on the columns of `runs`; all of them must hold."""
        yield from self._choices()
        yield from self._ranges()
        for column, value in ((runs.c.kind, self.kind), (runs.c.seed, self.seed)):
            if value is not None:
                yield column == value
        if self.sweep is not None:
            yield runs.c.sweep == self.sweep
        if self.single_runs_only:
            yield runs.c.sweep.is_(None)
        if self.named_only:
            yield runs.c.name > ""  # what an index can tell, unlike that they differ
        if self.keys is not None:
            yield runs.c.key.in_(self.keys)
        if self.text.strip():
            part = self.text.strip().casefold()
            yield runs.c.search.contains(part, autoescape=True)

    def _choices(self) -> Iterator[ColumnElement[bool]]:
        statuses = tuple(status.name for status in self.statuses)
        for column, values in (
            (runs.c.integrand, self.integrands),
            (runs.c.offsets, self.offsets),
            (runs.c.trainer, self.trainers),
            (runs.c.activation, self.activations),
            (runs.c.initializer, self.initializers),
            (runs.c.nodes, self.nodes),
            (runs.c.status, statuses),
        ):
            if values:
                yield column.in_(values)

    def _ranges(self) -> Iterator[ColumnElement[bool]]:
        for column, least in (
            (runs.c.n_hidden, self.min_hidden),
            (runs.c.n_samples, self.min_samples),
            (runs.c.created, self.created_from),
        ):
            if least is not None:
                yield column >= least
        for column, most in (
            (runs.c.n_hidden, self.max_hidden),
            (runs.c.n_samples, self.max_samples),
            (runs.c.loss, self.max_loss),
            (runs.c.validation_loss, self.max_validation_loss),
            (runs.c.integral_error, self.max_integral_error),
            (runs.c.seconds, self.max_seconds),
        ):
            if most is not None:
                yield column <= most
        if self.created_before is not None:
            yield runs.c.created < self.created_before
