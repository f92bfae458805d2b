"""Arrays of real numbers, from whatever a caller has."""

import numpy as np
import pytest

from nncore import Box, OneHiddenNetwork, box_integrand
from nncore.options.real_array import real_array


@pytest.mark.parametrize("values", [3, [1, 2.5], np.arange(6).reshape(2, 3), True, []])
def test_real_numbers_of_any_shape(values):
    found = real_array("x", values)
    assert found.dtype == np.float64
    np.testing.assert_array_equal(found, values)


@pytest.mark.parametrize("values", ["a", 1j, [1 + 2j, 3], [[1, 2], [3]], {"a": 1}, object()])
def test_anything_else_is_refused_with_its_name(values):
    with pytest.raises(ValueError, match="^`x` must be real numbers, got ") as raised:
        real_array("x", values)
    assert str(raised.value).count(".") >= 1 and raised.value.__cause__ is None


@pytest.mark.parametrize("wrong", ["a", [1j, 0.0]])
def test_limits_and_points_that_are_no_numbers(wrong):
    network = OneHiddenNetwork("tanh", [[1.0, 2.0]], [0.0], [1.0], 0.1)
    f = box_integrand("genz-gaussian", 2)
    for ask in (
        lambda: network.integral(wrong, [1.0, 1.0]),
        lambda: network(wrong),
        lambda: network.marginal(0, 0.0, 1.0)(wrong),
        lambda: f(wrong),
        lambda: f.integral(wrong, [1.0, 1.0]),
        lambda: Box(wrong, [1.0, 1.0]),
    ):
        with pytest.raises(ValueError, match="must be real numbers, got "):
            ask()


@pytest.mark.parametrize("n_inputs", [1, 2])
def test_limits_that_do_not_broadcast(n_inputs):
    weights = [1.0] if n_inputs == 1 else [[1.0] * n_inputs]
    network = OneHiddenNetwork("tanh", weights, [0.0], [1.0], 0.1)
    shapes = ((3,), (4,)) if n_inputs == 1 else ((3, n_inputs), (4, n_inputs))
    with pytest.raises(ValueError, match="must have shapes that broadcast, got "):
        network.integral(*map(np.zeros, shapes))
