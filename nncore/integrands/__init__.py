"""Integrands with their exact integrals, and the check that an interval suits one."""

from nncore.integrands.base import Integrand, Tag, check_integrable
from nncore.integrands.box import MAX_INPUTS, Box
from nncore.integrands.box_catalogue import BOX_INTEGRANDS, box_integrand
from nncore.integrands.box_family import BoxFamily
from nncore.integrands.box_integrand import BoxIntegrand, ExactMarginal
from nncore.integrands.catalogue import INTEGRANDS
from nncore.integrands.change_of_variable import on_finite_interval
from nncore.integrands.infinite_interval import InfiniteInterval
from nncore.integrands.integrability import check_limits
from nncore.integrands.training_interval import training_interval, training_intervals

__all__ = [
    "BOX_INTEGRANDS",
    "INTEGRANDS",
    "MAX_INPUTS",
    "Box",
    "BoxFamily",
    "BoxIntegrand",
    "ExactMarginal",
    "InfiniteInterval",
    "Integrand",
    "Tag",
    "box_integrand",
    "check_integrable",
    "check_limits",
    "on_finite_interval",
    "training_interval",
    "training_intervals",
]
