import numpy as np

from nncore.starts.sample_spacing import sample_interval, widest_gap


def test_interval_of_the_samples():
    assert sample_interval(np.array([3.0, 1.0, 2.0])) == (1.0, 3.0)
    assert sample_interval(np.array([2.0, 2.0])) == (1.5, 2.5)


def test_gaps_add_up_the_spacing_about_a_position():
    x = np.array([0.0, 1.0, 2.0, 3.0, 13.0, 23.0])
    np.testing.assert_allclose(widest_gap(x, np.array([1.0, 13.0]), 2), [2.0, 20.0])
    # Beyond the last sample there is none to be counted.
    np.testing.assert_allclose(widest_gap(x, np.array([23.0]), 2), [10.0])
    assert widest_gap(np.array([5.0]), np.array([5.0]), 2).item() > 0.0
