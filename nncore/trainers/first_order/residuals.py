r"""Residuals of a network over batches of samples, their squares and the gradient, compiled.

For :math:`\hat y = \sum_j v_j \sigma(w_j x + b_j) + d` and the residuals :math:`r` of a batch,
with :math:`e_i = 2 r_i / n`, the gradient of the mean of :math:`r^2` is

.. math::

    \partial_v = \sigma^T e, \quad \partial_b = v \odot \sigma'^T e, \quad
    \partial_w = v \odot \sigma'^T (x \odot e), \quad \partial_d = \textstyle\sum_i e_i .

Samples with weights of mean 1 count by them, as with Keras's ``sample_weight``:
:math:`e_i = 2 w_i r_i / n`.

As matrix-vector products it takes half the time of the gradient that a tape makes of the same
network, and one vector of all the parameters takes fewer kernels than four variables.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nncore.network.parameters import packed_size
from nncore.trainers.first_order.backend import keras_activation, load_tensorflow
from nncore.trainers.first_order.objective import Objective
from nncore.trainers.least_squares.unit_columns import input_rows

_ROWS_PER_BLOCK = 1_024
_ACTIVATIONS_PER_BLOCK = 131_072  # half a megabyte, which stays in a core's cache
MAX_BLOCKS = 32


def lay_out(
    data: np.ndarray, x: np.ndarray, y: np.ndarray, weights: np.ndarray | None = None
) -> int:
    """Lay samples out as the loops take them, and return the number of batches with samples.

    Parameters
    ----------
    data : ndarray of shape (capacity, n_inputs + 2 or n_inputs + 3, batch_size)
        Zeros. They become the inputs, y and the share of each sample in its batch's mean, which is
        0 where there is none; with `weights`, these too.
    x : ndarray of shape (n_samples,) or (n_samples, n_inputs)
        Samples.
    y, weights : ndarray of shape (n_samples,)
        Their values and weights.
    """
    batch_size = data.shape[2]
    n_full, rest = divmod(y.size, batch_size)
    cut = n_full * batch_size
    parts = [*input_rows(x), y]
    shares = len(parts)
    rows = dict(enumerate(parts)) | ({} if weights is None else {shares + 1: weights})
    data[:n_full, shares] = 1.0 / batch_size
    for row, values in rows.items():
        data[:n_full, row] = values[:cut].reshape(n_full, batch_size)
        data[n_full : n_full + (rest > 0), row, :rest] = values[cut:]
    if rest:
        data[n_full, shares, :rest] = 1.0 / rest
    return n_full + (rest > 0)


def rows_per_block(n_hidden: int) -> int:
    """Return how many samples are validated at once."""
    return max(16, min(_ROWS_PER_BLOCK, _ACTIVATIONS_PER_BLOCK // n_hidden))


@dataclass(frozen=True)
class NetworkResiduals(Objective):
    """The mean squared residual of a network over batches of one size.

    Parameters
    ----------
    n_hidden : int
        Number of hidden units.
    activation : str
        Name of the activation.
    batch_size : int
        Samples in a full batch.
    is_weighted : bool
        Whether the samples have weights.
    n_inputs : int
        Number of inputs.
    """

    n_hidden: int
    activation: str
    batch_size: int
    is_weighted: bool = False
    n_inputs: int = 1

    @property
    def n_parameters(self) -> int:
        """Of the four groups of weights."""
        return packed_size(self.n_hidden, self.n_inputs)

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """As `lay_out` lays it out."""
        return (self.n_inputs + 2 + self.is_weighted, self.batch_size)

    @property
    def operations(self) -> float:
        """Of the hidden layer."""
        return float(self.n_hidden * self.batch_size)

    @property
    def validation_shape(self) -> tuple[int, ...]:
        """Of one cut of `LossPiece.samples`, without weights."""
        return (MAX_BLOCKS, self.n_inputs + 2, rows_per_block(self.n_hidden))

    def validation_function(self) -> Callable[[Any, Any], Any]:
        """Return `TensorNetwork.sum_of_squares`."""
        return TensorNetwork(self.n_hidden, self.activation, self.n_inputs).sum_of_squares

    def gradient_function(self) -> Callable[[Any, Any], tuple[Any, list[Any]]]:
        """Return `TensorNetwork.gradient`."""
        return TensorNetwork(self.n_hidden, self.activation, self.n_inputs).gradient


class TensorNetwork:
    """The network as TensorFlow sees it, on one vector of its parameters.

    Parameters
    ----------
    n_hidden : int
        Number of hidden units.
    activation : str
        Name of the activation.
    n_inputs : int
        Number of inputs.
    """

    def __init__(self, n_hidden: int, activation: str, n_inputs: int = 1) -> None:
        self._tf, _ = load_tensorflow()
        self._activation = keras_activation(activation)
        self._n_inputs = n_inputs
        self.sizes = [n_inputs * n_hidden, n_hidden, n_hidden, 1]

    def sum_of_squares(self, parameters: Any, batch: Any) -> Any:
        """Return the sum of the squared residuals in float64."""
        tf = self._tf
        w, b, v, d = tf.split(parameters, self.sizes)
        x, y, shares, weights = self._unstack(batch)
        residual = tf.linalg.matvec(self._activation(self._products(x, w) + b), v) + d - y
        return _total(tf, tf.reduce_sum(weights * residual**2), shares)

    def gradient(self, parameters: Any, batch: Any) -> tuple[Any, list[Any]]:
        """Return the sum of squares in float64 and the gradient of the mean, in four parts."""
        tf = self._tf
        w, b, v, d = tf.split(parameters, self.sizes)
        x, y, shares, weights = self._unstack(batch)
        inputs = self._products(x, w) + b
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            hidden = self._activation(inputs)
        slopes = tape.gradient(hidden, inputs)
        residual = tf.linalg.matvec(hidden, v) + d - y
        loss = _total(tf, tf.reduce_sum(weights * residual**2), shares)
        e = 2.0 * weights * residual
        by_w = self._by_weight(slopes, x * e, v)
        by_b = tf.linalg.matvec(slopes, e, transpose_a=True) * v
        by_v = tf.linalg.matvec(hidden, e, transpose_a=True)
        return loss, [by_w, by_b, by_v, tf.reduce_sum(e, keepdims=True)]

    # A scalar input needs no matrices: its products are those of a column and a row.

    def _unstack(self, batch: Any) -> tuple[Any, Any, Any, Any]:
        """Return x, y, the shares in a plain mean and those in the mean with the weights."""
        n = self._n_inputs
        y, shares, *weights = self._tf.unstack(batch[n:])
        x = batch[0] if n == 1 else batch[:n]
        return x, y, shares, shares * weights[0] if weights else shares

    def _products(self, x: Any, w: Any) -> Any:
        """Return the products of samples and weights, shape (batch_size, n_hidden)."""
        if self._n_inputs == 1:
            return x[:, self._tf.newaxis] * w
        rows = self._tf.reshape(w, (-1, self._n_inputs))
        return self._tf.matmul(x, rows, transpose_a=True, transpose_b=True)

    def _by_weight(self, slopes: Any, x: Any, v: Any) -> Any:
        """Return the sums over samples of slopes times x, times the output weights, flat."""
        tf = self._tf
        if self._n_inputs == 1:
            return tf.linalg.matvec(slopes, x, transpose_a=True) * v
        sums = tf.matmul(slopes, x, transpose_a=True, transpose_b=True)
        return tf.reshape(sums * v[:, tf.newaxis], (-1,))


def _total(tf: Any, mean: Any, shares: Any) -> Any:
    # The first sample of a batch is never padding, and its share is 1 over their number.
    return tf.cast(mean, tf.float64) / tf.cast(shares[0], tf.float64)


class LossPiece:
    """The compiled sum of squared residuals of networks of one shape.

    Parameters
    ----------
    n_hidden : int
        Number of hidden units.
    activation : str
        Name of the activation.
    is_weighted : bool
        Whether the samples have weights.
    n_inputs : int
        Number of inputs.
    """

    def __init__(
        self, n_hidden: int, activation: str, is_weighted: bool = False, n_inputs: int = 1
    ) -> None:
        tf, _ = load_tensorflow()
        self._tf = tf
        self.n_hidden = n_hidden
        self.n_rows = rows_per_block(n_hidden)
        self._network = TensorNetwork(n_hidden, activation, n_inputs)
        self._n_rows_of_data = n_inputs + 2
        arguments = (
            tf.zeros(packed_size(n_hidden, n_inputs)),
            tf.zeros((), tf.float64),
            tf.zeros((), tf.int32),
            tf.zeros((MAX_BLOCKS, self._n_rows_of_data + is_weighted, self.n_rows)),
        )
        self._call = tf.function(self._sum, jit_compile=True).get_concrete_function(*arguments)
        self._call(*arguments)

    def samples(
        self, x: np.ndarray, y: np.ndarray, weights: np.ndarray | None = None
    ) -> Sequence[tuple[Any, int]]:
        """Return the samples, cut into the inputs of successive calls, and blocks in each."""
        tf, size = self._tf, self.n_rows * MAX_BLOCKS
        cuts = []
        n_data = self._n_rows_of_data + (weights is not None)
        for start in range(0, y.size, size):
            part = slice(start, start + size)
            some = None if weights is None else weights[part]
            data = np.zeros((MAX_BLOCKS, n_data, self.n_rows), np.float32)
            n_blocks = lay_out(data, x[part], y[part], some)
            cuts.append((tf.constant(data), n_blocks))
        return cuts

    def __call__(self, parameters: np.ndarray, total: float, cut: tuple[Any, int]) -> float:
        """Return `total` plus the sum of squares over one cut of the samples."""
        tf, (data, n_blocks) = self._tf, cut
        sums, count = tf.constant(total, tf.float64), tf.constant(n_blocks, tf.int32)
        return float(self._call(tf.constant(parameters), sums, count, data))

    def _sum(self, parameters: Any, total: Any, n_blocks: Any, data: Any) -> Any:
        def step(i: Any, total: Any) -> tuple[Any, Any]:
            return i + 1, total + self._network.sum_of_squares(parameters, data[i])

        return self._tf.while_loop(lambda i, total: i < n_blocks, step, (0, total))[1]
