"""A family of integrands over boxes, from which a seed draws one in any number of inputs."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nncore.arrays import FloatArray
from nncore.integrands.base import Tag
from nncore.integrands.box import MAX_INPUTS, Box
from nncore.integrands.box_integrand import BoxIntegrand
from nncore.integrands.closed_family import ClosedFamily
from nncore.messages import SettingError

#: Number of variables, number of parameters, difficulty, generator -> function.
Draw = Callable[[int, int, float, np.random.Generator], ClosedFamily]

_USUAL_PARAMETERS = 2


@dataclass(frozen=True)
class ParameterLimits:
    """Default limits of the parameters of a family.

    Parameters
    ----------
    first : tuple of float
        Of every parameter, but perhaps the last.
    last : tuple of float or None
        Of the last one where it belongs to no variable; there is such a one from two on.
    belong_to_variables : bool
        Whether the others belong to a variable each, so that there are no more than variables.
    """

    first: tuple[float, float]
    last: tuple[float, float] | None = None
    belong_to_variables: bool = True

    def of(self, n_parameters: int) -> list[tuple[float, float]]:
        """Return the limits of each parameter."""
        if self.last is None or n_parameters < 2:
            return [self.first] * n_parameters
        return [self.first] * (n_parameters - 1) + [self.last]

    def most(self, n_variables: int) -> int:
        """Return how many parameters there may be beside so many variables."""
        if not self.belong_to_variables:
            return MAX_INPUTS
        return n_variables + (self.last is not None)


@dataclass(frozen=True)
class BoxFamily:
    """Integrands that differ in numbers drawn at random.

    Parameters
    ----------
    name : str
        Key in `nncore.integrands.BOX_INTEGRANDS`.
    latex : str
        Right-hand side of f(x) = ....
    draw : callable
        See `Draw`.
    difficulty : float
        The usual one: the larger, the faster the integrand varies.
    title, description : str
        For the screen.
    tags : tuple of Tag
        See `Tag`.
    parameter_limits : ParameterLimits or None
        None where there are no parameters.
    """

    name: str
    latex: str
    draw: Draw
    difficulty: float
    title: str
    description: str
    tags: tuple[Tag, ...]
    parameter_limits: ParameterLimits | None = None

    def member(
        self,
        n_inputs: int,
        *,
        n_parameters: int | None = None,
        difficulty: float | None = None,
        seed: int = 0,
    ) -> BoxIntegrand:
        """Draw an integrand.

        Parameters
        ----------
        n_inputs : int
            1 to 8, parameters included.
        n_parameters : int or None
            How many of the inputs, the last ones, are parameters; None takes two at most where the
            family has parameters.
        difficulty : float or None
            Positive; None takes the usual one.
        seed : int
            The same seed draws the same integrand.

        Raises
        ------
        ValueError
            If the numbers do not fit each other.
        """
        difficulty = self.difficulty if difficulty is None else float(difficulty)
        if not 1 <= n_inputs <= MAX_INPUTS:
            raise SettingError(
                "`{name}` must be at least {least} and at most {most}, got {value}.",
                name="n_inputs",
                least=1,
                most=MAX_INPUTS,
                value=n_inputs,
            )
        if not 0 < difficulty < math.inf:
            raise SettingError(
                "`difficulty` must be a positive number, got {value}.", value=difficulty
            )
        n_parameters = self._n_parameters(n_inputs, n_parameters)
        n_variables = n_inputs - n_parameters
        rng = np.random.default_rng(seed)
        return BoxIntegrand(
            name=self.name,
            latex=self.latex,
            box=self._box(n_variables, n_parameters),
            function=self.draw(n_variables, n_parameters, difficulty, rng),
            parameters=tuple(range(n_variables, n_inputs)),
            title=self.title,
            description=self.description,
            tags=self.tags,
        )

    def _n_parameters(self, n_inputs: int, n_parameters: int | None) -> int:
        limits = self.parameter_limits
        if limits is None:
            least = most = 0
        else:
            least = 1
            most = max((p for p in range(n_inputs) if p <= limits.most(n_inputs - p)), default=0)
        if most < least:
            raise SettingError(
                "`{family}` has a variable and a parameter at least; `n_inputs` must be at least "
                "2, got {value}.",
                family=self.name,
                value=n_inputs,
            )
        if n_parameters is None:
            return min(most, _USUAL_PARAMETERS)
        if not least <= n_parameters <= most:
            raise SettingError(
                "`{family}` with {n_inputs} inputs can have {least} to {most} parameters, "
                "got {value}.",
                family=self.name,
                n_inputs=n_inputs,
                least=least,
                most=most,
                value=n_parameters,
            )
        return n_parameters

    def _box(self, n_variables: int, n_parameters: int) -> Box:
        limits = [(0.0, 1.0)] * n_variables
        if self.parameter_limits is not None:
            limits += self.parameter_limits.of(n_parameters)
        lower, upper = zip(*limits, strict=True)
        return Box(lower, upper)


def seeded_slopes(n: int, difficulty: float, rng: np.random.Generator) -> FloatArray:
    """Return n positive numbers at random whose sum is the difficulty."""
    slopes = 1.0 - rng.random(n)
    result: FloatArray = slopes * (difficulty / slopes.sum())
    return result
