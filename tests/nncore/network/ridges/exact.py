"""The mean of a ridge unit over a box in mpmath: its corners, with the digits that they lose."""

from itertools import product
from math import log10

import mpmath

from tests.nncore.activations.exact import VALUE

DIGITS = 60


def _erfc_integral(order, x):
    """Integrate erfc from x to infinity so often; -1 and -2 are derivatives."""
    before = 2 / mpmath.sqrt(mpmath.pi) * mpmath.exp(-x * x)
    if order < 0:
        return before * (2 * x if order == -2 else 1)
    value = mpmath.erfc(x)
    for i in range(1, order + 1):
        before, value = value, -x / i * value + before / (2 * i)
    return value


def _logistic(order, u):
    if order > 0:
        return -mpmath.re(mpmath.polylog(order, -mpmath.exp(u)))
    value = 1 / (1 + mpmath.exp(-u))
    return value if order == 0 else value * (1 - value)


# (order, u): the activation, integrated so often; -1 is its derivative
ANTIDERIVATIVE = {
    "logistic": _logistic,
    "relu": lambda order, u: (
        max(u, mpmath.mpf(0)) ** (order + 1) / mpmath.factorial(order + 1) if u > 0 else 0
    ),
    "sine": lambda order, u: mpmath.sin(u - order * mpmath.pi / 2),
    "gaussian": lambda order, u: mpmath.sqrt(mpmath.pi) * _erfc_integral(order - 1, -u) / 2,
}


def exact_mean(name, midpoint, half_widths, derivative=0):
    """Return the mean of the activation, or of its derivative, with 60 digits at least."""
    widths = [k for k in half_widths if k != 0.0]
    lost = sum(2 * abs(log10(k)) + 2 for k in widths) + len(widths) * log10(1 + abs(midpoint))
    with mpmath.workdps(DIGITS + int(lost)):
        if name == "tanh":
            doubled = [2 * k for k in widths]
            logistic = exact_mean("logistic", 2 * midpoint, doubled, derivative)
            return 4 * logistic if derivative else 2 * logistic - 1
        if not widths and not derivative:
            return VALUE[name](mpmath.mpf(midpoint))
        total = mpmath.mpf(0)
        for signs in product((1, -1), repeat=len(widths)):
            u = midpoint + mpmath.fsum(
                s * mpmath.mpf(k) for s, k in zip(signs, widths, strict=True)
            )
            term = ANTIDERIVATIVE[name](len(widths) - derivative, u)
            total += term if signs.count(-1) % 2 == 0 else -term
        for k in widths:
            total /= 2 * mpmath.mpf(k)
        return total


def exact_integral(network, lower, upper):
    """Integrate a network over a box; an input may have equal limits, and then has no volume."""
    with mpmath.workdps(2 * DIGITS):
        edges = [(mpmath.mpf(a), mpmath.mpf(b)) for a, b in zip(lower, upper, strict=True)]
        volume = mpmath.fprod(b - a for a, b in edges)
        return volume * exact_average(network, edges)


def exact_average(network, edges):
    """Average a network over a box, whose edges (mpf) may have no length."""
    rows = network.hidden_weights.reshape(network.n_hidden, -1).tolist()
    total = mpmath.mpf(network.output_bias)
    for w, bias, v in zip(
        rows, network.hidden_biases.tolist(), network.output_weights.tolist(), strict=True
    ):
        with mpmath.workdps(2 * DIGITS):
            midpoint = bias + mpmath.fsum(
                wi * (a + b) / 2 for wi, (a, b) in zip(w, edges, strict=True)
            )
            widths = [abs(wi * (b - a)) / 2 for wi, (a, b) in zip(w, edges, strict=True)]
        total += v * exact_mean(network.activation.name, midpoint, widths)
    return total
