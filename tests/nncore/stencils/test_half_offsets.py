"""Half offsets in the lab: the optimum and the sums of fields in the middles of the grid."""

import numpy as np
import pytest

from nncore.stencils.fields import grid, random_fields
from nncore.stencils.gram import gram
from nncore.stencils.optimal import from_modes

SPACING, LOWER, UPPER = 0.01, -2.0, 2.0


@pytest.mark.parametrize(("halves", "order"), [((-0.5, 0.5), 1), ((-1.5, -0.5, 0.5, 1.5), 0)])
def test_half_offsets_are_odd_ones_at_half_the_spacing(halves, order):
    """On a grid twice as fine, where the derivative is wanted at the middles of the coarse one.

    The points of both differ at the ends of the grid alone: two of 400.
    """
    odd = tuple(round(2 * s) for s in halves)
    fine = 2**order * from_modes(odd, order, SPACING / 2, LOWER, UPPER, 20)
    coarse = from_modes(halves, order, SPACING, LOWER, UPPER, 20)
    assert coarse == pytest.approx(fine, rel=1e-4)
    fields = random_fields(2_000, grid(LOWER, UPPER, SPACING), 20, np.random.default_rng(11))
    found = gram(fields, halves, order).mean()
    shifted = fields.grid[:-1] + SPACING / 2
    exact = np.zeros((2_000, len(shifted)))
    for place in range(2):
        angles = np.pi * np.outer(fields.modes[:, place], np.ones_like(shifted)) * shifted
        wave = np.sin(angles) if order == 0 else np.cos(angles)
        size = np.ones(2_000) if order == 0 else np.pi * fields.modes[:, place]
        exact += (fields.amplitudes[:, place] * size)[:, np.newaxis] * wave
    reach = len(halves) // 2 - 1
    inner = slice(reach, len(shifted) - reach)
    assert found.square == pytest.approx(np.mean(exact[:, inner] ** 2), rel=1e-12)
