"""The stencil lab: random fields, the optimum from the data, and 30 epochs over `model.fit`.

The notebook's 50,000 fields on 400 points, in float64, with one BLAS thread as on a worker.
`model.fit` trains the notebook's central network with its defaults in a process of its own, as a
user has it; the two take turns. Run as ``python -m benchmarks.stencils``; with ``learned`` it says
only how near the default trainer comes to the optimum.
"""

from __future__ import annotations

import os

# As it was before this module and the trainer set anything, for `model.fit`.
_ENVIRONMENT = dict(os.environ)
# Read when numpy is imported, here or by the caller.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import subprocess  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable  # noqa: E402
from pathlib import Path  # noqa: E402
from statistics import median  # noqa: E402
from typing import Any, NamedTuple  # noqa: E402

import numpy as np  # noqa: E402

from nncore.experiments import train  # noqa: E402
from nncore.experiments.stencil import mean_errors  # noqa: E402
from nncore.experiments.stencil_shortfall import REACHED, distance_share  # noqa: E402
from nncore.specs import StencilSpec  # noqa: E402
from nncore.stencils.constraints import moment_parametrisation  # noqa: E402
from nncore.stencils.fields import Fields, grid, random_fields  # noqa: E402
from nncore.stencils.gram import gram  # noqa: E402
from nncore.stencils.learned import StencilProblem, glorot_start, learn  # noqa: E402
from nncore.stencils.normal_equations import from_fields  # noqa: E402
from nncore.stencils.whitening import LARGEST_CONDITION, condition_number  # noqa: E402
from nncore.trainers import Adam  # noqa: E402

_SPACING = 0.01
_OFFSETS = (-1, 0, 1)
_N_FIELDS, _N_TRAINING, _N_VALIDATION = 50_000, 32_000, 8_000
_TURNS = 3
_ASKED = ("7 points, first", "5 points, second", "9 points, sixth")
_LARGEST_THETA = 2.0
_TRAINER = Adam(learning_rate=0.1, clipnorm=1.0, batch_size=512, epochs=30)
# Offsets, derivative and spacings: θ of the fastest wave from 0.06 to 2.7.
_LEARNED = {
    "7 points, first": (range(-3, 4), 1, (0.001, 0.003, 0.01, 0.02, 0.033, 0.045)),
    "5 points, second": (range(-2, 3), 2, (0.001, 0.003, 0.01, 0.02, 0.033, 0.045)),
    "9 points, sixth": (range(-4, 5), 6, (0.01, 0.0125, 0.02, 0.033, 0.045)),
    "3 points, second": (range(-1, 2), 2, (0.001, 0.01, 0.033)),
    "0 to 5, second": (range(6), 2, (0.01, 0.033)),
}


class Row(NamedTuple):
    """A measured value and what it should be, if there is an aim."""

    name: str
    value: float
    at_least: float | None = None
    at_most: float | None = None


def rows() -> list[Row]:
    """Measure everything; wall time of this machine."""
    fields = _fields()
    return [*_data_rows(fields), *_training_rows(fields), *learned_rows()]


def learned_rows() -> list[Row]:
    """Train with the default trainer, and say how far from the optimum each run has ended.

    In shares of its largest coefficient. A run that is further off than `REACHED` must say so.
    """
    found, honest = [], 0
    for name, (offsets, order, spacings) in _LEARNED.items():
        for spacing in spacings:
            spec = StencilSpec(offsets=tuple(offsets), derivative_order=order, spacing=spacing)
            *_, step = train(spec)
            share = distance_share(spec, step.coefficients)
            theta = np.pi * (spec.max_mode - 1) * spacing
            condition = _condition(spec)
            is_asked = name in _ASKED and theta <= _LARGEST_THETA and condition <= LARGEST_CONDITION
            label = f"{name}, θ {theta:.2f}, condition {condition:.0e}"
            found.append(Row(label, share, at_most=REACHED if is_asked else None))
            honest += share <= REACHED or step.shortfall is not None
    share = honest / len(found)
    return [*found, Row("within 1e-3 of the optimum, or a sentence", share, at_least=1.0)]


def _condition(spec: StencilSpec) -> float:
    _, directions = moment_parametrisation(spec.offsets, spec.derivative_order, spec.constraint)
    return condition_number(mean_errors(spec), directions)


def _fields() -> Fields:
    return random_fields(_N_FIELDS, grid(-2.0, 2.0, _SPACING), 20, np.random.default_rng(0))


def _seconds(function: Callable[[], object]) -> float:
    started = time.perf_counter()
    function()
    return time.perf_counter() - started


def _data_rows(fields: Fields) -> list[Row]:
    values, derivatives = fields.values(), fields.derivative()
    build, add, optimize = [], [], []
    for _ in range(2 * _TURNS + 1):
        build.append(_seconds(lambda: (fields.values(), fields.derivative())))
        add.append(_seconds(lambda: (np.sum(values), np.sum(derivatives))))
        optimize.append(_seconds(lambda: from_fields(fields, _OFFSETS)))
    return [
        Row("50,000 fields and their derivatives, in s", median(build), at_most=2.0),
        Row("optimum for them, in s", median(optimize)),
        Row(
            "optimum over numpy.sum of fields and derivatives",
            median(optimize) / median(add),
            at_most=10.0,
        ),
    ]


def _training_rows(fields: Fields) -> list[Row]:
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.stencils", "fit"],
        cwd=Path(__file__).parents[1],
        env=_ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as fit:
        assert fit.stdin is not None and fit.stdout is not None
        fit.stdout.readline()  # ready: imported and traced
        _train(fields)  # compiles
        ours, theirs = [], 0.0
        for _ in range(_TURNS):
            ours.append(_train(fields))
            fit.stdin.write(f"{_TRAINER.epochs // _TURNS}\n")
            fit.stdin.flush()
            theirs += float(fit.stdout.readline())
        fit.stdin.close()
    preparation, training = (median(part) for part in zip(*ours, strict=True))
    return [
        Row("30 epochs of model.fit, central network, in s", theirs),
        Row("30 epochs here, in s", training),
        Row("the sums of the fields before it, in s", preparation),
        Row("model.fit over both together", theirs / (preparation + training), at_least=5.0),
    ]


def _train(fields: Fields) -> tuple[float, float]:
    """Return the seconds from fields to their sums, and from these to the last step."""
    rng, k = np.random.default_rng(1), len(_OFFSETS)
    started = time.perf_counter()
    sums = gram(fields.take(slice(_N_TRAINING + _N_VALIDATION)), _OFFSETS, 1)
    summed = time.perf_counter()
    problem = StencilProblem(
        training=sums.rows(slice(_N_TRAINING)),
        validation=sums.rows(slice(_N_TRAINING, None)),
        start=glorot_start(k, rng),
        offset_weights=np.zeros(k),
        basis=np.eye(k),
        unit=_SPACING,
    )
    for step in learn(_TRAINER, problem, rng):
        last = step
    if last.iteration != _TRAINER.epochs:
        raise AssertionError(f"the run ended after {last.iteration} epochs")
    return summed - started, time.perf_counter() - summed


def _notebook_model() -> Any:
    import keras

    model = keras.Sequential(
        [
            keras.layers.Reshape((400, 1)),
            keras.layers.Conv1D(1, 3, activation="linear", use_bias=False),
            keras.layers.Flatten(),
        ]
    )
    optimizer = keras.optimizers.Adam(learning_rate=0.1, clipnorm=1.0)
    model.compile(loss="mean_squared_error", optimizer=optimizer, metrics=["mean_squared_error"])
    return model


def _serve_fit() -> None:
    """Train for as many epochs as the line that comes in says, and answer with the seconds."""
    fields = _fields().take(slice(_N_TRAINING + _N_VALIDATION))
    x, y = fields.values(), fields.derivative()[:, 1:-1]
    model = _notebook_model()

    def fit(epochs: int) -> None:
        model.fit(x, y, batch_size=512, epochs=epochs, validation_split=0.2, verbose=0)

    fit(1)
    print("ready", flush=True)
    for line in sys.stdin:
        epochs = int(line)
        started = time.perf_counter()
        fit(epochs)
        print(time.perf_counter() - started, flush=True)


def aim(row: Row) -> str:
    """Say whether a value is as it should be; nothing where there is no aim."""
    if row.at_least is not None:
        verdict = "ok" if row.value >= row.at_least else "MISSED"
        return f"  (at least {row.at_least:g}: {verdict})"
    if row.at_most is not None:
        verdict = "ok" if row.value <= row.at_most else "MISSED"
        return f"  (at most {row.at_most:g}: {verdict})"
    return ""


if __name__ == "__main__":
    if sys.argv[1:2] == ["fit"]:
        _serve_fit()
    else:
        for row in learned_rows() if sys.argv[1:2] == ["learned"] else rows():
            print(f"{row.name:50} {row.value:10.3g}{aim(row)}", flush=True)
