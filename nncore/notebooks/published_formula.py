r"""The first notebook's NNI, as its code computes it and with each quirk put right.

.. math:: \hat I = b_2\,(\beta - \alpha) + \sum_j v_j
          \Bigl((\beta - \alpha) + \frac{\Phi_j}{w_j}\Bigr), \qquad
          \Phi_j = \mathrm{Li}_1(-e^{-b_j - w_j \alpha}) - \mathrm{Li}_1(-e^{-b_j - w_j \beta}).

Cells 16 and 17 evaluate it unit by unit with mpmath; here all units and intervals go through numpy
at once. :math:`\mathrm{Li}_1(-e^u) = -\log(1 + e^u)`, which is what mpmath computes, so that the
results agree to rounding, and the infinities and nan to the letter. They come about like this: with
:math:`w < 0` the argument :math:`-b - w\beta` grows with the interval until its exponential is
infinite, then :math:`\Phi = \infty`, :math:`\Phi / w = -\infty`, and the unit's term is
:math:`-v \cdot \infty`. Units with :math:`v < 0` make the sum infinite; as soon as a unit with
:math:`v > 0` joins them, it is :math:`\infty - \infty`. A unit that overflows at both ends has
:math:`\Phi = \infty - \infty` by itself.

References
----------
S. Lloyd, R. A. Irani, M. Ahmadi, "Using neural networks for fast numerical integration and
optimization", IEEE Access 8 (2020), 84519-84531, formulas (9) to (15).
DOI 10.1109/ACCESS.2020.2991966
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from nncore.activations.functions import softplus
from nncore.arrays import FloatArray
from nncore.messages import SettingError
from nncore.network import OneHiddenNetwork
from nncore.notebooks.output_bias import repeated_list_sum
from nncore.notebooks.quirks import (
    AS_PRINTED,
    OVERFLOW_LIMITS,
    Precision,
    Quirks,
)

# Up to this |w| (β - α) a unit is nearly linear over the interval, and its quotient cancels.
_SMALL = 1.0


def nni(
    network: OneHiddenNetwork,
    intervals: Sequence[tuple[float, float]],
    quirks: Quirks = AS_PRINTED,
) -> FloatArray:
    """Integrate a network of logistic units as the notebook does.

    Parameters
    ----------
    network : OneHiddenNetwork
        In x, not scaled.
    intervals : sequence of (a, b)
        Limits, in units of x. With `output_bias_counted_once` their distances are positive whole
        numbers: a list can be repeated no other number of times.
    quirks : Quirks
        What to do as printed and what to put right, and the precision of the exponentials.

    Returns
    -------
    ndarray, shape (n_intervals,)
        The integrals, in units of x times y; infinite or nan where the notebook's are. A weight of
        0, for which the notebook would stop with a ZeroDivisionError, gives nan.

    Raises
    ------
    ValueError
        If the activation is not logistic, or an interval cannot be used.
    """
    terms = unit_terms(network, intervals, quirks)
    limits = _limits(intervals)
    lengths = limits[:, 1] - limits[:, 0]
    with np.errstate(invalid="ignore"):
        sums = terms.sum(axis=1)
        if not quirks.output_bias_counted_once:
            return sums + network.output_bias * lengths
        counted = [
            repeated_list_sum(network.output_bias, length, unit_sum)[0]
            for length, unit_sum in zip(lengths.tolist(), sums.tolist(), strict=True)
        ]
    return np.array(counted)


def unit_terms(
    network: OneHiddenNetwork,
    intervals: Sequence[tuple[float, float]],
    quirks: Quirks = AS_PRINTED,
) -> FloatArray:
    r"""Return what each unit adds, :math:`v_j ((\beta - \alpha) + \Phi_j / w_j)`.

    Returns
    -------
    ndarray, shape (n_intervals, n_hidden)
        In units of x times y. See `nni` for the parameters and the errors.
    """
    _check(network)
    dtype = quirks.precision if quirks.exponential_overflows else "float64"
    w, b = network.hidden_weights.astype(dtype), network.hidden_biases.astype(dtype)
    limits = _limits(intervals)
    lengths = limits[:, 1:] - limits[:, :1]
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        phi = np.subtract(*(_li1(_arguments(w, b, x), quirks) for x in limits.T))
        means = lengths + phi / w.astype(np.float64)
        if not quirks.cancelling_quotient:
            small = np.abs(w) * lengths <= _SMALL
            means = np.where(small, _without_cancellation(w, b, limits), means)
        return network.output_weights * means


@dataclass(frozen=True, eq=False)
class OverflowArguments:
    """The arguments of the exponentials of each unit on one interval.

    Parameters
    ----------
    at_a, at_b : ndarray, shape (n_hidden,)
        ``-b - w a`` and ``-b - w b`` with the limits a and b.
    terms : ndarray, shape (n_hidden,)
        What each unit adds to the integral: finite, infinite with the sign that the output weight
        gives it, or nan where both exponentials overflow.
    output_weights : ndarray, shape (n_hidden,)
        v, in units of y.
    precision : {"float64", "float32"}
        Of the exponentials.
    """

    at_a: FloatArray
    at_b: FloatArray
    terms: FloatArray
    output_weights: FloatArray
    precision: Precision

    @property
    def limit(self) -> float:
        """The largest argument whose exponential is finite."""
        return OVERFLOW_LIMITS[self.precision]

    @property
    def overflows(self) -> NDArray[np.bool_]:
        """Whether one of a unit's two exponentials is infinite."""
        return np.maximum(self.at_a, self.at_b) > self.limit


def overflow_arguments(
    network: OneHiddenNetwork, interval: tuple[float, float], *, precision: Precision = "float64"
) -> OverflowArguments:
    """Return the arguments ``-b - w x`` at both ends of an interval; see `nni`."""
    terms = unit_terms(network, [interval], Quirks(precision=precision))[0]
    w, b = network.hidden_weights.astype(precision), network.hidden_biases.astype(precision)
    at_a, at_b = (_arguments(w, b, np.array([x], float))[0].astype(float) for x in interval)
    return OverflowArguments(at_a, at_b, terms, network.output_weights, precision)


def _arguments(w: NDArray[Any], b: NDArray[Any], x: FloatArray) -> NDArray[Any]:
    """Return ``-b - w x`` in the precision of the weights, shape (n_x, n_hidden)."""
    return -b - w * x.astype(w.dtype)[:, None]


def _li1(u: NDArray[Any], quirks: Quirks) -> FloatArray:
    r"""Return :math:`\mathrm{Li}_1(-e^u)`, through the exponential as printed or around it."""
    if quirks.exponential_overflows:
        return -np.log1p(np.exp(u).astype(np.float64))
    return -softplus(u)


def _without_cancellation(w: NDArray[Any], b: NDArray[Any], limits: FloatArray) -> FloatArray:
    r"""Return :math:`\int \sigma(w x + b)\,dx` for a small :math:`|w| (\beta - \alpha)`.

    .. math:: \frac1w \log\bigl(1 + \sigma(w\alpha + b)\,(e^{w (\beta - \alpha)} - 1)\bigr)
    """
    a, lengths = limits[:, :1].astype(w.dtype), (limits[:, 1:] - limits[:, :1]).astype(w.dtype)
    at_a = special.expit(w * a + b)
    integrals = np.log1p(at_a * np.expm1(w * lengths)) / np.where(w == 0.0, 1.0, w)
    return np.where(w == 0.0, at_a * lengths, integrals).astype(np.float64)


def _limits(intervals: Sequence[tuple[float, float]]) -> FloatArray:
    return np.array(intervals, dtype=np.float64).reshape(-1, 2)


def _check(network: OneHiddenNetwork) -> None:
    if network.activation.name != "logistic":
        raise SettingError(
            "`network` must have logistic units for the notebook's formula, got {name!r}; use "
            "`network.integral` instead.",
            name=network.activation.name,
        )
