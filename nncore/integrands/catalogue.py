"""The catalogue: integrands that are easy or hard in a known way, each with its antiderivative."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from nncore.integrands.base import Integrand
from nncore.integrands.oscillatory import OSCILLATORY
from nncore.integrands.rough import ROUGH
from nncore.integrands.smooth import SMOOTH

INTEGRANDS: Mapping[str, Integrand] = MappingProxyType(
    {integrand.name: integrand for integrand in (*SMOOTH, *ROUGH, *OSCILLATORY)}
)


def restore(name: str, changes: Mapping[str, Any]) -> Integrand:
    """Rebuild a pickled entry of the catalogue."""
    return replace(INTEGRANDS[name], **changes)
