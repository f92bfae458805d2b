"""What the stencil page shows of its runs: references, errors and the trial on a field."""

from functools import lru_cache

import numpy as np

from nncore.experiments.stencil import start_stencil
from nncore.experiments.stencil_comparison import (
    FieldTrial,
    band_error,
    is_at_optimum,
    reference_stencils,
    try_on_field,
)
from nncore.experiments.stencil_shortfall import shortfall
from nncore.live import TrainingRun
from nncore.messages import Sentence, sentence_of
from nncore.specs import StencilSpec
from nncore.stencils.formula_field import FormulaField, formula_field
from nncore.trainers import TrainingStatus


@lru_cache(maxsize=128)
def references(spec: StencilSpec) -> dict[str, np.ndarray]:
    """Return what the learned stencil of `spec` is compared with, by method."""
    return reference_stencils(spec)


@lru_cache(maxsize=128)
def band_errors(spec: StencilSpec) -> dict[str, tuple[float, float]]:
    """Return the errors of the references on the waves of `spec` and on faster ones."""
    return {
        method: (band_error(spec, stencil), band_error(spec, stencil, beyond=True))
        for method, stencil in references(spec).items()
    }


@lru_cache(maxsize=128)
def start_error(spec: StencilSpec) -> float:
    """Return the mean squared error to expect of the network before training."""
    return band_error(spec, start_stencil(spec))


@lru_cache(maxsize=64)
def test_field(text: str, lower: float, upper: float, order: int) -> FormulaField | Sentence:
    """Return the test field, or the sentence that tells why it has no such derivative."""
    try:
        return formula_field(text, lower, upper, order)
    except ValueError as problem:
        return sentence_of(problem)


def learned(run: TrainingRun[StencilSpec]) -> np.ndarray:
    """Return the coefficients that the run has now."""
    return run.records[-1].coefficients if run.records else start_stencil(run.spec)


def stencils(run: TrainingRun[StencilSpec]) -> dict[str, np.ndarray]:
    """Return the learned stencil and its references, by method."""
    return {"learned": learned(run), **references(run.spec)}


def field_trial(run: TrainingRun[StencilSpec], text: str) -> FieldTrial | Sentence:
    """Return the errors of the stencils on the field u = `text`, or why there are none."""
    spec = run.spec
    field = test_field(text, spec.lower, spec.upper, spec.derivative_order)
    return field if isinstance(field, Sentence) else try_on_field(spec, field, stencils(run))


def has_settled(run: TrainingRun[StencilSpec]) -> bool:
    """Whether the run is over and the weights are clearly nearer to the optimum than to Taylor."""
    found = stencils(run)
    is_over = run.status.is_final and bool(run.records)
    return is_over and is_at_optimum(found["learned"], found["optimum"], found["taylor"])


def missed(run: TrainingRun[StencilSpec]) -> Sentence | None:
    """Return why a run has not come to its optimum, once it is over; None where it has."""
    is_told = run.status.is_final and run.status is not TrainingStatus.DIVERGED
    if not is_told or not run.records:
        return None
    return _shortfall(run.spec, tuple(learned(run).tolist()))


@lru_cache(maxsize=128)
def _shortfall(spec: StencilSpec, coefficients: tuple[float, ...]) -> Sentence | None:
    return shortfall(spec, np.array(coefficients))
