"""Whether a mean has the digits that it should have."""

import numpy as np

from nncore.activations import ACTIVATIONS
from nncore.network.ridges import ridge_mean, ridge_slope
from tests.nncore.network.ridges.exact import exact_mean

# Of max(1, abs(M)): a few roundings of the terms of the sum, whose sizes add up to about 1, and
# that of m and k, times a derivative of at most 1.
TOLERANCE = 2e-15


def mean(name, midpoint, half_widths, function=ridge_mean):
    k = np.asarray(half_widths, dtype=float)[:, np.newaxis]
    return function(ACTIVATIONS[name], np.array([[float(midpoint)]]), k).item()


def assert_accurate(name, midpoint, half_widths, derivative=0):
    function = ridge_slope if derivative else ridge_mean
    value = mean(name, midpoint, half_widths, function)
    truth = exact_mean(name, midpoint, half_widths, derivative)
    error = float(abs(truth - value) / max(1, abs(truth)))
    assert error <= TOLERANCE, (name, midpoint, half_widths, value, float(truth))
