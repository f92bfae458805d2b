"""A study of a few seconds for each kind, and its stored results.

They are real ones: ``python -m nncore.studies.first.compute`` made the files beside this one, by
the way that every study goes.
"""

import json
import math
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from nncore.experiments.sweep_trials import TRIAL_NUMBERS, SweepTrials
from nncore.specs import BoxSpec, IntegrationSpec, StencilSpec, SweepSpec
from nncore.trainers import Adam, LevenbergMarquardt, TrainingStatus

FIRST_STUDIES: Mapping[str, SweepSpec] = {
    IntegrationSpec.kind: SweepSpec(
        IntegrationSpec(integrand="runge", n_hidden=20, initializer="glorot", n_samples=300),
        {
            "n_hidden": (4, 8, 12, 16, 24),
            "trainer": ("levenberg-marquardt", "variable-projection", "lbfgs", "output-layer"),
            "max_iterations": (200,),
            "seed": (0, 1),
        },
    ),
    BoxSpec.kind: SweepSpec(
        BoxSpec(
            integrand_seed=6,  # a peak that lies inside of the box
            n_samples=500,
            trainer=LevenbergMarquardt(max_iterations=50),
        ),
        {
            "n_hidden": (5, 10, 20, 40),
            "n_inputs": (1, 2, 3, 5),
            "seed": (0, 1, 2, 3),
        },
    ),
    StencilSpec.kind: SweepSpec(
        # as many updates as the notebook's, on fewer fields
        StencilSpec(
            n_fields=2_000,
            trainer=Adam(learning_rate=0.1, clipnorm=1.0, batch_size=64, epochs=100),
        ),
        {
            "max_mode": (5, 10, 20, 40),
            "offsets": ((0, 1), (-1, 0), (-1, 0, 1), (-2, -1, 0, 1, 2)),
            "noise": (0.0, 0.01),
            "seed": (0, 1),
        },
    ),
}
"""Kind -> study."""

_DIGITS = 6


def file_name(kind: str) -> str:
    """Return the name of the file with the results of a kind."""
    return f"{kind}.json"


def to_json(study: SweepSpec, trials: SweepTrials, versions: str) -> str:
    """Return the text of a file: the study, what it was computed with, and a line a trial."""
    lines = (json.dumps(_row(trials, i)) for i in range(len(trials)))
    return (
        f'{{"study": {study.to_json()},\n"versions": {json.dumps(versions)},\n"cells": [\n  '
        + ",\n  ".join(lines)
        + "\n]}\n"
    )


def _row(trials: SweepTrials, i: int) -> dict[str, Any]:
    numbers = {name: float(getattr(trials, name)[i]) for name in TRIAL_NUMBERS}
    row: dict[str, Any] = {"cell": int(trials.cell[i]), "status": trials.status[i].name}
    row |= {"reason": trials.reason[i]} if trials.reason[i] else {}
    finite = {name: value for name, value in numbers.items() if math.isfinite(value)}
    return row | {name: float(f"{value:.{_DIGITS}g}") for name, value in finite.items()}


def stored_trials(study: SweepSpec) -> SweepTrials | None:
    """Return the stored results of a study; None where it is not one of `FIRST_STUDIES`.

    Parameters
    ----------
    study : SweepSpec
        Its title does not matter. The axes must stand in the same order, which numbers the trials.
    """
    first = FIRST_STUDIES[study.base.kind]
    is_first = study.base == first.base and [*study.axes.items()] == [*first.axes.items()]
    return _trials_of(study.base.kind) if is_first else None


def stored_versions(kind: str) -> str:
    """Return the versions of the packages that the stored results were computed with."""
    return str(_content(kind)["versions"])


@cache
def _trials_of(kind: str) -> SweepTrials:
    rows = _content(kind)["cells"]
    return SweepTrials(
        np.array([row["cell"] for row in rows], dtype=np.int64),
        ("",) * len(rows),  # they are no runs of a history
        tuple(TrainingStatus[row["status"]] for row in rows),
        tuple(row.get("reason", "") for row in rows),
        *(np.array([row.get(name, math.nan) for row in rows]) for name in TRIAL_NUMBERS),
    )


@cache
def _content(kind: str) -> dict[str, Any]:
    file = resources.files("nncore.studies.first").joinpath(file_name(kind))
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return content
