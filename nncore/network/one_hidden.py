r"""A network with one hidden layer, :math:`\hat y(x) = \sum_j v_j\,\sigma(w_j \cdot x + b_j) + d`.

It is immutable, so that each step of a training run can keep its network as a checkpoint.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from nncore.arrays import FloatArray
from nncore.integrands.box import last_axis
from nncore.network.box_integral import BoxClosedForm
from nncore.network.closed_form import ClosedForm, LimitGradients
from nncore.network.marginal import Marginal
from nncore.network.parameters import NetworkParameters, packed_size

# Pre-activations that are in memory at a time: a few arrays of this size fit into the cache
_CHUNK = 16384


@dataclass(frozen=True, init=False, eq=False)
class OneHiddenNetwork(NetworkParameters):
    r"""The network :math:`\hat y(x) = \sum_j v_j\,\sigma(w_j \cdot x + b_j) + d`, in physical x.

    It has a scalar input x, or vectors of 1 to 8 inputs, which stand on the last axis of points
    and limits.

    Parameters
    ----------
    activation : str or Activation
        The activation function :math:`\sigma`, or its name.
    hidden_weights : array_like, shape (n_hidden,) or (n_hidden, n_inputs)
        :math:`w_j`, in units of 1/x: numbers for a scalar input, else rows. Like those that follow,
        they become read-only copies in float64.
    hidden_biases : array_like, shape (n_hidden,)
        :math:`b_j`.
    output_weights : array_like, shape (n_hidden,)
        :math:`v_j`, in units of y.
    output_bias : float
        :math:`d`, in units of y.

    Raises
    ------
    SettingError
        If the activation is unknown or a shape does not fit.
    """

    @property
    def centres(self) -> FloatArray:
        """Where each pre-activation is 0, ``-b / w``, of the shape of the hidden weights.

        It is the point of that hyperplane next to the origin; infinite for weights of 0.
        """
        length = np.abs(np.hypot.reduce(self._rows, axis=1))
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            distance = -self.hidden_biases / np.where(length, length, 1.0)
            feet = (distance * (self._rows.T / length)).T
        return np.where(length[:, np.newaxis], feet, np.inf).reshape(self.hidden_weights.shape)

    def __call__(self, x: ArrayLike) -> FloatArray:
        """Evaluate the network.

        Parameters
        ----------
        x : array_like
            Points: of any shape for a scalar input, else of shape (..., n_inputs).

        Returns
        -------
        float or ndarray
            The values, of the shape of x without the axis of inputs; a float for one point.
        """
        points, shape = self._points(x)
        values = np.empty(len(points))
        n_rows = max(1, _CHUNK // self.n_hidden)
        with np.errstate(over="ignore", invalid="ignore"):  # of weights that are not finite
            for start in range(0, len(points), n_rows):
                rows = slice(start, start + n_rows)
                hidden = self.activation(self._pre_activations(points[rows]))
                values[rows] = hidden @ self.output_weights
            values += self.output_bias
        return values.reshape(shape)[()]

    def gradient(self, x: ArrayLike) -> FloatArray:
        """Differentiate the network by its inputs.

        Parameters
        ----------
        x : array_like
            Points, as in a call.

        Returns
        -------
        float or ndarray of the shape of x
            The derivatives, in units of y/x.
        """
        points, _ = self._points(x)
        gradients = np.empty(points.shape)
        n_rows = max(1, _CHUNK // self.n_hidden)
        with np.errstate(over="ignore", invalid="ignore"):
            weights = self.output_weights[:, np.newaxis] * self._rows
            for start in range(0, len(points), n_rows):
                rows = slice(start, start + n_rows)
                slopes = self.activation.derivative(self._pre_activations(points[rows]))
                gradients[rows] = slopes @ weights
        return gradients.reshape(np.shape(x))[()]

    def contributions(self, x: ArrayLike) -> FloatArray:
        r"""Evaluate the term of each unit, :math:`v_j\,\sigma(w_j \cdot x + b_j)`.

        Parameters
        ----------
        x : array_like, shape (n_points,) or (n_points, n_inputs)
            Points.

        Returns
        -------
        ndarray, shape (n_points, n_hidden)
            The terms; with `output_bias` they add up to the network.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            return self.output_weights * self.activation(self._pre_activations(self._points(x)[0]))

    def contribution_slopes(self, x: ArrayLike) -> FloatArray:
        r"""Differentiate the term of each unit by a scalar input, :math:`v_j w_j\,\sigma'(u_j)`.

        Parameters
        ----------
        x : array_like, shape (n_points,)
            Points.

        Returns
        -------
        ndarray, shape (n_points, n_hidden)
            The derivatives; they add up to `gradient`.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            slopes = self.activation.derivative(self._pre_activations(self._points(x)[0]))
            return self.output_weights * self.hidden_weights * slopes

    def jacobian(self, x: ArrayLike) -> FloatArray:
        r"""Differentiate the network by its parameters.

        Parameters
        ----------
        x : array_like, shape (n_points,) or (n_points, n_inputs)
            Points.

        Returns
        -------
        ndarray, shape (n_points, (n_inputs + 2) * n_hidden + 1)
            The derivatives, with columns in the order of `pack`.
        """
        points, _ = self._points(x)
        n, n_weights = self.n_hidden, self.hidden_weights.size
        result = np.empty((len(points), packed_size(n, self.n_inputs)))
        by_weight, by_bias = result[:, :n_weights], result[:, n_weights : n_weights + n]
        with np.errstate(over="ignore", invalid="ignore"):
            u = self._pre_activations(points)
            np.multiply(self.activation.derivative(u), self.output_weights, out=by_bias)
            for i in range(self.n_inputs):
                np.multiply(by_bias, points[:, i, None], out=by_weight[:, i :: self.n_inputs])
            result[:, n_weights + n : -1] = self.activation(u)
        result[:, -1] = 1.0
        return result

    def integral(self, a: ArrayLike, b: ArrayLike) -> FloatArray:
        r"""Integrate the network from a to b, or over the boxes between them, in closed form.

        Parameters
        ----------
        a, b : array_like
            Limits, in units of x, of shape (..., n_inputs) unless the input is a scalar; they
            broadcast, in any order.

        Returns
        -------
        float or ndarray, shape (...)
            The integrals; a float for one. The error is a few rounding units of
            :math:`\sum_j |v_j I_j| + |d\,(b - a)|`, and over boxes of
            :math:`V (\sum_j |v_j| \max(1, |M_j|) + |d|)`, with the volume V and the means
            :math:`M_j` of the units. It is nan if a weight is not finite.
        """
        return self._closed_form.integral(a, b)[()]

    def unit_integrals(self, a: ArrayLike, b: ArrayLike) -> FloatArray:
        r"""Integrate the term of each unit, :math:`\int_a^b v_j\,\sigma(w_j \cdot x + b_j)\,dx`.

        Parameters
        ----------
        a, b : array_like
            Limits, as in `integral`.

        Returns
        -------
        ndarray, shape (..., n_hidden)
            The integrals; with that of `output_bias` they add up to `integral`.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            return self._closed_form.unit_integrals(a, b) * self.output_weights

    def limit_gradients(self, a: ArrayLike, b: ArrayLike) -> LimitGradients:
        """Differentiate the integral by each of its limits: ``(lower, upper)``.

        Parameters
        ----------
        a, b : array_like
            Limits, as in `integral`.

        Returns
        -------
        LimitGradients
            Two arrays of the shape of the limits, in units of the integral over x.
        """
        return self._closed_form.limit_gradients(a, b)

    def marginal(self, over: int | Sequence[int], lower: ArrayLike, upper: ArrayLike) -> Marginal:
        """Return the integral over some inputs, as a function of the others, with its gradient.

        See `nncore.network.marginal.Marginal` for the parameters.
        """
        return Marginal(self._closed_form, self.n_inputs, over, lower, upper)

    @cached_property
    def _closed_form(self) -> ClosedForm:
        kind = BoxClosedForm if self._inputs else ClosedForm
        return kind(
            self.activation,
            self.hidden_weights,
            self.hidden_biases,
            self.output_weights,
            self.output_bias,
        )

    def _points(self, x: ArrayLike) -> tuple[FloatArray, tuple[int, ...]]:
        """Return points as rows of inputs, and the shape of their values."""
        if not self._inputs:
            points = np.asarray(x, dtype=np.float64)
            return points.reshape(-1, 1), points.shape
        points = last_axis("x", x, self.n_inputs)
        return points.reshape(-1, self.n_inputs), points.shape[:-1]

    def _pre_activations(self, points: FloatArray) -> FloatArray:
        weights = self._rows.T
        u: FloatArray = points * weights if len(weights) == 1 else points @ weights
        u += self.hidden_biases
        return u
