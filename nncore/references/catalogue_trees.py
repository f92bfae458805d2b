"""The catalogue's integrands as formulas, which ball arithmetic can evaluate."""

from __future__ import annotations

from functools import cache

from nncore.formulas.formula import Formula
from nncore.formulas.numpy_function import TreeFunction
from nncore.formulas.tree import Binary, Call, Node, Variable
from nncore.integrands import INTEGRANDS, Integrand

_TEXTS = {
    "log": "log(x)",
    "log-5-20": "log(x)",
    "cos": "cos(x)",
    "exp": "exp(x)",
    "cubic": "x*(x - 1)*(x + 1)",
    "quintic": "(63*x^5 - 70*x^3 + 15*x)/8",
    "gauss": "exp(-x^2)",
    "cauchy": "1/(1 + x^2)",
    "runge": "1/(1 + 25*x^2)",
    "logistic": "1/(1 + exp(-x))",
    "x-sin": "x*sin(x)",
    "sqrt": "sqrt(x)",
    "inverse-sqrt": "1/sqrt(x)",
    "log-over-sqrt": "log(x)/sqrt(x)",
    "entropy": "-x*log(x)",
    "arcsine": "1/sqrt(1 - x^2)",
    "semicircle": "sqrt(1 - x^2)",
    "cube-root": "sign(x)*abs(x)^(1/3)",
    "abs": "abs(x - 1/3)",
    "relu": "(x + abs(x))/2",
    "step": "(1 + sign(x - 1/3))/2",
    "truncated-exp": "exp(5*x)*(1 - sign(x - 0.6))/2",
    "cos-50": "cos(50*x)",
    "chirp": "2*x*cos(x^2)",
    "damped-sine": "exp(-x)*sin(10*x)",
    "sinc": "sin(x)/x",
    "sin-inverse": "sin(1/x)",
    "lorentzian": "1/(1 + (100*(x - 0.6))^2)",
    "humps": "1/((x - 0.3)^2 + 0.01) + 1/((x - 0.9)^2 + 0.04) - 6",
    "three-peaks": "cosh(10*(x - 0.2))^-2 + cosh(100*(x - 0.4))^-4 + cosh(1000*(x - 0.6))^-6",
}
_SAWTOOTH = Binary("-", Variable(), Call("floor", Variable()))


def tree_of(integrand: Integrand) -> Node | None:
    """Return the tree of a formula or of an entry of the catalogue, or None of anything else."""
    if isinstance(integrand.function, Formula | TreeFunction):
        return integrand.function.tree
    entry = INTEGRANDS.get(integrand.name)
    if entry is None or entry.function is not integrand.function:
        return None
    return _tree(integrand.name)


@cache
def _tree(name: str) -> Node | None:
    if name == "sawtooth":
        return _SAWTOOTH
    return Formula(_TEXTS[name]).tree if name in _TEXTS else None
