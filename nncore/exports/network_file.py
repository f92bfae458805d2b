"""A network as JSON, from which the very same network is made again."""

from nncore.exports.json_object import (
    number_from_json,
    number_to_json,
    object_text,
    read_object,
    vector_from_json,
)
from nncore.network import OneHiddenNetwork

_KIND = "network"
_VECTORS = ("hidden_weights", "hidden_biases", "output_weights")
_FIELDS = ("activation", *_VECTORS, "output_bias")
_FORMULA = "y(x) = sum_j output_weights[j] * activation(hidden_weights[j] * x + hidden_biases[j])"


def network_json(network: OneHiddenNetwork) -> str:
    """Return a network as JSON, with all the digits of its weights.

    Parameters
    ----------
    network : OneHiddenNetwork
        In x, not scaled.

    Returns
    -------
    str
        Standard JSON; numbers that are not finite stand in it as ``"NaN"``, ``"Infinity"`` and
        ``"-Infinity"``.
    """
    vectors = {name: [*map(number_to_json, getattr(network, name))] for name in _VECTORS}
    return object_text(
        _KIND,
        {
            "formula": f"{_FORMULA} + output_bias",
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
    weights, biases, output_weights = (vector_from_json(name, values[name]) for name in _VECTORS)
    output_bias = number_from_json("output_bias", values["output_bias"])
    return OneHiddenNetwork(values["activation"], weights, biases, output_weights, output_bias)
