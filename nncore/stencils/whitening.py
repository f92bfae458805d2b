r"""Whitened coordinates: those in which a first-order method finds all the weights equally fast.

Over a distribution of fields the mean squared error of a stencil is :math:`|R\,(c, -1)|^2` with the
triangle R of `nncore.stencils.optimal`. Many offsets, slow waves and high derivatives make R badly
conditioned: some combinations of the weights move the error a million times less than others, and
gradient descent, Adam too, creeps along such a valley. With the singular values of R,
:math:`R = U \Sigma V^T`, the coordinates y of

.. math:: c = c_T + \alpha V \Sigma^{-1} Q y

make the error :math:`\alpha^2 |y - y^*|^2` and a constant: all directions count the same, whatever
derivative and spacing. This is what batch whitening does to the inputs of a layer, with moments
that are known and not estimated.

Three things are free, and none depends on the optimum. The origin is Taylor's stencil
:math:`c_T`, which keeps rounding small. The orthogonal matrix Q, a reflection, makes all the
coordinates of the start equal, so that an optimizer that scales each coordinate by its own
gradients (Adam) scales all of them alike. And :math:`\alpha` makes the start as far from the
origin as the second notebook's central stencil is from its raw weights, 50: its learning rate,
0.1, and its 1,890 updates fit here too. Directions that fields in float64 cannot tell are left to
Taylor's stencil.

References
----------
S. Amari, "Natural gradient works efficiently in learning", Neural Computation 10, 1998, 251-276,
https://doi.org/10.1162/089976698300017746
"""

from dataclasses import dataclass

import numpy as np

from nncore.arrays import FloatArray

#: Length of the start, in whitened coordinates.
START_DISTANCE = 50.0
#: Training works with sums of squares: above this ratio of their largest and smallest eigenvalue
#: rounding hides the optimum.
LARGEST_CONDITION = 1e12
# The loss in training is 2 / 80 of |y|² where it is least: measured with Adam at 0.1 on 3 to 9
# points, with derivatives 1 to 6 and θ from 0.06 to 2. A larger share jumps around the optimum
# (7e-4 of its largest coefficient instead of 1e-4), a smaller one does not arrive.
_FLATNESS = 40.0


@dataclass(frozen=True, eq=False)
class Coordinates:
    r"""Free numbers of a stencil: its raw weights are :math:`w = w_0 + B y`.

    Parameters
    ----------
    origin : ndarray, shape (k,)
        :math:`w_0`.
    basis : ndarray, shape (k, n_free)
        B.
    start : ndarray, shape (n_free,)
        y before training.
    loss_scale : float
        What the loss is divided by in training, in units of the squared derivative.
    """

    origin: FloatArray
    basis: FloatArray
    start: FloatArray
    loss_scale: float = 1.0

    @property
    def start_weights(self) -> FloatArray:
        """The raw weights before training."""
        return np.asarray(self.origin + self.basis @ self.start)


def condition_number(triangle: FloatArray, directions: FloatArray) -> float:
    """Return the ratio of the largest and the smallest eigenvalue of the mean squared error.

    Parameters
    ----------
    triangle : ndarray, shape (k + 1, k + 1)
        See `nncore.stencils.optimal.error_triangle`.
    directions : ndarray, shape (k, n_free)
        Orthonormal: those in which the stencil is free.
    """
    if directions.shape[1] == 0:
        return 1.0
    singular_values = np.linalg.svd(triangle[:, :-1] @ directions, compute_uv=False)
    smallest = float(singular_values[-1])
    return float(singular_values[0] / smallest) ** 2 if smallest > 0 else np.inf


def whitened(
    triangle: FloatArray,
    taylor: FloatArray,
    directions: FloatArray,
    start: FloatArray,
    unit: float,
) -> Coordinates:
    """Return the whitened coordinates of a distribution of fields.

    Parameters
    ----------
    triangle : ndarray, shape (k + 1, k + 1)
        See `nncore.stencils.optimal.error_triangle`; not zero.
    taylor : ndarray, shape (k,)
        Taylor's stencil, dimensionless.
    directions : ndarray, shape (k, n)
        Orthonormal: those in which the stencil is free.
    start : ndarray, shape (k,)
        The stencil before training, dimensionless; its part in directions that the fields do not
        tell is Taylor's instead.
    unit : float
        ``spacing**derivative_order``.
    """
    rows = triangle[:, :-1]
    _, singular_values, right = np.linalg.svd(rows @ directions, full_matrices=False)
    kept = singular_values > np.linalg.norm(rows, 2) / np.sqrt(LARGEST_CONDITION)
    basis = directions @ right[kept].T / singular_values[kept]
    begin = singular_values[kept] * (right[kept] @ (directions.T @ (start - taylor)))
    distance = float(np.linalg.norm(begin))
    if distance == 0.0:  # no direction, or the start is Taylor's stencil
        return Coordinates(taylor / unit, basis / unit, begin)
    reflection = _to_equal_shares(begin / distance)
    scale = distance / START_DISTANCE
    return Coordinates(
        origin=taylor / unit,
        basis=(scale / unit) * basis @ reflection,
        start=reflection @ begin / scale,
        loss_scale=_FLATNESS * (scale / unit) ** 2,
    )


def _to_equal_shares(direction: FloatArray) -> FloatArray:
    """Return the reflection that takes a unit vector to the one with equal coordinates."""
    n = len(direction)
    normal = direction - 1.0 / np.sqrt(n)
    size = float(normal @ normal)
    return np.eye(n) if size == 0.0 else np.eye(n) - (2.0 / size) * np.outer(normal, normal)
