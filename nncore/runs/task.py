"""Tasks that a teacher sets: of the runs that fit, the one with the lowest score wins."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

from sqlalchemy import ColumnElement, func

from nncore.messages import SettingError
from nncore.runs.run_record import check_maker, check_name
from nncore.runs.schema import OLDER_NAMES, runs
from nncore.specs import IntegrationSpec, Spec, StencilSpec
from nncore.stencils.formula_field import MAX_DERIVATIVE_ORDER

# The fields of a stencil's problem.
_WHOLE, _REAL = ("derivative_order", "max_mode"), ("spacing", "lower", "upper", "noise")


@dataclass(frozen=True)
class Task(ABC):
    """A problem to be learned within limits; what is None sets no limit.

    The subclasses say what the problem is: all runs that compete have been given the very same.

    Parameters
    ----------
    title : str
        What the class reads.
    max_samples : int, optional
        A run may have at most so many samples, or fields of a stencil.
    max_seconds : float, optional
        Its training may take at most so much compute time.
    score : str
        One of `scores`; the lowest wins.
    made_by : str
        A digest of the browser or tab that set it; two tasks are the same whoever set them.

    Raises
    ------
    ValueError
        One sentence with the field, the rule and the value.
    """

    kind: ClassVar[str]
    scores: ClassVar[tuple[str, ...]]
    _counts: ClassVar[tuple[str, ...]]  # the limits that are whole numbers

    title: str
    max_samples: int | None = field(default=None, kw_only=True)
    max_seconds: float | None = field(default=None, kw_only=True)
    score: str = field(kw_only=True)
    made_by: str = field(default="", kw_only=True, compare=False, repr=False)

    def __post_init__(self) -> None:
        _check_title(self.title)
        check_maker(self.made_by)
        for name in self._counts:
            value = getattr(self, name)
            if value is not None and (type(value) is not int or value < 1):
                raise SettingError(
                    "`{name}` must be a whole number of at least 1, got {value}.",
                    name=name,
                    value=repr(value),
                )
        if self.max_seconds is not None and not self.max_seconds > 0:
            raise SettingError(
                "`max_seconds` must be greater than 0, got {max_seconds}.",
                max_seconds=repr(self.max_seconds),
            )
        object.__setattr__(self, "score", OLDER_NAMES.get(self.score, self.score))
        if self.score not in self.scores:
            names = ", ".join(self.scores)
            raise SettingError(
                "`score` must be one of {names}, got {score}.", names=names, score=repr(self.score)
            )
        self._spec()  # the problem must be one

    @abstractmethod
    def _spec(self) -> Spec:
        """Return an experiment that has the problem of the task, or raise a ValueError."""

    @abstractmethod
    def resolved(self) -> Self:
        """Return the task with its problem written as runs are kept."""

    @abstractmethod
    def _problem(self) -> Iterator[ColumnElement[bool]]:
        """Yield the conditions on `runs` that the problem and its own limits make."""

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """Yield the conditions on the columns of `runs`; a run fits if all of them hold."""
        yield runs.c.kind == self.kind
        yield from self.resolved()._problem()
        yield runs.c[self.score] < float("inf")  # nan is none, and nobody is judged by nothing
        if self.max_samples is not None:
            yield runs.c.n_samples <= self.max_samples
        if self.max_seconds is not None:
            yield runs.c.seconds <= self.max_seconds


@dataclass(frozen=True)
class IntegralTask(Task):
    """An integral to be learned.

    Parameters
    ----------
    title, max_samples, max_seconds, score, made_by
        See `Task`.
    integrand : str
        A name of the catalogue, or a formula in x.
    lower, upper : float, optional
        The training interval that a run must have; None takes the integrand's own.
    max_hidden : int, optional
        A run may have at most so many hidden units.
    """

    kind: ClassVar[str] = IntegrationSpec.kind
    scores: ClassVar[tuple[str, ...]] = (
        "integral_error",
        "validation_loss",
        "loss",
        "error_estimate",
    )
    _counts: ClassVar[tuple[str, ...]] = ("max_hidden", "max_samples")

    integrand: str
    lower: float | None = None
    upper: float | None = None
    max_hidden: int | None = None
    score: str = field(default="integral_error", kw_only=True)

    def _spec(self) -> IntegrationSpec:
        return IntegrationSpec(integrand=self.integrand, lower=self.lower, upper=self.upper)

    def resolved(self) -> Self:
        """Return the task with the integrand normalised and the interval in numbers."""
        spec = self._spec()
        lower, upper = spec.limits
        return replace(
            self, integrand=spec.integrand_in_x.name, lower=float(lower), upper=float(upper)
        )

    def _problem(self) -> Iterator[ColumnElement[bool]]:
        for name in ("integrand", "lower", "upper"):
            yield runs.c[name] == getattr(self, name)
        if self.max_hidden is not None:
            yield runs.c.n_hidden <= self.max_hidden


@dataclass(frozen=True)
class StencilTask(Task):
    r"""A derivative to be learned: the fields are given, and the stencil is free.

    Parameters
    ----------
    title, max_samples, max_seconds, score, made_by
        See `Task`.
    derivative_order, spacing, lower, upper, max_mode, noise
        Of the fields, as in `nncore.StencilSpec`: with others the errors would say nothing about
        the stencils.
    max_points : int, optional
        A stencil may have at most so many offsets.
    """

    kind: ClassVar[str] = StencilSpec.kind
    scores: ClassVar[tuple[str, ...]] = ("test_error", "weight_error", "validation_loss", "loss")
    _counts: ClassVar[tuple[str, ...]] = ("max_points", "max_samples")

    derivative_order: int = 1
    spacing: float = 0.01
    lower: float = -2.0
    upper: float = 2.0
    max_mode: int = 20
    noise: float = 0.0
    max_points: int | None = None
    score: str = field(default="test_error", kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.max_points is not None and self.max_points <= self.derivative_order:
            raise SettingError(
                "`max_points` must be at least {least} for a derivative of order "
                "{derivative_order}, got {max_points}.",
                least=self.derivative_order + 1,
                derivative_order=self.derivative_order,
                max_points=self.max_points,
            )

    def _spec(self) -> StencilSpec:
        given = {name: getattr(self, name) for name in (*_WHOLE, *_REAL)}
        order = self.derivative_order
        # As few points as the order takes; of what is no order, the spec says so.
        is_order = type(order) is int and 1 <= order <= MAX_DERIVATIVE_ORDER
        offsets = tuple(range(order + 1)) if is_order else StencilSpec.offsets
        return StencilSpec(offsets=offsets, **given)

    def resolved(self) -> Self:
        """Return the task with its numbers as runs have them."""
        spec = self._spec()
        numbers: dict[str, Any] = {name: float(getattr(spec, name)) for name in _REAL}
        return replace(self, **numbers)

    def _problem(self) -> Iterator[ColumnElement[bool]]:
        for name in ("lower", "upper"):
            yield runs.c[name] == getattr(self, name)
        for name in _WHOLE:
            yield runs.c.spec[name].as_integer() == getattr(self, name)
        for name in ("spacing", "noise"):
            yield runs.c.spec[name].as_float() == getattr(self, name)
        if self.max_points is not None:  # k offsets have k - 1 commas between them
            commas = func.length(runs.c.offsets) - func.length(
                func.replace(runs.c.offsets, ",", "")
            )
            yield commas < self.max_points


TASK_TYPES: Mapping[str, type[Task]] = {task.kind: task for task in (IntegralTask, StencilTask)}
"""Kind -> class."""


def _check_title(title: Any) -> None:
    check_name(title)
    if not title.strip():
        raise SettingError("`title` must not be empty: it is what the class reads.")
