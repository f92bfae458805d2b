"""Integrands with their exact integrals, and the check that an interval suits one."""

from nncore.integrands.base import Integrand, Tag, check_integrable
from nncore.integrands.box import MAX_INPUTS, Box
from nncore.integrands.catalogue import INTEGRANDS
from nncore.integrands.change_of_variable import on_finite_interval
from nncore.integrands.infinite_interval import InfiniteInterval
from nncore.integrands.integrability import check_limits
from nncore.integrands.training_interval import training_interval, training_intervals

__all__ = [
    "INTEGRANDS",
    "MAX_INPUTS",
    "Box",
    "InfiniteInterval",
    "Integrand",
    "Tag",
    "check_integrable",
    "check_limits",
    "on_finite_interval",
    "training_interval",
    "training_intervals",
]
