r"""The hidden layer's own least-squares problem, with the output layer projected out.

For hidden parameters :math:`\theta` the best output layer is :math:`a = \Phi^+ y`, which leaves
the residual :math:`r(\theta) = \Phi\Phi^+ y - y`. With :math:`P = I - \Phi\Phi^+` its Jacobian is
(Golub and Pereyra)

.. math:: J = P\,\frac{\partial\Phi}{\partial\theta}\,a
    \; - \; \left(\Phi^+\right)^T \left(\frac{\partial\Phi}{\partial\theta}\right)^T r,

and Kaufman leaves the second term out: it is small where the residual is, and orthogonal to r, so
that the gradient stays exact. Each hidden parameter changes one column of :math:`\Phi`, hence one
QR factorisation of all the columns, without Q, holds everything:

.. math::

    Q^T \left[\Phi,\ (x - p)\,\sigma',\ \sigma',\ y\right]
    = \begin{bmatrix} R & K & c \\ 0 & T & d \end{bmatrix}, \qquad
    J \simeq \begin{bmatrix} U_2^T K \\ T \end{bmatrix} \mathrm{diag}(v, v), \qquad
    r \simeq \begin{bmatrix} U_2^T (R a - c) \\ -d \end{bmatrix},

where :math:`U_2` holds the directions of R whose singular values were cut, and the second term
adds the rows :math:`-\Sigma_1^{-1} V_1^T \mathrm{diag}(g)` with :math:`g = \sigma'^T r`.

References
----------
G. H. Golub, V. Pereyra, "The differentiation of pseudo-inverses and nonlinear least squares
problems whose variables separate", SIAM Journal on Numerical Analysis 10, 1973, 413-432,
https://doi.org/10.1137/0710036

L. Kaufman, "A variable projection method for solving separable nonlinear least squares
problems", BIT 15, 1975, 49-57, https://doi.org/10.1007/BF01932995
"""

from dataclasses import dataclass

import numpy as np

from nncore.network import OneHiddenNetwork
from nncore.network.parameters import packed_size
from nncore.trainers.hidden_units.unit_bounds import UnitBounds, along
from nncore.trainers.least_squares.damped_least_squares import TallSystem
from nncore.trainers.least_squares.qr_in_batches import Memory, Work, merge_rows, triangularize
from nncore.trainers.least_squares.truncated_least_squares import TruncatedSolution
from nncore.trainers.least_squares.unit_columns import evaluate_units, input_rows
from nncore.trainers.least_squares.weighted_rows import weighted

_ROUNDING = 1e-12  # a projected column below this share of itself is rounding errors
_AT_BOUND = 1.0 - 1e-6


@dataclass(frozen=True)
class BoundedUnits:
    r"""Hidden units by slope :math:`w` and offset :math:`\beta` of :math:`u = w (x - p) + \beta`.

    Parameters
    ----------
    pivots : ndarray, shape (n_hidden,) or (n_hidden, n_inputs)
        p.
    parameters, limits : ndarray, shape ((n_inputs + 1) * n_hidden,)
        The slopes, unit by unit, then the offsets, and how large each of them may become.
    """

    pivots: np.ndarray
    parameters: np.ndarray
    limits: np.ndarray

    @classmethod
    def of(cls, network: OneHiddenNetwork, bounds: UnitBounds) -> "BoundedUnits":
        """Return the units of a network."""
        weights, biases = network.hidden_weights, network.hidden_biases
        pivots = bounds.pivots(weights, biases)
        strides = np.full(len(pivots), bounds.stride)
        parameters = np.concatenate([weights.ravel(), biases + along(weights, pivots)])
        steepest = bounds.steepest(pivots).ravel()
        return cls(pivots, parameters, np.concatenate([steepest, strides]))

    def spread(self, values: np.ndarray) -> np.ndarray:
        """Return values of the units, on the last axis, as values of the parameters."""
        n_slopes = self.pivots.size // len(self.pivots)
        return np.concatenate([np.repeat(values, n_slopes, axis=-1), values], axis=-1)

    def moved(self, step: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return hidden weights and biases after a step of the parameters."""
        weights, offsets = np.split(self.parameters + step, [-len(self.pivots)])
        weights = weights.reshape(self.pivots.shape)
        return weights, offsets - along(weights, self.pivots)


class ProjectedProblem:
    """The linearised problem of the slopes and offsets, for one damping after another.

    Attributes
    ----------
    units : BoundedUnits
        The parameters where the problem was linearised.
    solution : TruncatedSolution
        The best output layer there.
    gradient : ndarray, shape ((n_inputs + 1) * n_hidden,)
        :math:`J^T r`.
    triangle : ndarray, shape (len(gradient) + 1, len(gradient) + 1)
        :math:`[J, r]` up to a rotation from the left.
    """

    def __init__(
        self,
        joint: np.ndarray,
        n_rows: int,
        cut: float,
        is_simplified: bool,
        units: "BoundedUnits",
    ) -> None:
        parameters, limits = units.parameters, units.limits
        n = len(units.pivots) + 1
        self.solution = TruncatedSolution(joint[:n, :n], joint[:n, -1], n_rows, cut)
        self.units = units
        coefficients = self.solution.coefficients
        upper_residual = joint[:n, :n] @ coefficients - joint[:n, -1]
        weights = np.append(units.spread(coefficients[:-1]), -1.0)
        triangle = np.asfortranarray(joint[n:, n:] * weights)
        rows = [_cut_rows(self.solution, joint[:n, n:-1] * weights[:-1], upper_residual)]
        if not is_simplified:
            products = joint[:n, n:-1].T @ upper_residual - joint[n:, n:-1].T @ joint[n:, -1]
            inverse = units.spread(self.solution.pseudo_inverse()[:-1].T)
            rows.append(np.column_stack([-inverse * products, np.zeros(len(inverse))]))
        more = np.asfortranarray(np.concatenate(rows))
        if len(more):
            triangle = merge_rows(triangle, more)
        sizes = np.linalg.norm(joint[:, n:-1] * weights[:-1], axis=0)
        triangle[:, :-1][:, np.linalg.norm(triangle[:, :-1], axis=0) <= _ROUNDING * sizes] = 0.0
        self.gradient = triangle[:, :-1].T @ triangle[:, -1]
        is_at_bound = np.abs(parameters) >= _AT_BOUND * limits
        triangle[:, :-1][:, is_at_bound & (self.gradient * np.sign(parameters) < 0.0)] = 0.0
        self.triangle = triangle
        self._system = TallSystem(triangle, None)

    def step(self, damping: float) -> Work[tuple[np.ndarray, float]]:
        r"""Return the step within the limits, and the decrease of :math:`\|r\|^2` it promises.

        What would leave its limits stops there, and the rest is solved for once more.
        """
        step, _ = yield from self._system.solve(damping)
        parameters, limits = self.units.parameters, self.units.limits
        inside = np.clip(parameters + step, -limits, limits)
        is_out = inside != parameters + step
        if np.any(is_out) and np.all(np.isfinite(step)):
            fixed = inside[is_out] - parameters[is_out]
            triangle = self.triangle.copy(order="F")
            triangle[:, -1] += triangle[:, :-1][:, is_out] @ fixed
            triangle[:, :-1][:, is_out] = 0.0
            step, _ = yield from TallSystem(triangle, None).solve(damping)
            step[is_out] = fixed
            step = np.clip(parameters + step, -limits, limits) - parameters
        change = self.triangle[:, :-1] @ step
        return step, float(-change @ (2.0 * self.triangle[:, -1] + change))


def linearise(
    network: OneHiddenNetwork,
    bounds: UnitBounds,
    samples: tuple[np.ndarray, np.ndarray],
    cut: float,
    is_simplified: bool,
    weights: np.ndarray | None = None,
    memory: Memory | None = None,
) -> Work[ProjectedProblem]:
    """Return the linearised problem about a network.

    Parameters
    ----------
    network : OneHiddenNetwork
        Its output layer is not used.
    bounds : UnitBounds
        Of its units.
    samples : tuple of ndarray
        x, shape (n_samples,) or (n_samples, n_inputs), and y.
    cut : float
        Singular values below this share of the largest are left out.
    is_simplified : bool
        Whether the Jacobian is Kaufman's.
    weights : ndarray, shape (n_samples,), optional
        Of the squared residuals.
    memory : Memory, optional
        For what is needed on the way.
    """
    (x, y), arrays = samples, Memory() if memory is None else memory
    units = BoundedUnits.of(network, bounds)

    def rows(block: np.ndarray, start: int, stop: int) -> None:
        _write_columns(block.T, network, units.pivots, x[start:stop], arrays)
        block[:, -1] = y[start:stop]

    n_columns = packed_size(network.n_hidden, network.n_inputs)
    joint = yield from triangularize(weighted(rows, weights), y.size, n_columns, arrays)
    problem = ProjectedProblem(joint, y.size, cut, is_simplified, units)
    yield problem.solution.operations
    return problem


def _write_columns(
    columns: np.ndarray,
    network: OneHiddenNetwork,
    pivots: np.ndarray,
    x: np.ndarray,
    memory: Memory,
) -> None:
    """Write the units' values, 1, and the derivatives by slope and offset at weight 1."""
    n = network.n_hidden
    values, by_slope, by_offset = columns[:n], columns[n + 1 : -n - 1], columns[-n - 1 : -1]
    evaluate_units(network, x, values, by_offset, memory)
    columns[n] = 1.0
    by_input = by_slope.reshape(n, -1, len(x))  # a view: only the first axis is cut
    np.subtract(input_rows(x), pivots.reshape(n, -1, 1), out=by_input)
    by_input *= by_offset[:, np.newaxis]


def _cut_rows(solution: TruncatedSolution, columns: np.ndarray, residual: np.ndarray) -> np.ndarray:
    """Return the rows of the directions that the output layer does not use."""
    return np.column_stack([solution.unused @ columns, solution.unused @ residual])
