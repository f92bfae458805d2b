"""Integrands that oscillate fast or have narrow peaks."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import sici

from nncore.arrays import FloatArray
from nncore.integrands.base import Integrand, Tag
from nncore.messages import marked


def _sin_inverse_antiderivative(x: FloatArray) -> FloatArray:
    # x sin(1/x) - Ci(|1/x|), and its limit 0 at 0, where sin(1/x) has none.
    return np.where(x == 0.0, 0.0, x * np.sin(1 / x) - sici(np.abs(1 / x))[1])


def _three_peaks_antiderivative(x: FloatArray) -> FloatArray:
    # The integrals of sech^2, sech^4 and sech^6 are polynomials in tanh.
    p, q, r = np.tanh(10 * (x - 0.2)), np.tanh(100 * (x - 0.4)), np.tanh(1000 * (x - 0.6))
    return p / 10 + (q - q**3 / 3) / 100 + (r - 2 * r**3 / 3 + r**5 / 5) / 1000


OSCILLATORY = (
    # Oscillations.
    Integrand(
        name="cos-50",
        latex=r"\cos 50 x",
        lower=0.0,
        upper=1.0,
        function=lambda x: np.cos(50 * x),
        antiderivative=lambda x: np.sin(50 * x) / 50,
        title=marked("Fast cosine"),
        description=marked("Eight waves: every one needs hidden units of its own."),
        tags=(Tag.OSCILLATORY,),
    ),
    Integrand(
        name="chirp",
        latex=r"2 x \cos x^{2}",
        lower=0.0,
        upper=5.0,
        function=lambda x: 2 * x * np.cos(x**2),
        antiderivative=lambda x: np.sin(x**2),
        title=marked("Chirp"),
        description=marked("Waves that grow higher and faster."),
        tags=(Tag.OSCILLATORY,),
    ),
    Integrand(
        name="damped-sine",
        latex=r"e^{-x} \sin 10 x",
        lower=0.0,
        upper=5.0,
        function=lambda x: np.exp(-x) * np.sin(10 * x),
        antiderivative=lambda x: -np.exp(-x) * (np.sin(10 * x) + 10 * np.cos(10 * x)) / 101,
        title=marked("Damped wave"),
        description=marked("Waves that die out."),
        tags=(Tag.OSCILLATORY,),
    ),
    Integrand(
        name="sinc",
        latex=r"\frac{\sin x}{x}",
        lower=-20.0,
        upper=20.0,
        function=lambda x: np.sinc(x / math.pi),
        antiderivative=lambda x: sici(x)[0],
        title=marked("Sinc"),
        description=marked("No elementary antiderivative: the sine integral."),
        tags=(Tag.OSCILLATORY,),
    ),
    Integrand(
        name="sin-inverse",
        latex=r"\sin \frac{1}{x}",
        lower=0.02,
        upper=1.0,
        function=lambda x: np.sin(1 / x),
        antiderivative=_sin_inverse_antiderivative,
        title=marked("Sine of 1/x"),
        description=marked("Ever faster waves towards 0, where it has no limit."),
        tags=(Tag.OSCILLATORY,),
        breakpoints=(0.0,),
    ),
    # Narrow peaks.
    Integrand(
        name="lorentzian",
        latex=r"\frac{1}{1 + \left(100 (x - 0.6)\right)^{2}}",
        lower=0.0,
        upper=1.0,
        function=lambda x: 1 / (1 + (100 * (x - 0.6)) ** 2),
        antiderivative=lambda x: np.arctan(100 * (x - 0.6)) / 100,
        title=marked("Lorentzian peak"),
        description=marked("A peak of half-width 0.01."),
        tags=(Tag.PEAK,),
        breakpoints=(0.6,),
    ),
    Integrand(
        name="humps",
        latex=r"\frac{1}{(x - 0.3)^{2} + 0.01} + \frac{1}{(x - 0.9)^{2} + 0.04} - 6",
        lower=0.0,
        upper=1.0,
        function=lambda x: 1 / ((x - 0.3) ** 2 + 0.01) + 1 / ((x - 0.9) ** 2 + 0.04) - 6,
        antiderivative=lambda x: (
            10 * np.arctan(10 * (x - 0.3)) + 5 * np.arctan(5 * (x - 0.9)) - 6 * x
        ),
        title=marked("Humps"),
        description=marked("MATLAB's demonstration function: two peaks of different width."),
        tags=(Tag.PEAK, Tag.SMOOTH),
        breakpoints=(0.3, 0.9),
    ),
    Integrand(
        name="three-peaks",
        latex=(
            r"\operatorname{sech}^{2} 10 (x - 0.2) + \operatorname{sech}^{4} 100 (x - 0.4)"
            r" + \operatorname{sech}^{6} 1000 (x - 0.6)"
        ),
        lower=0.0,
        upper=1.0,
        function=lambda x: (
            np.cosh(10 * (x - 0.2)) ** -2.0
            + np.cosh(100 * (x - 0.4)) ** -4.0
            + np.cosh(1000 * (x - 0.6)) ** -6.0
        ),
        antiderivative=_three_peaks_antiderivative,
        title=marked("Three peaks"),
        description=marked("Kahaner's test 21; most rules overlook the narrowest peak."),
        tags=(Tag.PEAK,),
        breakpoints=(0.2, 0.4, 0.6),
    ),
)
