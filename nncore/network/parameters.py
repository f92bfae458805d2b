r"""The parameters of a network with one hidden layer: checked, read-only, and as one vector."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from nncore.activations import Activation, activation
from nncore.arrays import FloatArray
from nncore.integrands import MAX_INPUTS
from nncore.messages import SettingError


@dataclass(frozen=True, init=False, eq=False)
class NetworkParameters:
    """Activation, weights and biases; equal by value, immutable, and cheap to send.

    See `nncore.network.OneHiddenNetwork` for the parameters.
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
        set_field(self, "hidden_weights", _hidden_weights(hidden_weights))
        for name, values in (("hidden_biases", hidden_biases), ("output_weights", output_weights)):
            set_field(self, name, _unit_vector(name, values, self.n_hidden))
        if np.ndim(output_bias) != 0:
            raise SettingError(
                "`output_bias` must be a scalar, got shape {shape}; pass its only element.",
                shape=np.shape(output_bias),
            )
        set_field(self, "output_bias", float(output_bias))

    @property
    def n_hidden(self) -> int:
        """Number of hidden units."""
        return len(self.hidden_weights)

    @property
    def n_inputs(self) -> int:
        """Number of inputs; 1 for a scalar input as well."""
        return self.hidden_weights.size // self.n_hidden

    @property
    def is_finite(self) -> bool:
        """Whether all weights and biases are finite."""
        return bool(np.isfinite(self.pack()).all())

    def pack(self) -> FloatArray:
        """Return all parameters: hidden weights, hidden biases, output weights, output bias.

        The hidden weights of a unit, one for each input, stand together.
        """
        weights = self.hidden_weights.ravel()
        return np.concatenate(
            [weights, self.hidden_biases, self.output_weights, [self.output_bias]]
        )

    def unpack(self, vector: ArrayLike) -> Self:
        """Return a network of this size and activation with these parameters.

        Parameters
        ----------
        vector : array_like, shape ((n_inputs + 2) * n_hidden + 1,)
            Parameters in the order of `pack`.
        """
        parameters = np.asarray(vector, dtype=np.float64)
        size = packed_size(self.n_hidden, self.n_inputs)
        if parameters.shape != (size,):
            raise SettingError(
                "`vector` must have shape ({size},) for {n_hidden} hidden units, got {shape}.",
                size=size,
                n_hidden=self.n_hidden,
                shape=parameters.shape,
            )
        return _from_vector(type(self), self.activation, parameters, self._inputs)

    def rescaled(
        self, x_center: ArrayLike, x_scale: ArrayLike, y_center: float, y_scale: float
    ) -> Self:
        r"""Fold a change of coordinates into the weights.

        This network g takes the scaled :math:`t = (x - x_c) / x_s`; the result is the network
        :math:`y_c + y_s\,g(t)` of the physical x.

        Parameters
        ----------
        x_center, x_scale : float or array_like, shape (n_inputs,)
            Centres and scales of x, in units of x; no scale is 0.
        y_center, y_scale : float
            Centre and scale of y, in units of y.
        """
        centers = self._one_an_input("x_center", x_center)
        scales = self._one_an_input("x_scale", x_scale)
        if not scales.all():
            raise SettingError("`x_scale` must not be 0, got {value}.", value=x_scale)
        weights = self.hidden_weights / scales
        shifts = (weights * centers).reshape(self.n_hidden, -1).sum(axis=1)
        return type(self)(
            self.activation,
            weights,
            self.hidden_biases - shifts,
            y_scale * self.output_weights,
            y_center + y_scale * self.output_bias,
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, NetworkParameters):
            return NotImplemented
        same = self.activation is other.activation and self._inputs == other._inputs
        return same and np.array_equal(self.pack(), other.pack())

    def __hash__(self) -> int:
        return hash((self.activation.name, self.n_hidden, self.output_bias))

    def __reduce__(self) -> tuple[Callable[..., Self], tuple[Any, ...]]:
        # one array is the cheapest to send: a network travels between processes at each tick
        return _from_vector, (type(self), self.activation, self.pack(), self._inputs)

    @property
    def _inputs(self) -> tuple[int, ...]:
        """The shape of a point."""
        return self.hidden_weights.shape[1:]

    def _one_an_input(self, name: str, values: ArrayLike) -> FloatArray:
        array = np.asarray(values, dtype=np.float64)
        if array.shape not in ((), self._inputs):
            raise SettingError(
                "`{name}` must be a number, or have one for each input, got shape {shape}.",
                name=name,
                shape=array.shape,
            )
        return array

    @property
    def _rows(self) -> FloatArray:
        """The hidden weights, shape (n_hidden, n_inputs)."""
        return self.hidden_weights.reshape(self.n_hidden, -1)


# within the class, `activation` is the field
_normalized = activation


def _from_vector(
    kind: type[Any], activation: Activation, vector: FloatArray, inputs: tuple[int, ...]
) -> Any:
    n_inputs = inputs[0] if inputs else 1
    n_hidden = (vector.size - 1) // (n_inputs + 2)
    n_weights = n_inputs * n_hidden
    biases, output_weights = vector[n_weights:-1].reshape(2, n_hidden)
    weights = vector[:n_weights].reshape(n_hidden, *inputs)
    return kind(activation, weights, biases, output_weights, vector[-1])


def _hidden_weights(values: ArrayLike) -> FloatArray:
    """Return a read-only copy of hidden weights, shape (n_hidden,) or (n_hidden, n_inputs).

    Raises
    ------
    SettingError
        If the shape is another, or there are more than 8 inputs.
    """
    array = np.array(values, dtype=np.float64)
    if array.ndim not in (1, 2) or array.size == 0 or array.size > MAX_INPUTS * len(array):
        raise SettingError(
            "`hidden_weights` must have a number for each hidden unit, or a row of 1 to {most} "
            "numbers, one an input, got shape {shape}.",
            most=MAX_INPUTS,
            shape=array.shape,
        )
    array.setflags(write=False)
    return array


def _unit_vector(name: str, values: ArrayLike, n_hidden: int) -> FloatArray:
    """Return a read-only copy of what each hidden unit has one of, shape (n_hidden,).

    Raises
    ------
    SettingError
        If the shape is another.
    """
    vector = np.array(values, dtype=np.float64)
    if vector.shape != (n_hidden,):
        raise SettingError(
            "`{name}` must have the shape {expected}, a number for each hidden unit, got {shape}.",
            name=name,
            expected=(n_hidden,),
            shape=vector.shape,
        )
    vector.setflags(write=False)
    return vector


def packed_size(n_hidden: int, n_inputs: int) -> int:
    """Return the number of parameters of a network."""
    return n_hidden * (n_inputs + 2) + 1
