"""Integrands with their exact integrals, and the check that an interval suits one."""

from nncore.integrands.base import Integrand, Tag
from nncore.integrands.catalogue import INTEGRANDS
from nncore.integrands.integrability import check_integrable, check_limits

__all__ = ["INTEGRANDS", "Integrand", "Tag", "check_integrable", "check_limits"]
