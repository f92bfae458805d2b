"""A run as the history keeps it: all that is needed to show it again, or to repeat it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self
from uuid import uuid4

from nncore.experiments.outcome import Outcome, outcome_of
from nncore.messages import SettingError
from nncore.network import OneHiddenNetwork
from nncore.network.parameters import packed_size
from nncore.specs import Spec
from nncore.stencils.learned import StencilStep
from nncore.trainers import TrainingRecord, TrainingStep
from nncore.trainers.loss_curve import LossCurve
from nncore.versions import versions

MAX_NAME = 200
"""Characters of the name of a run."""
MAX_MAKER = 64
"""Digits of the digest of a browser or tab."""
MAX_STATE_BYTES = 8_000_000
"""Of a larger state nothing is kept: the run can be repeated, but not gone on with."""

_KEY_LENGTH = 32
_OTHER_BYTES = 4_000  # of a record without its arrays, about


def new_key() -> str:
    """Return a key that no other run or sweep has."""
    return uuid4().hex


@dataclass(frozen=True)
class RunRecord:
    """A run as the history keeps it.

    Parameters
    ----------
    key : str
        Chosen by `new_key` when the run begins: keeping a run again replaces it, so that a run
        that is paused, kept and then finished is one run.
    spec : Spec
        The experiment.
    outcome : Outcome
        What it came to.
    curve : LossCurve
        Its losses.
    network : OneHiddenNetwork or None
        After the last step; None for a stencil and for a run that failed.
    coefficients : tuple of float or None
        The learned stencil, dimensionless; None for an integrand.
    versions : str
        Of the packages that the result depends on.
    created : datetime
        When the run began, with its time zone; kept in UTC.
    name : str
        Given by the user.
    sweep : str or None
        The key of the sweep that the run is a trial of.
    cell : int or None
        Its number there.
    made_by : str
        A digest of the browser or tab that made it; empty where nobody knows. The trial of a sweep
        is kept as made by whoever made the sweep.
    state : bytes or None
        Of a run that can go on: what its trainer needs for that, by `plain_data.to_bytes`.

    Raises
    ------
    ValueError
        If the key, the name, the maker or the moment is not allowed, or only one of `sweep` and
        `cell` is given.
    """

    key: str
    spec: Spec
    outcome: Outcome
    curve: LossCurve
    network: OneHiddenNetwork | None = None
    coefficients: tuple[float, ...] | None = None
    versions: str = field(default_factory=lambda: ", ".join(versions()))
    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    name: str = ""
    sweep: str | None = None
    cell: int | None = None
    made_by: str = ""
    state: bytes | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        check_key(self.key)
        check_name(self.name)
        check_maker(self.made_by)
        if self.created.tzinfo is None:
            raise SettingError(
                "`created` must have a time zone such as UTC, got {created}.", created=self.created
            )
        if (self.sweep is None) != (self.cell is None):
            raise SettingError(
                "`sweep` and `cell` must be given together, got {sweep} and {cell}.",
                sweep=repr(self.sweep),
                cell=repr(self.cell),
            )

    @classmethod
    def of(
        cls,
        spec: Spec,
        records: Iterable[TrainingRecord | TrainingStep] | LossCurve,
        step: TrainingStep | StencilStep | TrainingRecord | None,
        *,
        network: OneHiddenNetwork | None = None,
        reason: str = "",
        **options: Any,
    ) -> Self:
        """Judge a run by its last step, and make of it what the history keeps.

        Parameters
        ----------
        spec : Spec
            The experiment.
        records : iterable of TrainingRecord or TrainingStep, or LossCurve
            The run so far.
        step : TrainingStep, StencilStep, TrainingRecord or None
            The last step; None for a run that failed before it made one.
        network : OneHiddenNetwork, optional
            After the last step, where `step` is a record without it.
        reason : str
            Why the run failed, in one sentence.
        **options
            `key`, `created`, `name`, `sweep`, `cell`, `made_by` and `state`; a new key and the
            present by default.
        """
        if isinstance(step, TrainingStep):
            network = step.network
        coefficients = None
        if isinstance(step, StencilStep):
            coefficients = tuple(map(float, step.coefficients))
        return cls(
            key=options.pop("key", None) or new_key(),
            spec=spec,
            outcome=outcome_of(spec, step, reason, network=network),
            curve=records if isinstance(records, LossCurve) else LossCurve.of(records),
            network=network,
            coefficients=coefficients,
            **options,
        )

    @property
    def n_bytes(self) -> int:
        """About the memory that the record takes."""
        network = self.network
        n_weights = 0 if network is None else packed_size(network.n_hidden, network.n_inputs)
        return _OTHER_BYTES + 8 * (4 * len(self.curve) + n_weights) + len(self.state or b"")


def check_key(key: str) -> None:
    """Raise a ValueError unless `key` is one that `new_key` may return."""
    if not isinstance(key, str) or len(key) != _KEY_LENGTH or not set(key) <= set(_HEXADECIMAL):
        raise SettingError(
            "`key` must be 32 hexadecimal digits as of `new_key`, got {key}.", key=repr(key)
        )


_HEXADECIMAL = "0123456789abcdef"


def check_maker(made_by: str) -> None:
    """Raise a ValueError unless `made_by` is empty or a digest."""
    if (
        not isinstance(made_by, str)
        or len(made_by) > MAX_MAKER
        or not set(made_by) <= set(_HEXADECIMAL)
    ):
        raise SettingError(
            "`made_by` must be at most {max_maker} hexadecimal digits, got {made_by}.",
            max_maker=MAX_MAKER,
            made_by=repr(made_by),
        )


def check_name(name: str) -> None:
    """Raise a ValueError unless `name` is short and can be shown in one line."""
    if not isinstance(name, str) or len(name) > MAX_NAME or not name.isprintable():
        raise SettingError(
            "`name` must be one line of at most {max_name} printable characters, got {name}.",
            max_name=MAX_NAME,
            name=repr(name),
        )
