r"""What NNI and a rule cost in seconds, and from how many limits on NNI is the faster one.

A rule that needs m evaluations for one integral takes :math:`m c` seconds for it, where one
evaluation of f takes c. NNI has taken T seconds of training and N evaluations before the first
integral, and t for each of them: after n integrals it is the faster one if

.. math:: T + N c + n t < n m c, \qquad \text{so from} \quad n > \frac{T + N c}{m c - t}

different pairs of limits on, and never where :math:`m c \le t`. For a given n, it is the faster
one where f takes longer than :math:`c = (T + n t) / (n m - N)`.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nncore.integrands import Integrand
from nncore.network import OneHiddenNetwork

_POINTS, _LIMITS, _REPEATS = 1_000, 16, 3


@dataclass(frozen=True)
class CostInTime:
    """What a trained network costs.

    Parameters
    ----------
    training : float
        Compute time of the training, in seconds.
    n_samples : int
        How often f was evaluated for it.
    integral : float
        Seconds that the closed form takes for one pair of limits.
    evaluation : float
        Seconds that one evaluation of f takes.
    """

    training: float
    n_samples: int
    integral: float
    evaluation: float

    def n_limits(self, n_evaluations: float) -> float:
        """Return from how many limits on NNI is faster than a rule; infinite if it never is.

        Parameters
        ----------
        n_evaluations : float
            What the rule needs for one integral.
        """
        saved = n_evaluations * self.evaluation - self.integral
        if saved <= 0:
            return math.inf
        return math.ceil((self.training + self.n_samples * self.evaluation) / saved)

    def evaluation_for(self, n_limits: int, n_evaluations: float) -> float:
        """Return how long an evaluation must take for NNI to be faster on so many limits.

        It is infinite where the rule evaluates f less often than the samples did.
        """
        fewer = n_limits * n_evaluations - self.n_samples
        return (self.training + n_limits * self.integral) / fewer if fewer > 0 else math.inf


def cost_in_time(
    integrand: Integrand,
    network: OneHiddenNetwork,
    lower: float,
    upper: float,
    *,
    training: float,
    n_samples: int,
) -> CostInTime:
    """Measure what one evaluation and one integral take on this computer.

    Both are measured where many are asked for at once, as a rule and a list of limits do.

    Parameters
    ----------
    integrand : Integrand
        What the network was trained on.
    network : OneHiddenNetwork
        The network.
    lower, upper : float
        The training interval.
    training, n_samples
        As of `CostInTime`.
    """
    ends = np.linspace(lower, upper, _LIMITS + 1)
    integral = _shortest(lambda: network.integral(ends[:-1], ends[1:])) / _LIMITS
    return CostInTime(training, n_samples, integral, _evaluation(integrand, lower, upper))


@lru_cache(maxsize=64)
def _evaluation(integrand: Integrand, lower: float, upper: float) -> float:
    x = np.linspace(lower, upper, _POINTS + 2)[1:-1]
    return _shortest(lambda: integrand.function(x)) / _POINTS


def _shortest(work: Callable[[], object]) -> float:
    """Return the shortest of some times: what else the computer does only adds to it."""
    times = []
    with np.errstate(all="ignore"):
        for _ in range(_REPEATS):
            start = time.perf_counter()
            work()
            times.append(time.perf_counter() - start)
    return min(times)
