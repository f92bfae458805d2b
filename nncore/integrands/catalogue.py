"""The catalogue: integrands that are easy or hard in a known way, each with its antiderivative."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nncore.integrands.base import Integrand, register
from nncore.integrands.oscillatory import OSCILLATORY
from nncore.integrands.rough import ROUGH
from nncore.integrands.smooth import SMOOTH

INTEGRANDS: Mapping[str, Integrand] = MappingProxyType(register((*SMOOTH, *ROUGH, *OSCILLATORY)))
