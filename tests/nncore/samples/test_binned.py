import numpy as np
import pytest

from nncore.samples.binned import binned
from nncore.samples.measured_data import MeasuredData


def test_few_points_stay_as_they_are():
    data = MeasuredData([0, 1, 2], [1, 2, 3])
    assert binned(data, 3) is data


@pytest.mark.parametrize("sigma", [None, 0.5])
def test_means_keep_sums_and_straight_lines(sigma):
    x = np.sort(np.random.default_rng(0).random(10_000))
    data = MeasuredData(x, 1e6 + 3 * x, sigma, y_unit="V")
    means = binned(data, 100)
    assert 98 <= len(means) <= 100 and means.n_readings == 10_000 and means.y_unit == "V"
    # y is near 1e6, of which float64 has 1e-10.
    assert means.y == pytest.approx(1e6 + 3 * means.x, abs=1e-8)
    weights = means.counts if sigma is None else means.sigma**-2.0 * sigma**2
    assert weights @ means.y == pytest.approx(data.y.sum(), rel=1e-12)
    assert means.x[[0, -1]].tolist() == x[[0, -1]].tolist()


def test_a_gap_stays_one():
    x = np.concatenate([np.linspace(0.0, 0.4, 5_000), np.linspace(0.6, 1.0, 5_000)])
    means = binned(MeasuredData(x, x), 1_000)
    ((lower, upper),) = means.gaps
    assert lower == pytest.approx(0.4, abs=1e-3) and upper == pytest.approx(0.6, abs=1e-3)
