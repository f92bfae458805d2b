"""A Keras optimizer on one vector of parameters, whose memory can be set and read."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from nncore.trainers.first_order.backend import load_tensorflow


class OptimizerVariables:
    """A Keras optimizer on one vector of parameters, and all that it remembers.

    Parameters
    ----------
    optimizer : str
        Name of a class of `keras.optimizers`.
    options : mapping
        Its keyword arguments. A `clipnorm` is left out: Keras clips by variable, and this vector
        may stand for several.
    n_parameters : int
        Length of the vector.
    dtype : str
        Of the vector and of what the optimizer remembers beside it.
    """

    def __init__(
        self, optimizer: str, options: Mapping[str, Any], n_parameters: int, dtype: str
    ) -> None:
        self._tf, keras = load_tensorflow()
        shape = (n_parameters,)
        self.parameters = keras.Variable(np.zeros(shape, dtype=dtype), dtype=dtype)
        arguments = {name: value for name, value in options.items() if name != "clipnorm"}
        self._optimizer = getattr(keras.optimizers, optimizer)(**arguments)
        self._optimizer.build([self.parameters])
        inputs = (self._optimizer.iterations, self._optimizer._learning_rate)
        kept = [v for v in self._optimizer.variables if all(v is not i for i in inputs)]
        self.vectors = [v for v in kept if v.shape == shape]
        self.numbers = [v for v in kept if v.shape == ()]

    def assign(self, state: Any, numbers: Any, step: Any) -> None:
        """Take up the parameters and vectors of `state`, the numbers, and the steps made."""
        for i, variable in enumerate([self.parameters, *self.vectors]):
            variable.assign(state[i])
        for i, variable in enumerate(self.numbers):
            variable.assign(self._tf.cast(numbers[i], variable.dtype))
        self._optimizer.iterations.assign(step)

    def set_options(self, options: Mapping[str, Any]) -> None:
        """Set options to tensors."""
        tf = self._tf
        for name, value in options.items():
            if name == "weight_decay":  # Keras makes a float32 of a number first
                value = tf.cast(tf.cast(value, tf.float32), value.dtype)
            setattr(self._optimizer, name, value)

    def apply(self, gradient: Any) -> None:
        """Make one step."""
        self._optimizer.apply([gradient], [self.parameters])

    def read(self, total: Any) -> tuple[Any, Any]:
        """Return the state, and `total` with the numbers."""
        tf = self._tf
        rows = [variable.value for variable in [self.parameters, *self.vectors]]
        numbers = [tf.cast(variable.value, tf.float64) for variable in self.numbers]
        return tf.stack(rows), tf.stack([total, *numbers])
