"""The integrands of the catalogue in mpmath, and their antiderivatives."""

import mpmath as mp

THIRD, CUT = mp.mpf(1 / 3), mp.mpf(0.6)  # the floats, as the catalogue takes them


def _sech_integral(power, u):
    t = mp.tanh(u)
    return {2: t, 4: t - t**3 / 3, 6: t - 2 * t**3 / 3 + t**5 / 5}[power]


def _x_log_x(x):
    return x * mp.log(x) if x else mp.mpf(0)


def _c(value):
    return mp.mpf(value)


_PEAKS = ((2, 10, 0.2), (4, 100, 0.4), (6, 1000, 0.6))


# name: (function, antiderivative), written again for mpmath.
ORACLE = {
    "log": (mp.log, lambda x: _x_log_x(x) - x),
    "log-5-20": (mp.log, lambda x: _x_log_x(x) - x),
    "cos": (mp.cos, mp.sin),
    "exp": (mp.exp, mp.exp),
    "cubic": (lambda x: x**3 - x, lambda x: x**4 / 4 - x**2 / 2),
    "quintic": (lambda x: mp.legendre(5, x), lambda x: (21 * x**6 - 35 * x**4 + 15 * x**2) / 16),
    "gauss": (lambda x: mp.exp(-(x**2)), lambda x: mp.sqrt(mp.pi) / 2 * mp.erf(x)),
    "cauchy": (lambda x: 1 / (1 + x**2), mp.atan),
    "runge": (lambda x: 1 / (1 + 25 * x**2), lambda x: mp.atan(5 * x) / 5),
    "logistic": (lambda x: 1 / (1 + mp.exp(-x)), lambda x: mp.log(1 + mp.exp(x))),
    "x-sin": (lambda x: x * mp.sin(x), lambda x: mp.sin(x) - x * mp.cos(x)),
    "sqrt": (mp.sqrt, lambda x: 2 * x ** _c(1.5) / 3),
    "inverse-sqrt": (lambda x: 1 / mp.sqrt(x), lambda x: 2 * mp.sqrt(x)),
    "log-over-sqrt": (
        lambda x: mp.log(x) / mp.sqrt(x),
        lambda x: 2 * mp.sqrt(x) * (mp.log(x) - 2) if x else mp.mpf(0),
    ),
    "entropy": (lambda x: -_x_log_x(x), lambda x: x**2 / 4 - x * _x_log_x(x) / 2),
    "arcsine": (lambda x: 1 / mp.sqrt(1 - x**2), mp.asin),
    "semicircle": (
        lambda x: mp.sqrt(1 - x**2),
        lambda x: (x * mp.sqrt(1 - x**2) + mp.asin(x)) / 2,
    ),
    "cube-root": (
        lambda x: mp.sign(x) * mp.cbrt(abs(x)),
        lambda x: _c(0.75) * mp.cbrt(abs(x)) ** 4,
    ),
    "abs": (lambda x: abs(x - THIRD), lambda x: (x - THIRD) * abs(x - THIRD) / 2),
    "relu": (lambda x: max(x, _c(0)), lambda x: max(x, _c(0)) ** 2 / 2),
    "step": (lambda x: _c(x >= THIRD), lambda x: max(x - THIRD, _c(0))),
    "truncated-exp": (
        lambda x: mp.exp(5 * x) if x <= CUT else _c(0),
        lambda x: mp.exp(5 * min(x, CUT)) / 5,
    ),
    "sawtooth": (
        lambda x: x - mp.floor(x),
        lambda x: mp.floor(x) / 2 + (x - mp.floor(x)) ** 2 / 2,
    ),
    "cos-50": (lambda x: mp.cos(50 * x), lambda x: mp.sin(50 * x) / 50),
    "chirp": (lambda x: 2 * x * mp.cos(x**2), lambda x: mp.sin(x**2)),
    "damped-sine": (
        lambda x: mp.exp(-x) * mp.sin(10 * x),
        lambda x: mp.im(mp.exp(mp.mpc(-1, 10) * x) / mp.mpc(-1, 10)),
    ),
    "sinc": (mp.sinc, mp.si),
    "sin-inverse": (lambda x: mp.sin(1 / x), lambda x: x * mp.sin(1 / x) - mp.ci(1 / abs(x))),
    "lorentzian": (
        lambda x: 1 / (1 + (100 * (x - CUT)) ** 2),
        lambda x: mp.atan(100 * (x - CUT)) / 100,
    ),
    "humps": (
        lambda x: 1 / ((x - _c(0.3)) ** 2 + _c("0.01")) + 1 / ((x - _c(0.9)) ** 2 + _c("0.04")) - 6,
        lambda x: 10 * mp.atan(10 * (x - _c(0.3))) + 5 * mp.atan(5 * (x - _c(0.9))) - 6 * x,
    ),
    "three-peaks": (
        lambda x: sum(mp.sech(scale * (x - _c(c))) ** power for power, scale, c in _PEAKS),
        lambda x: sum(_sech_integral(p, scale * (x - _c(c))) / scale for p, scale, c in _PEAKS),
    ),
}


def oracle_integral(name, a, b):
    """Return the integral from the antiderivative in mpmath."""
    antiderivative = ORACLE[name][1]
    return antiderivative(mp.mpf(float(b))) - antiderivative(mp.mpf(float(a)))
