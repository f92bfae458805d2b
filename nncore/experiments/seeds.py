"""One seed, three independent streams of random numbers."""

import numpy as np


def generators(seed: int) -> tuple[np.random.Generator, np.random.Generator, np.random.Generator]:
    """Return independent generators for samples, start and training.

    Another trainer or another start then sees the very same samples.
    """
    streams = np.random.SeedSequence(seed).spawn(3)
    data, start, training = (np.random.default_rng(stream) for stream in streams)
    return data, start, training
