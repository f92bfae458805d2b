r"""How deterministic nodes are shared among the panels between the breakpoints of an integrand.

A rule that converges fast on a smooth function does not on one with a kink or a jump, unless these
lie between its panels. With breakpoints
:math:`a = e_0 < e_1 < \dots < e_p = b`, panel i gets of the n nodes

.. math:: n_i \approx n\,\frac{e_i - e_{i-1}}{b - a}, \qquad n_i \ge 2, \qquad \sum_i n_i = n.

The weights of a rule on the panels, scaled by the panels' lengths, make a mean over the nodes one
over the interval,

.. math:: \frac{1}{n} \sum_k w_k\, g(x_k) \approx \frac{1}{b - a} \int_a^b g(x)\,dx.

At an end where the integrand or its derivative is infinite, the nodes of the panel crowd by an
`EndpointSubstitution`, and the weights are multiplied by its derivative.
"""

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from nncore.integrands import Integrand
from nncore.integrands.singular_ends import EndBehaviour, end_behaviour
from nncore.quadrature.endpoint_substitution import EndpointSubstitution

#: The two ends of a panel -> how its nodes are substituted.
Substitutions = Callable[[float, float], EndpointSubstitution]

#: Exponents of the substitution, chosen by measurement on eight singular integrands, with 50 units
#: and 400 and 1,000 nodes. A cube is the best of 1.5, 2, 3 and 4 where the integrand is bounded or
#: grows like a logarithm. Where it grows like a power, steeper ones give the network an end to
#: follow that it cannot, and integrals over parts of the interval become worse.
EXPONENTS: Mapping[EndBehaviour, float] = {
    EndBehaviour.REGULAR: 1.0,
    EndBehaviour.INFINITE_SLOPE: 3.0,
    EndBehaviour.INFINITE: 1.5,
}

MIN_PANEL_NODES = 2

#: Weights that differ by less than this part of themselves are equal but for rounding.
_EQUAL = 1e-12

#: Panels of fewer floats than this are not told apart: two nodes must fit between their ends.
_MIN_PANEL_FLOATS = 4


def no_substitution(left: float, right: float) -> EndpointSubstitution:
    """Return the identity for any panel."""
    return EndpointSubstitution()


def substitutions_for(integrand: Integrand) -> Substitutions:
    """Return the substitution for the singular ends of any panel of an integrand."""

    def on_panel(left: float, right: float) -> EndpointSubstitution:
        at_left = EXPONENTS[end_behaviour(integrand, left, right)]
        at_right = EXPONENTS[end_behaviour(integrand, right, left)]
        return EndpointSubstitution(at_left, at_right)

    return on_panel


def place_nodes(
    rule: Callable[[int], np.ndarray],
    n_nodes: int,
    lower: float,
    upper: float,
    breakpoints: Iterable[float] = (),
    substitutions: Substitutions = no_substitution,
) -> np.ndarray:
    """Return nodes in increasing panels, none of which lies on an end or on a breakpoint.

    Parameters
    ----------
    rule : callable
        Gives as many nodes on (0, 1) as it is asked for.
    n_nodes : int
        Number of nodes on all the panels together.
    lower, upper : float
        The interval.
    breakpoints : iterable of float
        In any order; those outside the interval are ignored.
    substitutions : callable
        From `substitutions_for`, for nodes that crowd at singular ends.

    Returns
    -------
    ndarray, shape (n_nodes,)
        The nodes of the rule on each of `panel_edges`, with as many as `share_nodes` says.
    """
    breakpoints = list(breakpoints)
    edges = panel_edges(lower, upper, breakpoints, n_nodes)
    counts = share_nodes(n_nodes, np.diff(edges))
    parts = [
        # Rounding may move a node onto an end, where the integrand may be infinite.
        np.clip(
            _on_panel(rule(count), left, right, substitutions(left, right)),
            np.nextafter(left, right),
            np.nextafter(right, left),
        )
        for left, right, count in zip(*_panels(edges), counts.tolist(), strict=True)
    ]
    x = np.concatenate(parts)
    if not breakpoints:
        return x
    # Those that are too many or too close to bound panels can still be hit.
    inwards = np.where(x < 0.5 * (lower + upper), upper, lower)
    return np.where(np.isin(x, breakpoints), np.nextafter(x, inwards), x)


def _on_panel(
    u: np.ndarray, left: float, right: float, substitution: EndpointSubstitution
) -> np.ndarray:
    if substitution.is_identity:
        return left + (right - left) * u
    from_left, from_right = substitution.distances(u)
    length = right - left
    # From the nearer end: at 0, the other one would leave no digits.
    return np.where(from_left < 0.5, left + length * from_left, right - length * from_right)


def place_weights(
    rule: Callable[[int], np.ndarray],
    n_nodes: int,
    lower: float,
    upper: float,
    breakpoints: Iterable[float] = (),
    *,
    nodes: Callable[[int], np.ndarray],
    substitutions: Substitutions = no_substitution,
) -> np.ndarray | None:
    """Return the weights of the nodes that `place_nodes` returns, of mean 1.

    Parameters
    ----------
    rule : callable
        Gives the weights of as many nodes on (0, 1) as it is asked for; they add up to 1.
    n_nodes, lower, upper, breakpoints, substitutions
        As in `place_nodes`.
    nodes : callable
        The rule in `place_nodes`.

    Returns
    -------
    ndarray, shape (n_nodes,), or None
        None where all weights are equal: a plain mean will do.
    """
    edges = panel_edges(lower, upper, breakpoints, n_nodes)
    lengths = np.diff(edges)
    counts = share_nodes(n_nodes, lengths).tolist()
    parts = []
    for left, right, share, count in zip(
        *_panels(edges), lengths / np.sum(lengths), counts, strict=True
    ):
        part, substitution = share * rule(count), substitutions(left, right)
        identity = substitution.is_identity
        parts.append(part if identity else part * substitution.derivative(nodes(count)))
    weights = n_nodes * np.concatenate(parts)
    return None if np.ptp(weights) <= _EQUAL else weights / np.mean(weights)


def _panels(edges: np.ndarray) -> tuple[list[float], list[float]]:
    return edges[:-1].tolist(), edges[1:].tolist()


def panel_edges(
    lower: float, upper: float, breakpoints: Iterable[float], n_nodes: int
) -> np.ndarray:
    """Return the ends of the panels, increasing from `lower` to `upper`.

    Where there are more panels than pairs of nodes, and where panels are as narrow as the rounding
    of their ends, the narrowest are joined with the narrower of their neighbours.

    Parameters
    ----------
    lower, upper : float
        The interval.
    breakpoints : iterable of float
        In any order; those outside the interval are ignored.
    n_nodes : int
        Number of nodes on all the panels together.
    """
    inside = {float(point) for point in breakpoints if lower < point < upper}
    edges = np.array([lower, *sorted(inside), upper])
    narrowest = _MIN_PANEL_FLOATS * np.spacing(max(abs(lower), abs(upper)))
    max_panels = max(1, n_nodes // MIN_PANEL_NODES)
    while edges.size > 2:
        lengths = np.diff(edges)
        shortest = int(lengths.argmin())
        if lengths.size <= max_panels and lengths[shortest] >= narrowest:
            break
        beside = np.concatenate([[np.inf], lengths, [np.inf]])  # beyond the ends there is none
        joins_left = beside[shortest] <= beside[shortest + 2]
        edges = np.delete(edges, shortest if joins_left else shortest + 1)
    return edges


def share_nodes(n_nodes: int, lengths: np.ndarray) -> np.ndarray:
    """Return how many nodes each panel gets: by its length, but at least two.

    Parameters
    ----------
    n_nodes : int
        Number of nodes in all, at least two for each panel unless there is only one.
    lengths : ndarray, shape (n_panels,)
        Lengths of the panels.

    Returns
    -------
    ndarray of int, shape (n_panels,)
        They add up to `n_nodes`; the largest fractions are rounded up.
    """
    if lengths.size == 1:
        return np.array([n_nodes])
    least = np.zeros(lengths.shape, dtype=bool)  # the panels that get two whatever their length
    while True:
        rest = n_nodes - MIN_PANEL_NODES * least.sum()
        quota = np.where(least, MIN_PANEL_NODES, rest * (lengths / lengths[~least].sum()))
        too_few = quota < MIN_PANEL_NODES - 1e-9  # the quota of exactly two may be rounded down
        if not too_few.any():
            break
        least |= too_few
    counts = np.floor(quota + 1e-9).astype(int)
    by_fraction = np.argsort(counts - quota, kind="stable")
    counts[by_fraction[: n_nodes - counts.sum()]] += 1
    return counts
