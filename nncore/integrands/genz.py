r"""Genz's six families of test integrands, in any number of inputs, with seeded parameters.

Each has numbers :math:`a_i > 0`, which say how hard it is, and :math:`u_i` in [0, 1], which say
where. Both are uniform at random; then the a are scaled to a given sum, the difficulty, for which
the values of Novak and Ritter are usual.

References
----------
A. Genz, "Testing multidimensional integration routines", in: B. Ford, J. C. Rault, F. Thomasset
(eds.), Tools, Methods and Languages for Scientific and Engineering Computation, North-Holland,
1984, 81-94

A. Genz, "A package for testing multiple integration subroutines", in: P. Keast, G. Fairweather
(eds.), Numerical Integration, Reidel, 1987, 337-340,
https://doi.org/10.1007/978-94-009-3889-2_33

E. Novak, K. Ritter, "High dimensional integration of smooth functions over cubes", Numerische
Mathematik 75, 1996, 79-97, https://doi.org/10.1007/s002110050231
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from nncore.arrays import FloatArray
from nncore.integrands.base import Tag
from nncore.integrands.box_family import BoxFamily, Draw, seeded_slopes
from nncore.integrands.closed_family import ClosedFamily
from nncore.integrands.corner_peak import CornerPeak
from nncore.integrands.product_family import ProductFamily
from nncore.integrands.profiles import Drop, Exponential, Gaussian, Kink, Lorentzian, Wave
from nncore.messages import marked

_N_JUMPS = 2  # inputs in which the discontinuous family drops to 0


def _floats(values: FloatArray) -> tuple[float, ...]:
    return tuple(values.tolist())


def _oscillatory(a: FloatArray, u: FloatArray) -> ClosedFamily:
    offsets = (2 * math.pi * float(u[0]), *(0.0,) * (a.size - 1))
    return ProductFamily((Wave(),) * a.size, _floats(a), offsets)


def _product_peak(a: FloatArray, u: FloatArray) -> ClosedFamily:
    return ProductFamily.centred(Lorentzian(), a, u, float(np.prod(a**2)))


def _corner_peak(a: FloatArray, u: FloatArray) -> ClosedFamily:
    return CornerPeak(_floats(a))


def _gaussian(a: FloatArray, u: FloatArray) -> ClosedFamily:
    return ProductFamily.centred(Gaussian(), a, u, 1.0)


def _continuous(a: FloatArray, u: FloatArray) -> ClosedFamily:
    return ProductFamily.centred(Kink(), a, u, 1.0)


def _discontinuous(a: FloatArray, u: FloatArray) -> ClosedFamily:
    drops = np.arange(a.size) < _N_JUMPS
    profiles = tuple(Drop() if drop else Exponential() for drop in drops)
    offsets = np.where(drops, -a * u, 0.0)
    return ProductFamily(profiles, _floats(a), _floats(offsets), math.exp(-offsets.sum()))


def _seeded(make: Callable[[FloatArray, FloatArray], ClosedFamily]) -> Draw:
    """Draw a and u at random, and make a function of them."""

    def draw(
        n_variables: int, n_parameters: int, difficulty: float, rng: np.random.Generator
    ) -> ClosedFamily:
        a = seeded_slopes(n_variables, difficulty, rng)
        return make(a, rng.random(n_variables))

    return draw


GENZ = (
    BoxFamily(
        name="genz-oscillatory",
        latex=r"\cos\Bigl(2 \pi u_1 + \sum_i a_i x_i\Bigr)",
        draw=_seeded(_oscillatory),
        difficulty=9.0,
        title=marked("Oscillatory (Genz)"),
        description=marked("One wave across the box: a ridge function, as a hidden unit is."),
        tags=(Tag.SMOOTH, Tag.OSCILLATORY),
    ),
    BoxFamily(
        name="genz-product-peak",
        latex=r"\prod_i \frac{1}{a_i^{-2} + (x_i - u_i)^2}",
        draw=_seeded(_product_peak),
        difficulty=7.25,
        title=marked("Product peak (Genz)"),
        description=marked("A peak inside the box, with heavy flanks along the axes."),
        tags=(Tag.SMOOTH, Tag.PEAK),
    ),
    BoxFamily(
        name="genz-corner-peak",
        latex=r"\Bigl(1 + \sum_i a_i x_i\Bigr)^{-(n + 1)}",
        draw=_seeded(_corner_peak),
        difficulty=1.85,
        title=marked("Corner peak (Genz)"),
        description=marked("Largest in a corner of the box: a ridge function of one direction."),
        tags=(Tag.SMOOTH, Tag.PEAK),
    ),
    BoxFamily(
        name="genz-gaussian",
        latex=r"\exp\Bigl(-\sum_i a_i^2 (x_i - u_i)^2\Bigr)",
        draw=_seeded(_gaussian),
        difficulty=7.03,
        title=marked("Gaussian (Genz)"),
        description=marked("A round peak inside the box, which ridges have to build together."),
        tags=(Tag.SMOOTH, Tag.PEAK),
    ),
    BoxFamily(
        name="genz-continuous",
        latex=r"\exp\Bigl(-\sum_i a_i |x_i - u_i|\Bigr)",
        draw=_seeded(_continuous),
        difficulty=20.4,
        title=marked("Continuous (Genz)"),
        description=marked("A kink along each plane x = u: no smooth method converges fast."),
        tags=(Tag.KINK, Tag.PEAK),
    ),
    BoxFamily(
        name="genz-discontinuous",
        latex=(
            r"\begin{cases} 0, & x_1 > u_1 \text{ or } x_2 > u_2 \\"
            r" \exp\bigl(\sum_i a_i x_i\bigr), & \text{else} \end{cases}"
        ),
        draw=_seeded(_discontinuous),
        difficulty=4.3,
        title=marked("Discontinuous (Genz)"),
        description=marked(
            "It grows towards a corner and drops to 0 before: a jump that is not smooth."
        ),
        tags=(Tag.JUMP,),
    ),
)
