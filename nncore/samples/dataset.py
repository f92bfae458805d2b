"""The samples of an experiment: drawn from an integrand, split, and noisy if they are to be."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nncore.integrands import Integrand
from nncore.messages import SettingError
from nncore.samples.nodes import NODES, RANDOM_NODES, RULE_WEIGHTS
from nncore.samples.noise import add_noise
from nncore.samples.panels import place_nodes, place_weights, substitutions_for
from nncore.samples.scaling import Scaling
from nncore.samples.split import n_fresh_samples, n_test_samples, n_training_samples


@dataclass(frozen=True, eq=False)
class Dataset:
    r"""Samples in the coordinates in which a network is trained.

    With weights :math:`w_i` the loss over the n training samples is

    .. math:: \frac{1}{n} \sum_i w_i \left( \hat y(x_i) - y_i \right)^2,

    the mean squared error where there are none. Those of a quadrature rule make it one over the
    interval, however the nodes are spread, and the same as the validation loss means.

    Parameters
    ----------
    x_train, y_train, x_validation, y_validation, x_test, y_test : ndarray
        One-dimensional float64 arrays; validation and test may be empty. With several inputs those
        of x have the shape (n_samples, n_inputs).
    scaling : Scaling
        How the coordinates of the samples come from the physical ones.
    weights : ndarray or None
        Positive weights of the training samples, of mean 1; None where they are equal. Samples for
        validation and test are random and have none.
    """

    x_train: np.ndarray
    y_train: np.ndarray
    x_validation: np.ndarray
    y_validation: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    scaling: Scaling = Scaling()
    weights: np.ndarray | None = None

    @property
    def n_samples(self) -> int:
        """Number of training samples."""
        return self.y_train.size

    def training_points(self, n_points: int) -> tuple[np.ndarray, np.ndarray]:
        """Return x and y of at most about `n_points` training samples, in physical coordinates."""
        chosen = slice(None, None, max(1, self.n_samples // n_points))
        return self.scaling.physical(self.x_train[chosen], self.y_train[chosen])

    def held_out_points(self, n_points: int) -> tuple[np.ndarray, np.ndarray]:
        """Return x and y of at most `n_points` samples that are not trained on.

        In physical coordinates. They are the first ones of the test, then of the validation, in
        the order in which they were drawn: uniform and independent, unless they are Sobol's.
        """
        x = np.concatenate([self.x_test, self.x_validation])
        y = np.concatenate([self.y_test, self.y_validation])
        return self.scaling.physical(x[:n_points], y[:n_points])

    def standardized(self, lower: ArrayLike, upper: ArrayLike) -> "Dataset":
        """Return the same samples with x and y mapped to [-1, 1]; a box has vectors of limits."""
        scaling = Scaling.to_unit_square(lower, upper, self.y_train)
        return Dataset(
            *scaling.scaled(self.x_train, self.y_train),
            *scaling.scaled(self.x_validation, self.y_validation),
            *scaling.scaled(self.x_test, self.y_test),
            scaling=scaling,
            weights=self.weights,
        )


def sample(
    integrand: Integrand,
    lower: float,
    upper: float,
    *,
    nodes: str = "uniform",
    n_samples: int = 5_000,
    noise: float = 0.0,
    test_fraction: float = 0.0,
    validation_fraction: float = 0.33,
    breakpoints: Iterable[float] | None = None,
    rng: np.random.Generator,
) -> Dataset:
    """Draw the samples of an experiment, in physical coordinates.

    Random nodes are split as scikit-learn and Keras split them: first `test_fraction` of all for
    the test, then `validation_fraction` of the rest for validation. They are independent
    ("uniform"), or a scrambled Sobol sequence, which has neither clusters nor gaps and of which
    each part is spread evenly again; its points are not independent, so that the standard error
    of a mean does not hold for them.

    Deterministic nodes are all trained on; their validation and test points are fresh uniform ones.
    They are placed anew on each panel between two breakpoints, see `samples.panels`, and have the
    weights of their rule there. Towards an end of a panel where the integrand or its derivative
    is infinite they crowd, by a substitution whose derivative multiplies the weights.

    Parameters
    ----------
    integrand : Integrand
        The function to sample.
    lower, upper : float
        The training interval; no node lies on its ends.
    nodes : str
        A key of `NODES`.
    n_samples : int
        Number of samples in all (random nodes) or of training samples (deterministic).
    noise : float
        Standard deviation of the Gaussian noise on every sample, in units of y.
    test_fraction, validation_fraction : float
        Shares of the samples, at least 0 and below 1.
    breakpoints : iterable of float, optional
        Where deterministic nodes are split into panels; None takes those of the integrand, and
        () places them on the whole interval.
    rng : numpy.random.Generator
        Draws nodes, split and noise.

    Raises
    ------
    ValueError
        If the integrand is not finite at a node.

    References
    ----------
    I. M. Sobol', "On the distribution of points in a cube and the approximate evaluation of
    integrals", USSR Computational Mathematics and Mathematical Physics 7, 1967, 86-112,
    https://doi.org/10.1016/0041-5553(67)90144-9
    """

    def random(choice: str, count: int) -> tuple[np.ndarray, np.ndarray]:
        x = place_nodes(lambda n: NODES[choice](n, rng), count, lower, upper)
        return x, add_noise(_values(integrand, x), noise, rng)

    if nodes in RANDOM_NODES:
        n_train = n_training_samples(nodes, n_samples, test_fraction, validation_fraction)
        cuts = [n_train, n_samples - n_test_samples(n_samples, test_fraction)]
        x_parts, y_parts = (np.split(part, cuts) for part in random(nodes, n_samples))
        return Dataset(x_parts[0], y_parts[0], x_parts[1], y_parts[1], x_parts[2], y_parts[2])

    def on_panel(count: int) -> np.ndarray:
        return NODES[nodes](count, rng)

    edges = tuple(integrand.breakpoints if breakpoints is None else breakpoints)
    panels = n_samples, lower, upper, edges
    crowded = substitutions_for(integrand)
    x_train = place_nodes(on_panel, *panels, crowded)
    return Dataset(
        x_train,
        add_noise(_values(integrand, x_train), noise, rng),
        *random("uniform", n_fresh_samples(n_samples, validation_fraction)),
        *random("uniform", n_fresh_samples(n_samples, test_fraction)),
        weights=place_weights(RULE_WEIGHTS[nodes], *panels, nodes=on_panel, substitutions=crowded),
    )


def _values(integrand: Integrand, x: np.ndarray) -> np.ndarray:
    y = integrand(x)
    if not np.all(np.isfinite(y)):
        where = x[np.flatnonzero(~np.isfinite(y))[0]]
        raise SettingError(
            "`{function}` is not a finite number at x = {where:.6g}; choose an interval inside its "
            "domain.",
            function=integrand.name,
            where=where,
        )
    return y
