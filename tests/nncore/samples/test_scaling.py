import numpy as np
import pytest

from nncore.samples.scaling import Scaling


def test_constant_samples_keep_their_scale():
    scaling = Scaling.to_unit_square(0.0, 2.0, np.full(5, 7.0))
    assert (scaling.y_center, scaling.y_scale) == (7.0, 1.0)


def test_range_of_y_may_be_as_large_as_floats_go():
    scaling = Scaling.to_unit_square(0.0, 1.0, np.array([-1.7e308, 1.7e308]))
    assert np.isfinite([scaling.y_center, scaling.y_scale]).all()


def test_scaled_and_physical_are_inverse():
    rng = np.random.default_rng(0)
    x, y = rng.uniform(3.0, 5.0, 50), rng.uniform(-7.0, 40.0, 50)
    scaling = Scaling.to_unit_square(3.0, 5.0, y)
    scaled_x, scaled_y = scaling.scaled(x, y)
    assert np.max(np.abs(scaled_x)) < 1.0
    assert (np.min(scaled_y), np.max(scaled_y)) == pytest.approx((-1.0, 1.0), rel=1e-15)
    for found, expected in zip(scaling.physical(scaled_x, scaled_y), (x, y), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-14, atol=1e-14)


def test_a_box_is_scaled_input_by_input():
    rng = np.random.default_rng(1)
    lower, upper = np.array([-1.0, 2.0]), np.array([3.0, 2.5])
    x, y = rng.uniform(lower, upper, (50, 2)), rng.normal(size=50)
    scaling = Scaling.to_unit_square(lower, upper, y)
    assert (scaling.x_center, scaling.x_scale) == ((1.0, 2.25), (2.0, 0.25))
    assert scaling == Scaling.to_unit_square(lower, upper, y)
    assert scaling != Scaling()
    scaled_x, scaled_y = scaling.scaled(x, y)
    np.testing.assert_allclose(scaled_x, (x - [1.0, 2.25]) / [2.0, 0.25], rtol=1e-15)
    np.testing.assert_allclose(scaling.physical(scaled_x, scaled_y)[0], x, rtol=1e-14)
