"""The classical rules behind one interface, for comparisons at equal cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from nncore.messages import Sentence, SettingError, marked
from nncore.quadrature.callables import VectorFunction, check_n_points
from nncore.quadrature.clenshaw_curtis import clenshaw_curtis
from nncore.quadrature.gauss_legendre import gauss_legendre
from nncore.quadrature.newton_cotes import simpson, trapezoid
from nncore.quadrature.quadpack import EVALUATIONS, SMALLEST_RELATIVE_TOLERANCE, qags
from nncore.quadrature.tanh_sinh import LEAST_EVALUATIONS, CountedIntegral, tanh_sinh


@dataclass(frozen=True)
class Rule:
    """A quadrature rule that is told how often it may evaluate the integrand.

    Parameters
    ----------
    label : str
        Its name on the screen.
    least : int
        The least number of evaluations with which it works at all.
    evaluate : callable
        ``(f, a, b, n_evaluations)`` -> `CountedIntegral`.
    """

    label: str
    least: int
    evaluate: Callable[[VectorFunction, float, float, int], CountedIntegral]

    def __call__(
        self, f: VectorFunction, a: float, b: float, n_evaluations: int
    ) -> CountedIntegral:
        """Integrate `f` from `a` to `b`.

        Parameters
        ----------
        f : callable
            Vectorised integrand.
        a, b : float
            Finite limits, in any order.
        n_evaluations : int
            Not exceeded; an adaptive rule and one with levels may stop below it.

        Returns
        -------
        CountedIntegral
            ``(value, n_evaluations)`` with the evaluations that were made. The value is not
            finite where the rule evaluates `f` at a singularity.

        Raises
        ------
        ValueError
            If `n_evaluations` is below `least`.
        """
        if n_evaluations < self.least:
            raise SettingError(
                "`n_evaluations` must be at least {least} for {rule}, got {n_evaluations}.",
                least=self.least,
                rule=Sentence(self.label),
                n_evaluations=n_evaluations,
            )
        return self.evaluate(f, float(a), float(b), check_n_points(n_evaluations, self.least))


def _counted(rule: Callable[..., Any]) -> Callable[..., CountedIntegral]:
    def evaluate(f: VectorFunction, a: float, b: float, n_evaluations: int) -> CountedIntegral:
        return CountedIntegral(float(rule(f, a, b, n_evaluations)), n_evaluations)

    return evaluate


def _quad(f: VectorFunction, a: float, b: float, n_evaluations: int) -> CountedIntegral:
    """Give QUADPACK as many subdivisions as the evaluations allow."""
    max_parts = (n_evaluations // EVALUATIONS + 1) // 2
    value, _, n_parts = qags(f, a, b, SMALLEST_RELATIVE_TOLERANCE, max_parts)
    return CountedIntegral(value, EVALUATIONS * (2 * n_parts - 1))


#: Name -> rule, from the plainest on.
RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "trapezoid": Rule(marked("Trapezoid"), 2, _counted(trapezoid)),
        "simpson": Rule(marked("Simpson (SNI)"), 3, _counted(simpson)),
        "clenshaw-curtis": Rule(marked("Clenshaw-Curtis"), 2, _counted(clenshaw_curtis)),
        "gauss-legendre": Rule(marked("Gauss-Legendre"), 1, _counted(gauss_legendre)),
        "tanh-sinh": Rule(marked("Tanh-sinh"), LEAST_EVALUATIONS, tanh_sinh),
        "quad": Rule(marked("SciPy's quad (QAGS)"), EVALUATIONS, _quad),
    }
)
