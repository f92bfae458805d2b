"""The notebook's logarithm, and integrands without singularity, jump or fast oscillation."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import erf, expit, spherical_jn, xlogy

from nncore.integrands.base import POSITIVE_AXIS, Integrand, Tag
from nncore.messages import marked

SMOOTH = (
    Integrand(
        name="log",
        latex=r"\ln x",
        lower=0.0,
        upper=100.0,
        function=np.log,
        antiderivative=lambda x: xlogy(x, x) - x,
        title=marked("Logarithm"),
        description=marked(
            "The notebook's integrand; it is infinite at 0, yet its integral is finite."
        ),
        tags=(Tag.NOTEBOOK, Tag.SINGULAR),
        domain=POSITIVE_AXIS,
    ),
    Integrand(
        name="log-5-20",
        latex=r"\ln x",
        lower=5.0,
        upper=20.0,
        function=np.log,
        antiderivative=lambda x: xlogy(x, x) - x,
        title=marked("Logarithm, away from 0"),
        description=marked("The notebook's integrand where it is smooth."),
        tags=(Tag.NOTEBOOK, Tag.SMOOTH),
        domain=POSITIVE_AXIS,
    ),
    Integrand(
        name="cos",
        latex=r"\cos x",
        lower=0.0,
        upper=math.pi / 2,
        function=np.cos,
        antiderivative=np.sin,
        title=marked("Cosine"),
        description=marked("A quarter of a wave; a handful of hidden units is enough."),
        tags=(Tag.SMOOTH,),
    ),
    Integrand(
        name="exp",
        latex=r"e^{x}",
        lower=0.0,
        upper=1.0,
        function=np.exp,
        antiderivative=np.exp,
        title=marked("Exponential"),
        description=marked("Its own antiderivative."),
        tags=(Tag.SMOOTH,),
    ),
    Integrand(
        name="cubic",
        latex=r"x^{3} - x",
        lower=-1.0,
        upper=2.0,
        function=lambda x: x * (x - 1) * (x + 1),
        antiderivative=lambda x: x**2 * (x**2 - 2) / 4,
        title=marked("Cubic"),
        description=marked("Simpson's rule is exact here, up to its last interval."),
        tags=(Tag.SMOOTH,),
    ),
    Integrand(
        name="quintic",
        latex=r"\tfrac{1}{8} \left(63 x^{5} - 70 x^{3} + 15 x\right)",
        lower=-1.0,
        upper=1.0,
        function=lambda x: x * (15 + x**2 * (63 * x**2 - 70)) / 8,
        antiderivative=lambda x: x**2 * (15 + x**2 * (21 * x**2 - 35)) / 16,
        title=marked("Legendre polynomial of degree 5"),
        description=marked("An odd function: its integral over the default interval is 0."),
        tags=(Tag.SMOOTH,),
    ),
    Integrand(
        name="gauss",
        latex=r"e^{-x^{2}}",
        lower=-3.0,
        upper=3.0,
        function=lambda x: np.exp(-(x**2)),
        antiderivative=lambda x: math.sqrt(math.pi) / 2 * erf(x),
        title=marked("Gaussian"),
        description=marked("No elementary antiderivative: the error function."),
        tags=(Tag.SMOOTH,),
    ),
    Integrand(
        name="cauchy",
        latex=r"\frac{1}{1 + x^{2}}",
        lower=-5.0,
        upper=5.0,
        function=lambda x: 1 / (1 + x**2),
        antiderivative=np.arctan,
        title=marked("Cauchy (the witch of Agnesi)"),
        description=marked("Smooth on the real line, with poles at i and -i."),
        tags=(Tag.SMOOTH,),
    ),
    Integrand(
        name="runge",
        latex=r"\frac{1}{1 + 25 x^{2}}",
        lower=-1.0,
        upper=1.0,
        function=lambda x: 1 / (1 + 25 * x**2),
        antiderivative=lambda x: np.arctan(5 * x) / 5,
        title=marked("Runge"),
        description=marked("Polynomials on equidistant points diverge here; do networks?"),
        tags=(Tag.SMOOTH,),
    ),
    Integrand(
        name="logistic",
        latex=r"\frac{1}{1 + e^{-x}}",
        lower=-10.0,
        upper=10.0,
        function=expit,
        antiderivative=lambda x: np.logaddexp(0.0, x),
        title=marked("Logistic function"),
        description=marked("The notebook's activation itself: one hidden unit is exact."),
        tags=(Tag.SMOOTH,),
    ),
    Integrand(
        name="x-sin",
        latex=r"x \sin x",
        lower=0.0,
        upper=2 * math.pi,
        function=lambda x: x * np.sin(x),
        # sin x - x cos x, which this spherical Bessel function saves from cancelling near 0.
        antiderivative=lambda x: x**2 * spherical_jn(1, x),
        title=marked("Growing wave"),
        description=marked("One wave of growing height; the integral is -2 pi."),
        tags=(Tag.SMOOTH,),
    ),
)
