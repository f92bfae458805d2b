"""Functions over the unit cube with integrals that are known, for the classical methods."""

import math

import numpy as np
from scipy.special import erf


def smooth(x):
    """Return exp(x1 + ... + xn)."""
    return np.exp(x.sum(axis=-1))


def smooth_integral(n):
    """Return its integral."""
    return (math.e - 1) ** n


def peak(x):
    """Return a Gaussian around 0.3 in each input."""
    return np.exp(-9 * ((x - 0.3) ** 2).sum(axis=-1))


def peak_integral(n):
    """Return its integral."""
    return (math.sqrt(math.pi) / 6 * (erf(3 * 0.7) + erf(3 * 0.3))) ** n


def wave(x):
    """Return cos(1 + 2 x1 + ... + 2 xn)."""
    return np.cos(1 + 2 * x.sum(axis=-1))


def wave_integral(n):
    """Return its integral."""
    return (np.exp(1j) * ((np.exp(2j) - 1) / 2j) ** n).real


SMOOTH = {
    "smooth": (smooth, smooth_integral),
    "peak": (peak, peak_integral),
    "wave": (wave, wave_integral),
}


class Counting:
    """A function that notes how many points it was given, and where they lay."""

    def __init__(self, f):
        self.f, self.n, self.lowest, self.highest = f, 0, np.inf, -np.inf

    def __call__(self, x):
        """Evaluate and count."""
        self.n += len(x)
        self.lowest = min(self.lowest, float(x.min()))
        self.highest = max(self.highest, float(x.max()))
        return self.f(x)
