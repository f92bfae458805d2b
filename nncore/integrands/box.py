r"""A box, :math:`\prod_i [l_i, u_i]`, over which functions of several inputs are integrated."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nncore.arrays import FloatArray
from nncore.messages import SettingError
from nncore.options.real_array import real_array

MAX_INPUTS = 8
"""Of a function over boxes: beyond them, samples are too few to learn anything from."""


@dataclass(frozen=True, init=False)
class Box:
    r"""The closed box :math:`\prod_i [l_i, u_i]` in 1 to 8 inputs.

    It can be compared, hashed and pickled.

    Parameters
    ----------
    lower, upper : array_like, shape (n_inputs,)
        Its limits, in units of the inputs, which are called x1, x2, ... in messages; scalars for
        one input.

    Raises
    ------
    SettingError
        If a limit is not finite, if a lower limit is not less than its upper one, if the limits
        are not as many, or if the volume is no positive number of float64.

    Examples
    --------
    >>> box = Box([0.0, 0.0], [2.0, 3.0])
    >>> box.volume
    6.0
    >>> box.from_unit([0.5, 1.0])
    array([1., 3.])
    """

    lower: tuple[float, ...]
    upper: tuple[float, ...]

    # written out, because it accepts more types than the fields have
    def __init__(self, lower: ArrayLike, upper: ArrayLike) -> None:
        object.__setattr__(self, "lower", _vector("lower", lower))
        object.__setattr__(self, "upper", _vector("upper", upper))
        if len(self.lower) != len(self.upper):
            raise SettingError(
                "`lower` and `upper` must have as many limits, got {n_lower} and {n_upper}.",
                n_lower=len(self.lower),
                n_upper=len(self.upper),
            )
        for i, (a, b) in enumerate(zip(self.lower, self.upper, strict=True), start=1):
            if not a < b:
                raise SettingError(
                    "`lower` must be less than `upper`, got {lower} and {upper} for x{number}.",
                    lower=a,
                    upper=b,
                    number=i,
                )
        if not 0.0 < self.volume < math.inf:
            raise SettingError(
                "The volume of the box must be a positive number of float64, got {volume}; "
                "choose other limits.",
                volume=self.volume,
            )

    @property
    def n_inputs(self) -> int:
        """Number of inputs."""
        return len(self.lower)

    @property
    def widths(self) -> FloatArray:
        """The lengths of the edges, shape (n_inputs,)."""
        return np.subtract(self.upper, self.lower)

    @property
    def volume(self) -> float:
        """The product of the lengths of the edges."""
        return math.prod(b - a for a, b in zip(self.lower, self.upper, strict=True))

    def __str__(self) -> str:
        return limits_text(self.lower, self.upper)

    def contains(self, points: ArrayLike) -> NDArray[np.bool_]:
        """Tell which points lie in the box; its faces belong to it.

        Parameters
        ----------
        points : array_like, shape (..., n_inputs)
            Points, in units of the inputs.

        Returns
        -------
        ndarray of bool, shape (...)
        """
        x = last_axis("points", points, self.n_inputs)
        return np.asarray(((self.lower <= x) & (x <= self.upper)).all(axis=-1))

    def from_unit(self, points: ArrayLike) -> FloatArray:
        """Map points of the unit cube into the box; corners fall on corners exactly.

        Parameters
        ----------
        points : array_like, shape (..., n_inputs)
            Points of the unit cube; outside of it, they go to the nearest face.

        Returns
        -------
        ndarray of the shape of points
            In units of the inputs. No rounding leaves the box.
        """
        t = last_axis("points", points, self.n_inputs)
        inside = (1.0 - t) * self.lower + t * self.upper
        return np.clip(inside, self.lower, self.upper)

    def to_unit(self, points: ArrayLike) -> FloatArray:
        """Map points of the box to the unit cube, and others outside of it alike.

        Parameters
        ----------
        points : array_like, shape (..., n_inputs)
            In units of the inputs.

        Returns
        -------
        ndarray of the shape of points
        """
        return (last_axis("points", points, self.n_inputs) - self.lower) / self.widths


def limits_text(lower: Iterable[float], upper: Iterable[float]) -> str:
    """Write limits of inputs in one line, equal ones that follow each other as a power.

    Examples
    --------
    >>> limits_text([0.0, 0.0, -1.0], [1.0, 1.0, 2.5])
    '[0, 1]^2 x [-1, 2.5]'
    """
    edges = groupby(f"[{a:.6g}, {b:.6g}]" for a, b in zip(lower, upper, strict=True))
    counted = ((edge, len(list(alike))) for edge, alike in edges)
    return " x ".join(f"{edge}^{n}" if n > 1 else edge for edge, n in counted)


def last_axis(name: str, values: ArrayLike, length: int) -> FloatArray:
    """Return points, or limits, as an array in float64.

    Raises
    ------
    SettingError
        With their name, unless they are real numbers and the last axis has this length: the number
        of inputs.
    """
    array = real_array(name, values)
    if array.ndim == 0 or array.shape[-1] != length:
        raise SettingError(
            "The last axis of `{name}` must have the length {length}, got shape {shape}.",
            name=name,
            length=length,
            shape=array.shape,
        )
    return array


def _vector(name: str, limits: ArrayLike) -> tuple[float, ...]:
    vector = np.atleast_1d(real_array(name, limits))
    if vector.ndim != 1 or not 1 <= vector.size <= MAX_INPUTS:
        raise SettingError(
            "`{name}` must be a vector of 1 to {most} limits, got shape {shape}.",
            name=name,
            most=MAX_INPUTS,
            shape=vector.shape,
        )
    for i, limit in enumerate(vector.tolist(), start=1):
        if not math.isfinite(limit):
            raise SettingError(
                "`{name}` must be finite, got {limit} for x{number}.",
                name=name,
                limit=limit,
                number=i,
            )
    return tuple(vector.tolist())
