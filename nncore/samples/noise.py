"""Gaussian noise on the samples."""

import numpy as np


def add_noise(y: np.ndarray, standard_deviation: float, rng: np.random.Generator) -> np.ndarray:
    """Return the values with independent Gaussian noise; without noise nothing is drawn.

    Parameters
    ----------
    y : ndarray, shape (n_samples,)
        Exact values.
    standard_deviation : float
        In units of y; at least 0.
    rng : numpy.random.Generator
        Draws the noise.
    """
    return y + standard_deviation * rng.standard_normal(y.size) if standard_deviation else y
