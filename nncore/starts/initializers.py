r"""Where the hidden units start.

The units of :math:`\hat y(x) = d + \sum_j v_j\,\sigma(w_j x + b_j)` differ in their centres
:math:`c_j = -b_j / w_j` and widths :math:`1 / |w_j|`.

*Glorot* draws :math:`w_j, v_j` uniformly from :math:`\pm\sqrt{6 / (1 + n)}` for n units, as Keras
does by default, with zero biases: all centres lie in one point. *Nguyen-Widrow* spreads the centres
at random over the interval. *Curvature* equidistributes a power of the second derivative,

.. math:: \int_{c_j}^{c_{j+1}} |f''|^{1/2}\,dx = \text{const},

which is where de Boor's argument puts the knots of a piecewise linear approximation; the widths
follow from the spacing, and the output layer from a linear least-squares solve.

References
----------
X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks",
Proceedings of AISTATS, PMLR 9, 2010, 249-256, https://proceedings.mlr.press/v9/glorot10a.html

D. Nguyen, B. Widrow, "Improving the learning speed of 2-layer neural networks by choosing initial
values of the adaptive weights", IJCNN 1990, vol. 3, 21-26,
https://doi.org/10.1109/IJCNN.1990.137819

C. de Boor, "Good approximation by splines with variable knots", in: Spline Functions and
Approximation Theory, 1973, 57-72, https://doi.org/10.1007/978-3-0348-5979-0_3
"""

from collections.abc import Callable, Mapping

import numpy as np
from scipy import linalg

from nncore.activations import Activation
from nncore.activations import activation as find_activation
from nncore.network import OneHiddenNetwork
from nncore.samples.dataset import Dataset
from nncore.starts.equidistribution import SAMPLES_PER_UNIT, equidistribution, sample_interval

Initializer = Callable[[str | Activation, int, Dataset, np.random.Generator], OneHiddenNetwork]

# The values below did best on a dozen functions, from smooth to singular, with 10, 30 and 100
# logistic and Gaussian units.
_MARGIN = 2.0  # units beyond each end, without which the fit is worse at the ends
_OVERLAP = {"logistic": 1.5, "tanh": 0.75, "gaussian": 0.6}  # width 1/w = spacing / overlap
_WIDENINGS = (1.0, 2.0)  # of that width; 4 is better still where nothing is trained afterwards
_CLEARLY_BETTER = 0.5  # a loss below this share of the other; noise does not go that far
_SINGULAR_VALUE_CUT = 1e-8  # relative; output weights stay within about 1e8 of the data
_INTERPOLATION_CUT = 1e-4  # the same where units outnumber samples
_MAX_COLUMNS = 300  # of the linear solve; more units share an output weight with neighbours
_MAX_ROWS = 5_000  # of the linear solve: evenly spaced ones among the sorted samples


def initialize(
    name: str,
    activation: str | Activation,
    n_hidden: int,
    dataset: Dataset,
    rng: np.random.Generator,
) -> OneHiddenNetwork:
    """Return the network that a run starts from, in the coordinates of `dataset`.

    Parameters
    ----------
    name : str
        A key of `INITIALIZERS`.
    activation : str or Activation
        Of the hidden units.
    n_hidden : int
        Number of hidden units.
    dataset : Dataset
        Its training samples tell where the units are needed.
    rng : numpy.random.Generator
        For the starts that are random; "curvature" is not.

    Raises
    ------
    ValueError
        If there is no initializer of that name.
    """
    if name not in INITIALIZERS:
        raise ValueError(f"`initializer` must be one of {', '.join(INITIALIZERS)}, got {name!r}.")
    return INITIALIZERS[name](activation, n_hidden, dataset, rng)


def glorot(
    activation: str | Activation, n_hidden: int, dataset: Dataset, rng: np.random.Generator
) -> OneHiddenNetwork:
    r"""Draw both layers from Keras's ``GlorotUniform``, with zero biases.

    .. math:: w_j, v_j \sim U(-\ell, \ell), \qquad
        \ell = \sqrt{6 / (\text{fan}_\text{in} + \text{fan}_\text{out})} = \sqrt{6 / (1 + n)}
    """
    limit = np.sqrt(6.0 / (1 + n_hidden))
    hidden_weights = rng.uniform(-limit, limit, n_hidden)
    output_weights = rng.uniform(-limit, limit, n_hidden)
    return OneHiddenNetwork(activation, hidden_weights, np.zeros(n_hidden), output_weights, 0.0)


def nguyen_widrow(
    activation: str | Activation, n_hidden: int, dataset: Dataset, rng: np.random.Generator
) -> OneHiddenNetwork:
    r"""Spread the active parts of the units at random over the interval of the samples.

    On [-1, 1] and for one input, with n units,

    .. math:: w_j = \pm 0.7\,n, \qquad b_j \sim U(-|w_j|, |w_j|), \qquad v_j, d \sim U(-½, ½).

    This is meant for tanh; logistic units are twice as steep, as
    :math:`\sigma(2u) = (1 + \tanh u) / 2`.
    """
    steepness = 0.7 * n_hidden
    hidden_weights = np.where(rng.random(n_hidden) < 0.5, -steepness, steepness)
    hidden_biases = rng.uniform(-steepness, steepness, n_hidden)
    output = rng.uniform(-0.5, 0.5, n_hidden + 1)
    twice = 2.0 if find_activation(activation).name == "logistic" else 1.0
    lower, upper = sample_interval(dataset.x_train)
    weights = twice * hidden_weights * (2.0 / (upper - lower))
    biases = twice * hidden_biases - weights * (0.5 * (lower + upper))
    return OneHiddenNetwork(activation, weights, biases, output[:-1], output[-1])


def curvature(
    activation: str | Activation, n_hidden: int, dataset: Dataset, rng: np.random.Generator
) -> OneHiddenNetwork:
    r"""Put the units where the samples bend, and solve for the output layer.

    Logistic, tanh and Gaussian units are centred where :math:`\int |f''|^{1/2}` grows by equal
    parts, as wide as their spacing, or twice as wide where that halves the loss at least, as it
    does for smooth functions. Rectified linear units become the linear spline with these
    knots. Sines take the frequencies of a Fourier series on twice the interval, which needs no
    periodic function, as sine and cosine in turn.

    The spacing has a floor of some samples per unit and a limited grading, so that jumps, kinks
    and singular ends cannot attract all the units; singular values below a cut are left out of
    the solve, so that output weights cannot blow up. Above 300 units, neighbours share an output
    weight in the solve; above 5,000 samples, it uses 5,000 of them. It draws nothing from `rng`.
    """
    order = np.argsort(dataset.x_train, kind="stable")
    x, y = dataset.x_train[order], dataset.y_train[order]
    weights = None if dataset.weights is None else dataset.weights[order]
    y_scale = float(np.max(np.abs(y))) or 1.0
    name = find_activation(activation).name
    place = {"relu": _place_hinges, "sine": _place_waves}.get(name, _place_bumps)
    best, smallest = None, np.inf
    with np.errstate(all="ignore"):
        for widening in _WIDENINGS if place is _place_bumps else _WIDENINGS[:1]:
            overlap = _OVERLAP.get(name, 1.0) / widening
            hidden = place(x, y / y_scale, n_hidden, overlap)
            network, loss = _with_output_layer(activation, hidden, x, y / y_scale, weights)
            if best is None or loss < _CLEARLY_BETTER * smallest:
                best, smallest = network, loss
    assert best is not None
    output_weights, output_bias = y_scale * best.output_weights, y_scale * best.output_bias
    layers = best.hidden_weights, best.hidden_biases, output_weights, output_bias
    return OneHiddenNetwork(activation, *layers)


#: Name of a start -> the function that makes it.
INITIALIZERS: Mapping[str, Initializer] = {
    "curvature": curvature,
    "nguyen-widrow": nguyen_widrow,
    "glorot": glorot,
}


def widest_gap(x: np.ndarray, positions: np.ndarray, n_nearest: int) -> np.ndarray:
    """Return how far the samples nearest to each position spread; tiny for a single sample.

    Parameters
    ----------
    x : ndarray, shape (n_samples,)
        Samples in increasing order.
    positions : ndarray
        Where to look.
    n_nearest : int
        Number of gaps between samples that are added up.
    """
    rank = np.arange(len(x), dtype=float)
    position = np.interp(positions, x, rank)
    reach = 0.5 * n_nearest
    gaps = np.interp(position + reach, rank, x) - np.interp(position - reach, rank, x)
    return np.maximum(gaps, np.finfo(float).tiny)


def _place_bumps(
    x: np.ndarray, y: np.ndarray, n_hidden: int, overlap: float
) -> tuple[np.ndarray, np.ndarray]:
    edges, share = equidistribution(x, y, min(n_hidden, _MAX_COLUMNS))
    margin = min(_MARGIN, n_hidden / 6.0)
    unit = 1.0 / (n_hidden - 2.0 * margin)  # the share of one unit
    positions = (np.arange(n_hidden) + 0.5 - margin) * unit

    def locate(position: np.ndarray) -> np.ndarray:
        """Invert the distribution; beyond its ends go on with the spacing there."""
        first = np.interp(unit, share, edges) - edges[0]
        last = edges[-1] - np.interp(1.0 - unit, share, edges)
        inside = np.interp(position, share, edges)
        below = np.minimum(position, 0.0) * (first / unit)
        return inside + below + np.maximum(position - 1.0, 0.0) * (last / unit)

    centers = locate(positions)
    spacing = locate(positions + 0.5 * unit) - locate(positions - 0.5 * unit)
    weights = overlap / np.maximum(spacing, widest_gap(x, centers, SAMPLES_PER_UNIT))
    return weights, -weights * centers


def _place_hinges(
    x: np.ndarray, y: np.ndarray, n_hidden: int, overlap: float
) -> tuple[np.ndarray, np.ndarray]:
    """Place hinges that face outwards, two at the middle knot: a well-conditioned basis."""
    edges, share = equidistribution(x, y, min(n_hidden, _MAX_COLUMNS))
    knots = np.interp(np.arange(1, n_hidden) / n_hidden, share, edges)
    middle = (n_hidden - 1) // 2
    knots = np.insert(knots, middle, knots[middle] if len(knots) else edges[0])
    weights = np.where(np.arange(n_hidden) < middle + (n_hidden > 1), -1.0, 1.0)
    weights *= 2.0 / (edges[-1] - edges[0])
    return weights, -weights * knots


def _place_waves(
    x: np.ndarray, y: np.ndarray, n_hidden: int, overlap: float
) -> tuple[np.ndarray, np.ndarray]:
    lower, upper = sample_interval(x)
    n_sines, n_cosines = (n_hidden + 1) // 2, n_hidden // 2
    highest = max(1, min(n_sines, _MAX_COLUMNS // 2, len(x) // 2))
    waves = np.linspace(1.0, highest, n_sines) if n_sines > 1 else np.ones(1)
    weights = np.concatenate([waves, waves[:n_cosines]]) * (np.pi / (upper - lower))
    phases = np.repeat([0.0, 0.5 * np.pi], [n_sines, n_cosines])
    return weights, phases - weights * (0.5 * (lower + upper))


def _with_output_layer(
    activation: str | Activation,
    hidden: tuple[np.ndarray, np.ndarray],
    x: np.ndarray,
    y: np.ndarray,
    sample_weights: np.ndarray | None,
) -> tuple[OneHiddenNetwork, float]:
    """Return the least-squares fit, with small singular values cut, and its loss."""
    weights, biases = hidden
    n_hidden, sigma = len(weights), find_activation(activation)
    rows = np.linspace(0, len(x) - 1, min(len(x), _MAX_ROWS)).round().astype(int)
    groups = np.linspace(0, n_hidden, min(n_hidden, _MAX_COLUMNS) + 1).astype(int)
    sizes = np.diff(groups)
    matrix = np.ones((len(rows), len(sizes) + 1))
    for part in np.array_split(np.arange(len(rows)), 1 + len(rows) * n_hidden // 1_000_000):
        inputs = np.multiply.outer(x[rows[part]], weights) + biases
        matrix[part, :-1] = np.add.reduceat(sigma(inputs), groups[:-1], axis=1)
    matrix[:, :-1] /= sizes
    right_side = y[rows]
    if sample_weights is not None:
        roots = np.sqrt(sample_weights[rows])
        matrix, right_side = matrix * roots[:, np.newaxis], right_side * roots
    cut = _SINGULAR_VALUE_CUT if len(rows) > 2 * n_hidden else _INTERPOLATION_CUT
    try:
        solution = linalg.lstsq(matrix, right_side, cond=cut, lapack_driver="gelsd")[0]
    except (linalg.LinAlgError, ValueError):  # samples that are not finite
        solution = np.zeros(len(sizes) + 1)
    loss = float(np.mean(np.square(matrix @ solution - right_side)))
    output = np.repeat(solution[:-1] / sizes, sizes)
    return OneHiddenNetwork(sigma, weights, biases, output, solution[-1]), loss
