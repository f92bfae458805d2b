"""Why the second notebook's weights were not ±1 and ±0.5, number by number."""

import numpy as np
import pytest

from nncore.notebooks.differentiation import (
    optima_by_fields,
    optima_by_modes,
    shared_rows,
    stencil_findings,
)

# A thirtieth epoch still jumps around the optimum: the printed weights are within half a hundredth.
NEAR = 0.005


def test_the_printed_weights_are_the_optima():
    for found in stencil_findings():
        assert found.distance_to_optimum < NEAR
        assert np.max(np.abs(found.printed - found.taylor)) > 2 * NEAR
        # The printed "accuracy" is the mean squared error of nearly the same fields.
        assert found.printed_error == pytest.approx(found.optimal_error, rel=0.02)
        assert found.taylor_error > 1.1 * found.optimal_error


def test_training_and_test_sets_share_three_quarters():
    assert shared_rows() == 30_000


def test_more_data_does_not_move_the_optimum():
    optima = optima_by_fields()
    assert list(optima) == [5_000, 50_000, 500_000]
    for weights in optima.values():
        assert weights == pytest.approx([-0.519, 0.0, 0.519], abs=NEAR)


def test_slower_waves_do():
    distances = [abs(weights[2] - 0.5) for weights in optima_by_modes().values()]
    assert distances == sorted(distances, reverse=True)
    assert distances[-1] < 1e-3
