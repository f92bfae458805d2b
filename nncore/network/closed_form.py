r"""The integral of a network with one hidden layer, in closed form, on plain arrays.

.. math:: \int_a^b \Bigl(\sum_j v_j\,\sigma(w_j x + \beta_j) + d\Bigr) dx
          = (b - a)\Bigl(\sum_j v_j M_j + d\Bigr),

with the mean :math:`M_j` of the activation over the range of the j-th pre-activation
(`nncore.activations`), which takes the place of the polylogarithms of [1]_ and does not cancel,
neither as :math:`w \to 0` nor for units far outside of the interval, nor on intervals far from 0
(`nncore.activations.ranges`). What one interval gives does not depend on the others of a call.

References
----------
.. [1] S. Lloyd, R. A. Irani, M. Ahmadi, "Using neural networks for fast numerical integration and
   optimization", IEEE Access 8 (2020), 84519-84531. DOI 10.1109/ACCESS.2020.2991966
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nncore.activations import Activation, activation
from nncore.activations.ranges import Halves, PreActivationRanges, midpoints, pre_activations
from nncore.arrays import FloatArray
from nncore.messages import SettingError
from nncore.network.polylogarithm import polylog_integral
from nncore.options.real_array import real_array

__all__ = ["ClosedForm", "network_integral", "polylog_integral", "unit_integrals"]

# Pairs of an interval and a unit that are computed at a time: few enough for the cache, many
# enough to hide the overhead of a numpy call.
_CHUNK = 16000
# Beyond these magnitudes a pre-activation could overflow.
_LARGEST_WEIGHT = 2.0**700  # larger ones are scaled down

LARGEST_LIMIT = 1e90
"""Of an integral in closed form; larger ones are refused."""


def unit_integrals(
    activation: str | Activation,
    hidden_weights: ArrayLike,
    hidden_biases: ArrayLike,
    a: ArrayLike,
    b: ArrayLike,
) -> FloatArray:
    r"""Integrate each hidden unit, :math:`\int_a^b \sigma(w_j x + \beta_j)\,dx`.

    Parameters
    ----------
    activation : str or Activation
        The activation function, or its name.
    hidden_weights, hidden_biases : array_like, shape (n_hidden,)
        Weights and biases of the units; any finite values, in units of 1/x and of 1.
    a, b : array_like
        Limits, in units of x; they broadcast, have any sign and any order, and may reach 1e90.

    Returns
    -------
    ndarray, shape broadcast(a, b).shape + (n_hidden,)
        The integrals, to a few roundings of themselves and of the pre-activations they depend on.
        An integral beyond the largest float, of a ReLU, is infinite.

    Raises
    ------
    ValueError
        If the activation is unknown or a limit is not finite or too large.
    """
    return ClosedForm(activation, hidden_weights, hidden_biases).unit_integrals(a, b)


def network_integral(
    activation: str | Activation,
    hidden_weights: ArrayLike,
    hidden_biases: ArrayLike,
    output_weights: ArrayLike,
    output_bias: float,
    a: ArrayLike,
    b: ArrayLike,
) -> FloatArray:
    r"""Integrate a network, :math:`\sum_j v_j I_j + d\,(b - a)`.

    Intervals and units are processed in chunks; the memory needed does not grow with
    ``n_intervals * n_hidden``. See `unit_integrals` for the parameters not listed here.

    Parameters
    ----------
    output_weights : array_like, shape (n_hidden,)
        The weights :math:`v_j`, in units of y.
    output_bias : float
        The bias :math:`d`, in units of y.

    Returns
    -------
    ndarray, shape broadcast(a, b).shape
        The integrals, in units of x times y. The error is a small multiple of the rounding unit
        times :math:`\sum_j |v_j I_j| + |d\,(b - a)|`.
    """
    return ClosedForm(
        activation, hidden_weights, hidden_biases, output_weights, output_bias
    ).integral(a, b)


class Limits(Protocol):
    """Limits of some integrals, one for each row."""

    @property
    def length(self) -> FloatArray:
        """The length of each interval, or the volume of each box, with its sign."""


class LimitGradients(NamedTuple):
    """The derivatives of an integral by its lower and by its upper limits."""

    lower: FloatArray
    upper: FloatArray


Rows = slice | NDArray[np.int64]


class ClosedForm:
    """A network made ready for integration; worth keeping as long as its weights stay.

    What the number of inputs decides is in `_limits` and `_means`: here it is one, in
    `nncore.network.box_integral` there may be more. See `network_integral` for the parameters.
    """

    def __init__(
        self,
        activation_function: str | Activation,
        hidden_weights: ArrayLike,
        hidden_biases: ArrayLike,
        output_weights: ArrayLike = (),
        output_bias: float = 0.0,
    ) -> None:
        self._activation = activation(activation_function)
        weights = np.asarray(hidden_weights, dtype=np.float64)
        biases = np.asarray(hidden_biases, dtype=np.float64)
        self._output_weights = np.asarray(output_weights, dtype=np.float64)
        self._output_bias = float(output_bias)
        self._scale = 1.0
        self._correction: FloatArray | None = None
        largest = (np.abs(weights).max(initial=0.0), np.abs(biases).max(initial=0.0))
        if not (largest[0] <= _LARGEST_WEIGHT and largest[1] <= _LARGEST_WEIGHT):  # or no numbers
            weights, biases, self._correction = _scaled_down(
                weights, biases, self._activation.degree
            )
        output = np.abs(self._output_weights).max(initial=abs(self._output_bias))
        if output > _LARGEST_WEIGHT or (self._correction is not None and output > 0.0):
            # the sum of the largest means must be finite, so that inf - inf cannot occur
            self._scale = 0.25 / (1.0 + self._output_weights.size) / output
            self._output_weights = self._output_weights * self._scale
            self._output_bias *= self._scale
        self._weights, self._biases = self._halves(weights), biases
        self._sizes = np.abs(weights)
        self._largest_size = float(self._sizes.max(initial=0.0))

    def unit_integrals(self, a: ArrayLike, b: ArrayLike) -> FloatArray:
        """Integrate every hidden unit; see `unit_integrals`."""
        limits = self._limits(a, b)
        result = np.empty((limits.length.size, self._biases.size))
        for rows, columns, means in self._means(limits):
            result[rows, columns] = means
        with np.errstate(over="ignore"):
            result *= limits.length.reshape(-1, 1)
        return result.reshape(*limits.length.shape, self._biases.size)

    def integral(self, a: ArrayLike, b: ArrayLike) -> FloatArray:
        """Integrate the network; see `network_integral`."""
        limits = self._limits(a, b)
        with np.errstate(over="ignore", invalid="ignore"):  # of weights that are not finite
            return np.asarray(self._total(limits) * limits.length / self._scale)

    def average(self, a: ArrayLike, b: ArrayLike) -> FloatArray:
        """Average the network between limits, which may be equal: then it is the value there."""
        with np.errstate(over="ignore", invalid="ignore"):
            return np.asarray(self._total(self._limits(a, b)) / self._scale)

    def limit_gradients(self, a: ArrayLike, b: ArrayLike) -> LimitGradients:
        """Differentiate the integral by its limits: by the theorem, the network is at the ends."""
        a, b = np.broadcast_arrays(a, b)
        return LimitGradients(-self.average(a, a), self.average(b, b))

    def _total(self, limits: Limits) -> Any:
        """Sum the means of the units, in the scale of the output weights."""
        single = limits.length.ndim == 0  # then a float is faster than an array
        total: Any = self._output_bias if single else np.full(limits.length.size, self._output_bias)
        for rows, columns, means in self._means(limits):
            part = means @ self._output_weights[columns]
            if single:
                total += part.item()
            else:
                total[rows] += part
        return total if single else total.reshape(limits.length.shape)

    def _halves(self, weights: FloatArray) -> Halves:
        return Halves.of(weights)

    def _limits(self, a: ArrayLike, b: ArrayLike) -> Any:
        return _Intervals.checked(a, b)

    def _means(self, limits: Any) -> Iterator[tuple[Rows, slice, FloatArray]]:
        """Yield the means of some units (columns) over some intervals (rows), in chunks."""
        n_intervals, n_units = limits.length.size, self._biases.size
        n_rows = max(1, min(n_intervals, _CHUNK // max(min(n_units, _CHUNK), 1)))
        for left in range(0, n_units, _CHUNK):
            columns = slice(left, left + _CHUNK)
            weights, biases = self._weights.part(columns), self._biases[columns]
            for top in range(0, n_intervals, n_rows):
                rows = slice(top, top + n_rows)
                ranges = PreActivationRanges(
                    pre_activations(weights, biases, limits.middle.part(rows)),
                    self._sizes[columns] * limits.half[rows],
                    self._largest_size * limits.longest,
                )
                yield rows, columns, self._corrected(self._activation.mean(ranges), columns)

    def _corrected(self, means: FloatArray, columns: slice) -> FloatArray:
        """Undo the scaling of huge units."""
        if self._correction is None:
            return means
        largest = np.finfo(np.float64).max
        with np.errstate(over="ignore"):
            return np.clip(means * self._correction[columns], -largest, largest)


def checked_limits(
    names: tuple[str, str], a: ArrayLike, b: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Return both as arrays, or raise SettingError with the name of one that is too large.

    They broadcast, which is checked too.
    """
    first, last = real_array(names[0], a), real_array(names[1], b)
    for name, limit in zip(names, (first, last), strict=True):
        largest = np.abs(limit).max(initial=0.0)
        if not largest <= LARGEST_LIMIT:
            raise SettingError(
                "`{name}` must be finite and at most {most:g} in magnitude, got {value}.",
                name=name,
                most=LARGEST_LIMIT,
                value=largest,
            )
    try:
        np.broadcast_shapes(first.shape, last.shape)
    except ValueError:
        raise SettingError(
            "`{first}` and `{last}` must have shapes that broadcast, got {first_shape} and "
            "{last_shape}.",
            first=names[0],
            last=names[1],
            first_shape=first.shape,
            last_shape=last.shape,
        ) from None
    return first, last


class _Intervals(NamedTuple):
    """Midpoints and halves of the lengths, as columns; the lengths; the longest half."""

    middle: Halves
    half: FloatArray
    length: FloatArray
    longest: float

    @classmethod
    def checked(cls, a: ArrayLike, b: ArrayLike) -> _Intervals:
        first, last = checked_limits(("a", "b"), a, b)
        length = np.asarray(last - first)
        half = 0.5 * np.abs(length).reshape(-1, 1)
        middle = Halves(*(part.reshape(-1, 1) for part in midpoints(first, last)))
        return cls(middle, half, length, float(half.max(initial=0.0)))


def _scaled_down(
    weights: FloatArray, biases: FloatArray, degree: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    r"""Scale units by powers of 2 that keep their pre-activations finite.

    Such a unit is a step, a ramp, a pulse or a wave to more digits than float64 has, and its mean
    is homogeneous of that `degree`; the third array undoes the scaling, with nan for units that
    are not finite.
    """
    rows = np.column_stack([weights, biases])
    finite = np.isfinite(rows).all(axis=1)
    rows[~finite] = 0.0
    _, exponents = np.frexp(np.abs(rows).max(axis=1))
    excess = np.maximum(exponents - 700, 0)
    correction = np.where(finite, np.ldexp(1.0, degree * excess), np.nan)
    rows = np.ldexp(rows, -excess[:, np.newaxis])
    return rows[:, :-1].reshape(weights.shape), rows[:, -1], correction
