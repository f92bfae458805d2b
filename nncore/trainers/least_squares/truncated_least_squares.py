r"""Linear least squares with the small singular values cut, from a triangle.

With the QR factorisation :math:`[\Phi, y] = Q\,[R, c]`, the singular value decomposition of the
small triangle, :math:`R S^{-1} = U \Sigma V^T` (S scales large columns down), gives that of
:math:`\Phi S^{-1}`, and

.. math:: a = S^{-1} \sum_{\sigma_i > \tau\sigma_1} \frac{u_i^T c}{\sigma_i}\, v_i

is the solution of minimum norm in the space that the data can tell from rounding errors. Cutting
instead of solving the normal equations keeps the condition number as it is, and bounds
:math:`\|a\|` by :math:`\|y\| / (\tau\sigma_1)`: units that are nearly the same cannot make large
weights that cancel on the samples and not between them.

References
----------
P. C. Hansen, "The truncated SVD as a method for regularization", BIT 27, 1987, 534-553,
https://doi.org/10.1007/BF01937276
"""

import numpy as np
from scipy import linalg
from scipy.linalg import lapack

from nncore.messages import Sentence, SettingError
from nncore.network import OneHiddenNetwork
from nncore.trainers.least_squares.qr_in_batches import Memory, Work, triangularize
from nncore.trainers.least_squares.unit_columns import evaluate_units
from nncore.trainers.least_squares.weighted_rows import weighted

#: Cut where the samples hardly outnumber the columns: the solution then interpolates smoothly.
INTERPOLATION_CUT = 1e-4

# The estimate of the condition number is one from below, and of another norm.
_SAFETY = 10.0

#: The singular values of more columns take seconds, and LAPACK computes them in one piece.
MAX_HIDDEN = 1_500


class TruncatedSolution:
    r"""The solution for n columns; it is decomposed only where a singular value may be cut.

    Parameters
    ----------
    triangle : ndarray, shape (n, n)
        R, in Fortran order.
    right_side : ndarray, shape (n,)
        c.
    n_rows : int
        Number of samples; up to twice the columns, the cut is at least `INTERPOLATION_CUT`.
    cut : float
        Singular values below this share of the largest are left out.

    Attributes
    ----------
    coefficients : ndarray, shape (n,)
        :math:`a`; not finite where the triangle is not.
    rank : int
        Number of singular values above the cut.
    unused : ndarray, shape (n - rank, n)
        The other rows of :math:`U^T`, in the coordinates of the first n columns of Q.
    operations : float
        About how many operations this took, in one piece.
    """

    def __init__(
        self, triangle: np.ndarray, right_side: np.ndarray, n_rows: int, cut: float
    ) -> None:
        n_columns = len(right_side)
        if n_rows <= 2 * n_columns:
            cut = max(cut, INTERPOLATION_CUT)
        # A large column must not hide the others; a small one stays small.
        self._scale = np.maximum(1.0, np.linalg.norm(triangle, axis=0) / np.sqrt(n_rows))
        self._triangle = np.asfortranarray(triangle / self._scale)
        self._right: np.ndarray | None = None
        self.rank, self.unused = n_columns, np.empty((0, n_columns))
        self.operations = float(n_columns) ** 2
        if lapack.dtrcon(self._triangle)[0] > _SAFETY * n_columns * cut:
            solution, _ = lapack.dtrtrs(self._triangle, right_side)
            self.coefficients = solution / self._scale
        else:
            self._decompose(right_side, cut)

    def _decompose(self, right_side: np.ndarray, cut: float) -> None:
        n_columns = len(right_side)
        self.operations = 20.0 * float(n_columns) ** 3
        try:
            left, values, right = linalg.svd(self._triangle)
        except (linalg.LinAlgError, ValueError):  # numbers that are not finite
            self.coefficients = np.full(n_columns, np.nan)
            return
        self.rank = int(np.sum(values > cut * values[0]))
        self.unused = left[:, self.rank :].T
        self._right = right[: self.rank] / values[: self.rank, np.newaxis]
        products = left[:, : self.rank].T @ right_side
        self.coefficients = (products @ self._right) / self._scale

    def pseudo_inverse(self) -> np.ndarray:
        r"""Return :math:`\Phi^+` times an orthonormal basis of what is used, shape (n, rank)."""
        if self._right is None:
            inverse, _ = lapack.dtrtri(self._triangle)
            return inverse / self._scale[:, np.newaxis]
        return self._right.T / self._scale[:, np.newaxis]

    def removal_costs(self) -> np.ndarray:
        r"""Return by how much :math:`\|r\|^2` rises without each column: :math:`a_j^2 / C_{jj}`.

        Here :math:`C = (\Phi^T \Phi)^{-1}`, with the directions that were cut: a column that others
        can replace costs nothing, although the solution of minimum norm uses it.
        """
        _, values, right = linalg.svd(self._triangle)
        values = np.maximum(values, np.finfo(float).eps * values[0])
        inverse = right.T / values / self._scale[:, np.newaxis]
        return np.square(self.coefficients) / np.sum(np.square(inverse), axis=1)


def fit_output_layer(
    hidden: OneHiddenNetwork,
    x: np.ndarray,
    y: np.ndarray,
    cut: float,
    weights: np.ndarray | None = None,
    values: np.ndarray | None = None,
    memory: Memory | None = None,
) -> Work[OneHiddenNetwork]:
    """Return a network with the hidden layer of `hidden` and the output layer that fits best.

    Parameters
    ----------
    hidden : OneHiddenNetwork
        Its output layer is not used.
    x : ndarray, shape (n_samples,) or (n_samples, n_inputs)
        Samples.
    y : ndarray, shape (n_samples,)
        Their values.
    cut : float
        Relative to the largest singular value.
    weights : ndarray, shape (n_samples,), optional
        Of the squared residuals.
    values : ndarray, shape (n_hidden, n_samples), optional
        For the units' values.
    memory : Memory, optional
        For what is needed on the way.
    """
    n_columns, arrays = hidden.n_hidden + 1, Memory() if memory is None else memory

    def rows(block: np.ndarray, start: int, stop: int) -> None:
        columns = block.T
        evaluate_units(hidden, x[start:stop], columns[:-2], None, arrays)
        columns[-2], columns[-1] = 1.0, y[start:stop]
        if values is not None:
            values[:, start:stop] = columns[:-2]

    triangle = yield from triangularize(weighted(rows, weights), y.size, n_columns, arrays)
    solution = TruncatedSolution(triangle[:-1, :-1], triangle[:-1, -1], y.size, cut)
    yield solution.operations
    return with_output_layer(hidden, solution.coefficients)


def with_output_layer(hidden: OneHiddenNetwork, coefficients: np.ndarray) -> OneHiddenNetwork:
    """Return the network with these output weights and this output bias."""
    return OneHiddenNetwork(
        hidden.activation,
        hidden.hidden_weights,
        hidden.hidden_biases,
        coefficients[:-1],
        coefficients[-1],
    )


def refuse_beyond_limit(label: str, n_hidden: int) -> None:
    """Raise a ValueError for more hidden units than the singular values can be computed of.

    Parameters
    ----------
    label : str
        Of the trainer.
    n_hidden : int
        Number of hidden units.
    """
    if n_hidden > MAX_HIDDEN:
        raise SettingError(
            "`n_hidden` must be at most {max_hidden:,} with {label}, which needs all the "
            "singular values of its output layer, got {n_hidden:,}; use fewer hidden units, or "
            "L-BFGS, Adam or another first-order trainer.",
            max_hidden=MAX_HIDDEN,
            label=Sentence(label),
            n_hidden=n_hidden,
        )
