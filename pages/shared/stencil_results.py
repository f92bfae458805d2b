"""What the stencil page shows of its runs: references, errors and the trial on a field."""

from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st

from nncore.experiments.stencil import start_stencil
from nncore.experiments.stencil_comparison import (
    FieldTrial,
    band_error,
    is_at_optimum,
    reference_stencils,
    try_on_field,
)
from nncore.specs import StencilSpec
from nncore.stencils.formula_field import FormulaField, formula_field
from nncore.trainers import TrainingStatus
from pages.shared.lanes import Lane

# Of the loss before training: an optimum below it is exact, and every loss is many times as large.
_ROUNDING = 1e-12
_BY_JSON: dict[str | type[Any], Callable[[Any], Any]] = {StencilSpec: StencilSpec.to_json}


@st.cache_data(show_spinner=False, max_entries=128, hash_funcs=_BY_JSON)
def references(spec: StencilSpec) -> dict[str, np.ndarray]:
    """Return what the learned stencil of `spec` is compared with, by method."""
    return reference_stencils(spec)


@st.cache_data(show_spinner=False, max_entries=128, hash_funcs=_BY_JSON)
def band_errors(spec: StencilSpec) -> dict[str, tuple[float, float]]:
    """Return the errors of the references on the waves of `spec` and on faster ones."""
    return {
        method: (band_error(spec, stencil), band_error(spec, stencil, beyond=True))
        for method, stencil in references(spec).items()
    }


@st.cache_data(show_spinner=False, max_entries=128, hash_funcs=_BY_JSON)
def start_error(spec: StencilSpec) -> float:
    """Return the mean squared error to expect of the network before training."""
    return band_error(spec, start_stencil(spec))


@st.cache_data(show_spinner=False, max_entries=64)
def test_field(text: str, lower: float, upper: float, order: int) -> FormulaField | str:
    """Return the test field, or the sentence that tells why it has no such derivative."""
    try:
        return formula_field(text, lower, upper, order)
    except ValueError as problem:
        return str(problem)


def learned(lane: Lane[StencilSpec]) -> np.ndarray:
    """Return the coefficients that the lane has now."""
    return lane.records[-1].coefficients if lane.records else start_stencil(lane.spec)


def stencils(lane: Lane[StencilSpec]) -> dict[str, np.ndarray]:
    """Return the learned stencil and its references, by method."""
    return {"learned": learned(lane), **references(lane.spec)}


def field_trial(lane: Lane[StencilSpec], text: str) -> FieldTrial | str:
    """Return the errors of the stencils on the field u = `text`, or why there are none."""
    spec = lane.spec
    field = test_field(text, spec.lower, spec.upper, spec.derivative_order)
    return field if isinstance(field, str) else try_on_field(spec, field, stencils(lane))


def has_settled(lane: Lane[StencilSpec]) -> bool:
    """Whether the run is over and the weights are clearly nearer to the optimum than to Taylor."""
    found = stencils(lane)
    is_over = lane.status.is_final and bool(lane.records)
    return is_over and is_at_optimum(found["learned"], found["optimum"], found["taylor"])


def loss_over_optimum(lane: Lane[StencilSpec]) -> float | None:
    """Return how many times the least possible loss a run has ended at; None where it says nothing.

    That is before the end, after a divergence, and where rounding alone is left at the optimum.
    """
    least = band_errors(lane.spec)["optimum"][0]
    is_told = lane.status.is_final and lane.status is not TrainingStatus.DIVERGED
    if not is_told or not lane.records or least < _ROUNDING * start_error(lane.spec):
        return None
    return float(lane.records[-1].loss) / least
