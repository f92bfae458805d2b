"""A stencil's experiment put to work: its fields, its start, its training and its tests."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from nncore.experiments.blas_threads import one_blas_thread
from nncore.experiments.seeds import generators
from nncore.specs import StencilSpec
from nncore.stencils.constraints import moment_parametrisation
from nncore.stencils.fields import Fields, all_vanish, grid, random_fields
from nncore.stencils.finite_differences import taylor_stencil
from nncore.stencils.gram import Gram, gram
from nncore.stencils.learned import StencilProblem, StencilStep, glorot_start, learn
from nncore.stencils.optimal import error_triangle, from_modes
from nncore.stencils.symmetry import is_mirrored
from nncore.stencils.whitening import Coordinates, whitened
from nncore.trainers.first_order import FirstOrder

#: Names in a step's diagnostics: the mean squared error on the fields that nobody has seen, and
#: on the notebook's test fields, of which three quarters were trained or validated on.
TEST_LOSS, OVERLAPPING_TEST_LOSS = "test_loss", "overlapping_test_loss"


def make_fields(spec: StencilSpec) -> Fields:
    """Return the random fields of `spec`, those for validation and for the test included."""
    points = grid(spec.lower, spec.upper, spec.spacing)
    data = generators(spec.seed)[0]
    return random_fields(spec.n_fields, points, spec.max_mode, data, spec.noise)


def optimal_stencil(spec: StencilSpec, zeros_at_pi: int = 0) -> np.ndarray:
    r"""Return the least-squares optimum of `spec`, from its distribution of fields.

    It is what the network of `spec` can at best learn from any number of fields. Where the waves
    are odd about the middle of the interval, it is exactly antisymmetric, or symmetric for an even
    derivative, on symmetric offsets: see `nncore.stencils.symmetry`.

    Parameters
    ----------
    spec : StencilSpec
        The experiment; its constraint holds for the optimum too.
    zeros_at_pi : int
        How many times the modified wavenumber must vanish at the fastest wave, which no network of
        `spec` is bound to.

    Returns
    -------
    ndarray of shape (k,)
        Dimensionless: weights times ``spacing**derivative_order``.
    """
    with one_blas_thread():
        return from_modes(
            spec.offsets,
            spec.derivative_order,
            spec.spacing,
            spec.lower,
            spec.upper,
            spec.max_mode,
            spec.noise,
            spec.constraint,
            mirrored=is_mirrored(spec.lower, spec.upper),
            zeros_at_pi=zeros_at_pi,
        )


def start_stencil(spec: StencilSpec) -> np.ndarray:
    """Return the dimensionless coefficients before training."""
    return spec.unit * coordinates(spec).start_weights


def train_stencil(
    spec: StencilSpec,
    state: Mapping[str, Any] | None = None,
    preparing: Callable[[float], object] | None = None,
) -> Iterator[StencilStep]:
    """Train the network of a stencil; see `nncore.train`.

    The diagnostics of whole steps have the losses of the two tests, `TEST_LOSS` and
    `OVERLAPPING_TEST_LOSS`.
    """
    assert isinstance(spec.trainer, FirstOrder)  # the spec has checked it
    sums = gram(make_fields(spec), spec.offsets, spec.derivative_order, preparing)
    steps = learn(spec.trainer, _problem(spec, sums), generators(spec.seed)[2], state)
    honest = sums.rows(slice(spec.n_seen_fields, None))
    overlapping = sums.rows(slice(spec.n_unseen_fields, None))
    return (_tested(step, spec.unit, honest, overlapping) for step in steps)


def coordinates(spec: StencilSpec) -> Coordinates:
    """Return the numbers that the optimizer changes: raw weights, or whitened coordinates.

    Parameters
    ----------
    spec : StencilSpec
        The experiment: `StencilSpec.is_whitened`.
    """
    fixed, directions = moment_parametrisation(spec.offsets, spec.derivative_order, spec.constraint)
    start = glorot_start(directions.shape[1], generators(spec.seed)[1])
    raw = Coordinates(fixed / spec.unit, directions, start)
    if not spec.is_whitened or all_vanish(spec.lower, spec.spacing, spec.max_mode):
        return raw
    taylor = taylor_stencil(spec.offsets, spec.derivative_order)
    start = spec.unit * raw.start_weights
    return whitened(mean_errors(spec), taylor, directions, start, spec.unit)


def mean_errors(spec: StencilSpec) -> np.ndarray:
    """Return `nncore.stencils.optimal.error_triangle` of the fields of `spec`."""
    with one_blas_thread():
        return error_triangle(
            spec.offsets,
            spec.derivative_order,
            spec.spacing,
            spec.lower,
            spec.upper,
            range(spec.max_mode),
            spec.noise,
        )


def _problem(spec: StencilSpec, sums: Gram) -> StencilProblem:
    free = coordinates(spec)
    n_training = spec.n_training_fields
    return StencilProblem(
        training=sums.rows(slice(0, n_training)).reduced(free.origin, free.basis),
        validation=sums.rows(slice(n_training, spec.n_seen_fields)).reduced(
            free.origin, free.basis
        ),
        start=free.start,
        offset_weights=free.origin,
        basis=free.basis,
        unit=spec.unit,
        loss_scale=free.loss_scale,
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
