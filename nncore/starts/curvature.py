r"""The start by curvature: units where the samples bend, and an output layer that fits them.

The units of :math:`\hat y(x) = d + \sum_j v_j\,\sigma(w_j x + b_j)` differ in their centres
:math:`c_j = -b_j / w_j` and widths :math:`1 / |w_j|`. The centres equidistribute a power of the
second derivative,

.. math:: \int_{c_j}^{c_{j+1}} |f''|^{1/2}\,dx = \text{const},

which is where de Boor's argument puts the knots of a piecewise linear approximation
(`nncore.starts.equidistribution`); the widths follow from the spacing, and the output layer from a
linear least-squares solve (`nncore.starts.output_layer`).

References
----------
C. de Boor, "Good approximation by splines with variable knots", in: Spline Functions and
Approximation Theory, 1973, 57-72, https://doi.org/10.1007/978-3-0348-5979-0_3
"""

import numpy as np

from nncore.activations import Activation
from nncore.activations import activation as find_activation
from nncore.network import OneHiddenNetwork
from nncore.samples.dataset import Dataset
from nncore.starts.equidistribution import equidistribution
from nncore.starts.output_layer import MAX_COLUMNS, solve_output_layer
from nncore.starts.sample_spacing import SAMPLES_PER_UNIT, sample_interval, widest_gap

#: Widths of the units that are tried, over the width that goes with their spacing; 4 is better
#: still where nothing is trained afterwards.
WIDENINGS = (1.0, 2.0)

# The values below did best on a dozen functions, from smooth to singular, with 10, 30 and 100
# logistic and Gaussian units.
_MARGIN = 2.0  # units beyond each end, without which the fit is worse at the ends
OVERLAP = {"logistic": 1.5, "tanh": 0.75, "gaussian": 0.6}  # width 1/w = spacing / overlap
_CLEARLY_BETTER = 0.5  # a loss below this share of the other; noise does not go that far


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
    weight in the solve; above 5,000 samples, it uses 5,000 of them.

    Parameters
    ----------
    activation : str or Activation
        Of the hidden units.
    n_hidden : int
        n, their number.
    dataset : Dataset
        Its training samples tell where the units are needed.
    rng : numpy.random.Generator
        Nothing is drawn from it.

    Returns
    -------
    OneHiddenNetwork
        In the coordinates of `dataset`.
    """
    order = np.argsort(dataset.x_train, kind="stable")
    x, y = dataset.x_train[order], dataset.y_train[order]
    weights = None if dataset.weights is None else dataset.weights[order]
    y_scale = float(np.max(np.abs(y))) or 1.0
    name = find_activation(activation).name
    place = {"relu": place_hinges, "sine": place_waves}.get(name, _place_bumps)
    best, smallest = None, np.inf
    with np.errstate(all="ignore"):
        for widening in WIDENINGS if place is _place_bumps else WIDENINGS[:1]:
            overlap = OVERLAP.get(name, 1.0) / widening
            hidden = place(x, y / y_scale, n_hidden, overlap)
            network, loss = solve_output_layer(activation, *hidden, x, y / y_scale, weights)
            if best is None or loss < _CLEARLY_BETTER * smallest:
                best, smallest = network, loss
    assert best is not None
    output_weights, output_bias = y_scale * best.output_weights, y_scale * best.output_bias
    layers = best.hidden_weights, best.hidden_biases, output_weights, output_bias
    return OneHiddenNetwork(activation, *layers)


def _place_bumps(
    x: np.ndarray, y: np.ndarray, n_hidden: int, overlap: float
) -> tuple[np.ndarray, np.ndarray]:
    edges, share = equidistribution(x, y, min(n_hidden, MAX_COLUMNS))
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


def place_hinges(
    x: np.ndarray, y: np.ndarray, n_hidden: int, overlap: float
) -> tuple[np.ndarray, np.ndarray]:
    """Place hinges that face outwards, two at the middle knot: a well-conditioned basis."""
    edges, share = equidistribution(x, y, min(n_hidden, MAX_COLUMNS))
    knots = np.interp(np.arange(1, n_hidden) / n_hidden, share, edges)
    middle = (n_hidden - 1) // 2
    knots = np.insert(knots, middle, knots[middle] if len(knots) else edges[0])
    weights = np.where(np.arange(n_hidden) < middle + (n_hidden > 1), -1.0, 1.0)
    weights *= 2.0 / (edges[-1] - edges[0])
    return weights, -weights * knots


def place_waves(
    x: np.ndarray, y: np.ndarray, n_hidden: int, overlap: float
) -> tuple[np.ndarray, np.ndarray]:
    """Take the frequencies of a Fourier series on twice the interval, as sine and cosine."""
    lower, upper = sample_interval(x)
    n_sines, n_cosines = (n_hidden + 1) // 2, n_hidden // 2
    highest = max(1, min(n_sines, MAX_COLUMNS // 2, len(x) // 2))
    waves = np.linspace(1.0, highest, n_sines) if n_sines > 1 else np.ones(1)
    weights = np.concatenate([waves, waves[:n_cosines]]) * (np.pi / (upper - lower))
    phases = np.repeat([0.0, 0.5 * np.pi], [n_sines, n_cosines])
    return weights, phases - weights * (0.5 * (lower + upper))
