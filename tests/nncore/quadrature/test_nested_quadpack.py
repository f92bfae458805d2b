import math

import numpy as np
import pytest

from nncore.quadrature.nested_quadpack import nested_quadpack
from tests.nncore.quadrature.box_functions import Counting, peak, peak_integral


@pytest.mark.parametrize(("n", "budget"), [(1, 21), (1, 500), (2, 441), (2, 4_000), (3, 9_261)])
def test_the_product_of_subdivisions_is_bounded(n, budget):
    """A kink that no halving meets takes all that is allowed, and no more."""
    counting = Counting(lambda x: np.abs(x - 1 / math.pi).sum(axis=-1))
    found = nested_quadpack(counting, [0.0] * n, [1.0] * n, budget)
    assert found.n_evaluations == counting.n <= budget
    exact = n * ((1 / math.pi) ** 2 + (1 - 1 / math.pi) ** 2) / 2
    assert abs(found.value - exact) <= found.error_estimate


def test_a_smooth_function_of_two_inputs():
    found = nested_quadpack(peak, [0, 0], [1, 1], 4_000)
    assert found.value == pytest.approx(peak_integral(2), rel=1e-13)


def test_each_input_has_its_own_limits():
    found = nested_quadpack(lambda x: x[:, 0] * x[:, 1] ** 2, [0, 1], [2, 4], 4_000)
    assert found.value == pytest.approx(2 * 21, rel=1e-13)


def test_too_few():
    with pytest.raises(ValueError, match="`n_evaluations` must be at least 441, got 440."):
        nested_quadpack(peak, [0, 0], [1, 1], 440)
