r"""The integral of a network over some of its inputs, as a function of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import index

import numpy as np
from numpy.typing import ArrayLike

from nncore.arrays import FloatArray
from nncore.integrands.box import last_axis
from nncore.messages import SettingError
from nncore.network.box_integral import BoxClosedForm
from nncore.network.closed_form import ClosedForm, checked_limits


@dataclass(frozen=True, init=False, eq=False)
class Marginal:
    r"""The function :math:`I(\theta) = \int \hat y(x, \theta)\,dx` over a box of some inputs x.

    The inputs :math:`\theta` that are not integrated are parameters. At each of their points a
    unit has another bias, :math:`\beta + w_\theta \cdot \theta`, so that

    .. math:: I(\theta) = V \Bigl(\sum_j v_j M_j(\theta) + d\Bigr), \qquad
              \frac{\partial I}{\partial \theta_p}
              = V \sum_j v_j w_{jp} \frac{\partial M_j}{\partial m_j} .

    Parameters
    ----------
    closed_form : BoxClosedForm
        The network.
    n_inputs : int
        How many inputs it has.
    over : int or sequence of int
        The inputs that are integrated, counted from 0.
    lower, upper : array_like, shape (len(over),)
        Their limits, in the order of `over`, which may be equal or reversed.

    Raises
    ------
    SettingError
        If `over` does not name some of the inputs, or a limit is missing, not finite or too large.
    """

    closed_form: BoxClosedForm = field(repr=False)
    n_inputs: int
    over: tuple[int, ...]
    lower: FloatArray
    upper: FloatArray

    # written out, because it accepts more types than the fields have
    def __init__(
        self,
        closed_form: ClosedForm,
        n_inputs: int,
        over: int | Sequence[int],
        lower: ArrayLike,
        upper: ArrayLike,
    ) -> None:
        set_field = object.__setattr__
        set_field(self, "closed_form", closed_form)
        set_field(self, "n_inputs", n_inputs)
        set_field(self, "over", _checked_inputs(over, n_inputs))
        limits = checked_limits(("lower", "upper"), lower, upper)
        for name, values in zip(("lower", "upper"), limits, strict=True):
            vector = np.array(values, ndmin=1)
            if vector.shape != (len(self.over),):
                raise SettingError(
                    "`{name}` must have as many limits as there are inputs in `over`, {n_over}, "
                    "got shape {shape}.",
                    name=name,
                    n_over=len(self.over),
                    shape=vector.shape,
                )
            vector.setflags(write=False)
            set_field(self, name, vector)

    @property
    def parameters(self) -> tuple[int, ...]:
        r"""The inputs that are not integrated, ascending: the elements of :math:`\theta`."""
        return tuple(i for i in range(self.n_inputs) if i not in self.over)

    def __call__(self, theta: ArrayLike) -> FloatArray:
        r"""Evaluate the function.

        Parameters
        ----------
        theta : array_like, shape (..., n_parameters)
            Points, in units of the inputs.

        Returns
        -------
        float or ndarray, shape (...)
            The integrals, in units of y times those of the inputs that are integrated; a float for
            one point.
        """
        return (self._volume() * self.closed_form.average(*self._limits(theta)))[()]

    def gradient(self, theta: ArrayLike) -> FloatArray:
        """Differentiate the function by the parameters.

        Parameters
        ----------
        theta : array_like, shape (..., n_parameters)
            Points, in units of the inputs.

        Returns
        -------
        ndarray of the shape of theta
            The derivatives; those of a network of ReLUs wherever it has them.
        """
        by_input = self.closed_form.average_gradient(*self._limits(theta))
        return self._volume() * by_input[..., list(self.parameters)]

    def _volume(self) -> float:
        return float(np.prod(self.upper - self.lower))

    def _limits(self, theta: ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Return boxes that have no width in the parameters."""
        points = last_axis("theta", theta, len(self.parameters))
        lower = np.empty((*points.shape[:-1], self.n_inputs))
        lower[..., list(self.parameters)] = points
        upper = lower.copy()
        lower[..., list(self.over)], upper[..., list(self.over)] = self.lower, self.upper
        return lower, upper


def _checked_inputs(over: int | Sequence[int], n_inputs: int) -> tuple[int, ...]:
    try:
        inputs = tuple(index(i) for i in np.atleast_1d(over).tolist())
    except TypeError:  # a fraction or a name
        inputs = ()
    is_part = inputs and len(set(inputs)) == len(inputs) and set(inputs) <= set(range(n_inputs))
    if not is_part:
        raise SettingError(
            "`over` must name some of the inputs 0 to {last}, each once, got {value}.",
            last=n_inputs - 1,
            value=over,
        )
    if len(inputs) == n_inputs:
        raise SettingError(
            "`over` must leave an input out, got all {n_inputs}; take the integral instead.",
            n_inputs=n_inputs,
        )
    return inputs
