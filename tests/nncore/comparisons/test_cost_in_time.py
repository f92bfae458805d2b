"""From how many limits on NNI is faster: by hand, and by counting all the seconds."""

import math

import numpy as np
import pytest

from nncore.comparisons.cost_in_time import CostInTime, cost_in_time
from nncore.integrands import INTEGRANDS
from nncore.network import OneHiddenNetwork


def seconds_of_nni(cost, n_limits, evaluation):
    return cost.training + cost.n_samples * evaluation + n_limits * cost.integral


def test_by_hand():
    cost = CostInTime(training=2.0, n_samples=1_000, integral=0.5e-3, evaluation=1e-3)
    # A rule with 3 evaluations takes 3 ms, NNI half a millisecond after 2 + 1 seconds.
    assert cost.n_limits(3) == 1_200
    assert cost.n_limits(0.5) == math.inf
    assert cost.evaluation_for(1_000, 3) == pytest.approx(2.5 / 2_000)
    assert cost.evaluation_for(300, 3) == math.inf


@pytest.mark.parametrize("m", [5.0, 24.0, 401.0])
def test_from_there_on_it_is_faster_and_not_before(m):
    cost = CostInTime(training=0.37, n_samples=5_000, integral=2e-6, evaluation=1e-5)
    n = cost.n_limits(m)
    assert seconds_of_nni(cost, n, cost.evaluation) <= n * m * cost.evaluation * (1 + 1e-12)
    assert seconds_of_nni(cost, n - 1, cost.evaluation) > (n - 1) * m * cost.evaluation
    c = cost.evaluation_for(10_000, m)
    assert seconds_of_nni(cost, 10_000, c) == pytest.approx(10_000 * m * c, rel=1e-12)


def test_what_is_measured_is_a_time():
    network = OneHiddenNetwork("tanh", [1.0, 2.0], [0.0, 1.0], [1.0, -1.0], 0.0)
    f = INTEGRANDS["log"]
    cost = cost_in_time(f, network, 0.0, 100.0, training=1.5, n_samples=20)
    assert (cost.training, cost.n_samples) == (1.5, 20)
    assert np.isfinite(cost.integral) and cost.integral > 0 and cost.evaluation > 0
