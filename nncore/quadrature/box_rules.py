"""The classical methods for integrals over boxes behind one interface, each bounded in cost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from nncore.arrays import FloatArray
from nncore.messages import marked
from nncore.quadrature.adaptive_cubature import adaptive_cubature, evaluations_of_a_part
from nncore.quadrature.box_estimate import BoxEstimate, BoxFunction
from nncore.quadrature.nested_quadpack import MOST_NESTED_EVALUATIONS, nested_quadpack
from nncore.quadrature.product_rule import gauss_legendre_product
from nncore.quadrature.quadpack import EVALUATIONS
from nncore.quadrature.random_points import (
    LEAST_QMC_EVALUATIONS,
    monte_carlo,
    quasi_monte_carlo,
)

#: f, limits, increasing numbers of evaluations, and what random points are drawn from.
Ladder = Callable[
    [BoxFunction, FloatArray, FloatArray, Sequence[int], np.random.Generator], Iterator[BoxEstimate]
]

MOST_EVALUATIONS = 4_000_000
"""Of f, by any method: more would take memory and time that a page has not."""


@dataclass(frozen=True)
class BoxRule:
    """A method that is told how often it may evaluate the integrand.

    Parameters
    ----------
    label : str
        Its name on the screen.
    least : callable
        Number of inputs -> least number of evaluations with which it works; None where it does not
        work with so many inputs.
    ladder : callable
        See `Ladder`.
    is_random : bool
        Whether it draws points at random.
    most : int
        Evaluations beyond which it is not asked.
    """

    label: str
    least: Callable[[int], int | None]
    ladder: Ladder
    is_random: bool = False
    most: int = MOST_EVALUATIONS

    def estimates(
        self,
        f: BoxFunction,
        lower: ArrayLike,
        upper: ArrayLike,
        budgets: Iterable[int],
        seed: int = 0,
    ) -> Iterator[BoxEstimate]:
        """Yield an estimate of the integral for each number of evaluations.

        Parameters
        ----------
        f : callable
            Vectorised: points (n_points, n_inputs) to values.
        lower, upper : array_like, shape (n_inputs,)
            Finite limits, in any order.
        budgets : iterable of int
            Numbers of evaluations, none of which is exceeded. Those with which the method does not
            work, or which are more than `most`, are left out; an adaptive method ends where it has
            converged.
        seed : int
            Of random points.

        Yields
        ------
        BoxEstimate
            In the order of increasing evaluations.
        """
        lower, upper = np.asarray(lower, dtype=float), np.asarray(upper, dtype=float)
        least = self.least(lower.size)
        if least is not None:
            possible = sorted({b for b in budgets if least <= b <= self.most})
            yield from self.ladder(f, lower, upper, possible, np.random.default_rng(seed))


def _anew(method: Callable[..., BoxEstimate], takes_rng: bool = False) -> Ladder:
    """Return the ladder of a method that begins anew with each number of evaluations."""

    def ladder(
        f: BoxFunction,
        lower: FloatArray,
        upper: FloatArray,
        budgets: Sequence[int],
        rng: np.random.Generator,
    ) -> Iterator[BoxEstimate]:
        n_evaluations = 0
        for budget in budgets:
            more = {"rng": rng} if takes_rng else {}
            estimate = method(f, lower, upper, n_evaluations=budget, **more)
            if estimate.n_evaluations == n_evaluations:  # converged, or as many parts as before
                continue
            n_evaluations = estimate.n_evaluations
            yield estimate

    return ladder


def _least_of_genz_malik(n_inputs: int) -> int | None:
    return None if n_inputs < 2 else evaluations_of_a_part("genz-malik", n_inputs)


#: Name -> method, from the plainest on.
BOX_RULES: Mapping[str, BoxRule] = MappingProxyType(
    {
        "monte-carlo": BoxRule(marked("Monte Carlo"), lambda n: 2, monte_carlo, is_random=True),
        "quasi-monte-carlo": BoxRule(
            marked("Quasi-Monte Carlo (qmc_quad)"),
            lambda n: LEAST_QMC_EVALUATIONS,
            _anew(quasi_monte_carlo, takes_rng=True),
            is_random=True,
        ),
        "gauss-legendre": BoxRule(
            marked("Product of Gauss-Legendre"), lambda n: 2**n + 1, _anew(gauss_legendre_product)
        ),
        "nquad": BoxRule(
            marked("Nested QUADPACK (nquad)"),
            lambda n: EVALUATIONS**n,
            _anew(nested_quadpack),
            most=MOST_NESTED_EVALUATIONS,
        ),
        "genz-malik": BoxRule(
            marked("Adaptive, Genz-Malik (cubature)"),
            _least_of_genz_malik,
            _anew(partial(adaptive_cubature, rule="genz-malik")),
        ),
        "gk21": BoxRule(
            marked("Adaptive, Gauss-Kronrod (cubature)"),
            lambda n: evaluations_of_a_part("gk21", n),
            _anew(partial(adaptive_cubature, rule="gk21")),
        ),
    }
)
