r"""Explicit Runge-Kutta methods: one step, and what it makes of a growing or turning mode.

A method of s stages with the tableau (A, b) takes u of :math:`\dot u = f(u)` over a step
:math:`\Delta t`,

.. math:: k_i = f\Bigl(u + \Delta t \sum_{j < i} a_{ij} k_j\Bigr), \qquad
    u \leftarrow u + \Delta t \sum_i b_i k_i,

and multiplies a mode with :math:`\dot u = \lambda u` by the stability polynomial R(z) at
:math:`z = \lambda \Delta t`:

.. math:: R(z) = 1 + \sum_{j=1}^{s} z^j\, b^T A^{j-1} \mathbf{1}.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nncore.arrays import FloatArray
from nncore.messages import marked

Slope = Callable[[FloatArray], FloatArray]


@dataclass(frozen=True)
class RungeKutta:
    """An explicit method, by its tableau.

    Parameters
    ----------
    name, label : str
        By which it is chosen, and what a reader is shown.
    order : int
        Of accuracy: the error of a run vanishes like this power of the step.
    nodes : tuple of tuple of float
        The rows of A below its diagonal: the first of one entry belongs to the second stage.
    weights : tuple of float
        b.
    """

    name: str
    label: str
    order: int
    nodes: tuple[tuple[float, ...], ...]
    weights: tuple[float, ...]

    def step(self, slope: Slope, values: FloatArray, dt: float) -> FloatArray:
        """Return the values after one step; `values` stay as they are.

        Parameters
        ----------
        slope : callable
            f, of an array and to one of the same shape.
        values : ndarray
            u.
        dt : float
            The step.
        """
        slopes = [slope(values)]
        for row in self.nodes:
            slopes.append(slope(_moved(values, dt, row, slopes)))
        return _moved(values, dt, self.weights, slopes)

    @cached_property
    def stability_polynomial(self) -> FloatArray:
        """The coefficients of R, shape (s + 1,), that of 1 first."""
        n_stages = len(self.weights)
        matrix = np.zeros((n_stages, n_stages))
        for i, row in enumerate(self.nodes):
            matrix[i + 1, : len(row)] = row
        stages, found = np.ones(n_stages), [1.0]
        for _ in range(n_stages):
            found.append(float(np.dot(self.weights, stages)))
            stages = matrix @ stages
        return np.array(found)


def _moved(
    values: FloatArray, dt: float, factors: tuple[float, ...], slopes: list[FloatArray]
) -> FloatArray:
    moved = values.copy()
    for factor, slope in zip(factors, slopes, strict=True):
        if factor:
            moved += (dt * factor) * slope
    return moved


#: Name -> method. RK3 is that of Shu and Osher, which preserves what Euler's step preserves
#: (doi:10.1016/0021-9991(88)90177-5); RK4 is the classical one.
METHODS: Mapping[str, RungeKutta] = {
    method.name: method
    for method in (
        RungeKutta("euler", marked("Euler"), 1, (), (1.0,)),
        RungeKutta("heun", marked("Heun (order 2)"), 2, ((1.0,),), (1 / 2, 1 / 2)),
        RungeKutta(
            "rk3",
            marked("Runge-Kutta of order 3 (SSP)"),
            3,
            ((1.0,), (1 / 4, 1 / 4)),
            (1 / 6, 1 / 6, 2 / 3),
        ),
        RungeKutta(
            "rk4",
            marked("Runge-Kutta of order 4"),
            4,
            ((1 / 2,), (0.0, 1 / 2), (0.0, 0.0, 1.0)),
            (1 / 6, 1 / 3, 1 / 3, 1 / 6),
        ),
    )
}
