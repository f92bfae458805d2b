"""The tanh-sinh rule keeps to what is paid for."""

import numpy as np
import pytest

from nncore.quadrature import (
    tanh_sinh,
)


@pytest.mark.parametrize("n_points", [1, 35, 66, 67, 131, 500, 2051])
def test_tanh_sinh_takes_the_finest_level_that_is_paid_for(n_points):
    points = []

    def f(x):
        points.append(np.size(x))
        return np.log(x)

    value, n_evaluations = tanh_sinh(f, 0, 1, n_points)
    assert n_evaluations == sum(points)
    assert n_evaluations <= max(n_points, 35)
    assert 2 * n_evaluations > n_points
    # half the digits on the first level, all on the third
    assert value == pytest.approx(-1, rel=1e-7 if n_points < 67 else 1e-14)


def test_tanh_sinh_swaps_its_limits():
    assert tanh_sinh(np.sqrt, 1, 0, 131).value == pytest.approx(-2 / 3, rel=1e-14)
