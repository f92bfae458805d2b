"""Where the samples of a box lie: nodes in the unit cube."""

from collections.abc import Callable, Mapping

import numpy as np

from nncore.samples.nodes import sobol_points, uniform_points


def _halton(n_nodes: int, n_inputs: int, rng: np.random.Generator) -> np.ndarray:
    from scipy.stats import qmc

    points = qmc.Halton(n_inputs, scramble=True, rng=rng).random(n_nodes)
    # Scrambled coordinates may round to the faces, where an integrand may be infinite.
    return np.clip(points, np.finfo(float).tiny, np.nextafter(1.0, 0.0))


#: Random nodes: number of nodes, number of inputs and generator -> (n_nodes, n_inputs), strictly
#: inside the unit cube. "sobol" and "halton" fill it more evenly than independent points do.
RANDOM_BOX_NODES: Mapping[str, Callable[[int, int, np.random.Generator], np.ndarray]] = {
    "uniform": uniform_points,
    "sobol": sobol_points,
    "halton": _halton,
}

BOX_NODES = (*RANDOM_BOX_NODES, "gauss-legendre")
