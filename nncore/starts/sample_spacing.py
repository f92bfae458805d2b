"""How the samples lie: their interval, and the gaps between them."""

import numpy as np

SAMPLES_PER_UNIT = 4
"""A narrower unit could do anything between its samples."""


def sample_interval(x: np.ndarray) -> tuple[float, float]:
    """Return the ends of the samples, or an interval of length 1 about a single one."""
    lower, upper = sample_box(x)
    return float(lower), float(upper)


def sample_box(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the lower and upper ends of the samples in each input, of length 1 where they agree.

    Parameters
    ----------
    x : ndarray, shape (n_samples,) or (n_samples, n_inputs)
        Samples.

    Returns
    -------
    lower, upper : ndarray, shape () or (n_inputs,)
    """
    lower, upper = np.min(x, axis=0), np.max(x, axis=0)
    margin = np.where(upper > lower, 0.0, 0.5)
    return lower - margin, upper + margin


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
