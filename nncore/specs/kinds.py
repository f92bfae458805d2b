"""The kinds of experiments, by the names that they have in JSON, TOML and the history."""

from collections.abc import Mapping

from nncore.specs.base import Spec
from nncore.specs.box import BoxSpec
from nncore.specs.integration import IntegrationSpec
from nncore.specs.stencil import StencilSpec

SPEC_TYPES: Mapping[str, type[Spec]] = {
    spec_type.kind: spec_type for spec_type in (IntegrationSpec, StencilSpec, BoxSpec)
}
"""Kind -> class."""
