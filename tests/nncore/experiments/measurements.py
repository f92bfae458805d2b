"""Measurements of a curve that is known."""

import numpy as np

from nncore import MeasuredData

LOWER, UPPER = 0.0, 5.0


def curve(x):
    return np.exp(-0.5 * x) * np.cos(3.0 * x)


def slope(x):
    return -np.exp(-0.5 * x) * (0.5 * np.cos(3.0 * x) + 3.0 * np.sin(3.0 * x))


def antiderivative(x):
    return np.exp(-0.5 * x) * (3.0 * np.sin(3.0 * x) - 0.5 * np.cos(3.0 * x)) / 9.25


INTEGRAL = antiderivative(UPPER) - antiderivative(LOWER)


def measured(n=40, noise=0.05, seed=0, sigma=False, x=None):
    """Return measurements at random points, or at those that are given."""
    rng = np.random.default_rng(seed)
    x = np.sort(rng.uniform(LOWER, UPPER, n)) if x is None else x
    y = curve(x) + noise * rng.standard_normal(x.size)
    return MeasuredData(x, y, sigma=noise if sigma else None)
