"""A stencil's experiment put to work: its fields, its start, its training and its tests."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from nncore.experiments.seeds import generators
from nncore.specs import StencilSpec
from nncore.stencils.constraints import moment_parametrisation
from nncore.stencils.fields import Fields, grid, random_fields
from nncore.stencils.gram import Gram, gram
from nncore.stencils.learned import StencilProblem, StencilStep, glorot_start, learn
from nncore.stencils.optimal import from_modes
from nncore.trainers.first_order import FirstOrder

#: Names in a step's diagnostics: the mean squared error on the fields that nobody has seen, and
#: on the notebook's test fields, of which three quarters were trained or validated on.
TEST_LOSS, OVERLAPPING_TEST_LOSS = "test_loss", "overlapping_test_loss"


def make_fields(spec: StencilSpec) -> Fields:
    """Return the random fields of `spec`, those for validation and for the test included."""
    points = grid(spec.lower, spec.upper, spec.spacing)
    data = generators(spec.seed)[0]
    return random_fields(spec.n_fields, points, spec.max_mode, data, spec.noise)


def optimal_stencil(spec: StencilSpec) -> np.ndarray:
    r"""Return the least-squares optimum of `spec`, from its distribution of fields.

    It is what the network of `spec` can at best learn from any number of fields.

    Parameters
    ----------
    spec : StencilSpec
        The experiment; its constraint holds for the optimum too.

    Returns
    -------
    ndarray of shape (k,)
        Dimensionless: weights times ``spacing**derivative_order``.
    """
    return from_modes(
        spec.offsets,
        spec.derivative_order,
        spec.spacing,
        spec.lower,
        spec.upper,
        spec.max_mode,
        spec.noise,
        spec.constraint,
    )


def start_stencil(spec: StencilSpec) -> np.ndarray:
    """Return the dimensionless coefficients before training."""
    offset_weights, basis, start = _free_weights(spec)
    return np.asarray((offset_weights + basis @ start) * spec.unit)


def train_stencil(
    spec: StencilSpec, state: Mapping[str, Any] | None = None
) -> Iterator[StencilStep]:
    """Train the network of a stencil; see `nncore.train`.

    The diagnostics of whole steps have the losses of the two tests, `TEST_LOSS` and
    `OVERLAPPING_TEST_LOSS`.
    """
    assert isinstance(spec.trainer, FirstOrder)  # the spec has checked it
    sums = gram(make_fields(spec), spec.offsets, spec.derivative_order)
    steps = learn(spec.trainer, _problem(spec, sums), generators(spec.seed)[2], state)
    honest = sums.rows(slice(spec.n_seen_fields, None))
    overlapping = sums.rows(slice(spec.n_unseen_fields, None))
    return (_tested(step, spec.unit, honest, overlapping) for step in steps)


def _free_weights(spec: StencilSpec) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the weights w0, the basis and the free weights z of the start: w = w0 + basis z."""
    fixed, basis = moment_parametrisation(spec.offsets, spec.derivative_order, spec.constraint)
    return fixed / spec.unit, basis, glorot_start(basis.shape[1], generators(spec.seed)[1])


def _problem(spec: StencilSpec, sums: Gram) -> StencilProblem:
    offset_weights, basis, start = _free_weights(spec)
    n_training = spec.n_training_fields
    return StencilProblem(
        training=sums.rows(slice(0, n_training)).reduced(offset_weights, basis),
        validation=sums.rows(slice(n_training, spec.n_seen_fields)).reduced(offset_weights, basis),
        start=start,
        offset_weights=offset_weights,
        basis=basis,
        unit=spec.unit,
    )


def _tested(step: StencilStep, unit: float, honest: Gram, overlapping: Gram) -> StencilStep:
    if not step.is_whole:
        return step
    weights = step.coefficients / unit
    with np.errstate(over="ignore", invalid="ignore"):  # of a run that diverges
        losses = {
            TEST_LOSS: honest.mean_squared_error(weights),
            OVERLAPPING_TEST_LOSS: overlapping.mean_squared_error(weights),
        }
    return dataclasses.replace(step, diagnostics={**step.diagnostics, **losses})
