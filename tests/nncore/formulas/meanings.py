"""Formulas, each with its interval and the same function in mpmath."""

import mpmath as mp

# text: (lower, upper, the same function in mpmath)
MEANINGS = {
    "x^2": (0, 1, lambda x: x**2),
    "x**2 - 3*x + 1": (-1, 2, lambda x: x**2 - 3 * x + 1),
    "-x^2": (0, 1, lambda x: -(x**2)),
    "2^-x": (0, 1, lambda x: mp.mpf(2) ** -x),
    "2^x^2": (0, 1, lambda x: mp.mpf(2) ** (x**2)),
    "(2^x)^2": (0, 1, lambda x: mp.mpf(4) ** x),
    "x - 1 - 2*x/3/5": (0, 1, lambda x: x - 1 - 2 * x / 15),
    "+x - -x": (0, 1, lambda x: 2 * x),
    "x²·π − 2×x³ ÷ 7": (0, 1, lambda x: mp.pi * x**2 - 2 * x**3 / 7),
    "-x²": (0, 1, lambda x: -(x**2)),
    "1.5e-1*x + .5 + 2.": (0, 1, lambda x: mp.mpf(0.15) * x + mp.mpf(2.5)),
    "007*x": (0, 1, lambda x: 7 * x),
    "1/(1 + 25*x^2)": (-1, 1, lambda x: 1 / (1 + 25 * x**2)),
    "log(x)": (0, 1, mp.log),
    "ln(x)/sqrt(x)": (0, 1, lambda x: mp.log(x) / mp.sqrt(x)),
    "log10(x)": (0, 1, mp.log10),
    "x**-0.5": (0, 1, lambda x: 1 / mp.sqrt(x)),
    "1/sqrt(x*(1 - x))": (0, 1, lambda x: 1 / mp.sqrt(x * (1 - x))),
    "e^(-x^2)": (-2, 2, lambda x: mp.exp(-(x**2))),
    "exp(-x)*sin(10*x)": (0, 3, lambda x: mp.exp(-x) * mp.sin(10 * x)),
    "abs(x - 1/3)": (0, 1, lambda x: abs(x - mp.mpf(1 / 3))),
    "abs(sin(20*x))": (0, 1, lambda x: abs(mp.sin(20 * x))),
    "x*sign(x)": (-1, 2, lambda x: abs(x)),
    "erf(x) + cos(pi*x) + tan(x/2)": (0, 1, lambda x: mp.erf(x) + mp.cospi(x) + mp.tan(x / 2)),
    "asin(x) + acos(x)*atan(x)": (0, 1, lambda x: mp.asin(x) + mp.acos(x) * mp.atan(x)),
    "arcsin(x) + arccos(x)*arctan(x)": (0, 1, lambda x: mp.asin(x) + mp.acos(x) * mp.atan(x)),
    "sinh(x)/cosh(x) - tanh(x)/2": (0, 1, lambda x: mp.tanh(x) / 2),
    "x^x": (0, 1, lambda x: x**x),
    "e^(e^x)": (0, 1, lambda x: mp.exp(mp.exp(x))),
    "2 + 0*x": (0, 1, lambda x: mp.mpf(2)),
}
