"""The optimum for given fields against NumPy's `lstsq` and the optimum over all fields."""

import numpy as np
import pytest

from nncore.stencils.fields import grid, random_fields
from nncore.stencils.gram import shifted_windows
from nncore.stencils.normal_equations import from_fields
from nncore.stencils.optimal import from_modes

# The grid of the notebook.
SPACING, LOWER, UPPER = 0.01, -2.0, 2.0
GRID = (SPACING, LOWER, UPPER)

FORWARD, BACKWARD, CENTRAL, FIVE = (0, 1), (-1, 0), (-1, 0, 1), (-2, -1, 0, 1, 2)
TAYLOR_OF_FIVE = np.array([1, -8, 0, 8, -1]) / 12

SAMPLED = 0.01  # what 50,000 fields must agree to with all of them


def largest(array):
    return np.max(np.abs(array))


def notebook_fields(n_fields, max_mode=20, noise=0.0, seed=11):
    x = grid(LOWER, UPPER, SPACING)
    return random_fields(n_fields, x, max_mode, np.random.default_rng(seed), noise)


CASES = [
    (FORWARD, 1, 20, 0.0),
    (CENTRAL, 1, 20, 0.0),
    (CENTRAL, 1, 20, 0.1),
    (FIVE, 1, 20, 0.0),
    (FIVE, 2, 20, 0.0),
    (FIVE, 1, 2, 0.0),
    (FIVE, 1, 3, 0.0),
    (tuple(range(-4, 5)), 1, 20, 0.0),
    ((0, 1, 2, 3), 1, 20, 0.0),
    (CENTRAL, 1, 150, 0.0),
]


@pytest.mark.parametrize(("offsets", "order", "max_mode", "noise"), CASES)
def test_data_and_distribution_agree(offsets, order, max_mode, noise):
    fields = notebook_fields(50_000 if noise == 0 else 20_000, max_mode, noise)
    sampled = from_fields(fields, offsets, order)
    expected = from_modes(offsets, order, *GRID, max_mode, noise=noise)
    # Within 1 %, and weights that are nearly zero within 1 % of the largest.
    small = np.abs(expected) < 0.01 * largest(expected)
    tolerance = SAMPLED * np.where(small, largest(expected), np.abs(expected))
    assert np.all(np.abs(sampled - expected) <= tolerance)


@pytest.mark.parametrize("offsets", [FORWARD, CENTRAL, FIVE, (-3, 1, 2)])
@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_the_optimum_is_that_of_lstsq(offsets, noise):
    fields = notebook_fields(300, noise=noise)
    u, derivative = fields.values(), fields.derivative()
    windows = shifted_windows(u, derivative, offsets).transpose(0, 2, 1)
    rows = windows.reshape(-1, len(offsets) + 1)
    expected, *_ = np.linalg.lstsq(rows[:, :-1], SPACING * rows[:, -1])
    # The Gram matrix squares the condition number, which is 10^4 for five offsets.
    assert from_fields(fields, offsets) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("offsets", [CENTRAL, FIVE])
def test_without_any_wave_the_optimum_is_taylors(offsets):
    taylor = [-0.5, 0, 0.5] if offsets == CENTRAL else TAYLOR_OF_FIVE
    assert from_fields(notebook_fields(10, max_mode=1), offsets) == pytest.approx(taylor, abs=0)


@pytest.mark.parametrize("max_mode", [2, 3])
def test_few_waves_leave_taylor_what_they_do_not_determine(max_mode):
    found = from_fields(notebook_fields(1_000, max_mode), FIVE)
    assert found == pytest.approx(from_modes(FIVE, 1, *GRID, max_mode), abs=2e-7)


@pytest.mark.parametrize("offsets", [FORWARD, BACKWARD, (0, 3)])
def test_a_consistent_stencil_of_two_points_has_no_choice(offsets):
    taylor = np.array([-1.0, 1.0]) / (offsets[1] - offsets[0])
    assert np.array_equal(from_fields(notebook_fields(50), offsets, constraint=1), taylor)


@pytest.mark.parametrize(
    ("offsets", "order", "constraint"),
    [(CENTRAL, 1, 1), (FIVE, 1, 2), (FIVE, 2, 2), (FIVE, 1, 4), ((0, 1, 2, 5), 2, 1)],
)
@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_constrained_optima_are_consistent_and_near_those_of_all_fields(
    offsets, order, constraint, noise
):
    found = from_fields(notebook_fields(5_000, noise=noise), offsets, order, constraint)
    n_conditions = order + constraint
    moments = np.vander(np.array(offsets, dtype=float), n_conditions, increasing=True).T
    right_side = np.zeros(n_conditions)
    right_side[order] = np.prod(np.arange(1, order + 1))
    assert moments @ found == pytest.approx(right_side, abs=1e-12)
    optimum = from_modes(offsets, order, *GRID, 20, noise=noise, constraint=constraint)
    assert found == pytest.approx(optimum, abs=0.03 * largest(optimum))


def test_impossible_requests_are_refused():
    with pytest.raises(ValueError) as error:
        from_fields(notebook_fields(3), (0, 500))
    assert str(error.value) == (
        "`offsets` must span fewer points than the field has (400), got a span of 500."
    )
    with pytest.raises(ValueError, match="`offsets` must have at least 2 entries"):
        from_fields(notebook_fields(3), (0,))
