"""What a page shows of a network that is trained on a box, seen from its worker."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Protocol

import numpy as np

from nncore.arrays import FloatArray
from nncore.certificates import ErrorEstimate
from nncore.comparisons.box_list import Limits, NetworkOverBoxes
from nncore.comparisons.box_problem import BoxProblem, certificate_of
from nncore.comparisons.marginals import network_marginals
from nncore.comparisons.parameter_integral import ParameterIntegral, ParameterRange
from nncore.figures.boxes import Section, SectionValues
from nncore.network import OneHiddenNetwork
from nncore.specs import BoxSpec


class Beside(Protocol):
    """What is looked at of a network besides one integral; equal ones see the same."""

    def __call__(self, spec: BoxSpec, problem: BoxProblem, network: OneHiddenNetwork, /) -> Any:
        """Return what is seen."""


@dataclass(frozen=True)
class OverBoxes:
    """Looks at the integrals over a list of boxes, at the parameters of the one integral."""

    boxes: tuple[Limits, ...]

    def __call__(
        self, spec: BoxSpec, problem: BoxProblem, network: OneHiddenNetwork
    ) -> NetworkOverBoxes:
        """Integrate the network over the boxes, and judge it."""
        return NetworkOverBoxes.of(problems_over(problem, self.boxes), network)


def problems_over(problem: BoxProblem, boxes: tuple[Limits, ...]) -> tuple[BoxProblem, ...]:
    """Return an integral over other boxes."""
    return tuple(replace(problem, lower=lower, upper=upper) for lower, upper in boxes)


@dataclass(frozen=True)
class MarginalsOf:
    """Looks at the marginals of the one integral."""

    def __call__(
        self, spec: BoxSpec, problem: BoxProblem, network: OneHiddenNetwork
    ) -> tuple[FloatArray, ...]:
        """Integrate the network over all inputs but one."""
        return network_marginals(problem, network)


@dataclass(frozen=True)
class OverParameters:
    """Looks at the one integral over one or two of its parameters."""

    axes: tuple[int, ...]

    def __call__(
        self, spec: BoxSpec, problem: BoxProblem, network: OneHiddenNetwork
    ) -> ParameterIntegral:
        """Integrate the network at many values of the parameters."""
        return ParameterIntegral.of(ParameterRange(problem, spec.box, self.axes), network)


@dataclass(frozen=True, eq=False)
class BoxObservation:
    """One network as a page shows it; its section may be of a later step than its numbers.

    Parameters
    ----------
    nni : float
        Its integral over the box that is looked at.
    judged : ErrorEstimate or None
        The estimated error; None where f is not finite at a point.
    values : SectionValues
        What is drawn of it.
    beside : object
        What else is looked at; None where nothing is.
    """

    nni: float
    judged: ErrorEstimate | None
    values: SectionValues
    beside: Any = None


@dataclass(frozen=True)
class BoxObserver:
    """Looks at the network of a `BoxSpec`; equal ones see the same.

    Parameters
    ----------
    lower, upper : tuple of float
        Limits of the integral that is looked at, over the inputs ``spec.over``.
    axes : tuple of int
        The one or two inputs of the section, from 0.
    point : tuple of float
        Values of all inputs: of the parameters those of the integral, of the others those of the
        section.
    beside : callable, optional
        What else is looked at, such as `OverBoxes`.
    """

    lower: tuple[float, ...]
    upper: tuple[float, ...]
    axes: tuple[int, ...]
    point: tuple[float, ...]
    beside: Beside | None = None

    def problem(self, spec: BoxSpec) -> BoxProblem:
        """Return the integral that is looked at."""
        theta = tuple(self.point[i] for i in spec.theta)
        return BoxProblem(spec.integrand_in_x, spec.over, self.lower, self.upper, theta)

    def glance(self, spec: BoxSpec, network: OneHiddenNetwork) -> SectionValues:
        """Return what is drawn of the network, without a judgement."""
        return SectionValues.of(section_of(spec, self.axes, self.point), network)

    def updated(self, seen: BoxObservation, glance: SectionValues) -> BoxObservation:
        """Return an observation with the section of a later step."""
        return replace(seen, values=glance)

    def __call__(self, spec: BoxSpec, network: OneHiddenNetwork) -> BoxObservation:
        """Integrate the network, and judge it."""
        problem = self.problem(spec)
        certificate = certificate_of(problem)
        nni = problem.network_integral(network)
        return BoxObservation(
            nni,
            None if certificate is None else certificate.judge(network, nni),
            self.glance(spec, network),
            None if self.beside is None else self.beside(spec, problem, network),
        )


@lru_cache(maxsize=64)
def section_of(spec: BoxSpec, axes: tuple[int, ...], point: tuple[float, ...]) -> Section:
    """Return f on a section through the trained box, made once."""
    return Section.of(spec.integrand_in_x, spec.box, axes, np.array(point), spec.n_hidden)
