"""A run as a list of runs shows it: its settings and what it came to, without its arrays."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from nncore.messages import SettingError
from nncore.specs import SPEC_TYPES, Spec
from nncore.trainers import TrainingStatus


@dataclass(frozen=True)
class RunSummary:
    """One line of a list of runs; None stands for what a run of its kind does not have.

    The fields are those of `RunRecord`, of its outcome and of its spec. For a stencil `lower` and
    `upper` are the ends of its grid and `n_samples` is the number of its fields; for a box they are
    the smallest and the largest of its limits.

    Parameters
    ----------
    integrand : str or None
        A name of the catalogue or a normalised formula; None for a stencil.
    offsets : str or None
        Of a stencil, as ``"-1, 0, 1"``.
    spec_values : mapping
        The JSON object of the spec.
    made_by : str
        As in `RunRecord`.
    """

    key: str
    name: str
    created: datetime
    kind: str
    integrand: str | None
    offsets: str | None
    lower: float
    upper: float
    trainer: str
    activation: str | None
    initializer: str | None
    n_hidden: int | None
    nodes: str | None
    n_samples: int
    seed: int
    learning_rate: float | None
    status: TrainingStatus
    iterations: float | None
    seconds: float | None
    loss: float | None
    validation_loss: float | None
    integral: float | None
    exact: float | None
    integral_error: float | None
    error_estimate: float | None
    bound: float | None
    weight_error: float | None
    test_error: float | None
    reason: str
    sweep: str | None
    cell: int | None
    spec_values: Mapping[str, Any] = field(repr=False)
    made_by: str = ""

    @cached_property
    def spec(self) -> Spec:
        """The experiment.

        Raises
        ------
        ValueError
            If another version of the program kept a setting that this one does not know.
        """
        return read_spec(self.spec_values)


def read_spec(values: Mapping[str, Any]) -> Spec:
    """Return the spec of a JSON object.

    Raises
    ------
    ValueError
        If it has a setting that this version does not know, in one sentence.
    """
    kind = str(values.get("kind"))
    if kind not in SPEC_TYPES:
        raise SettingError(
            "`kind` must be one of {choices}, got {kind}.",
            choices=", ".join(SPEC_TYPES),
            kind=repr(kind),
        )
    return SPEC_TYPES[kind].from_json(json.dumps(values))
