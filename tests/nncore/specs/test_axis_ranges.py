"""Ranges of values."""

import numpy as np
import pytest

from nncore.specs.axis_ranges import axis_range


@pytest.mark.parametrize("n", [2, 3, 7, 100])
def test_ranges_are_those_of_numpy(n):
    linear = axis_range("noise", 0.3, 7.1, count=n)
    np.testing.assert_allclose(linear, np.linspace(0.3, 7.1, n), rtol=1e-11)
    logarithmic = axis_range("noise", 0.3, 7.1, count=n, logarithmic=True)
    np.testing.assert_allclose(logarithmic, np.geomspace(0.3, 7.1, n), rtol=1e-11)
    assert linear[0] == logarithmic[0] == 0.3 and linear[-1] == logarithmic[-1] == 7.1


@pytest.mark.parametrize("step", [0.1, 0.01, 1 / 3, 0.7])
def test_the_end_of_a_range_belongs_to_it_despite_rounding(step):
    for n in (1, 3, 10, 99):
        values = axis_range("noise", 0.0, n * step, step=step)
        assert len(values) == n + 1
        assert values[-1] == pytest.approx(n * step, rel=1e-11)
