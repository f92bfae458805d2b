r"""The error of a stencil on the waves of a band, as a function of the phase.

The modified wavenumber :math:`\kappa(\theta) = i^{-d} \sum_p c_p e^{i\theta s_p}` misses
:math:`\theta^d` by :math:`e(\theta)`, and the group velocity of the wave, for the first derivative,
by :math:`e'(\theta)`. Which stencil is best depends on how these are added up over
:math:`\theta_0 \le \theta \le \theta_1`:

.. math:: \int |g\,e|^2\, d\mu, \qquad \int |g\,e|\, d\mu, \qquad \max |g\,e|,

with g = 1 or the relative error, :math:`g = \theta^{-d}`, and :math:`d\mu = d\theta` or
:math:`d\ln\theta`, which counts each octave alike. Noise on the values with the standard deviation
:math:`\epsilon`, as a share of the amplitude of the waves, adds :math:`\epsilon^2 \sum_p c_p^2`.

For slow waves e is a small difference. With the moments up to n fixed by conditions it is summed
without cancelling, from the remainders of the exponential series
:math:`e^{ix} - \sum_{m < n} (ix)^m / m!`.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nncore.arrays import FloatArray
from nncore.messages import SettingError
from nncore.options import check_options, option

#: In what the error is measured, and how it is added up over the band.
WEIGHTS = ("absolute", "relative", "logarithmic")
NORMS = ("squares", "mean", "largest")
SPEEDS = ("phase", "group")

_NODES = 128  # of Gauss's rule: exact to rounding for 25 offsets, whose fastest wave is 12 π


@dataclass(frozen=True)
class BandError:
    r"""What an optimal stencil makes as small as possible.

    Raises
    ------
    ValueError
        If a field is out of its range, or the band is empty.
    """

    lower: float = option(
        0.0, "The slowest wave, as its phase from one grid point to the next.", minimum=0.0
    )
    upper: float = option(
        math.pi / 2,
        "The fastest wave, as its phase from one grid point to the next; π is the fastest of all.",
        above=0.0,
        maximum=math.pi,
    )
    weight: str = option(
        "absolute",
        "Whether the error counts as it is, relative to the derivative, or as it is on a "
        "logarithmic axis, where each octave of the band counts alike.",
        choices=WEIGHTS,
    )
    norm: str = option(
        "squares",
        "Whether the mean square of the error is least, its mean size, or its largest value.",
        choices=NORMS,
    )
    speed: str = option(
        "phase",
        "Whether the error of the wavenumber counts, or that of the group velocity.",
        choices=SPEEDS,
    )
    noise: float = option(
        0.0,
        "Standard deviation of the noise, as a share of the amplitude of the waves.",
        minimum=0.0,
        maximum=1e6,
    )

    def __post_init__(self) -> None:
        check_options(self)
        if not self.lower < self.upper:
            raise SettingError(
                "`lower` must be below `upper`, got {lower:g} and {upper:g}.",
                lower=self.lower,
                upper=self.upper,
            )
        if self.noise > 0 and self.norm != "squares":
            raise SettingError(
                "`noise` must be 0 for the norm {norm}, got {noise}; squares allow it.",
                norm=self.norm,
                noise=self.noise,
            )

    def check(self, derivative_order: int, n_moments: int) -> None:
        """Raise ValueError where the error of slow waves would be infinite, or none is there."""
        if self.speed == "group" and derivative_order == 0:
            raise SettingError("`speed` must be phase for interpolation, got group.")
        # The power of θ that the error is divided by, and that it has at least.
        divisor = derivative_order - (self.speed == "group") if self.weight == "relative" else 0
        has_power = n_moments - (self.speed == "group")
        is_infinite = divisor > max(has_power, 0) or (
            self.weight == "logarithmic" and n_moments <= derivative_order
        )
        if self.lower == 0 and is_infinite:
            raise SettingError(
                "`lower` must be above 0 for the {weight} error, got 0; or ask for an order of "
                "accuracy of at least 1.",
                weight=self.weight,
            )

    def nodes(self) -> tuple[FloatArray, FloatArray]:
        """Return phases and the shares of the band that they stand for."""
        x, shares = np.polynomial.legendre.leggauss(_NODES)
        if self.weight == "logarithmic" and self.lower > 0:
            low, high = math.log(self.lower), math.log(self.upper)
            return np.exp(low + 0.5 * (high - low) * (x + 1)), 0.5 * shares
        theta = self.lower + 0.5 * (self.upper - self.lower) * (x + 1)
        if self.weight == "logarithmic":
            shares = shares / theta
        return theta, shares / shares.sum()

    def error_rows(
        self,
        offsets: FloatArray,
        derivative_order: int,
        n_moments: int,
        theta: FloatArray,
    ) -> tuple[NDArray[np.complex128], FloatArray]:
        r"""Return E and t for which the error at the phases is :math:`E c - t`.

        Parameters
        ----------
        offsets : ndarray, shape (k,)
            :math:`s_p`.
        derivative_order : int
            d.
        n_moments : int
            How many moments of c are those of an exact stencil: these are left out of E, and with
            them the derivative itself out of t.
        theta : ndarray, shape (n,)
            Above 0.
        """
        angles = np.multiply.outer(theta, offsets)
        d = derivative_order
        if self.speed == "group":
            rows = 1j * offsets * remainder(angles, n_moments - 1)
            size = d * theta ** (d - 1)
        else:
            rows = remainder(angles, n_moments)
            size = theta**d
        rows = rows * (1, -1j, -1, 1j)[d % 4]
        target = size if n_moments <= d else np.zeros_like(theta)
        if self.weight == "relative":
            return rows / size[:, np.newaxis], target / size
        return rows, target


def remainder(x: FloatArray, n_terms: int) -> NDArray[np.complex128]:
    r"""Return :math:`e^{ix} - \sum_{m < n} (ix)^m / m!` with a small relative error.

    Parameters
    ----------
    x : ndarray
        Real.
    n_terms : int
        n; below 1 nothing is subtracted.
    """
    if n_terms < 1:
        return np.exp(1j * x)
    near = np.abs(x) <= n_terms + 1
    found = np.empty(x.shape, dtype=complex)
    found[near] = _series(np.asarray(1j * x[near]), n_terms, 2 * n_terms + 40)
    far = np.asarray(1j * x[~near])
    found[~near] = np.exp(far) - _series(far, 0, n_terms)
    return found


def _series(z: NDArray[np.complex128], first: int, stop: int) -> NDArray[np.complex128]:
    term = np.asarray(z**first / math.factorial(first))
    total = term.copy()
    for m in range(first + 1, stop):
        term *= z / m
        total += term
    return total
