r"""The even start: units of one width at equal distances, whatever the samples say.

For a fit of noisy measurements it is the start that does not look at them: with independent output
weights of one variance, logistic units at distances h make a random function whose slope is noise
seen through a window of width 1/w, and Gaussian units one that is such noise itself. The number of
units decides how smooth it is.
"""

import numpy as np

from nncore.activations import Activation
from nncore.activations import activation as find_activation
from nncore.network import OneHiddenNetwork
from nncore.samples.dataset import Dataset
from nncore.starts.curvature import OVERLAP, place_hinges, place_waves
from nncore.starts.sample_spacing import sample_interval

REACH = 1.0
"""How far beyond the samples there are units, over the length of their interval."""

# A unit's width over the one that goes with its spacing. On eight noisy curves 0.7 to 0.9 cover the
# truth equally often; wider ones do so less often, because their curves are smoother than life.
_WIDENING = 0.8


def even_spacing(
    activation: str | Activation, n_hidden: int, dataset: Dataset, rng: np.random.Generator
) -> OneHiddenNetwork:
    r"""Spread the units evenly over the interval of the samples, and as far beyond.

    Rectified linear units become hinges that face outwards, sines the frequencies of a Fourier
    series; see `nncore.starts.curvature`.

    Parameters
    ----------
    activation : str or Activation
        Of the hidden units.
    n_hidden : int
        n, their number.
    dataset : Dataset
        Its training samples tell the interval.
    rng : numpy.random.Generator
        Nothing is drawn from it.

    Returns
    -------
    OneHiddenNetwork
        In the coordinates of `dataset`, with an output layer of zeros.
    """
    lower, upper = sample_interval(dataset.x_train)
    reach = REACH * (upper - lower)
    grid = np.linspace(lower - reach, upper + reach, 2 * n_hidden + 1)
    name = find_activation(activation).name
    if name == "relu":
        weights, biases = place_hinges(grid, np.zeros_like(grid), n_hidden, 1.0)
    elif name == "sine":
        weights, biases = place_waves(grid, np.zeros_like(grid), n_hidden, 1.0)
    else:
        centres = grid[1::2]
        weights = np.full(n_hidden, OVERLAP[name] / (_WIDENING * (grid[2] - grid[0])))
        biases = -weights * centres
    return OneHiddenNetwork(activation, weights, biases, np.zeros(n_hidden), 0.0)
