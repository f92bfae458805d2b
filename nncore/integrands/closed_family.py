"""Functions of several inputs whose integrals over boxes are known in closed form."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nncore.arrays import FloatArray
from nncore.messages import SettingError


@dataclass(frozen=True, eq=False)
class Inputs:
    """What each input of a function is: a value, or limits between which it is integrated.

    Parameters
    ----------
    values : mapping of int to ndarray
        The inputs that are not integrated.
    limits : mapping of int to a pair of ndarray
        Lower and upper limits of the others. All the arrays broadcast.
    """

    values: Mapping[int, FloatArray]
    limits: Mapping[int, tuple[FloatArray, FloatArray]]

    @classmethod
    def of(
        cls, n_inputs: int, over: Iterable[int], lower: ArrayLike, upper: ArrayLike, rest: ArrayLike
    ) -> Inputs:
        """Sort arrays by input.

        Parameters
        ----------
        n_inputs : int
            Number of inputs in all.
        over : iterable of int
            Those that are integrated.
        lower, upper : array_like, shape (..., len(over))
            Their limits, in any order.
        rest : array_like, shape (..., n_inputs - len(over))
            Values of the others, which keep their order.

        Raises
        ------
        ValueError
            If an index or a shape is wrong.
        """
        over = checked_inputs(over, n_inputs)
        others = [i for i in range(n_inputs) if i not in over]
        lower, upper = _columns("lower", lower, len(over)), _columns("upper", upper, len(over))
        values = dict(zip(others, _columns("rest", rest, len(others)), strict=True))
        return cls(values, dict(zip(over, zip(lower, upper, strict=True), strict=True)))

    @property
    def volume(self) -> FloatArray | float:
        """The product of upper minus lower limits, with its sign; 1 where none is integrated."""
        volume: FloatArray | float = 1.0
        for lower, upper in self.limits.values():
            volume = volume * (upper - lower)
        return volume


def checked_inputs(over: Iterable[int], n_inputs: int) -> tuple[int, ...]:
    """Return the inputs that are integrated; raise where they are no different inputs."""
    over = tuple(over)
    if len(set(over)) < len(over) or not set(over) <= set(range(n_inputs)):
        raise SettingError(
            "`over` must name different inputs from 0 to {last}, got {value}.",
            last=n_inputs - 1,
            value=over,
        )
    return over


def _columns(name: str, value: ArrayLike, n: int) -> list[FloatArray]:
    """Return the columns of an array whose last axis has n entries; a missing one has none."""
    array = np.asarray(value, dtype=float)
    if n == 0 and array.size == 0:
        return []
    if array.ndim == 0 or array.shape[-1] != n:
        raise SettingError(
            "`{name}` must have {n} numbers along its last axis, got the shape {shape}.",
            name=name,
            n=n,
            shape=array.shape,
        )
    return list(np.moveaxis(array, -1, 0))


class ClosedFamily(ABC):
    """A function of several inputs, integrated in closed form over all or some of them."""

    @property
    @abstractmethod
    def n_inputs(self) -> int:
        """Number of inputs."""

    @property
    @abstractmethod
    def closed_over(self) -> frozenset[int]:
        """The inputs over any of which the integral is known."""

    @abstractmethod
    def integral(self, inputs: Inputs) -> FloatArray:
        """Return the integral over the inputs that have limits, at the values of the others."""

    @abstractmethod
    def gradient(self, inputs: Inputs) -> list[FloatArray]:
        """Return the derivatives of the integral with respect to the inputs that have values."""

    @abstractmethod
    def rounding(self, inputs: Inputs) -> FloatArray:
        """Return how far off `integral` may be in float64."""

    def __call__(self, x: FloatArray) -> FloatArray:
        """Evaluate at points.

        Parameters
        ----------
        x : ndarray, shape (..., n_inputs)
            Points.
        """
        columns = np.ascontiguousarray(np.moveaxis(np.asarray(x, dtype=float), -1, 0))
        return np.asarray(self.integral(Inputs(dict(enumerate(columns)), {})))
