"""The samples of a function of several inputs, in a box."""

import numpy as np

from nncore.integrands import Box, BoxIntegrand
from nncore.messages import SettingError
from nncore.quadrature.product_rule import product_counts, product_gauss_legendre
from nncore.samples.box_nodes import RANDOM_BOX_NODES
from nncore.samples.dataset import Dataset
from nncore.samples.noise import add_noise
from nncore.samples.split import n_fresh_samples, n_test_samples, n_training_samples


def sample_box(
    integrand: BoxIntegrand,
    box: Box,
    *,
    nodes: str = "sobol",
    n_samples: int = 2_000,
    noise: float = 0.0,
    test_fraction: float = 0.0,
    validation_fraction: float = 0.33,
    rng: np.random.Generator,
) -> Dataset:
    """Draw the samples of an experiment, in physical coordinates.

    As in one dimension, `nncore.samples.dataset.sample`: random nodes are split, first
    `test_fraction` of all for the test, then `validation_fraction` of the rest for validation. They
    are independent ("uniform"), or the first points of a scrambled Sobol or Halton sequence, of
    which each part fills the box evenly; the points of a sequence are not independent, so that the
    standard error of a mean does not hold for them. Nodes of the product of Gauss-Legendre rules
    are all trained on, with the weights of the rule, and have fresh uniform points for validation
    and test.

    Parameters
    ----------
    integrand : BoxIntegrand
        The function to sample.
    box : Box
        Where; no sample lies on a face.
    nodes : str
        One of `nncore.samples.box_nodes.BOX_NODES`.
    n_samples : int
        Number of samples in all (random nodes), or the most samples to train on ("gauss-legendre":
        as many as a product of nearly equal numbers has).
    noise : float
        Standard deviation of the Gaussian noise on every sample, in units of y.
    test_fraction, validation_fraction : float
        Shares of the samples, at least 0 and below 1.
    rng : numpy.random.Generator
        Draws nodes and noise.

    Raises
    ------
    ValueError
        If the integrand is not finite at a node.

    References
    ----------
    A. B. Owen, "A randomized Halton algorithm in R", 2017, https://arxiv.org/abs/1706.02808
    """

    def drawn(choice: str, count: int) -> tuple[np.ndarray, np.ndarray]:
        points = RANDOM_BOX_NODES[choice](count, box.n_inputs, rng) if count else None
        return _samples(integrand, box, points, noise, rng)

    if nodes in RANDOM_BOX_NODES:
        n_train = n_training_samples(nodes, n_samples, test_fraction, validation_fraction)
        cuts = [n_train, n_samples - n_test_samples(n_samples, test_fraction)]
        x_parts, y_parts = (np.split(part, cuts) for part in drawn(nodes, n_samples))
        return Dataset(x_parts[0], y_parts[0], x_parts[1], y_parts[1], x_parts[2], y_parts[2])
    points, weights = product_gauss_legendre(product_counts(n_samples, box.n_inputs))
    n_train = len(points)
    return Dataset(
        *_samples(integrand, box, points, noise, rng),
        *drawn("uniform", n_fresh_samples(n_train, validation_fraction)),
        *drawn("uniform", n_fresh_samples(n_train, test_fraction)),
        weights=weights * n_train,
    )


def _samples(
    integrand: BoxIntegrand,
    box: Box,
    points: np.ndarray | None,
    noise: float,
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    if points is None:
        return np.empty((0, box.n_inputs)), np.empty(0)
    # Rounding may move a node onto a face, where the integrand may be infinite.
    inside = np.nextafter(box.lower, box.upper), np.nextafter(box.upper, box.lower)
    x = np.clip(box.from_unit(points), *inside)
    return x, add_noise(finite_values(integrand, x), noise, rng)


def finite_values(integrand: BoxIntegrand, x: np.ndarray) -> np.ndarray:
    """Return the values at points, (n_points, n_inputs).

    Raises
    ------
    ValueError
        If one is not finite, with the point.
    """
    y = np.asarray(integrand(x))
    if not np.all(np.isfinite(y)):
        where = x[np.flatnonzero(~np.isfinite(y))[0]]
        raise SettingError(
            "`{function}` is not a finite number at {where}; choose a box without this point.",
            function=integrand.name,
            where=", ".join(f"x{i} = {value:.6g}" for i, value in enumerate(where, start=1)),
        )
    return y
