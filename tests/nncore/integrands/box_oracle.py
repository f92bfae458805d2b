"""Genz's families and those with parameters in mpmath, written from their definitions."""

import math

import mpmath as mp
import numpy as np

from nncore.integrands import box_integrand


def drawn(name, n_inputs, seed, **options):
    """Return an integrand, and its a and u as numbers of mpmath."""
    integrand = box_integrand(name, n_inputs, seed=seed, **options)
    a = [mp.mpf(value) for value in integrand.function.slopes]
    if name == "genz-corner-peak":
        return integrand, a, []
    offsets = [mp.mpf(value) for value in integrand.function.offsets]
    if name == "genz-oscillatory":
        return integrand, a, [offsets[0] / (2 * mp.pi)]
    return integrand, a, [-t / s for s, t in zip(a, offsets, strict=True)]


def value(name, a, u, x):
    """Return Genz's function at a point."""
    n = len(a)
    match name:
        case "genz-oscillatory":
            return mp.cos(2 * mp.pi * u[0] + mp.fdot(a, x))
        case "genz-product-peak":
            return mp.fprod(1 / (a[i] ** -2 + (x[i] - u[i]) ** 2) for i in range(n))
        case "genz-corner-peak":
            return (1 + mp.fdot(a, x)) ** -(n + 1)
        case "genz-gaussian":
            return mp.exp(-mp.fsum((a[i] * (x[i] - u[i])) ** 2 for i in range(n)))
        case "genz-continuous":
            return mp.exp(-mp.fsum(a[i] * abs(x[i] - u[i]) for i in range(n)))
    if any(x[i] > u[i] for i in range(min(n, 2))):
        return mp.mpf(0)
    return mp.exp(mp.fdot(a, x))


def integral(name, a, u, lower, upper):
    """Return its integral over a box, by antiderivatives of so many digits that none is lost."""
    n = len(a)
    with mp.extradps(100):
        if name == "genz-oscillatory":
            product = mp.expj(2 * mp.pi * u[0])
            for i in range(n):
                ends = mp.expj(a[i] * upper[i]) - mp.expj(a[i] * lower[i])
                product *= ends / (1j * a[i])
            return product.real
        if name == "genz-corner-peak":
            return _corner_peak(a, lower, upper)
        return mp.fprod(_factor(name, i, a, u, lower[i], upper[i]) for i in range(n))


def _corner_peak(a, lower, upper):
    n = len(a)
    total = mp.mpf(0)
    for corner in range(2**n):
        sides = [(corner >> i) & 1 for i in range(n)]
        x = [upper[i] if side else lower[i] for i, side in enumerate(sides)]
        total += (-1) ** sum(sides) / (1 + mp.fdot(a, x))
    return total / (mp.factorial(n) * mp.fprod(a))


def _factor(name, i, a, u, lower, upper):
    scale, centre = a[i], u[i]

    def antiderivative(x):
        z = scale * (x - centre)
        match name:
            case "genz-product-peak":
                return scale * mp.atan(z)
            case "genz-gaussian":
                return mp.sqrt(mp.pi) / 2 * mp.erf(z) / scale
            case "genz-continuous":
                return mp.sign(z) * (1 - mp.exp(-abs(z))) / scale
        return mp.exp(scale * (min(x, centre) if i < 2 else x)) / scale

    return antiderivative(upper) - antiderivative(lower)


def random_boxes(n_inputs, n_boxes, rng):
    """Return limits of sub-boxes of the unit cube, half of them tiny, some pairs reversed."""
    lower = rng.random((n_boxes, n_inputs))
    lengths = rng.random((n_boxes, n_inputs))
    lengths[::2] = 10.0 ** rng.uniform(-8, 0, (len(lengths[::2]), n_inputs))
    upper = lower + lengths * (1 - lower)
    swapped = rng.random((n_boxes, n_inputs)) < 0.2
    return np.where(swapped, upper, lower), np.where(swapped, lower, upper)


def exact(values):
    """Return floats as numbers of mpmath."""
    return [mp.mpf(float(v)) for v in values]


def volume(lower, upper):
    """Return the absolute volume of a box."""
    return abs(math.prod((np.asarray(upper) - np.asarray(lower)).tolist()))
