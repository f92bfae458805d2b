"""What a page shows of a network that is trained on an integrand, seen from its worker."""

from dataclasses import dataclass, fields, replace
from functools import lru_cache

import numpy as np

from nncore.certificates import Certificate, ErrorEstimate
from nncore.comparisons import Comparison, Intervals, compare, references
from nncore.figures.fit import FitBackground, FitCurve
from nncore.network import OneHiddenNetwork
from nncore.specs import IntegrationSpec

_NO_POINTS = np.empty(0)


@dataclass(frozen=True, eq=False)
class IntegrationObservation:
    """One network as a page shows it; its curve may be of a later step than its numbers.

    Parameters
    ----------
    compared : Comparison
        Its integral between the limits that are looked at.
    judged : ErrorEstimate
        The estimated error of that; of arrays of length 1.
    listed, listed_judged : Comparison and ErrorEstimate
        The same of the intervals in the list.
    curve : FitCurve
        What is drawn of it.
    """

    compared: Comparison
    judged: ErrorEstimate
    listed: Comparison
    listed_judged: ErrorEstimate
    curve: FitCurve


@dataclass(frozen=True)
class IntegrationObserver:
    """Looks at the network of an `IntegrationSpec`; equal ones see the same.

    Parameters
    ----------
    limits : (a, b)
        Of the integral that is looked at.
    intervals : tuple of (a, b)
        The list beside it.
    n_points : int
        Of Simpson's rule.
    """

    limits: tuple[float, float]
    intervals: Intervals
    n_points: int

    def glance(self, spec: IntegrationSpec, network: OneHiddenNetwork) -> FitCurve:
        """Return what is drawn of the network, without a judgement."""
        return FitCurve.of(curve_of(spec, self.limits), network)

    def updated(self, seen: IntegrationObservation, glance: FitCurve) -> IntegrationObservation:
        """Return an observation with the curve of a later step: the numbers stay of one network."""
        return replace(seen, curve=glance)

    def __call__(self, spec: IntegrationSpec, network: OneHiddenNetwork) -> IntegrationObservation:
        """Compare the network with f: one judgement serves all the intervals."""
        one = (self.limits,)
        judged = certificate_of(spec, one + self.intervals).judge(network)
        f = spec.training_integrand
        return IntegrationObservation(
            compare(network, references(f, one, self.n_points), spec.interval),
            _part(judged, slice(0, 1)),
            compare(network, references(f, self.intervals, self.n_points), spec.interval),
            _part(judged, slice(1, None)),
            self.glance(spec, network),
        )


@lru_cache(maxsize=128)
def certificate_of(spec: IntegrationSpec, intervals: Intervals) -> Certificate:
    """Return what judges any network of a spec on the intervals."""
    limits = np.array(intervals)
    return Certificate.of(
        spec.training_integrand,
        limits[:, 0],
        limits[:, 1],
        spec.n_training_samples,
        training_interval=spec.interval,
        n_hidden=spec.n_hidden,
    )


@lru_cache(maxsize=64)
def curve_of(spec: IntegrationSpec, limits: tuple[float, float]) -> FitBackground:
    """Return the exact curve, as far as it is drawn; without training points."""
    background = FitBackground.of(
        spec.training_integrand, *spec.interval, _NO_POINTS, _NO_POINTS, spec.variable
    )
    return background.reaching(spec.training_integrand, limits)


def _part(judged: ErrorEstimate, part: slice) -> ErrorEstimate:
    """Return what is estimated of some of the intervals."""
    return ErrorEstimate(
        *(np.ravel(getattr(judged, field.name))[part] for field in fields(ErrorEstimate))
    )
