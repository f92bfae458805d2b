"""Symmetric fields and offsets give optima that are symmetric to the last bit."""

import numpy as np
import pytest

from nncore import StencilSpec, optimal_stencil
from nncore.stencils.fields import waves
from nncore.stencils.optimal import from_modes
from nncore.stencils.symmetry import is_mirrored, mirrored_places

SYMMETRIC = {
    "reported": {"offsets": range(-3, 4), "constraint": 4, "max_mode": 50, "spacing": 0.007},
    "notebook": {},
    "second": {"derivative_order": 2},
    "in any order": {"offsets": (1, -2, 0, 2, -1), "derivative_order": 3},
    "without a centre": {"offsets": (-3, -1, 1, 3), "derivative_order": 2},
    "noisy": {"offsets": range(-2, 3), "noise": 0.3},
    "another middle": {"lower": 0.0, "upper": 2.0, "offsets": range(-4, 5), "derivative_order": 6},
}


@pytest.mark.parametrize("name", SYMMETRIC)
def test_the_optimum_is_its_own_image(name):
    spec = StencilSpec(**SYMMETRIC[name])
    optimum = dict(zip(spec.offsets, optimal_stencil(spec).tolist(), strict=True))
    sign = (-1) ** spec.derivative_order
    assert all(optimum[s] == sign * optimum[-s] for s in optimum)
    assert sign == 1 or optimum.get(0, 0.0) == 0.0


@pytest.mark.parametrize(("offsets", "order"), [((-2, -1, 0, 1, 2), 1), ((-1, 0, 1), 2)])
def test_it_is_the_least_squares_solution_over_fields_and_their_images(offsets, order):
    """By NumPy, over every wave at every point and at its image: x and -x."""
    spacing, modes = 0.03, range(20)
    points = -2.0 + spacing * np.arange(134)
    inner = points[max(offsets) : min(offsets) or None]
    places = np.concatenate((inner, -inner))
    values = [waves(modes, places + s * spacing) for s in offsets]
    target = spacing**order * waves(modes, places, order)
    columns = np.array([*values, target])
    # The weights of the docstring of `nncore.stencils.optimal`: each wave, and their mean.
    each = np.sqrt(8 / 9 / 20) * columns.reshape(len(columns), -1)
    rows = np.hstack((each, 2 / 3 * columns.mean(axis=1)))
    expected = np.linalg.lstsq(rows[:-1].T, rows[-1], rcond=None)[0]
    found = from_modes(offsets, order, spacing, -2.0, 2.0, 20, mirrored=True)
    assert found == pytest.approx(expected, abs=1e-9)


def test_what_has_no_image_is_left_alone():
    assert mirrored_places((-1, 0, 2)) is None
    assert is_mirrored(-2.0, 2.0) and is_mirrored(0.0, 2.0) and not is_mirrored(0.0, 1.0)
    spec = StencilSpec(lower=0.0, upper=3.0)  # about 1.5, sin kπx is odd or even, as k is
    assert optimal_stencil(spec)[1] != 0.0
