r"""Fluxes of the Burgers equation learned from its solutions on a grid that resolves them.

The flux through the face between two cells needs u and u_x there. Both are sums over the averages
of the six cells around it,

.. math:: u_f = m + \sum_i \alpha_i d_i, \quad \Delta x\, u_x = \sum_i \beta_i d_i, \qquad
    d_i = \bar u_i - m,

where m is the mean of the two cells at the face, so that a moving frame changes nothing. Where
cells resolve the solution, polynomials give the coefficients. Where a shock is thinner than a cell
its shape is known all the same, for it solves the equation: coefficients that are learned from
averages of fine solutions put the face value where it belongs. They are

- *fixed*: one :math:`\alpha` and one :math:`\beta`, the least-squares optimum over all faces, or
- given by *a small network* of the five differences from cell to cell, in units of
  :math:`\nu/\Delta x` (cell Péclet numbers): in these the equation has no parameter left, and one
  network serves all grids and viscosities.

Both keep :math:`\sum_i \alpha_i x_i = 0` and :math:`\sum_i \beta_i x_i = \Delta x` for the centres
:math:`x_i`: linear functions have exact fluxes whatever was learned.

References
----------
Y. Bar-Sinai, S. Hoyer, J. Hickey, M. P. Brenner, "Learning data-driven discretizations for partial
differential equations", PNAS 116, 2019, 15344-15349, https://doi.org/10.1073/pnas.1814058116
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from nncore.arrays import FloatArray
from nncore.waves.burgers import FluxScheme, neighbours

#: The cells around a face, counted from the one to its left, and their centres from the face.
FIRST, STOP = -2, 4
N_CELLS = STOP - FIRST
CENTRES = np.arange(FIRST, STOP) - 0.5
#: Where the trained numbers lie; `nncore.waves.flux_training` makes them.
FILE = Path(__file__).with_suffix(".json")


def polynomial_coefficients() -> tuple[FloatArray, FloatArray]:
    """Return the coefficients of u and of Δx u_x at a face that are exact for degree 5."""
    upper, lower = CENTRES + 0.5, CENTRES - 0.5
    powers = np.arange(1, N_CELLS + 1)[:, np.newaxis]
    averages = (upper**powers - lower**powers) / powers  # of 1, x, x², … over the cells
    value, slope = np.linalg.solve(averages, np.eye(N_CELLS)[:, :2]).T
    return value, slope


@cache
def free_directions() -> FloatArray:
    """Return an orthonormal basis of what changes neither a constant nor a slope, shape (4, 6)."""
    conditions = np.vstack((np.ones(N_CELLS), CENTRES))
    return np.asarray(np.linalg.svd(conditions)[2][2:])


@dataclass(frozen=True, eq=False)
class FixedFlux(FluxScheme):
    """The same coefficients at every face.

    Parameters
    ----------
    value, slope_coefficients : ndarray, shape (6,)
        α and β.
    """

    value: FloatArray
    slope_coefficients: FloatArray

    def fluxes(self, values: FloatArray, spacing: float, viscosity: float) -> FloatArray:  # noqa: D102
        cells = np.array(neighbours(values, FIRST, STOP))
        middle = 0.5 * (cells[-FIRST] + cells[-FIRST + 1])
        face = middle + np.tensordot(self.value, cells - middle, 1)
        slope = np.tensordot(self.slope_coefficients, cells - middle, 1)
        return np.asarray(0.5 * face**2 - viscosity / spacing * slope)


@dataclass(frozen=True, eq=False)
class FluxNetwork:
    """One hidden layer of tanh units: what a face adds to the polynomials' coefficients.

    Parameters
    ----------
    hidden_weights : ndarray, shape (5, n_hidden)
        Of the compressed differences.
    hidden_biases : ndarray, shape (n_hidden,)
        Of the units.
    output_weights : ndarray, shape (n_hidden, 8)
        Four numbers for α and four for β, along the `free_directions`.
    output_biases : ndarray, shape (8,)
        Of these.
    """

    hidden_weights: FloatArray
    hidden_biases: FloatArray
    output_weights: FloatArray
    output_biases: FloatArray

    @classmethod
    def of(cls, parameters: FloatArray, n_hidden: int) -> FluxNetwork:
        """Return the network of a vector of all its numbers, in the order of the fields."""
        n_inputs, n_outputs = N_CELLS - 1, 2 * (N_CELLS - 2)
        ends = np.cumsum([n_inputs * n_hidden, n_hidden, n_hidden * n_outputs])
        first, second, third, fourth = np.split(parameters, ends)
        return cls(
            first.reshape(n_inputs, n_hidden), second, third.reshape(n_hidden, n_outputs), fourth
        )

    def hidden(self, inputs: FloatArray) -> FloatArray:
        """Return the activations of inputs of shape (..., 5)."""
        return np.asarray(np.tanh(inputs @ self.hidden_weights + self.hidden_biases))

    def outputs(self, hidden: FloatArray) -> FloatArray:
        """Return what it adds, shape (..., 8)."""
        return np.asarray(hidden @ self.output_weights + self.output_biases)


def compressed(deviations: FloatArray) -> FloatArray:
    """Return the inputs of the network, in (-1, 1), from d in units of ν/Δx, shape (..., 6)."""
    differences = np.diff(deviations, axis=-1)
    return np.asarray(differences / (2.0 + np.abs(differences)))


class NetworkFlux(FluxScheme):
    """Coefficients that depend on the solution around each face.

    Parameters
    ----------
    network : FluxNetwork
        What gives them.
    """

    def __init__(self, network: FluxNetwork) -> None:
        self._network = network
        self._value, self._slope = polynomial_coefficients()

    def fluxes(self, values: FloatArray, spacing: float, viscosity: float) -> FloatArray:  # noqa: D102
        unit = viscosity / spacing
        cells = np.stack(neighbours(values, FIRST, STOP), axis=-1) / unit
        middle = 0.5 * (cells[..., -FIRST] + cells[..., -FIRST + 1])
        deviations = cells - middle[..., np.newaxis]
        added = self._network.outputs(self._network.hidden(compressed(deviations)))
        along = deviations @ free_directions().T
        n = along.shape[-1]
        face = middle + deviations @ self._value + (added[..., :n] * along).sum(axis=-1)
        slope = deviations @ self._slope + (added[..., n:] * along).sum(axis=-1)
        return np.asarray(unit**2 * (0.5 * face**2 - slope))


@cache
def trained() -> Mapping[str, FluxScheme]:
    """Return the schemes that were trained: "fixed" and "network"."""
    kept: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    arrays = {name: np.array(values) for name, values in kept["network"].items()}
    fixed = FixedFlux(np.array(kept["fixed"]["value"]), np.array(kept["fixed"]["slope"]))
    return {"fixed": fixed, "network": NetworkFlux(FluxNetwork(**arrays))}
