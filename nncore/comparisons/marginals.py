r"""The marginals of an integral over a box: all inputs but one are integrated.

.. math:: m_i(x_i) = \int f(x)\,\prod_{j \ne i} dx_j, \qquad \int m_i(x_i)\,dx_i = I,

of a network in closed form, and as they are: in closed form or by cubature.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nncore.arrays import FloatArray
from nncore.comparisons.box_methods import cubature_rule
from nncore.comparisons.box_problem import BoxProblem
from nncore.network import OneHiddenNetwork
from nncore.quadrature.adaptive_cubature import adaptive_cubature, evaluations_of_a_part

N_POINTS = 33
_EVERY = 2  # of them has a cubature of its own, where no closed form is known
_MOST_EVALUATIONS, _MOST_PARTS = 20_000, 500  # of each
_TOLERANCE = 1e-9


def marginal_grid(problem: BoxProblem, j: int) -> FloatArray:
    """Return the values of the j-th integrated input at which its marginal is drawn."""
    return np.linspace(problem.lower[j], problem.upper[j], N_POINTS)


def network_marginals(problem: BoxProblem, network: OneHiddenNetwork) -> tuple[FloatArray, ...]:
    """Return the marginals of a network, in closed form: one for each integrated input.

    Parameters
    ----------
    problem : BoxProblem
        With at least two integrated inputs.
    network : OneHiddenNetwork
        Of all inputs, in x.

    Returns
    -------
    tuple of ndarray, shape (N_POINTS,)
        On the grids of `marginal_grid`.
    """
    inner, n = problem.restricted(network), len(problem.over)
    found = []
    for j in range(n):
        others = [i for i in range(n) if i != j]
        limits = ([ends[i] for i in others] for ends in (problem.lower, problem.upper))
        with np.errstate(all="ignore"):  # of a network that has blown up
            marginal = inner.marginal(others, *limits)
            found.append(marginal(marginal_grid(problem, j)[:, np.newaxis]))
    return tuple(found)


@dataclass(frozen=True, eq=False)
class TrueMarginal:
    """A marginal of the integrand.

    Parameters
    ----------
    every : int
        It is known at every so many points of `marginal_grid`.
    values, errors : ndarray
        With their absolute errors: rounding of a closed form, or what cubature estimates; nan
        where f is not finite at a point.
    is_exact : bool
        Whether it is a closed form.
    """

    every: int
    values: FloatArray
    errors: FloatArray
    is_exact: bool


def true_marginal(problem: BoxProblem, j: int) -> TrueMarginal:
    """Return the marginal of the integrand over the j-th integrated input.

    Parameters
    ----------
    problem : BoxProblem
        With at least two integrated inputs.
    j : int
        Which of them is left, from 0.
    """
    f, grid = problem.integrand, marginal_grid(problem, j)
    others = problem.over[:j] + problem.over[j + 1 :]
    if f.has_integral(others):
        inner = _at(problem, j, 0.0)
        marginal = f.marginal(others, inner.lower, inner.upper)
        rest = np.array([_at(problem, j, x).rest for x in grid.tolist()])
        return TrueMarginal(1, marginal(rest), marginal.rounding(rest), is_exact=True)
    found = [_cubature(_at(problem, j, x)) for x in grid[::_EVERY].tolist()]
    values, errors = np.transpose(found)
    return TrueMarginal(_EVERY, values, errors, is_exact=False)


def _at(problem: BoxProblem, j: int, x: float) -> BoxProblem:
    """Return the integral over the others at a value of the j-th integrated input."""
    p, i = problem, problem.over[j]
    fixed = dict(
        zip((k for k in range(p.integrand.n_inputs) if k not in p.over), p.rest, strict=True)
    )
    rest = tuple(value for _, value in sorted({**fixed, i: x}.items()))
    over = p.over[:j] + p.over[j + 1 :]
    lower, upper = (ends[:j] + ends[j + 1 :] for ends in (p.lower, p.upper))
    return BoxProblem(p.integrand, over, lower, upper, rest)


def _cubature(problem: BoxProblem) -> tuple[float, float]:
    n = len(problem.over)
    rule = cubature_rule(n)
    found = adaptive_cubature(
        problem,
        problem.lower,
        problem.upper,
        rule=rule,
        n_evaluations=max(_MOST_EVALUATIONS, evaluations_of_a_part(rule, n)),
        most_parts=_MOST_PARTS,
        relative_tolerance=_TOLERANCE,
    )
    if not np.isfinite(found.value):
        return np.nan, np.nan
    return found.value, found.error_estimate
