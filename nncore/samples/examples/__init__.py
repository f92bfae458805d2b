"""Ready examples of measured data: simulated, so that the truth behind them is known."""

from collections.abc import Mapping

from nncore.samples.examples.example import Example
from nncore.samples.examples.laboratory import SPECTRUM, TITRATION
from nncore.samples.examples.motion import CART, FALL, TRACK
from nncore.samples.examples.sun import SOLAR_DAY

#: Name -> example; the first is the one that is shown first.
EXAMPLES: Mapping[str, Example] = {
    example.name: example for example in (CART, TITRATION, FALL, SOLAR_DAY, SPECTRUM, TRACK)
}

__all__ = ["EXAMPLES", "Example"]
