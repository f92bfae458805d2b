"""Units of all sizes, their integrals in mpmath, and the error that the tolerances allow."""

import mpmath
import numpy as np

from tests.nncore.activations.exact import VALUE

# Relative error of a single unit, besides its backward error: some ten roundings, and scipy's erf
# and erfcx (1e-15).
UNIT_TOLERANCE = 2e-15
# Backward error: the value is that of a unit whose bias is off by so many roundings of the largest
# of its terms, on an interval whose length is off by as many. Twice the precision throughout would
# spare it, at half the speed and 250 lines: a network does not need it (`NETWORK_TOLERANCE`).
BACKWARD_TOLERANCE = 4 * np.finfo(float).eps


def softplus(u):
    return mpmath.log1p(mpmath.exp(u)) if u < 0 else u + mpmath.log1p(mpmath.exp(-u))


def gaussian_increment(start, stop):
    if start < 0 and stop < 0:  # erfc keeps the digits of a tail
        return mpmath.sqrt(mpmath.pi) / 2 * (mpmath.erfc(-stop) - mpmath.erfc(-start))
    if start > 0 and stop > 0:
        return mpmath.sqrt(mpmath.pi) / 2 * (mpmath.erfc(start) - mpmath.erfc(stop))
    return mpmath.sqrt(mpmath.pi) / 2 * (mpmath.erf(stop) - mpmath.erf(start))


INCREMENT = {
    "logistic": lambda start, stop: softplus(stop) - softplus(start),
    "tanh": lambda start, stop: (
        (abs(stop) - abs(start))
        + (mpmath.log1p(mpmath.exp(-2 * abs(stop))) - mpmath.log1p(mpmath.exp(-2 * abs(start))))
    ),
    "relu": lambda start, stop: (max(stop, 0) ** 2 - max(start, 0) ** 2) / 2,
    "sine": lambda start, stop: mpmath.cos(start) - mpmath.cos(stop),
    "gaussian": gaussian_increment,
}


def exact_integral(name, weight, bias, a, b):
    """Integrate one unit with 100 digits more than a small weight makes cancel."""
    lost = max(0, -int(np.log10(abs(weight)))) if weight else 0
    with mpmath.workdps(100 + lost):
        w, beta, a, b = (mpmath.mpf(value) for value in (weight, bias, a, b))
        if w == 0:
            return (b - a) * VALUE[name](beta)
        return INCREMENT[name](w * a + beta, w * b + beta) / w


def allowed_error(name, weight, bias, a, b):
    """Return the error that the tolerances allow a unit."""
    weight, bias, a, b = map(float, (weight, bias, a, b))
    with mpmath.workdps(100):
        middle, half = (mpmath.mpf(a) + b) / 2, (mpmath.mpf(b) - a) / 2
        term = abs(weight * middle + bias) + abs(weight) * abs(half)
        moved, longer = BACKWARD_TOLERANCE * term, BACKWARD_TOLERANCE * half
        truth, up, down, out = (
            exact_integral(name, weight, *case)
            for case in (
                (bias, a, b),
                (bias + mpmath.mpf(moved), a, b),
                (bias - mpmath.mpf(moved), a, b),
                (bias, a - longer, b + longer),
            )
        )
        slack = max(abs(up - truth), abs(down - truth)) + abs(out - truth)
        return UNIT_TOLERANCE * abs(truth) + slack


def random_units(n, seed):
    """Weights from 1e-12 to 1e6, limits to 1e4, and biases that put the centre anywhere."""
    rng = np.random.default_rng(seed)

    def sizes(low, high):
        return rng.choice([-1.0, 1.0], n) * 10.0 ** rng.uniform(low, high, n)

    weights, a = sizes(-12, 6), sizes(-6, 4)
    short = np.clip(a * (1.0 + sizes(-8, 0)), -1e4, 1e4)
    b = np.where(rng.random(n) < 0.4, short, sizes(-6, 4))
    centred = -weights * (a + (b - a) * rng.uniform(-0.5, 1.5, n))
    biases = np.choose(
        rng.integers(0, 6, n),
        [
            centred,
            centred + rng.uniform(-50.0, 50.0, n),
            centred + rng.uniform(-740.0, 740.0, n),
            centred + rng.uniform(-27.0, 27.0, n),
            sizes(-10, 10),
            rng.uniform(-3.0, 3.0, n),
        ],
    )
    return weights, biases, a, b
