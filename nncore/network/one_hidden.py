r"""A network with one hidden layer, :math:`\hat y(x) = \sum_j v_j\,\sigma(w_j x + b_j) + d`.

It is immutable, so that each step of a training run can keep its network as a checkpoint.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from nncore.activations import Activation, activation
from nncore.arrays import FloatArray
from nncore.network.closed_form import ClosedForm

# Pre-activations that are in memory at a time: a few arrays of this size fit into the cache
_CHUNK = 16384


@dataclass(frozen=True, init=False, eq=False)
class OneHiddenNetwork:
    r"""The network :math:`\hat y(x) = \sum_j v_j\,\sigma(w_j x + b_j) + d`, in physical x.

    Parameters
    ----------
    activation : str or Activation
        The activation function :math:`\sigma`, or its name.
    hidden_weights, hidden_biases : array_like, shape (n_hidden,)
        :math:`w_j`, in units of 1/x, and :math:`b_j`. They become read-only copies in float64.
    output_weights : array_like, shape (n_hidden,)
        :math:`v_j`, in units of y.
    output_bias : float
        :math:`d`, in units of y.

    Raises
    ------
    ValueError
        If the activation is unknown or a shape does not fit.
    """

    activation: Activation
    hidden_weights: FloatArray
    hidden_biases: FloatArray
    output_weights: FloatArray
    output_bias: float

    # written out, because it accepts more types than the fields have
    def __init__(
        self,
        activation: str | Activation,
        hidden_weights: ArrayLike,
        hidden_biases: ArrayLike,
        output_weights: ArrayLike,
        output_bias: float,
    ) -> None:
        set_field = object.__setattr__
        set_field(self, "activation", _normalized(activation))
        weights = _frozen_vector("hidden_weights", hidden_weights)
        set_field(self, "hidden_weights", weights)
        for name, values in (("hidden_biases", hidden_biases), ("output_weights", output_weights)):
            vector = _frozen_vector(name, values)
            if vector.shape != weights.shape:
                raise ValueError(
                    f"`{name}` must have the shape {weights.shape} of `hidden_weights`, "
                    f"got {vector.shape}."
                )
            set_field(self, name, vector)
        if np.ndim(output_bias) != 0:
            raise ValueError(
                f"`output_bias` must be a scalar, got shape {np.shape(output_bias)}; "
                "pass its only element."
            )
        set_field(self, "output_bias", float(output_bias))

    @property
    def n_hidden(self) -> int:
        """Number of hidden units."""
        return self.hidden_weights.size

    @property
    def is_finite(self) -> bool:
        """Whether all weights and biases are finite."""
        return bool(np.isfinite(self.pack()).all())

    @property
    def centres(self) -> FloatArray:
        """Where each pre-activation is 0, ``-b / w``; infinite for a weight of 0."""
        with np.errstate(divide="ignore", over="ignore"):
            quotient = -self.hidden_biases / np.where(self.hidden_weights, self.hidden_weights, 1.0)
        return np.where(self.hidden_weights, quotient, np.inf)

    def __call__(self, x: ArrayLike) -> FloatArray:
        """Evaluate the network.

        Parameters
        ----------
        x : array_like
            Points, of any shape.

        Returns
        -------
        float or ndarray of the shape of x
            The values; a float for a scalar x.
        """
        points = np.asarray(x, dtype=np.float64)
        values = np.empty(points.size)
        n_rows = max(1, _CHUNK // self.n_hidden)
        with np.errstate(over="ignore", invalid="ignore"):  # of weights that are not finite
            for start in range(0, points.size, n_rows):
                rows = slice(start, start + n_rows)
                hidden = self.activation(self._pre_activations(points.ravel()[rows]))
                values[rows] = hidden @ self.output_weights
            values += self.output_bias
        return values.reshape(points.shape)[()]

    def contributions(self, x: ArrayLike) -> FloatArray:
        r"""Evaluate the term of each unit, :math:`v_j\,\sigma(w_j x + b_j)`.

        Parameters
        ----------
        x : array_like, shape (n_points,)
            Points.

        Returns
        -------
        ndarray, shape (n_points, n_hidden)
            The terms; with `output_bias` they add up to the network.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            return self.output_weights * self.activation(self._pre_activations(np.ravel(x)))

    def jacobian(self, x: ArrayLike) -> FloatArray:
        r"""Differentiate the network by its parameters.

        Parameters
        ----------
        x : array_like, shape (n_points,)
            Points.

        Returns
        -------
        ndarray, shape (n_points, 3 * n_hidden + 1)
            The derivatives, with columns in the order of `pack`.
        """
        points = np.ravel(np.asarray(x, dtype=np.float64))
        n = self.n_hidden
        result = np.empty((points.size, 3 * n + 1))
        with np.errstate(over="ignore", invalid="ignore"):
            u = self._pre_activations(points)
            by_bias = result[:, n : 2 * n]
            np.multiply(self.activation.derivative(u), self.output_weights, out=by_bias)
            np.multiply(by_bias, points[:, None], out=result[:, :n])
            result[:, 2 * n : 3 * n] = self.activation(u)
        result[:, 3 * n] = 1.0
        return result

    def integral(self, a: ArrayLike, b: ArrayLike) -> FloatArray:
        r"""Integrate the network from a to b, in closed form.

        Parameters
        ----------
        a, b : array_like
            Limits, in units of x; they broadcast, in any order.

        Returns
        -------
        float or ndarray of shape broadcast(a, b).shape
            The integrals, with an error of a few rounding units of
            :math:`\sum_j |v_j I_j| + |d\,(b - a)|`; a float for scalar limits. It is nan if a
            weight is not finite.
        """
        return self._closed_form.integral(a, b)[()]

    def unit_integrals(self, a: ArrayLike, b: ArrayLike) -> FloatArray:
        r"""Integrate the term of each unit, :math:`\int_a^b v_j\,\sigma(w_j x + b_j)\,dx`.

        Parameters
        ----------
        a, b : array_like
            Limits, in units of x; they broadcast, in any order.

        Returns
        -------
        ndarray, shape broadcast(a, b).shape + (n_hidden,)
            The integrals; with ``output_bias * (b - a)`` they add up to `integral`.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            return self._closed_form.unit_integrals(a, b) * self.output_weights

    def pack(self) -> FloatArray:
        """Return all parameters: hidden weights, hidden biases, output weights, output bias."""
        return np.concatenate(
            [self.hidden_weights, self.hidden_biases, self.output_weights, [self.output_bias]]
        )

    def unpack(self, vector: ArrayLike) -> OneHiddenNetwork:
        """Return a network of this size and activation with these parameters.

        Parameters
        ----------
        vector : array_like, shape (3 * n_hidden + 1,)
            Parameters in the order of `pack`.
        """
        parameters = np.asarray(vector, dtype=np.float64)
        if parameters.shape != (3 * self.n_hidden + 1,):
            raise ValueError(
                f"`vector` must have shape ({3 * self.n_hidden + 1},) for {self.n_hidden} hidden "
                f"units, got {parameters.shape}."
            )
        return _from_vector(self.activation, parameters)

    def rescaled(
        self, x_center: float, x_scale: float, y_center: float, y_scale: float
    ) -> OneHiddenNetwork:
        r"""Fold a change of coordinates into the weights.

        This network g takes the scaled :math:`t = (x - x_c) / x_s`; the result is the network
        :math:`y_c + y_s\,g(t)` of the physical x.

        Parameters
        ----------
        x_center, x_scale : float
            Centre and scale of x, in units of x; the scale is not 0.
        y_center, y_scale : float
            Centre and scale of y, in units of y.
        """
        if not x_scale:
            raise ValueError(f"`x_scale` must not be 0, got {x_scale}.")
        weights = self.hidden_weights / x_scale
        return OneHiddenNetwork(
            self.activation,
            weights,
            self.hidden_biases - weights * x_center,
            y_scale * self.output_weights,
            y_center + y_scale * self.output_bias,
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, OneHiddenNetwork):
            return NotImplemented
        return self.activation is other.activation and np.array_equal(self.pack(), other.pack())

    def __hash__(self) -> int:
        return hash((self.activation.name, self.n_hidden, self.output_bias))

    def __reduce__(self) -> tuple[Callable[..., OneHiddenNetwork], tuple[Activation, FloatArray]]:
        # one array is the cheapest to send: a network travels between processes at each tick
        return _from_vector, (self.activation, self.pack())

    @cached_property
    def _closed_form(self) -> ClosedForm:
        return ClosedForm(
            self.activation,
            self.hidden_weights,
            self.hidden_biases,
            self.output_weights,
            self.output_bias,
        )

    def _pre_activations(self, points: FloatArray) -> FloatArray:
        u = np.multiply.outer(points, self.hidden_weights)
        u += self.hidden_biases
        return u


# within the class, `activation` is the field
_normalized = activation


def _from_vector(activation: Activation, vector: FloatArray) -> OneHiddenNetwork:
    weights, biases, output_weights = vector[:-1].reshape(3, -1)
    return OneHiddenNetwork(activation, weights, biases, output_weights, vector[-1])


def _frozen_vector(name: str, values: ArrayLike) -> FloatArray:
    vector = np.array(values, dtype=np.float64)
    if vector.ndim != 1 or vector.size == 0:
        raise ValueError(
            f"`{name}` must be a vector of at least one element, got shape {vector.shape}."
        )
    vector.setflags(write=False)
    return vector
