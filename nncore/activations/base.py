"""What an activation is, and which there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from nncore.activations import functions, means
from nncore.activations.ranges import PreActivationRanges
from nncore.arrays import FloatArray
from nncore.messages import SettingError


@dataclass(frozen=True, eq=False, repr=False)
class Activation:
    r"""An activation function :math:`\sigma(u)`; it works elementwise on any shape.

    Attributes
    ----------
    name : str
        Its key in `ACTIVATIONS`.
    latex : str
        The formula of :math:`\sigma(u)`.
    degree : int
        The power of s with which the mean over :math:`[s(m - k), s(m + k)]` scales for large s:
        0 for a step, 1 for a ramp, -1 for a pulse or a wave.
    mean : Callable
        :math:`M(m, k)`, the mean of :math:`\sigma` over each of some `PreActivationRanges`.
    """

    name: str
    latex: str
    degree: int
    mean: Callable[[PreActivationRanges], FloatArray]
    _function: Callable[[FloatArray], FloatArray]
    _derivative: Callable[[FloatArray], FloatArray]
    _antiderivative: Callable[[FloatArray], FloatArray]
    _evaluate: Callable[[FloatArray, FloatArray, FloatArray], None] | None = None

    def __call__(self, u: ArrayLike) -> FloatArray:
        r""":math:`\sigma(u)`."""
        return self._function(np.asarray(u, dtype=np.float64))

    def derivative(self, u: ArrayLike) -> FloatArray:
        r""":math:`\sigma'(u)`; for the ReLU, 0 at 0."""
        return self._derivative(np.asarray(u, dtype=np.float64))

    def evaluate(self, u: FloatArray, values: FloatArray, slopes: FloatArray) -> None:
        r"""Write :math:`\sigma(u)` and :math:`\sigma'(u)`, for less than they cost one by one.

        Parameters
        ----------
        u : ndarray
            Overwritten.
        values, slopes : ndarray of the shape of u
            Where they are written.
        """
        if self._evaluate is not None:
            self._evaluate(u, values, slopes)
        else:
            values[...], slopes[...] = self._function(u), self._derivative(u)

    def antiderivative(self, u: ArrayLike) -> FloatArray:
        r""":math:`\int \sigma(u)\,du`, with the constant of the usual closed form."""
        return self._antiderivative(np.asarray(u, dtype=np.float64))

    def __repr__(self) -> str:
        return f"<activation {self.name}>"

    def __reduce__(self) -> tuple[Callable[[str], Activation], tuple[str]]:
        return activation, (self.name,)


ACTIVATIONS: Mapping[str, Activation] = MappingProxyType(
    {
        entry.name: entry
        for entry in (
            Activation(
                "logistic",
                r"\frac{1}{1 + e^{-u}}",
                0,
                means.logistic_mean,
                functions.logistic,
                functions.logistic_derivative,
                functions.softplus,
                functions.evaluate_logistic,
            ),
            Activation(
                "tanh",
                r"\tanh u",
                0,
                means.tanh_mean,
                np.tanh,
                functions.tanh_derivative,
                functions.log_cosh,
            ),
            Activation(
                "relu",
                r"\max(u, 0)",
                1,
                means.relu_mean,
                functions.relu,
                functions.step,
                functions.half_square,
            ),
            Activation(
                "sine", r"\sin u", -1, means.sine_mean, np.sin, np.cos, functions.minus_cosine
            ),
            Activation(
                "gaussian",
                r"e^{-u^2}",
                -1,
                means.gaussian_mean,
                functions.gaussian,
                functions.gaussian_derivative,
                functions.scaled_erf,
                functions.evaluate_gaussian,
            ),
        )
    }
)


def activation(name: str | Activation) -> Activation:
    """Return the activation of this name; an `Activation` is returned as it is.

    Raises
    ------
    ValueError
        If there is no activation of this name.
    """
    if isinstance(name, Activation):
        return name
    if isinstance(name, str) and name in ACTIVATIONS:
        return ACTIVATIONS[name]
    raise SettingError(
        "`activation` must be one of {choices}, got {value}.",
        choices=", ".join(ACTIVATIONS),
        value=repr(name),
    )
