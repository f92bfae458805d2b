"""Networks to be judged: random ones, the zero, and those of a small training."""

import numpy as np

from nncore.experiments import train
from nncore.network import OneHiddenNetwork
from nncore.specs import IntegrationSpec
from nncore.trainers import LevenbergMarquardt


def network(seed=0, n_hidden=8, activation="logistic"):
    w, b, v = np.random.default_rng(seed).normal(scale=4.0, size=(3, n_hidden))
    return OneHiddenNetwork(activation, w, b, v, 0.3)


def zero_network():
    return OneHiddenNetwork("tanh", [0.0], [0.0], [0.0], 0.0)


def trained(name, seed):
    """Return a network at a random stage of a small training, and its number of samples."""
    rng = np.random.default_rng([seed, 5])
    spec = IntegrationSpec(
        integrand=name,
        n_hidden=int(rng.integers(2, 25)),
        n_samples=int(rng.integers(30, 200)),
        nodes=str(rng.choice(["uniform", "chebyshev", "grid"])),
        trainer=LevenbergMarquardt(max_iterations=int(rng.integers(1, 12))),
        seed=seed,
    )
    return [*train(spec)][-1].network, spec.n_training_samples
