"""Samples of an integrand: where its nodes lie, how they are split, scaled and made noisy."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from nncore.integrands import Integrand
from nncore.quadrature import fejer_weights, legendre_rule
from nncore.samples.panels import no_substitution, place_nodes, place_weights, substitutions_for

_MINIMUM_VALIDATION_SAMPLES = 100  # fewer would make the validation loss of a fine grid a lottery


@dataclass(frozen=True)
class Scaling:
    r"""The affine maps between physical and scaled coordinates.

    .. math:: t = (x - x_c) / x_s, \qquad z = (y - y_c) / y_s
    """

    x_center: float = 0.0
    x_scale: float = 1.0
    y_center: float = 0.0
    y_scale: float = 1.0

    @classmethod
    def to_unit_square(cls, lower: float, upper: float, y: np.ndarray) -> "Scaling":
        """Map [lower, upper] and the range of `y` to [-1, 1]; a constant `y` keeps scale 1."""
        smallest, largest = float(np.min(y)), float(np.max(y))
        half_range = 0.5 * largest - 0.5 * smallest
        return cls(
            x_center=0.5 * (lower + upper),
            x_scale=0.5 * (upper - lower),
            y_center=0.5 * smallest + 0.5 * largest,
            y_scale=half_range if half_range > 0 else 1.0,
        )


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
        One-dimensional float64 arrays; validation and test may be empty.
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
        return self.x_train.size

    def training_points(self, n_points: int) -> tuple[np.ndarray, np.ndarray]:
        """Return x and y of at most about `n_points` training samples, in physical coordinates."""
        chosen = slice(None, None, max(1, self.n_samples // n_points))
        return self._physical(self.x_train[chosen], self.y_train[chosen])

    def held_out_points(self, n_points: int) -> tuple[np.ndarray, np.ndarray]:
        """Return x and y of at most `n_points` samples that are not trained on.

        In physical coordinates. They are the first ones of the test, then of the validation, in
        the order in which they were drawn: uniform and independent, unless they are Sobol's.
        """
        x = np.concatenate([self.x_test, self.x_validation])
        y = np.concatenate([self.y_test, self.y_validation])
        return self._physical(x[:n_points], y[:n_points])

    def _physical(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        scaling = self.scaling
        return (
            x * scaling.x_scale + scaling.x_center,
            y * scaling.y_scale + scaling.y_center,
        )

    def standardized(self, lower: float, upper: float) -> "Dataset":
        """Return the same samples with x and y mapped to [-1, 1]."""
        scaling = Scaling.to_unit_square(lower, upper, self.y_train)
        x_parts = (self.x_train, self.x_validation, self.x_test)
        y_parts = (self.y_train, self.y_validation, self.y_test)
        x = [(part - scaling.x_center) / scaling.x_scale for part in x_parts]
        y = [(part - scaling.y_center) / scaling.y_scale for part in y_parts]
        return Dataset(x[0], y[0], x[1], y[1], x[2], y[2], scaling, self.weights)


def _uniform(n_nodes: int, rng: np.random.Generator) -> np.ndarray:
    # 1 - random() lies in (0, 1], and the cap keeps the upper end out as well: an integrand may
    # be infinite at both ends.
    return np.minimum(1.0 - rng.random(n_nodes), np.nextafter(1.0, 0.0))


def _sobol(n_nodes: int, rng: np.random.Generator) -> np.ndarray:
    from scipy.stats import qmc  # half a second to load, which only these nodes need

    bits = 52
    engine = qmc.Sobol(1, scramble=True, bits=bits, rng=rng)
    # Whole powers of 2 are drawn; any first part of the sequence is spread evenly as well.
    points = engine.random_base2((n_nodes - 1).bit_length())[:n_nodes, 0]
    # The multiples of 2^-52 begin with 0: the middles of their cells are neither 0 nor 1.
    return points + 0.5 ** (bits + 1)


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
    panels_between = tuple(integrand.breakpoints if breakpoints is None else breakpoints)
    crowded = substitutions_for(integrand)

    def draw(choice: str, count: int) -> tuple[np.ndarray, np.ndarray]:
        cuts, at_ends = (
            ((), no_substitution) if choice in RANDOM_NODES else (panels_between, crowded)
        )
        x = place_nodes(lambda n: NODES[choice](n, rng), count, lower, upper, cuts, at_ends)
        y = integrand(x)
        if not np.all(np.isfinite(y)):
            where = x[np.flatnonzero(~np.isfinite(y))[0]]
            raise ValueError(
                f"`{integrand.name}` is not a finite number at x = {where:.6g}; "
                "choose an interval inside its domain."
            )
        return x, y + noise * rng.standard_normal(count) if noise else y

    if nodes in RANDOM_NODES:
        n_test = _share(n_samples, test_fraction)
        n_train = n_training_samples(nodes, n_samples, test_fraction, validation_fraction)
        x, y = draw(nodes, n_samples)
        cuts = [n_train, n_samples - n_test]
        x_parts, y_parts = np.split(x, cuts), np.split(y, cuts)
        return Dataset(x_parts[0], y_parts[0], x_parts[1], y_parts[1], x_parts[2], y_parts[2])
    x_train, y_train = draw(nodes, n_samples)
    weights = place_weights(
        RULE_WEIGHTS[nodes],
        n_samples,
        lower,
        upper,
        panels_between,
        nodes=lambda n: NODES[nodes](n, rng),
        substitutions=crowded,
    )
    x_validation, y_validation = draw("uniform", _fresh(n_samples, validation_fraction))
    x_test, y_test = draw("uniform", _fresh(n_samples, test_fraction))
    parts = x_train, y_train, x_validation, y_validation, x_test, y_test
    return Dataset(*parts, weights=weights)


def n_training_samples(
    nodes: str, n_samples: int, test_fraction: float, validation_fraction: float
) -> int:
    """Return how many of the samples that `sample` draws are trained on."""
    if nodes not in RANDOM_NODES:
        return n_samples
    rest = n_samples - _share(n_samples, test_fraction)
    # At least one sample to train on; 1e-9 keeps 0.67 · 750,000 from becoming 502,499.
    return max(1, int(rest * (1.0 - validation_fraction) + 1e-9))


def memory_of_samples(
    nodes: str, n_samples: int, test_fraction: float, validation_fraction: float
) -> float:
    """Return the bytes of the samples in a run, their scaled copies and the trainer's own."""
    if nodes in RANDOM_NODES:
        return 8.0 * 6 * n_samples
    n_fresh = _fresh(n_samples, validation_fraction) + _fresh(n_samples, test_fraction)
    return 8.0 * (6 * (n_samples + n_fresh) + 4 * n_samples)  # weights, and their roots, sorted


def _share(n_samples: int, fraction: float) -> int:
    """Round up as scikit-learn does; 1e-9 keeps 0.25 · 10⁶ from becoming 250,001."""
    return int(np.ceil(n_samples * fraction - 1e-9))


def _fresh(n_samples: int, fraction: float) -> int:
    """Return the number of fresh points whose share of all the samples is `fraction`."""
    if fraction == 0.0:
        return 0
    return max(_MINIMUM_VALIDATION_SAMPLES, round(n_samples * fraction / (1.0 - fraction)))
