r"""Work against precision: how many evaluations of f an integral costs, by NNI and by each rule.

A classical rule evaluates f anew for every pair of limits; NNI has paid for its samples once. With
n samples, and a rule that needs m evaluations for the same error, NNI is the cheaper one from

.. math:: \lceil n / m \rceil

different pairs of limits on: the break-even. It counts evaluations only, which is right where f is
expensive, and leaves out the time of training.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from nncore.arrays import FloatArray
from nncore.experiments import make_dataset, train
from nncore.integrands import Integrand
from nncore.network import OneHiddenNetwork
from nncore.quadrature import RULES, adaptive
from nncore.specs import IntegrationSpec

N_INTERVALS = 10

#: Half octaves, with the numbers at which tanh-sinh has a new level.
EVALUATIONS = (3, 4, 6, 9, 12, 17, 24, 35, 50, 67, 96, 131, 190, 259, 370, 515, 740, 1027, 2051)

#: For one curve of NNI.
SAMPLE_COUNTS = (25, 50, 100, 200, 400, 800)

Limits = tuple[tuple[float, float], ...]


@dataclass(frozen=True, eq=False)
class Curve:
    """The error of one method against its cost.

    Parameters
    ----------
    label : str
        The method.
    evaluations : ndarray, shape (n_points,)
        Increasing; of f, for one integral by a rule, or for all integrals by NNI.
    error : ndarray, shape (n_points,)
        The largest absolute error over the intervals, over the integral of :math:`|f|` from the
        lower to the upper end; not finite where the rule meets a singularity.
    """

    label: str
    evaluations: FloatArray
    error: FloatArray

    def evaluations_for(self, error: float) -> float:
        """Return from how many evaluations on the error is no larger; infinite if it never is."""
        # An error that is small by chance, and larger again with more evaluations, does not count.
        from_here_on = np.maximum.accumulate(np.nan_to_num(self.error, nan=np.inf)[::-1])[::-1]
        small = np.flatnonzero(from_here_on <= error)
        return float(self.evaluations[small[0]]) if small.size else math.inf


class BreakEven(NamedTuple):
    """From how many different limits on NNI costs no more than a rule.

    Parameters
    ----------
    n_limits : int
        The number of pairs of limits.
    evaluations : float
        What the rule needs for one of them; infinite if it never reached the error.
    is_at_most : bool
        Whether the rule did not reach the error of NNI with the most evaluations tried, so that
        the break-even may come even earlier.
    """

    n_limits: int
    evaluations: float
    is_at_most: bool


@dataclass(frozen=True, eq=False)
class WorkPrecision:
    """The curves of all methods on one integrand.

    Parameters
    ----------
    integrand : Integrand
        What is integrated.
    limits : tuple of (a, b)
        The intervals over which the largest error was taken.
    rules : mapping of str to Curve
        By the names of `nncore.quadrature.RULES`.
    nni : Curve
        One point for each network.
    """

    integrand: Integrand
    limits: Limits
    rules: Mapping[str, Curve]
    nni: Curve

    def break_even(self, name: str, point: int = -1) -> BreakEven:
        """Compare NNI with a rule.

        Parameters
        ----------
        name : str
            Of the rule.
        point : int
            Which network, by its place in `nni`; the last one has the most samples.
        """
        curve, n_samples = self.rules[name], float(self.nni.evaluations[point])
        needed = curve.evaluations_for(float(self.nni.error[point]))
        spent = min(needed, float(curve.evaluations[-1]))
        return BreakEven(math.ceil(n_samples / spent), needed, math.isinf(needed))


def random_limits(lower: float, upper: float) -> Limits:
    """Return the whole interval and random ones inside of it, always the same."""
    ends = np.sort(np.random.default_rng(0).uniform(lower, upper, (N_INTERVALS - 1, 2)), axis=1)
    return ((lower, upper), *((a, b) for a, b in ends.tolist()))


def work_precision(
    integrand: Integrand,
    networks: Iterable[tuple[int, OneHiddenNetwork]],
    lower: float,
    upper: float,
    *,
    evaluations: Sequence[int] = EVALUATIONS,
) -> WorkPrecision:
    """Compare networks with the classical rules on `random_limits`.

    Parameters
    ----------
    integrand : Integrand
        What the networks were trained on.
    networks : iterable of (int, OneHiddenNetwork)
        How often f was evaluated for a network, and the network, in x; see `trained_networks`.
    lower, upper : float
        The training interval.
    evaluations : sequence of int
        Increasing numbers of evaluations that the rules are given for one integral.
    """
    limits = random_limits(lower, upper)
    exact, size = _references(integrand, limits)
    a, b = np.transpose(limits)
    points = sorted(networks, key=lambda point: point[0])
    nni = Curve(
        "NNI",
        np.array([n_evaluations for n_evaluations, _ in points], dtype=float),
        np.array([np.abs(network.integral(a, b) - exact).max() for _, network in points]) / size,
    )
    return WorkPrecision(
        integrand, limits, classical_curves(integrand, limits, tuple(evaluations)), nni
    )


@lru_cache(maxsize=64)
def classical_curves(
    integrand: Integrand, limits: Limits, evaluations: tuple[int, ...] = EVALUATIONS
) -> Mapping[str, Curve]:
    """Return the curve of each rule; the evaluations are the mean over the intervals.

    Parameters
    ----------
    integrand : Integrand
        Evaluated without its break points, which the rules do not know of.
    limits : tuple of (a, b)
        The first one is the whole interval.
    evaluations : tuple of int
        Increasing.
    """
    exact, size = _references(integrand, limits)
    curves = {}
    for name, rule in RULES.items():
        costs: list[float] = []
        errors: list[float] = []
        for n_evaluations in (n for n in evaluations if n >= rule.least):
            found = [rule(integrand.function, a, b, n_evaluations) for a, b in limits]
            cost = float(np.mean([one.n_evaluations for one in found]))
            if costs and cost <= costs[-1]:
                continue  # an adaptive rule has finished, or no further level is paid for
            costs.append(cost)
            errors.append(float(np.abs([one.value for one in found] - exact).max()) / size)
        curves[name] = Curve(rule.label, np.array(costs), np.array(errors))
    return MappingProxyType(curves)


def trained_networks(
    spec: IntegrationSpec, sample_counts: Sequence[int] = SAMPLE_COUNTS
) -> Iterator[tuple[int, OneHiddenNetwork]]:
    """Train the network of `spec` anew for each number of samples.

    Parameters
    ----------
    spec : IntegrationSpec
        The experiment. Its trainer decides how long it trains.
    sample_counts : sequence of int
        Take the place of ``spec.n_samples``.

    Yields
    ------
    tuple of int and OneHiddenNetwork
        How often f was evaluated, for validation and test as well, and the last network.
    """
    for n_samples in sample_counts:
        sized = replace(spec, n_samples=n_samples)
        dataset = make_dataset(sized)
        n_evaluations = dataset.n_samples + dataset.x_validation.size + dataset.x_test.size
        *_, last = train(sized)
        yield n_evaluations, last.network


def _references(integrand: Integrand, limits: Limits) -> tuple[FloatArray, float]:
    """Return the exact integrals, and the integral of |f| over the first interval."""
    a, b = np.transpose(limits)

    def size(x: FloatArray) -> FloatArray:
        return np.abs(integrand.function(x))

    whole = adaptive(size, *limits[0], breakpoints=integrand.breakpoints).value
    return np.asarray(integrand.integral(a, b)), whole if whole > 0 else 1.0
