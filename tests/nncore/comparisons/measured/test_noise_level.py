import numpy as np
import pytest

from nncore.comparisons.measured.noise_level import noise_level, standard_errors
from nncore.samples.measured_data import MeasuredData

SIGMA = 0.3


def line(n, repeats, seed=0):
    rng = np.random.default_rng(seed)
    x = np.repeat(np.sort(rng.random(n)), repeats)
    return MeasuredData(x, 5.0 - 2.0 * x + SIGMA * rng.normal(size=x.size))


@pytest.mark.parametrize(("n", "repeats"), [(4_000, 1), (1_000, 4), (2, 4_000)])
def test_noise_around_a_line_is_found(n, repeats):
    # The standard error of a standard deviation of n readings is s / sqrt(2 n) and, of pseudo
    # residuals, which depend on each other, up to twice that.
    assert noise_level(line(n, repeats)) == pytest.approx(SIGMA, rel=4 * 2 / np.sqrt(8_000))


def test_noise_free_lines_and_two_points_have_none():
    x = np.array([0.0, 0.3, 1.0, 1.1])
    assert noise_level(MeasuredData(x, 2.0 * x)) == pytest.approx(0.0, abs=1e-15)
    assert noise_level(MeasuredData([0, 1], [5, 7])) == 0.0


def test_sigma_is_used_where_it_is_known():
    assert standard_errors(MeasuredData([0, 1, 2], [0, 5, 0], [1, 2, 3])).tolist() == [1, 2, 3]


def test_means_are_as_good_as_their_readings_are_many():
    data = MeasuredData([0, 1, 1, 1, 1, 2, 3], [0.0, 1.0, 1.2, 0.8, 1.1, 2.2, 3.1])
    errors = standard_errors(data)
    assert errors[0] / errors[1] == pytest.approx(2.0)
