r"""Integrands with singularities, kinks and jumps.

The constant of an antiderivative is chosen so that it vanishes at the singularity, kink or jump:
a difference near that point then keeps its digits. `scipy.special.xlogy` gives the limits
:math:`x \ln x \to 0`.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import xlogy

from nncore.arrays import FloatArray
from nncore.integrands.base import POSITIVE_AXIS, Integrand, Tag
from nncore.messages import marked

THIRD = 1 / 3


def _sawtooth_antiderivative(x: FloatArray) -> FloatArray:
    whole = np.floor(x)
    return (whole + (x - whole) ** 2) / 2


ROUGH = (
    # A singularity at an end, or a derivative that is infinite.
    Integrand(
        name="sqrt",
        latex=r"\sqrt{x}",
        lower=0.0,
        upper=1.0,
        function=np.sqrt,
        antiderivative=lambda x: 2 / 3 * x * np.sqrt(x),
        title=marked("Square root"),
        description=marked("The slope is infinite at 0."),
        tags=(Tag.SINGULAR,),
        domain=POSITIVE_AXIS,
    ),
    Integrand(
        name="inverse-sqrt",
        latex=r"\frac{1}{\sqrt{x}}",
        lower=0.0,
        upper=1.0,
        function=lambda x: 1 / np.sqrt(x),
        antiderivative=lambda x: 2 * np.sqrt(x),
        title=marked("Inverse square root"),
        description=marked("Infinite at 0, and still integrable."),
        tags=(Tag.SINGULAR,),
        domain=POSITIVE_AXIS,
    ),
    Integrand(
        name="log-over-sqrt",
        latex=r"\frac{\ln x}{\sqrt{x}}",
        lower=0.0,
        upper=1.0,
        function=lambda x: np.log(x) / np.sqrt(x),
        antiderivative=lambda x: 4 * (xlogy(np.sqrt(x), np.sqrt(x)) - np.sqrt(x)),
        title=marked("Logarithm over square root"),
        description=marked("Two singularities at 0 in one; the integral is -4."),
        tags=(Tag.SINGULAR,),
        domain=POSITIVE_AXIS,
    ),
    Integrand(
        name="entropy",
        latex=r"-x \ln x",
        lower=0.0,
        upper=1.0,
        function=lambda x: -xlogy(x, x),
        antiderivative=lambda x: x**2 / 4 - xlogy(x**2, x) / 2,
        title=marked("Entropy"),
        description=marked("Continuous at 0, with an infinite slope."),
        tags=(Tag.SINGULAR,),
        domain=POSITIVE_AXIS,
    ),
    Integrand(
        name="arcsine",
        latex=r"\frac{1}{\sqrt{1 - x^{2}}}",
        lower=-1.0,
        upper=1.0,
        function=lambda x: 1 / np.sqrt((1 - x) * (1 + x)),
        antiderivative=np.arcsin,
        title=marked("Arcsine density"),
        description=marked("Infinite at both ends; the integral is pi."),
        tags=(Tag.SINGULAR,),
        domain=(-1.0, 1.0),
    ),
    Integrand(
        name="semicircle",
        latex=r"\sqrt{1 - x^{2}}",
        lower=-1.0,
        upper=1.0,
        function=lambda x: np.sqrt((1 - x) * (1 + x)),
        antiderivative=lambda x: (x * np.sqrt((1 - x) * (1 + x)) + np.arcsin(x)) / 2,
        title=marked("Semicircle"),
        description=marked("Infinite slopes at both ends; the area is pi/2."),
        tags=(Tag.SINGULAR,),
        domain=(-1.0, 1.0),
    ),
    Integrand(
        name="cube-root",
        latex=r"\sqrt[3]{x}",
        lower=-1.0,
        upper=2.0,
        function=np.cbrt,
        antiderivative=lambda x: 0.75 * x * np.cbrt(x),
        title=marked("Cube root"),
        description=marked("An infinite slope inside the interval."),
        tags=(Tag.SINGULAR,),
        breakpoints=(0.0,),
    ),
    # Kinks and jumps.
    Integrand(
        name="abs",
        latex=r"\left|x - \tfrac{1}{3}\right|",
        lower=0.0,
        upper=1.0,
        function=lambda x: np.abs(x - THIRD),
        antiderivative=lambda x: (x - THIRD) * np.abs(x - THIRD) / 2,
        title=marked("Absolute value"),
        description=marked("A kink that no equidistant grid hits."),
        tags=(Tag.KINK,),
        breakpoints=(THIRD,),
    ),
    Integrand(
        name="relu",
        latex=r"\max(0, x)",
        lower=-1.0,
        upper=2.0,
        function=lambda x: np.maximum(x, 0.0),
        antiderivative=lambda x: np.maximum(x, 0.0) ** 2 / 2,
        title=marked("Ramp"),
        description=marked("The activation called ReLU; smooth units must imitate its kink."),
        tags=(Tag.KINK,),
        breakpoints=(0.0,),
    ),
    Integrand(
        name="step",
        latex=r"\begin{cases} 0, & x < \tfrac{1}{3} \\ 1, & x \ge \tfrac{1}{3} \end{cases}",
        lower=0.0,
        upper=1.0,
        function=lambda x: np.where(x < THIRD, 0.0, 1.0),
        antiderivative=lambda x: np.maximum(x - THIRD, 0.0),
        title=marked("Step function"),
        description=marked("A continuous network can only come close to a jump."),
        tags=(Tag.JUMP,),
        breakpoints=(THIRD,),
    ),
    Integrand(
        name="truncated-exp",
        latex=r"\begin{cases} e^{5 x}, & x \le \tfrac{3}{5} \\ 0, & x > \tfrac{3}{5} \end{cases}",
        lower=0.0,
        upper=1.0,
        function=lambda x: np.where(x <= 0.6, np.exp(5 * x), 0.0),
        antiderivative=lambda x: math.exp(5 * 0.6) / 5 * np.expm1(5 * np.minimum(x - 0.6, 0.0)),
        title=marked("Truncated exponential"),
        description=marked("Genz's discontinuous test function: it grows, then drops to 0."),
        tags=(Tag.JUMP,),
        breakpoints=(0.6,),
    ),
    Integrand(
        name="sawtooth",
        latex=r"x - \lfloor x \rfloor",
        lower=0.0,
        upper=4.0,
        function=lambda x: x - np.floor(x),
        antiderivative=_sawtooth_antiderivative,
        title=marked("Sawtooth"),
        description=marked("Jumps at every integer."),
        tags=(Tag.JUMP, Tag.OSCILLATORY),
        breakpoints=(1.0, 2.0, 3.0),
    ),
)
