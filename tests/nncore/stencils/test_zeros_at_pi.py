"""The optimum of random fields that must not see the fastest wave."""

import numpy as np
import pytest

from nncore.stencils.optimal import from_modes

SPACING, LOWER, UPPER = 0.01, -2.0, 2.0


@pytest.mark.parametrize("offsets", [(-3, -2, -1, 0, 1, 2, 3), (-1.5, -0.5, 0.5, 1.5)])
def test_the_optimum_of_fields_may_have_to_vanish_at_the_fastest_wave(offsets):
    free = from_modes(offsets, 1, SPACING, LOWER, UPPER, 20, mirrored=True)
    flat = from_modes(offsets, 1, SPACING, LOWER, UPPER, 20, mirrored=True, zeros_at_pi=2)
    shifts = np.array(offsets)
    fastest = np.exp(1j * np.pi * shifts)
    assert abs(fastest @ flat) < 1e-14 and abs((shifts * fastest) @ flat) < 1e-13
    assert max(abs(fastest @ free), abs((shifts * fastest) @ free)) > 0.1
    np.testing.assert_array_equal(flat[::-1], -flat)
    np.testing.assert_allclose(shifts @ flat, 1.0, atol=0.1)  # it still is a derivative
