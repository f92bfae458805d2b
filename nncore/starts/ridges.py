r"""The start by ridges: units along the gradients of the samples, where they bend.

In n inputs a unit :math:`\sigma(w \cdot x + b)` is a ridge: it changes along w alone. A function
that changes mostly in few directions needs few of them, and its gradients point there (they span
what P. G. Constantine calls its active subspace). So a unit takes its direction from the gradient
at a sample, and its middle from the sample, which is drawn the more often the more the function
bends there; one in four points anywhere, lest a direction be missed.

How wide a unit should be, the samples cannot tell as in one input, where the spacing of its
neighbours does. So some ranges of widths are tried, each with the output layer that fits best
(`nncore.starts.output_layer`), and samples that were left out decide.

References
----------
P. G. Constantine, "Active Subspaces: Emerging Ideas for Dimension Reduction in Parameter Studies",
SIAM, 2015, https://doi.org/10.1137/1.9781611973860
"""

from collections.abc import Sequence

import numpy as np

from nncore.activations import Activation
from nncore.activations import activation as find_activation
from nncore.network import OneHiddenNetwork
from nncore.samples.dataset import Dataset
from nncore.starts.local_gradients import local_gradients
from nncore.starts.output_layer import solve_output_layer
from nncore.starts.sample_spacing import sample_box

SLOPES = ((0.3, 1.5), (0.5, 3.0), (1.0, 6.0))
"""Ranges of slopes along a unit where the samples fill [-1, 1].

Over Genz's smooth families the best of them alone leaves about 1.5 times the residual of the best
range for each function, these three 1.1 to 1.3 times, and wider ones about as much
(``benchmarks.dimensions slopes``)."""

_STEEPNESS = {"tanh": 0.5, "gaussian": 0.5}  # of the logistic function: 1
_SHARE_ANYWHERE = 0.25  # of the units
_SHARE_LEFT_OUT = 0.2  # of the samples
_MAX_SAMPLES = 5_000  # that are looked at


def ridges(
    activation: str | Activation,
    n_hidden: int,
    dataset: Dataset,
    rng: np.random.Generator,
    slopes: Sequence[tuple[float, float]] = SLOPES,
) -> OneHiddenNetwork:
    """Point the units along the gradients, and solve for the output layer.

    Parameters
    ----------
    activation : str or Activation
        Of the hidden units.
    n_hidden : int
        n, their number.
    dataset : Dataset
        Its training samples, of several inputs, tell the directions.
    rng : numpy.random.Generator
        Draws samples, directions, slopes and who is left out.
    slopes : sequence of pairs of float
        Ranges, as `SLOPES`, of which that is taken that fits samples left out best.

    Returns
    -------
    OneHiddenNetwork
        In the coordinates of `dataset`.
    """
    chosen = rng.permutation(dataset.n_samples)[:_MAX_SAMPLES]
    x, y = dataset.x_train[chosen], dataset.y_train[chosen]
    weights = None if dataset.weights is None else dataset.weights[chosen]
    lower, upper = sample_box(x)
    half_widths = 0.5 * upper - 0.5 * lower
    y_scale = float(np.max(np.abs(y))) or 1.0
    directions, middles = _place(x / half_widths, y / y_scale, n_hidden, rng)
    exponents = rng.random(n_hidden)
    best: tuple[np.ndarray, np.ndarray] | None = None
    smallest = np.inf
    steepness = _STEEPNESS.get(find_activation(activation).name, 1.0)
    with np.errstate(all="ignore"):
        for least, largest in slopes:
            rows = (steepness * least * (largest / least) ** exponents)[:, np.newaxis] * directions
            hidden = rows / half_widths, -np.sum(rows * middles, axis=1)
            loss = _loss_left_out(activation, hidden, x, y / y_scale, weights)
            if best is None or loss < smallest:
                best, smallest = hidden, loss
        assert best is not None
        network, _ = solve_output_layer(activation, *best, x, y / y_scale, weights)
    layers = *best, y_scale * network.output_weights, y_scale * network.output_bias
    return OneHiddenNetwork(activation, *layers)


def _place(
    x: np.ndarray, y: np.ndarray, n_hidden: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return a direction of length 1 and a middle for each unit."""
    gradients, departures = local_gradients(x, y)
    chances = np.sqrt(departures)
    total = np.sum(chances)
    chances = chances / total if 0.0 < total < np.inf else np.full(len(x), 1.0 / len(x))
    drawn = rng.choice(len(x), n_hidden, p=chances)
    directions = gradients[drawn]
    # A plateau has no direction, and neither have the units that point anywhere.
    anywhere = ~np.any(directions, axis=1) | ~np.all(np.isfinite(directions), axis=1)
    anywhere[: round(_SHARE_ANYWHERE * n_hidden)] = True
    directions[anywhere] = rng.standard_normal((np.count_nonzero(anywhere), x.shape[1]))
    return directions / np.linalg.norm(directions, axis=1, keepdims=True), x[drawn]


def _loss_left_out(
    activation: str | Activation,
    hidden: tuple[np.ndarray, np.ndarray],
    x: np.ndarray,
    y: np.ndarray,
    weights: np.ndarray | None,
) -> float:
    """Return the loss on the samples that the output layer was not fitted to."""
    n_left_out = int(_SHARE_LEFT_OUT * len(x)) or 1  # they come in random order
    fitted = slice(n_left_out, None) if n_left_out < len(x) else slice(None)
    some = None if weights is None else weights[fitted]
    network, _ = solve_output_layer(activation, *hidden, x[fitted], y[fitted], some)
    return float(np.mean(np.square(network(x[:n_left_out]) - y[:n_left_out])))
