import numpy as np
import pytest

from nncore.samples.noise import add_noise


def test_noise_has_the_standard_deviation_asked_for():
    noise = add_noise(np.ones(40_000), 0.3, np.random.default_rng(0)) - 1.0
    # The standard error of a mean is 0.3 / sqrt(n), that of a standard deviation 0.3 / sqrt(2 n).
    assert np.mean(noise) == pytest.approx(0.0, abs=6 * 0.0015)
    assert np.std(noise) == pytest.approx(0.3, abs=6 * 0.0011)


def test_without_noise_nothing_is_drawn():
    rng = np.random.default_rng(0)
    state = rng.bit_generator.state
    assert add_noise(np.arange(3.0), 0.0, rng).tolist() == [0.0, 1.0, 2.0]
    assert rng.bit_generator.state == state
