"""A spec is the whole experiment: everything that a run depends on, and nothing else.

It is checked once, when it is made, and goes to JSON and to a URL query and back unchanged.
"""

from nncore.specs.base import Spec
from nncore.specs.box import BoxSpec
from nncore.specs.data import DataSpec
from nncore.specs.integration import IntegrationSpec
from nncore.specs.kinds import SPEC_TYPES
from nncore.specs.stencil import StencilSpec
from nncore.specs.sweep import SweepSpec
from nncore.specs.wave import WaveSpec

__all__ = [
    "SPEC_TYPES",
    "BoxSpec",
    "DataSpec",
    "IntegrationSpec",
    "Spec",
    "StencilSpec",
    "SweepSpec",
    "WaveSpec",
]
