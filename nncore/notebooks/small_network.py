"""A network trained with the first notebook's preset and 100 units, stored with its spec.

The page is there at once with it. Nothing but the number of units, the number of epochs and the
seed differs from the preset; `nncore.notebooks.train_small_network` made it. The seed was chosen
among some hundred, so that the printed pattern shows: overflow begins on an interval inside the
training range with output weights of one sign, and reaches both signs later.
"""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Self

import numpy as np

from nncore.network import OneHiddenNetwork
from nncore.notebooks.presets import INTEGRATION_SPEC
from nncore.specs import IntegrationSpec
from nncore.trainers import Adam

FILE_NAME = "small_network.json"

#: What the stored network was trained with; the page for integration opens it as well.
STORED_SPEC = dataclasses.replace(
    INTEGRATION_SPEC, n_hidden=100, seed=140, trainer=Adam(batch_size=20, epochs=5)
)

_VECTORS = ("hidden_weights", "hidden_biases", "output_weights")


@dataclass(frozen=True)
class StoredNetwork:
    """A trained network with what made it.

    Parameters
    ----------
    spec : IntegrationSpec
        The experiment.
    network : OneHiddenNetwork
        In x, not scaled; the weights are float32 numbers.
    validation_loss : float
        Mean squared error over the validation samples, in units of y².
    """

    spec: IntegrationSpec
    network: OneHiddenNetwork
    validation_loss: float

    def to_json(self) -> str:
        """Return the text of the file: a line a field, with the shortest float32 decimals."""
        fields = {
            "spec": json.loads(self.spec.to_json()),
            "validation_loss": self.validation_loss,
            "output_bias": _shortest(self.network.output_bias),
        }
        for name in _VECTORS:
            fields[name] = [_shortest(value) for value in getattr(self.network, name)]
        lines = (f'  "{name}": {json.dumps(value)}' for name, value in fields.items())
        return "{\n" + ",\n".join(lines) + "\n}\n"

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return what `to_json` wrote."""
        fields: Mapping[str, Any] = json.loads(text)
        spec = IntegrationSpec.from_json(json.dumps(fields["spec"]))
        # the decimals are short names of float32 numbers
        weights, biases, output_weights = (np.array(fields[n], np.float32) for n in _VECTORS)
        output_bias = float(np.float32(fields["output_bias"]))
        network = OneHiddenNetwork(spec.activation, weights, biases, output_weights, output_bias)
        return cls(spec, network, fields["validation_loss"])


@lru_cache(maxsize=1)
def stored_network() -> StoredNetwork:
    """Return the network that comes with the package."""
    file = resources.files("nncore.notebooks").joinpath(FILE_NAME)
    return StoredNetwork.from_json(file.read_text(encoding="utf-8"))


def _shortest(value: float) -> float:
    return float(str(np.float32(value)))
