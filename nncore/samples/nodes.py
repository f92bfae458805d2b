"""Where the samples lie: nodes on (0, 1), and the weights of those that are not random."""

from collections.abc import Callable, Mapping

import numpy as np

from nncore.quadrature import fejer_weights, legendre_rule


def uniform_points(n_nodes: int, n_inputs: int, rng: np.random.Generator) -> np.ndarray:
    """Return independent points inside the unit cube, shape (n_nodes, n_inputs)."""
    # 1 - random() lies in (0, 1], and the cap keeps the upper end out as well: an integrand may
    # be infinite at both ends.
    return np.minimum(1.0 - rng.random((n_nodes, n_inputs)), np.nextafter(1.0, 0.0))


def sobol_points(n_nodes: int, n_inputs: int, rng: np.random.Generator) -> np.ndarray:
    """Return the first points of a scrambled Sobol sequence, inside the unit cube."""
    from scipy.stats import qmc  # half a second to load, which only these nodes need

    bits = 52
    engine = qmc.Sobol(n_inputs, scramble=True, bits=bits, rng=rng)
    # Whole powers of 2 are drawn; any first part of the sequence is spread evenly as well.
    points = engine.random_base2((n_nodes - 1).bit_length())[:n_nodes]
    # The multiples of 2^-52 begin with 0: the middles of their cells are neither 0 nor 1.
    return points + 0.5 ** (bits + 1)


def _uniform(n_nodes: int, rng: np.random.Generator) -> np.ndarray:
    return uniform_points(n_nodes, 1, rng)[:, 0]


def _sobol(n_nodes: int, rng: np.random.Generator) -> np.ndarray:
    return sobol_points(n_nodes, 1, rng)[:, 0]


def _grid(n_nodes: int, rng: np.random.Generator) -> np.ndarray:
    return (np.arange(n_nodes) + 0.5) / n_nodes


def _chebyshev(n_nodes: int, rng: np.random.Generator) -> np.ndarray:
    angles = (2 * np.arange(n_nodes)[::-1] + 1) * (np.pi / (2 * n_nodes))
    return 0.5 * (1.0 + np.cos(angles))


def _gauss_legendre(n_nodes: int, rng: np.random.Generator) -> np.ndarray:
    return 0.5 * (1.0 + legendre_rule(n_nodes)[0])


#: Name of a choice of nodes -> its nodes on (0, 1), none of which lies on an end.
NODES: Mapping[str, Callable[[int, np.random.Generator], np.ndarray]] = {
    "uniform": _uniform,
    "sobol": _sobol,
    "chebyshev": _chebyshev,
    "gauss-legendre": _gauss_legendre,
    "grid": _grid,
}

#: Nodes that are random. They are split for validation and test; the others are all trained on.
RANDOM_NODES = frozenset({"uniform", "sobol"})

#: Name of a choice of deterministic nodes -> the weights of their rule, which add up to 1. The rule
#: of the midpoints of a grid has equal ones, that of Chebyshev's zeros is Fejér's first.
RULE_WEIGHTS: Mapping[str, Callable[[int], np.ndarray]] = {
    "chebyshev": lambda n_nodes: 0.5 * fejer_weights(n_nodes),
    "gauss-legendre": lambda n_nodes: 0.5 * legendre_rule(n_nodes)[1],
    "grid": lambda n_nodes: np.full(n_nodes, 1.0 / n_nodes),
}

#: The zeros of a Legendre polynomial are an eigenvalue problem: more would take a second.
MAX_GAUSS_LEGENDRE_NODES = 2_000
