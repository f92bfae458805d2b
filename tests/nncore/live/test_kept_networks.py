"""What is kept of a run on its way: few networks, evenly spread, within a bound of memory."""

import numpy as np
import pytest

from nncore import OneHiddenNetwork
from nncore.engine import Checkpoint
from nncore.live.kept_networks import MAX_BYTES, MAX_NETWORKS, KeptNetworks
from nncore.trainers import TrainingRecord, TrainingStatus


def network(value=0.0, n_hidden=2):
    weights = np.full(n_hidden, float(value))
    return OneHiddenNetwork("logistic", weights, weights, weights, float(value))


def step(position, seconds=None):
    told = {} if position == int(position) else {"epoch": position}
    seconds = 0.1 * position if seconds is None else seconds
    return TrainingRecord(int(position), 1.0, None, TrainingStatus.RUNNING, seconds, told)


def checkpoint(value, n_hidden=2):
    return Checkpoint.made(network(value, n_hidden), {"moments": np.ones(1000)})


def kept_of(positions, n_hidden=2, **bounds):
    kept = KeptNetworks(**bounds)
    for n, position in enumerate(positions, start=1):
        kept.offer(step(position), n, checkpoint(position, n_hidden))
    return kept


@pytest.mark.parametrize("n", [1, 2, 63, 64, 65, 200, 5_000])
def test_any_length_keeps_few_that_are_evenly_spread(n):
    kept = kept_of(range(n))
    positions = np.array([one.position for one in kept])
    assert min(n, MAX_NETWORKS // 2) <= len(kept) <= MAX_NETWORKS
    assert positions[0] == 0
    gaps = np.diff([*positions, n - 1])  # the end is always there: it is the run's own
    assert len(set(gaps[:-1])) <= 1
    assert gaps[-1] <= max(gaps[:-1], default=0)


def test_answers_that_bring_more_and_more_steps_are_spread_by_iterations():
    rng = np.random.default_rng(0)
    positions = np.cumsum(rng.integers(1, 50, 3_000))
    kept = np.array([one.position for one in kept_of(positions)])
    gaps = np.diff(kept)
    assert gaps.max() <= 2 * gaps.min()  # what halving a row leaves, where it is not regular
    assert len(kept) >= MAX_NETWORKS // 2 - 1


def test_pieces_of_an_epoch_are_told_apart():
    kept = kept_of(np.arange(1, 17) / 8, most=8)
    assert [one.position for one in kept] == pytest.approx(
        [0.125, 0.375, 0.625, 0.875, 1.125, 1.375, 1.625, 1.875]
    )


def test_each_is_the_network_of_its_step_alone():
    for one in kept_of(range(100)):
        found = one.checkpoint.network
        assert found.output_bias == one.position
        assert np.array_equal(found.hidden_weights, network(one.position).hidden_weights)
        assert one.checkpoint.state is None
        assert one.n_records == one.position + 1
        assert one.seconds == pytest.approx(0.1 * one.position)


def test_wide_networks_stay_within_the_bound():
    kept = kept_of(range(80), n_hidden=10_000)
    assert 5 <= len(kept) <= 17
    assert kept.n_bytes <= MAX_BYTES
    assert kept.n_bytes >= sum(3 * 8 * 10_000 for _ in kept)  # it counts all of them
    gaps = np.diff([one.position for one in kept])
    assert gaps.max() == gaps.min()


def test_one_that_is_larger_than_the_bound_is_not_kept():
    kept = kept_of(range(5), n_hidden=1_000, max_bytes=1_000)
    assert len(kept) == kept.n_bytes == 0


class Counted(Checkpoint):
    """Counts how often anybody has looked at its network."""

    n_opened = 0

    @property
    def network(self):
        self.n_opened += 1
        return super().network


def test_few_are_opened():
    kept, one, n = KeptNetworks(), Counted(checkpoint(0).packed), 20_000
    for j in range(n):
        kept.offer(step(j), j + 1, one)
    assert one.n_opened <= MAX_NETWORKS * (
        1 + np.log2(n / MAX_NETWORKS)
    )  # half of them for each doubling, and all to begin with
