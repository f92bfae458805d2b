r"""Linear equations with constant coefficients on a periodic interval.

In units of the grid, :math:`x = j\,\Delta x` and :math:`t = \tau T` with the time scale T of the
equation, a wave :math:`e^{i\theta j}` of each obeys :math:`\dot y = M y` with a small matrix M of
the symbol s, which is :math:`(i\theta)^d` exactly and :math:`\sum_p c_p e^{i\theta s_p}` for a
stencil. One step of :math:`\Delta t = C T` multiplies y by :math:`R(C M)`; C is the *Courant
number*, of diffusion also called the diffusion number.

================== ======================== ====================== ================
equation           T                        y                      M
================== ======================== ====================== ================
advection          Δx / c                   u                      -s
diffusion          Δx² / ν                  u                      s
wave equation      Δx / c                   u, u_t T               [[0, 1], [s, 0]]
================== ======================== ====================== ================
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nncore.arrays import FloatArray
from nncore.messages import marked

ComplexArray = NDArray[np.complex128]


class LinearEquation(ABC):
    """An equation that a wave obeys alone; c is 1."""

    name: ClassVar[str]
    label: ClassVar[str]
    derivative_order: ClassVar[int]
    n_components: ClassVar[int] = 1

    @abstractmethod
    def time_scale(self, spacing: float, viscosity: float) -> float:
        """Return T, the time of a step with the Courant number 1."""

    @abstractmethod
    def matrix(self, symbol: ComplexArray) -> ComplexArray:
        """Return M of each symbol, shape (..., n_components, n_components)."""

    @abstractmethod
    def eigenvalues(self, symbol: ComplexArray) -> ComplexArray:
        """Return the eigenvalues of M, shape (..., n_components)."""

    @abstractmethod
    def exact_factor(self, theta: FloatArray, time: float) -> ComplexArray:
        """Return what u of each wave is multiplied by; `time` is in units of T.

        Where u_t is a component, it is zero at first.
        """


class Advection(LinearEquation):
    """u_t + u_x = 0: everything moves to the right at speed 1."""

    name, label, derivative_order = "advection", marked("advection"), 1

    def time_scale(self, spacing: float, viscosity: float) -> float:  # noqa: D102
        return spacing

    def matrix(self, symbol: ComplexArray) -> ComplexArray:  # noqa: D102
        return -symbol[..., np.newaxis, np.newaxis]

    def eigenvalues(self, symbol: ComplexArray) -> ComplexArray:  # noqa: D102
        return -symbol[..., np.newaxis]

    def exact_factor(self, theta: FloatArray, time: float) -> ComplexArray:  # noqa: D102
        return np.exp(-1j * theta * time)


class Diffusion(LinearEquation):
    """u_t = ν u_xx."""

    name, label, derivative_order = "diffusion", marked("diffusion"), 2

    def time_scale(self, spacing: float, viscosity: float) -> float:  # noqa: D102
        return spacing**2 / viscosity

    def matrix(self, symbol: ComplexArray) -> ComplexArray:  # noqa: D102
        return symbol[..., np.newaxis, np.newaxis]

    def eigenvalues(self, symbol: ComplexArray) -> ComplexArray:  # noqa: D102
        return symbol[..., np.newaxis]

    def exact_factor(self, theta: FloatArray, time: float) -> ComplexArray:  # noqa: D102
        return np.exp(-(theta**2) * time).astype(complex)


class WaveEquation(LinearEquation):
    """u_tt = u_xx, at rest at first: half of everything moves to each side."""

    name, label, derivative_order, n_components = "wave", marked("wave equation"), 2, 2

    def time_scale(self, spacing: float, viscosity: float) -> float:  # noqa: D102
        return spacing

    def matrix(self, symbol: ComplexArray) -> ComplexArray:  # noqa: D102
        matrix = np.zeros((*symbol.shape, 2, 2), dtype=complex)
        matrix[..., 0, 1], matrix[..., 1, 0] = 1.0, symbol
        return matrix

    def eigenvalues(self, symbol: ComplexArray) -> ComplexArray:  # noqa: D102
        root = np.sqrt(symbol)
        return np.stack((root, -root), axis=-1)

    def exact_factor(self, theta: FloatArray, time: float) -> ComplexArray:  # noqa: D102
        return np.cos(theta * time).astype(complex)


#: Name -> equation.
LINEAR_EQUATIONS: Mapping[str, LinearEquation] = {
    equation.name: equation for equation in (Advection(), Diffusion(), WaveEquation())
}
