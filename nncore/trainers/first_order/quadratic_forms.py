r"""Means of quadratic forms: what the loss of a linear network without bias is.

For the weights :math:`w`, the mean of :math:`(x_p \cdot w - y_p)^2` over the points of a batch is

.. math::

    w^T G w - 2 h^T w + s, \qquad G = \overline{x x^T}, \quad h = \overline{y x}, \quad
    s = \overline{y^2},

with the gradient :math:`2 (G w - h)`. A step then costs as much as `w` has pairs, whatever the
number of points. The loss is a difference of terms of the size of :math:`s` or of
:math:`w^T G w`, hence float64.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from nncore.trainers.first_order.backend import load_tensorflow
from nncore.trainers.first_order.objective import Objective


@dataclass(frozen=True)
class QuadraticForms(Objective):
    """The mean squared error of a linear model, from the moments of its batches.

    A batch is given as one vector: G (row by row), h, s, and its number of samples.

    Parameters
    ----------
    n_weights : int
        Length of `w`.
    """

    n_weights: int
    dtype = "float64"

    @property
    def n_parameters(self) -> int:
        """Length of `w`."""
        return self.n_weights

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """One vector."""
        return (self.n_weights**2 + self.n_weights + 2,)

    @property
    def operations(self) -> float:
        """Of G w."""
        return float(self.n_weights**2)

    def gradient_function(self) -> Callable[[Any, Any], tuple[Any, list[Any]]]:
        """Return the function of weights and batch."""
        tf, _ = load_tensorflow()
        k = self.n_weights

        def gradient(weights: Any, batch: Any) -> tuple[Any, list[Any]]:
            matrix, vector, square, size = tf.split(batch, [k * k, k, 1, 1])
            product = tf.reduce_sum(tf.reshape(matrix, (k, k)) * weights, axis=1)
            loss = tf.reduce_sum(weights * (product - 2.0 * vector)) + square[0]
            loss = tf.maximum(loss, 0.0)  # rounding; nan stays nan
            return loss * size[0], [2.0 * (product - vector)]

        return gradient


class QuadraticSamples:
    """One quadratic form a sample, laid out so that a batch is summed in one sweep.

    Parameters
    ----------
    matrices : ndarray of shape (n_samples, n_weights, n_weights)
        Symmetric: sums of the products over the points of a sample.
    vectors : ndarray of shape (n_samples, n_weights)
        The same for h.
    squares : ndarray of shape (n_samples,)
        The same for s.
    n_points : float
        Points of a sample, what the sums are divided by.
    """

    def __init__(
        self, matrices: np.ndarray, vectors: np.ndarray, squares: np.ndarray, n_points: float
    ) -> None:
        n_samples, k = vectors.shape
        self._n_points = n_points
        rows, columns = np.triu_indices(k)  # half of a symmetric matrix is enough
        self._position = np.empty((k, k), dtype=np.intp)
        self._position[rows, columns] = self._position[columns, rows] = np.arange(rows.size)
        self._table = np.concatenate(
            [matrices[:, rows, columns], vectors, squares.reshape(n_samples, 1)], axis=1
        )
        self._ones = np.ones(n_samples)

    def lay_out(self, data: np.ndarray, chosen: np.ndarray, batch_size: int) -> None:
        """Write the means over successive batches of the samples, as the loop takes them.

        Parameters
        ----------
        data : ndarray of shape (n,) + batch_shape
            Of as many batches as there are, or of more, which are left as they are.
        chosen : ndarray of int
            Samples, in order; the last batch may be a short one.
        batch_size : int
            Samples in a full batch.
        """
        ends = np.append(np.arange(0, chosen.size, batch_size), chosen.size)
        sizes = np.diff(ends).astype(float)
        # A sparse matrix of ones sums in the order of `chosen` and copies no sample: a third of
        # the time of taking and adding. Each batch is summed by itself: it does not matter which
        # batches come together.
        shape = sizes.size, len(self._table)
        members = sparse.csr_array((self._ones[: chosen.size], chosen, ends), shape=shape)
        means = (members @ self._table) / (self._n_points * sizes[:, np.newaxis])
        k = len(self._position)
        data[: sizes.size, : k * k] = means[:, self._position.ravel()]
        data[: sizes.size, k * k : -1] = means[:, -(k + 1) :]
        data[: sizes.size, -1] = sizes
