"""A network as JSON, from which the very same network is made again."""

from typing import Any

import numpy as np

from nncore.arrays import FloatArray
from nncore.exports.json_object import (
    number_from_json,
    number_to_json,
    object_text,
    read_object,
    vector_from_json,
)
from nncore.messages import SettingError
from nncore.network import OneHiddenNetwork

_KIND = "network"
_VECTORS = ("hidden_weights", "hidden_biases", "output_weights")
_FIELDS = ("activation", *_VECTORS, "output_bias")
_FORMULA = "y(x) = sum_j output_weights[j] * activation({argument} + hidden_biases[j])"
_OF_A_SCALAR, _OF_INPUTS = "hidden_weights[j] * x", "sum_i hidden_weights[j][i] * x[i]"


def network_json(network: OneHiddenNetwork) -> str:
    """Return a network as JSON, with all the digits of its weights.

    Parameters
    ----------
    network : OneHiddenNetwork
        In x, not scaled. The hidden weights of several inputs are rows, one a unit.

    Returns
    -------
    str
        Standard JSON; numbers that are not finite stand in it as ``"NaN"``, ``"Infinity"`` and
        ``"-Infinity"``.
    """
    vectors = {name: _to_json(getattr(network, name)) for name in _VECTORS}
    argument = _OF_A_SCALAR if network.hidden_weights.ndim == 1 else _OF_INPUTS
    return object_text(
        _KIND,
        {
            "formula": f"{_FORMULA.format(argument=argument)} + output_bias",
            "activation": network.activation.name,
            **vectors,
            "output_bias": number_to_json(network.output_bias),
        },
    )


def network_from_json(text: str) -> OneHiddenNetwork:
    """Return the network that `network_json` wrote, equal in every bit.

    Raises
    ------
    ValueError
        If `text` is no such JSON object, in one sentence.
    """
    values = read_object(text, _KIND, _FIELDS)
    weights = _weights_from_json(values["hidden_weights"])
    biases, output_weights = (vector_from_json(name, values[name]) for name in _VECTORS[1:])
    output_bias = number_from_json("output_bias", values["output_bias"])
    return OneHiddenNetwork(values["activation"], weights, biases, output_weights, output_bias)


def _to_json(values: FloatArray) -> list[Any]:
    """Return a vector as numbers, a matrix as its rows."""
    return [number_to_json(v) if values.ndim == 1 else _to_json(v) for v in values]


def _weights_from_json(values: Any) -> FloatArray:
    """Return hidden weights: a number for each unit, or a row of as many numbers for each."""
    name = _VECTORS[0]
    if not isinstance(values, list) or not any(isinstance(row, list) for row in values):
        return vector_from_json(name, values)
    rows = [vector_from_json(name, row) for row in values]
    if len({row.size for row in rows}) > 1:
        raise SettingError(
            "`{name}` must have rows of one length, got {least} to {most} numbers.",
            name=name,
            least=min(row.size for row in rows),
            most=max(row.size for row in rows),
        )
    return np.stack(rows)
