"""One function of several inputs: what is integrated, over which box, and what is known of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike

from nncore.arrays import FloatArray
from nncore.integrands.base import Tag
from nncore.integrands.box import Box, last_axis
from nncore.integrands.closed_family import ClosedFamily, Inputs, checked_inputs
from nncore.messages import SettingError
from nncore.options.real_array import real_array


class BoxFunction(Protocol):
    """A function of points (..., n_inputs), vectorised; warnings are the caller's business."""

    def __call__(self, x: FloatArray, /) -> Any:
        """Evaluate at points."""


@dataclass(frozen=True)
class BoxIntegrand:
    r"""A real function of several inputs.

    Parameters
    ----------
    name : str
        A key of `nncore.integrands.BOX_INTEGRANDS`, or the text of a formula.
    latex : str
        The right-hand side of :math:`f(x_1, x_2, \dots) = \dots`.
    box : Box
        Default limits, of the parameters too.
    function : callable
        Vectorised over points, (..., n_inputs) to (...).
    parameters : tuple of int
        Inputs, from 0, that are parameters unless it is chosen otherwise: they are not integrated.
    title, description : str
        For the screen: a name, and a sentence on what to look for.
    tags : tuple of Tag
        See `Tag`.

    Examples
    --------
    >>> from nncore.integrands import box_integrand
    >>> f = box_integrand("genz-gaussian", n_inputs=3, seed=1)
    >>> round(f.integral([0, 0, 0], [1, 1, 1]), 12)
    0.166473546573
    """

    name: str
    latex: str
    box: Box
    function: BoxFunction
    parameters: tuple[int, ...] = ()
    title: str = ""
    description: str = ""
    tags: tuple[Tag, ...] = ()

    @property
    def n_inputs(self) -> int:
        """Number of inputs, parameters included."""
        return self.box.n_inputs

    def __call__(self, x: ArrayLike) -> Any:
        """Evaluate in float64, without warnings: infinite at a pole, nan where there is no value.

        Parameters
        ----------
        x : array_like, shape (..., n_inputs)
            Points.

        Returns
        -------
        float or ndarray, shape (...)
            A float for one point.
        """
        points = last_axis("x", x, self.n_inputs)
        with np.errstate(all="ignore"):
            values = np.asarray(self.function(points), dtype=float)
        return float(values) if values.ndim == 0 else values

    def has_integral(self, over: Iterable[int] | None = None) -> bool:
        """Whether the integral over some inputs, or over all, is known in closed form."""
        inputs = range(self.n_inputs) if over is None else over
        return isinstance(self.function, ClosedFamily) and self.function.closed_over.issuperset(
            inputs
        )

    def integral(self, lower: ArrayLike, upper: ArrayLike) -> Any:
        """Return the exact integral over one box or several, in closed form.

        Parameters
        ----------
        lower, upper : array_like, shape (..., n_inputs)
            Limits in any order, as in one dimension: each reversed pair changes the sign. They
            broadcast.

        Returns
        -------
        float or ndarray, shape (...)
            A float for one box.

        Raises
        ------
        ValueError
            If no closed form is known; `nncore.references.box_reference` finds a value then.
        """
        return self.marginal(range(self.n_inputs), lower, upper)(())

    def marginal(self, over: Iterable[int], lower: ArrayLike, upper: ArrayLike) -> ExactMarginal:
        r"""Return the exact :math:`I(\theta) = \int f(x, \theta)\,dx` as a function of the rest.

        Parameters
        ----------
        over : iterable of int
            The inputs that are integrated, from 0.
        lower, upper : array_like, shape (..., len(over))
            Their limits.

        Raises
        ------
        ValueError
            If no closed form is known for these inputs.
        """
        over = checked_inputs(over, self.n_inputs)
        if not isinstance(self.function, ClosedFamily) or not self.has_integral(over):
            raise SettingError(
                "The integral of `{function}` over {inputs} has no closed form here; ask for its "
                "reference value.",
                function=self.name,
                inputs=", ".join(f"x{i + 1}" for i in over),
            )
        return ExactMarginal(
            self.function, over, real_array("lower", lower), real_array("upper", upper)
        )


@dataclass(frozen=True, eq=False)
class ExactMarginal:
    """An integral over some inputs, in closed form, as a function of the others.

    Parameters
    ----------
    family : ClosedFamily
        The integrand.
    over : tuple of int
        Inputs that are integrated.
    lower, upper : ndarray, shape (..., len(over))
        Their limits.
    """

    family: ClosedFamily
    over: tuple[int, ...]
    lower: FloatArray
    upper: FloatArray

    def __call__(self, rest: ArrayLike) -> Any:
        """Return the integral.

        Parameters
        ----------
        rest : array_like, shape (..., n_inputs - len(over))
            The other inputs, in their order; ``()`` where there is none.

        Returns
        -------
        float or ndarray
            Limits and points broadcast.
        """
        with np.errstate(all="ignore"):
            value = np.asarray(self.family.integral(self._inputs(rest)))
        return float(value) if value.ndim == 0 else value

    def gradient(self, rest: ArrayLike) -> FloatArray:
        """Return the derivatives with respect to the other inputs, along a new last axis."""
        with np.errstate(all="ignore"):
            parts = self.family.gradient(self._inputs(rest))
        return np.stack(np.broadcast_arrays(*parts), axis=-1)

    def rounding(self, rest: ArrayLike) -> Any:
        """Return how far off the integral may be in float64."""
        with np.errstate(all="ignore"):
            value = np.asarray(self.family.rounding(self._inputs(rest)))
        return float(value) if value.ndim == 0 else value

    def _inputs(self, rest: ArrayLike) -> Inputs:
        return Inputs.of(self.family.n_inputs, self.over, self.lower, self.upper, rest)
