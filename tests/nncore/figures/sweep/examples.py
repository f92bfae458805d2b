"""Trials and curves that the figures of sweeps are drawn of."""

import base64
import itertools

import numpy as np

from nncore.figures.sweep import TrialColumns
from nncore.trainers.loss_curve import LossCurve

TRAINERS = ("levenberg-marquardt", "adam")
UNITS = (5, 10, 20, 50)
SEEDS = (0, 1, 2)
GRID = tuple(itertools.product(UNITS, TRAINERS, SEEDS))


def trials(n=24, error=None, failed=()):
    """The first `n` trials of units × trainers × seeds; those in `failed` have a reason."""
    at = np.array(list(itertools.product(range(4), range(2), range(3))))[:n]
    rng = np.random.default_rng(4)
    made = 10.0 ** rng.uniform(-6, -1, n) if error is None else np.asarray(error, float)[:n]
    return TrialColumns(
        axes={"n_hidden": UNITS, "trainer": TRAINERS, "seed": SEEDS},
        places={"n_hidden": at[:, 0], "trainer": at[:, 1], "seed": at[:, 2]},
        numbers=np.arange(n),
        measures={"integral_error": made, "seconds": 10.0 ** rng.uniform(-2, 1, n)},
        reasons=tuple("`n_hidden` must be smaller." if i in failed else "" for i in range(n)),
    )


def curve(n, scale=1.0):
    position = np.arange(float(n))
    validation = np.where(position % 2 == 0, scale / (1 + position), np.nan)
    return LossCurve(position, 2 * scale / (1 + position), validation, 0.1 * position)


def array(sent):
    """What Plotly makes of an array that is sent in binary."""
    flat = np.frombuffer(base64.b64decode(sent["bdata"]), f"<{sent['dtype']}")
    return flat.reshape([int(n) for n in sent["shape"].split(",")])
