r"""A network on all the training samples: its residuals, their gradient and its Jacobian.

With the values :math:`\sigma_{ij} = \sigma(w_j x_i + b_j)` and slopes :math:`\sigma'_{ij}` of the
hidden units, residuals and Jacobian are

.. math::

    r_i = \sum_j v_j \sigma_{ij} + d - y_i, \qquad
    J = [\, v_j \sigma'_{ij} x_i, \; v_j \sigma'_{ij}, \; \sigma_{ij}, \; 1 \,].

The exponential functions take most of the time. So values and slopes come from one, and those of
the loss of a network serve its Jacobian too. All arrays are made once a run: new ones would be
given back to the system, and the kernel would clear their pages at every step.
"""

import numpy as np

from nncore.network import OneHiddenNetwork
from nncore.network.parameters import packed_size
from nncore.samples.dataset import Dataset
from nncore.trainers.least_squares.qr_in_batches import Work
from nncore.trainers.least_squares.unit_columns import input_rows, write_pre_activations

ACTIVATION_COST = 300.0
"""Operations that take as long as one value of a hidden unit."""

#: Values of hidden units at a time: some arrays of this size fit into the cache. Loops over fewer
#: samples than the least ones are slow.
MAX_CHUNK, LEAST_SAMPLES = 16_384, 64
MAX_KEPT = 1_000_000  # values that are kept from the loss to the Jacobian, and as many slopes


class TrainingRows:
    """The rows of [J, r], with the roots of the samples' weights.

    Parameters
    ----------
    dataset : Dataset
        Of its training samples.
    n_hidden : int
        Number of units of all the networks.
    """

    def __init__(self, dataset: Dataset, n_hidden: int) -> None:
        self._inputs, self._y = input_rows(dataset.x_train), dataset.y_train
        self._roots = None if dataset.weights is None else np.sqrt(dataset.weights)
        n_samples = self._y.size
        least = min(LEAST_SAMPLES, max(1, MAX_KEPT // n_hidden))
        self._chunk = min(n_samples, max(least, MAX_CHUNK // n_hidden))
        self._keeps = n_hidden * n_samples <= MAX_KEPT
        shape = n_hidden, n_samples if self._keeps else self._chunk
        self._values, self._slopes = np.empty(shape), np.empty(shape)
        self._residual = np.empty(shape[1])
        self._work = np.empty(n_hidden * self._chunk)
        self._kept: OneHiddenNetwork | None = None  # whose values are in the arrays

    def sum_of_squares(self, network: OneHiddenNetwork, most: float = np.inf) -> Work[float]:
        """Return the sum of the weighted squares, or infinity as soon as it exceeds `most`.

        Parameters
        ----------
        network : OneHiddenNetwork
            Of any parameters, infinite ones included.
        most : float
            Beyond it, a larger sum would not make a difference.
        """
        total, self._kept = 0.0, None
        for part in self._parts(0, self._y.size):
            residual = self._residual[self._evaluate(network, part)]
            total += float(residual @ residual)
            yield ACTIVATION_COST * residual.size * network.n_hidden
            if total > most:
                return np.inf
        self._kept = network if self._keeps else None
        return total

    def prepare(self, network: OneHiddenNetwork) -> Work[None]:
        """Evaluate the network where that will be kept, for `write`.

        A run that is taken up then has the values of the run that it was, to the last bit.
        """
        if self._keeps and self._kept is not network:
            yield from self.sum_of_squares(network)

    def gradient(self, network: OneHiddenNetwork) -> Work[tuple[float, np.ndarray]]:
        r"""Return the sum of the weighted squares and :math:`J^T r`."""
        n_hidden, total = network.n_hidden, 0.0
        gradient = np.zeros(packed_size(n_hidden, network.n_inputs))
        cuts = [-2 * n_hidden - 1, -n_hidden - 1, -1]
        by_weight, by_bias, by_output, _ = np.split(gradient, cuts)
        by_weight = by_weight.reshape(n_hidden, -1)
        self._kept = None
        for part in self._parts(0, self._y.size):
            at = self._evaluate(network, part)
            residual = self._residual[at]
            total += float(residual @ residual)
            if self._roots is not None:
                residual = residual * self._roots[part]
            for i, values in enumerate(self._inputs[:, part]):
                by_weight[:, i] += self._slopes[:, at] @ (residual * values)
            by_bias += self._slopes[:, at] @ residual
            by_output += self._values[:, at] @ residual
            gradient[-1] += np.sum(residual)
            yield ACTIVATION_COST * residual.size * n_hidden
        by_weight *= network.output_weights[:, np.newaxis]
        by_bias *= network.output_weights
        self._kept = network if self._keeps else None
        return total, gradient

    def write(self, network: OneHiddenNetwork, block: np.ndarray, start: int, stop: int) -> None:
        """Write rows of [J, r].

        Parameters
        ----------
        network : OneHiddenNetwork
            Fastest for the one of the last complete sum.
        block : ndarray, shape (stop - start, n_parameters + 1)
            Best in Fortran order.
        start, stop : int
            First sample, and the one after the last.
        """
        if self._kept is network:
            self._assemble(network, block, slice(start, stop), slice(start, stop))
            return
        for part in self._parts(start, stop):
            rows = block[part.start - start : part.stop - start]
            self._assemble(network, rows, part, self._evaluate(network, part))

    def _parts(self, start: int, stop: int) -> list[slice]:
        size = self._chunk
        return [slice(i, min(stop, i + size)) for i in range(start, stop, size)]

    def _evaluate(self, network: OneHiddenNetwork, part: slice) -> slice:
        """Evaluate at some samples, and return where in the arrays that stands."""
        n_samples = part.stop - part.start
        at = part if self._keeps else slice(0, n_samples)
        values, slopes, residual = self._values[:, at], self._slopes[:, at], self._residual[at]
        work = self._work[: network.n_hidden * n_samples].reshape(network.n_hidden, n_samples)
        write_pre_activations(network, self._inputs[:, part], work)
        network.activation.evaluate(work, values, slopes)
        np.matmul(network.output_weights, values, out=residual)
        residual += network.output_bias
        residual -= self._y[part]
        if self._roots is not None:
            residual *= self._roots[part]
        return at

    def _assemble(
        self, network: OneHiddenNetwork, block: np.ndarray, part: slice, at: slice
    ) -> None:
        """Write the rows of the samples `part`, whose values stand at `at`."""
        columns, n = block.T, network.n_hidden
        by_weight, by_bias, values = np.split(columns[:-2], [-2 * n, -n])
        np.multiply(self._slopes[:, at], network.output_weights[:, np.newaxis], out=by_bias)
        by_input = by_weight.reshape(n, -1, columns.shape[1])  # a view: only the first axis is cut
        np.multiply(by_bias[:, np.newaxis], self._inputs[:, part], out=by_input)
        values[...] = self._values[:, at]
        columns[-2] = 1.0
        if self._roots is not None:
            columns[:-1] *= self._roots[part]
        columns[-1] = self._residual[at]
