r"""What stencil and time step together make of a wave, and up to which step none grows.

A wave of the phase :math:`\theta` a point is multiplied by the *amplification factor*
:math:`R(C \lambda(\theta))` in a step, with the eigenvalues :math:`\lambda` of
`nncore.waves.equations` and the stability polynomial R of the method.

The largest stable Courant number is the least C > 0 at which :math:`|R(C\lambda)| - 1` turns
positive for any wave. :math:`|R(C\lambda)|^2 - 1` is a polynomial in C: its first coefficient that
is not zero tells what happens to small steps, its smallest positive root where that ends. So
Euler's method with a central stencil is found unstable for every step, however slowly waves grow.
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize_scalar

from nncore.waves.equations import LinearEquation
from nncore.waves.runge_kutta import RungeKutta
from nncore.waves.stencil import Stencil

#: A stencil that lets waves grow at up to this share of its fastest rate is taken as one that does
#: not, if the run is over before any wave has grown by `MOST_GROWTH_OF_A_RUN`: learned weights are
#: never quite antisymmetric.
GROWTH_TOLERANCE = 1e-3
MOST_GROWTH_OF_A_RUN = 2.0
#: Where smaller steps alone are stable, none is: the slower the wave, the smaller they would be.
LEAST_COURANT = 1e-4
_ROUNDING = 1e-12  # of a coefficient, as a share of the terms that cancel in it
_REAL = 1e-9  # a root whose imaginary part is below this share of it is real
_N_THETA = 721


def amplification_factor(
    equation: LinearEquation,
    stencil: Stencil,
    method: RungeKutta,
    courant: float,
    theta: ArrayLike,
) -> NDArray[np.complex128]:
    """Return the eigenvalues of one step on each wave.

    Parameters
    ----------
    equation : LinearEquation
        What is solved.
    stencil : Stencil
        Of the derivative that the equation has; see `Stencil.for_derivative`.
    method : RungeKutta
        The time stepping.
    courant : float
        The step, in units of the equation's time scale.
    theta : array_like
        Radians a point.

    Returns
    -------
    ndarray, shape (..., n_components)
        Complex: the modulus is the growth in a step, the argument the turn.
    """
    eigenvalues = equation.eigenvalues(stencil.symbol(np.asarray(theta, dtype=float)))
    z = courant * eigenvalues
    return np.asarray(np.polynomial.polynomial.polyval(z, method.stability_polynomial), complex)


def _rates(equation: LinearEquation, stencil: Stencil) -> tuple[float, float]:
    """Return the fastest growth of any wave with exact time stepping, and the fastest rate at all.

    A stencil that looks the wrong way lets waves grow, whatever the step.
    """
    eigenvalues = _eigenvalues(equation, stencil, np.linspace(0.0, np.pi, _N_THETA))
    return max(0.0, float(np.max(eigenvalues.real))), float(np.max(np.abs(eigenvalues)))


def largest_stable_courant(
    equation: LinearEquation, stencil: Stencil, method: RungeKutta, duration: float = 0.0
) -> float:
    """Return the largest Courant number with which no wave of the grid grows.

    Parameters
    ----------
    equation, stencil, method
        As of `amplification_factor`.
    duration : float
        Of a run, in units of the equation's time scale: a stencil that lets a wave grow by more
        than `MOST_GROWTH_OF_A_RUN` in it is not stable, however small the steps are.

    Returns
    -------
    float
        0 where every step lets some wave grow; infinite where none does.
    """
    growth, fastest = _rates(equation, stencil)
    if growth > GROWTH_TOLERANCE * fastest or growth * duration > math.log(MOST_GROWTH_OF_A_RUN):
        return 0.0
    grid = np.linspace(0.0, np.pi, _N_THETA)
    limits = _limits(equation, stencil, method, grid)
    worst = int(np.argmin(limits))
    least = float(limits[worst])
    if least < LEAST_COURANT or least == np.inf:
        return least if least == np.inf else 0.0
    # Not below the slowest wave: at 0 all eigenvalues are rounding.
    around = grid[max(1, worst - 1)], grid[min(_N_THETA - 1, worst + 1)]
    found = minimize_scalar(
        lambda theta: _limits(equation, stencil, method, np.array([theta]))[0],
        bounds=around,
        method="bounded",
        options={"xatol": 1e-9},
    )
    return min(least, float(found.fun))


def _eigenvalues(
    equation: LinearEquation, stencil: Stencil, theta: np.ndarray
) -> NDArray[np.complex128]:
    """Return the eigenvalues without what is rounding in their parts."""
    found = equation.eigenvalues(stencil.symbol(theta))
    size = _ROUNDING * max(1.0, float(np.abs(stencil.coefficients).sum()))
    return np.where(np.abs(found.real) < size, 1j * found.imag, found)


def _limits(
    equation: LinearEquation, stencil: Stencil, method: RungeKutta, theta: np.ndarray
) -> np.ndarray:
    """Return the largest stable Courant number of each wave alone."""
    eigenvalues = _eigenvalues(equation, stencil, theta)
    damped = np.minimum(eigenvalues.real, 0.0) + 1j * eigenvalues.imag
    limits = _first_growths(damped.ravel(), method.stability_polynomial)
    return limits.reshape(damped.shape).min(axis=-1)


def _first_growths(eigenvalues: np.ndarray, polynomial: np.ndarray) -> np.ndarray:
    """Return the least C > 0 from which on |R(C λ)| is above 1, for each λ."""
    limits = np.full(eigenvalues.shape, np.inf)
    scales = np.abs(eigenvalues)
    moving = np.flatnonzero(scales > 0)
    squares = _squared_moduli(eigenvalues[moving] / scales[moving], polynomial)
    first = np.argmax(squares != 0, axis=-1)
    leading = np.take_along_axis(squares, first[:, np.newaxis], axis=-1)[:, 0]
    limits[moving[leading > 0]] = 0.0
    for order in np.unique(first[leading < 0]):
        chosen = (first == order) & (leading < 0)
        roots = _least_positive_roots(squares[chosen, order:])
        limits[moving[chosen]] = roots / scales[moving[chosen]]
    return limits


def _squared_moduli(directions: np.ndarray, polynomial: np.ndarray) -> np.ndarray:
    """Return the coefficients of |R(C λ)|² - 1 by powers of C, for λ of modulus 1."""
    n = len(polynomial)
    terms = polynomial * directions[:, np.newaxis] ** np.arange(n)
    products = (terms[:, :, np.newaxis] * terms.conj()[:, np.newaxis, :]).real
    powers = np.add.outer(np.arange(n), np.arange(n))
    squares = np.zeros((len(directions), 2 * n - 1))
    sizes = np.zeros_like(squares)
    for power in range(1, 2 * n - 1):  # the 0-th is 1 - 1
        squares[:, power] = products[:, powers == power].sum(axis=-1)
        sizes[:, power] = np.abs(products[:, powers == power]).sum(axis=-1)
    return np.where(np.abs(squares) > _ROUNDING * sizes, squares, 0.0)


def _least_positive_roots(polynomials: np.ndarray) -> np.ndarray:
    """Return the least positive root of each polynomial, whose first coefficient is not zero."""
    # Of the reversed polynomial, whose leading coefficient that is: its roots are inverse.
    monic = polynomials[:, 1:] / polynomials[:, :1]
    n = monic.shape[-1]
    companion = np.zeros((len(monic), n, n))
    companion[:, 0, :] = -monic
    companion[:, np.arange(1, n), np.arange(n - 1)] = 1.0
    inverse = np.linalg.eigvals(companion)
    is_real = np.abs(inverse.imag) <= _REAL * np.abs(inverse)
    largest = np.where(is_real & (inverse.real > 0), inverse.real, 0.0).max(axis=-1)
    with np.errstate(divide="ignore"):
        return np.asarray(1.0 / largest)
