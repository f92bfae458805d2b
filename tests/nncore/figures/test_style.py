import math

import numpy as np
import pytest

from nncore.figures.style import numbers, positive, steady_limit


def test_a_number_that_is_not_finite_is_a_gap():
    assert numbers([1.0, math.inf, -math.inf, math.nan]) == [1.0, None, None, None]
    assert positive([1.0, 0.0, -1.0, math.nan]) == [1.0, None, None, None]
    assert positive([1.0, 0.0], floor=1e-9) == [1.0, 1e-9]


@pytest.mark.parametrize("step", [2.0, 4.0])
def test_a_steady_limit_holds_what_it_must(step):
    fixed = [np.array([1.0, -3.0]), np.array([math.inf, math.nan])]
    assert steady_limit(fixed, np.zeros(1), step) == 3.75
    for size in np.geomspace(1e-3, 1e6, 200):
        limit = steady_limit(fixed, np.array([-size]), step)
        assert 3.75 <= limit and size <= limit <= max(3.75, step * size)
    assert steady_limit([], np.array([math.nan]), step) == 1.0
    assert 1e100 < steady_limit(fixed, np.array([1e300]), step) < math.inf
