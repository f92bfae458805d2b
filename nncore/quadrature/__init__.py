"""Quadrature rules on callables: Simpson (SNI), Gauss-Legendre, ..., and the adaptive ones.

Every rule takes a vectorised ``f`` (an array of points in, an array of values out), allows limits
in any order, and is silent where ``f`` is infinite: the infinity shows in the result.
"""

from nncore.quadrature.clenshaw_curtis import clenshaw_curtis, clenshaw_curtis_rule
from nncore.quadrature.fejer import fejer_weights
from nncore.quadrature.gauss_legendre import gauss_legendre, legendre_rule
from nncore.quadrature.newton_cotes import simpson, trapezoid
from nncore.quadrature.panels import Panels, adaptive_panels
from nncore.quadrature.quadpack import AdaptiveIntegral, adaptive
from nncore.quadrature.rules import RULES, Rule
from nncore.quadrature.tanh_sinh import CountedIntegral, tanh_sinh

__all__ = [
    "RULES",
    "AdaptiveIntegral",
    "CountedIntegral",
    "Panels",
    "Rule",
    "adaptive",
    "adaptive_panels",
    "clenshaw_curtis",
    "clenshaw_curtis_rule",
    "fejer_weights",
    "gauss_legendre",
    "legendre_rule",
    "simpson",
    "tanh_sinh",
    "trapezoid",
]
