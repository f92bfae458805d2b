"""What a page shows of a network that is trained on a box, seen from its worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from nncore.certificates import ErrorEstimate
from nncore.comparisons.box_problem import (
    BoxProblem,
    ErrorCurve,
    KnownIntegral,
    certificate_of,
    classical_curves,
    known_integral,
)
from nncore.figures.boxes import Section, SectionValues
from nncore.network import OneHiddenNetwork
from nncore.specs import BoxSpec


@dataclass(frozen=True, eq=False)
class BoxObservation:
    """One network as a page shows it; its section may be of a later step than its numbers.

    Parameters
    ----------
    nni : float
        Its integral over the box that is looked at.
    known : KnownIntegral
        The reference value.
    judged : ErrorEstimate or None
        The estimated error; None where f is not finite at a point.
    curves : mapping
        The errors of the classical rules; see `classical_curves`.
    values : SectionValues
        What is drawn of it.
    """

    nni: float
    known: KnownIntegral
    judged: ErrorEstimate | None
    curves: Mapping[str, ErrorCurve]
    values: SectionValues


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
    """

    lower: tuple[float, ...]
    upper: tuple[float, ...]
    axes: tuple[int, ...]
    point: tuple[float, ...]

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
        return BoxObservation(
            problem.network_integral(network),
            known_integral(problem),
            None if certificate is None else certificate.judge(network),
            dict(classical_curves(problem)),
            self.glance(spec, network),
        )


@lru_cache(maxsize=64)
def section_of(spec: BoxSpec, axes: tuple[int, ...], point: tuple[float, ...]) -> Section:
    """Return f on a section through the trained box, made once."""
    return Section.of(spec.integrand_in_x, spec.box, axes, np.array(point), spec.n_hidden)
