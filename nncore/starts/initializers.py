"""Where the hidden units start: the choice among the starts of this room."""

from collections.abc import Callable, Mapping

import numpy as np

from nncore.activations import Activation
from nncore.messages import SettingError
from nncore.network import OneHiddenNetwork
from nncore.samples.dataset import Dataset
from nncore.starts.curvature import curvature
from nncore.starts.even_spacing import even_spacing
from nncore.starts.glorot import glorot
from nncore.starts.nguyen_widrow import nguyen_widrow
from nncore.starts.ridges import ridges

Initializer = Callable[[str | Activation, int, Dataset, np.random.Generator], OneHiddenNetwork]

#: Name of a start -> the function that makes it.
INITIALIZERS: Mapping[str, Initializer] = {
    "curvature": curvature,
    "nguyen-widrow": nguyen_widrow,
    "glorot": glorot,
}

#: The same for measurements, whose noise "curvature" would follow.
DATA_INITIALIZERS: Mapping[str, Initializer] = {**INITIALIZERS, "even": even_spacing}

#: The same for several inputs.
BOX_INITIALIZERS: Mapping[str, Initializer] = {
    "ridges": ridges,
    "nguyen-widrow": nguyen_widrow,
    "glorot": glorot,
}


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
        A key of `DATA_INITIALIZERS`, or of `BOX_INITIALIZERS` for samples of several inputs.
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
    initializers = DATA_INITIALIZERS if dataset.x_train.ndim == 1 else BOX_INITIALIZERS
    if name not in initializers:
        raise SettingError(
            "`initializer` must be one of {choices}, got {value}.",
            choices=", ".join(initializers),
            value=repr(name),
        )
    return initializers[name](activation, n_hidden, dataset, rng)
