"""The activations in mpmath, to as many digits as it works with."""

import mpmath

VALUE = {
    "logistic": lambda u: 1 / (1 + mpmath.exp(-u)),
    "tanh": mpmath.tanh,
    "relu": lambda u: max(u, mpmath.mpf(0)),
    "sine": mpmath.sin,
    "gaussian": lambda u: mpmath.exp(-(u**2)),
}
