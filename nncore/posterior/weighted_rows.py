"""Rows of a linear model with weights, and readings that are brought together to fewer rows."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from nncore.arrays import FloatArray
from nncore.network import OneHiddenNetwork

# Bins are no wider than 1/3072 of the interval, and hold no more than 1/1024 of the points.
_N_EQUAL_WIDTHS, _N_EQUAL_COUNTS = 3_072, 1_024


@dataclass(frozen=True, eq=False)
class WeightedRows:
    r"""Readings, or means that stand for them, with what the means have lost.

    Parameters
    ----------
    x, y : ndarray, shape (n,)
        Points, increasing, and values.
    weights : ndarray, shape (n,)
        :math:`\omega_i`; the variance of y is :math:`\sigma^2 / \omega_i`.
    scatter : float
        Weighted sum of the squares of the readings around what stands for them.
    degrees : float
        Number of readings less what was taken from them: degrees of freedom of all the squares.
    is_noise_known : bool
        Whether :math:`\sigma = 1`.
    inflation : float
        By what the variance exceeds the one of these weights; see
        `nncore.posterior.noise_models`.
    """

    x: FloatArray
    y: FloatArray
    weights: FloatArray
    scatter: float
    degrees: float
    is_noise_known: bool = False
    inflation: float = 1.0

    def reweighted(self, factors: FloatArray, inflation: float) -> "WeightedRows":
        """Return the rows with their weights multiplied by some factors."""
        return replace(self, weights=self.weights * factors, inflation=inflation)

    @cached_property
    def bins(self) -> "WeightedRows":
        r"""The rows themselves if there are not many, else their means over narrow bins.

        A bin stands for the straight line that fits its rows best: of it the mean is kept, and the
        slope, which the neighbours know far better, is lost. With bins of width h a unit of slope
        w errs by :math:`(wh)^2 / 24` of its bend at most: for the narrowest unit of 256 by 4e-5.
        """
        first = self._first_of_bins
        if first.size == self.x.size:
            return self
        counts = np.diff(first, append=self.x.size)
        sums = np.add.reduceat(self.weights, first)
        x = np.add.reduceat(self.weights * self.x, first) / sums
        y = np.add.reduceat(self.weights * self.y, first) / sums
        dx, dy = self.x - np.repeat(x, counts), self.y - np.repeat(y, counts)
        products = np.array(
            [np.add.reduceat(self.weights * product, first) for product in (dx * dx, dx * dy)]
        )
        slopes = np.where(counts > 1, products[1] / np.where(counts > 1, products[0], 1.0), 0.0)
        scatter = float(np.sum(self.weights * np.square(dy - np.repeat(slopes, counts) * dx)))
        return replace(
            self,
            x=x,
            y=y,
            weights=sums,
            scatter=self.scatter + scatter,
            degrees=self.degrees - np.count_nonzero(counts > 1),
        )

    def residuals(self, network: OneHiddenNetwork) -> FloatArray:
        """Return what the network leaves of y, along its tangents where there are bins."""
        bins = self.bins
        if bins is self:
            return self.y - network(self.x)
        counts = np.diff(self._first_of_bins, append=self.x.size)
        values, slopes, centres = (
            np.repeat(of_bins, counts)
            for of_bins in (network(bins.x), network.gradient(bins.x), bins.x)
        )
        return self.y - values - slopes * (self.x - centres)

    @cached_property
    def _first_of_bins(self) -> np.ndarray:
        """The index of the first row of each bin."""
        n = self.x.size
        if n <= _N_EQUAL_WIDTHS + _N_EQUAL_COUNTS:
            return np.arange(n)
        edges = np.linspace(self.x[0], self.x[-1], _N_EQUAL_WIDTHS + 1)[:-1]
        by_width = np.searchsorted(self.x, edges)
        by_count = np.linspace(0, n, _N_EQUAL_COUNTS + 1)[:-1].astype(int)
        return np.unique(np.concatenate([by_width, by_count]))
