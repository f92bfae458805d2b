"""A learned stencil beside its references: optimum, Taylor's and the notebook's."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nncore.experiments.stencil import optimal_stencil
from nncore.specs import StencilSpec
from nncore.stencils.fields import grid
from nncore.stencils.finite_differences import target_points, taylor_stencil, valid_slice
from nncore.stencils.formula_field import FormulaField
from nncore.stencils.operators import apply_stencil
from nncore.stencils.optimal import mean_squared_error_from_modes

#: Printed by the second notebook, cells 5, 8 and 11: weights times Δx, by offsets.
NOTEBOOK_WEIGHTS: Mapping[tuple[float, ...], tuple[float, ...]] = {
    (0, 1): (-0.95007384, 1.01301466),
    (-1, 0): (-1.0124806, 0.95030844),
    (-1, 0, 1): (-0.5182046, -0.00181072, 0.5201305),
}
_CLEARLY = 0.25  # of one distance: another one is clearly less


def reference_stencils(spec: StencilSpec) -> dict[str, np.ndarray]:
    """Return what a learned stencil is compared with, by method.

    Parameters
    ----------
    spec : StencilSpec
        The experiment.

    Returns
    -------
    dict
        ``"optimum"``, ``"taylor"`` and, for its own offsets and derivative, ``"notebook"``:
        dimensionless coefficients of shape (k,).
    """
    found = {
        "optimum": optimal_stencil(spec),
        "taylor": taylor_stencil(spec.offsets, spec.derivative_order),
    }
    if spec.derivative_order == 1 and spec.offsets in NOTEBOOK_WEIGHTS:
        found["notebook"] = np.array(NOTEBOOK_WEIGHTS[spec.offsets])
    return found


def is_at_optimum(learned: np.ndarray, optimum: np.ndarray, taylor: np.ndarray) -> bool:
    """Whether learned weights are clearly nearer to the optimum than to Taylor's stencil.

    Parameters
    ----------
    learned, optimum, taylor : ndarray of shape (k,)
        Dimensionless coefficients; the distance is the largest of their differences.
    """
    to_optimum, to_taylor = (float(np.max(np.abs(learned - c))) for c in (optimum, taylor))
    return to_optimum < _CLEARLY * to_taylor


def band_error(spec: StencilSpec, coefficients: np.ndarray, beyond: bool = False) -> float:
    """Return the expected mean squared error on the waves of `spec`, or on as many faster ones.

    Parameters
    ----------
    spec : StencilSpec
        The experiment; its noise is in the values of the fields here too.
    coefficients : ndarray of shape (k,)
        Dimensionless.
    beyond : bool
        Take the modes from ``max_mode`` to ``2 max_mode - 1``, which no network has seen.
    """
    low, high = (spec.max_mode, 2 * spec.max_mode) if beyond else (0, spec.max_mode)
    with np.errstate(over="ignore", invalid="ignore"):  # of a run that has diverged
        return mean_squared_error_from_modes(
            coefficients,
            spec.offsets,
            spec.derivative_order,
            spec.spacing,
            spec.lower,
            spec.upper,
            high,
            spec.noise,
            min_mode=low,
        )


@dataclass(frozen=True, eq=False)
class FieldTrial:
    """Stencils tried on one field, without noise.

    Parameters
    ----------
    x : ndarray of shape (n_points,)
        The grid points at which the stencil fits, or the middles after them.
    exact : ndarray of shape (n_points,)
        The derivative.
    errors : dict
        Method -> stencil minus exact derivative, of shape (n_points,).
    """

    x: np.ndarray
    exact: np.ndarray
    errors: dict[str, np.ndarray]

    def root_mean_square(self, method: str) -> float:
        """Return the root of the mean squared error of a method, in units of the derivative."""
        with np.errstate(over="ignore", invalid="ignore"):
            return float(np.sqrt(np.mean(np.square(self.errors[method]))))


def try_on_field(
    spec: StencilSpec, field: FormulaField, stencils: Mapping[str, np.ndarray]
) -> FieldTrial:
    """Apply stencils to a field on the grid of `spec`.

    Parameters
    ----------
    spec : StencilSpec
        Its grid, offsets and derivative are used.
    field : FormulaField
        The field and its exact derivative.
    stencils : mapping
        Method -> dimensionless coefficients of shape (k,).
    """
    points = grid(spec.lower, spec.upper, spec.spacing)
    values = field.value(points)
    inner = valid_slice(points.size, spec.offsets)
    targets = target_points(points, spec.offsets)[inner]
    exact = field.derivative(targets)
    stencil = spec.spacing, spec.offsets, spec.derivative_order
    with np.errstate(over="ignore", invalid="ignore"):  # of a run that has diverged
        errors = {
            method: apply_stencil(values, *stencil, coefficients, boundary="interior") - exact
            for method, coefficients in stencils.items()
        }
    return FieldTrial(targets, exact, errors)
