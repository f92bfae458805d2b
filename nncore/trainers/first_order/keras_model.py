"""A network as Keras knows it: as a model, and as the file that Keras loads."""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from nncore.network import OneHiddenNetwork
from nncore.trainers.first_order.backend import keras_activation, load_tensorflow


def keras_model(network: OneHiddenNetwork, dtype: str = "float32") -> Any:
    """Return `network` as a functional Keras model with two dense layers.

    Parameters
    ----------
    network : OneHiddenNetwork
        Its input is the model's input: nothing is scaled.
    dtype : str
        ``"float32"``, in which networks are trained, or ``"float64"``, which rounds nothing.

    Returns
    -------
    keras.Model
        Of layers and operations that Keras itself provides, so that it loads anywhere.
    """
    _, keras = load_tensorflow()
    hidden = keras.layers.Dense(network.n_hidden, name="hidden", dtype=dtype)
    output = keras.layers.Dense(1, name="output", dtype=dtype)
    inputs = keras.Input((network.n_inputs,), name="x", dtype=dtype)
    model = keras.Model(
        inputs, output(keras_activation(network.activation.name)(hidden(inputs))), name="network"
    )
    kernel = network.hidden_weights.reshape(network.n_hidden, -1).T
    hidden.set_weights([kernel, network.hidden_biases])
    output.set_weights(
        [network.output_weights[:, np.newaxis], np.array([network.output_bias], dtype=float)]
    )
    return model


def to_keras_bytes(network: OneHiddenNetwork) -> bytes:
    """Return the content of a ``.keras`` file that `keras.models.load_model` reads.

    Parameters
    ----------
    network : OneHiddenNetwork
        In x, not scaled. Its weights are kept in float64: called as ``model(x)`` on float64, the
        model gives the network's values up to rounding. ``model.predict`` takes its input in
        ``keras.config.floatx()``, float32 by default.
    """
    return keras_bytes(keras_model(network, "float64"))


def keras_bytes(model: Any) -> bytes:
    """Return the content of the ``.keras`` file of any Keras model."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        model.save(path)
        return path.read_bytes()
