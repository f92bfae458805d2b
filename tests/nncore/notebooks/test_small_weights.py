import numpy as np
import pytest

from nncore.notebooks import cancellation

DOUBLE, SINGLE = np.finfo(np.float64).eps, np.finfo(np.float32).eps


def test_the_quotient_loses_a_digit_for_each_decade_of_the_weight():
    errors = cancellation(np.logspace(-10, -2, 200))
    for found, epsilon in (
        (errors.quotient_float64, DOUBLE),
        (errors.quotient_float32, SINGLE),
    ):
        # The rounding of two logarithms of about 0.5, over w times 15 of length.
        expected = epsilon / (15 * errors.weights)
        visible = expected < 0.01
        assert np.all(found[visible] < 5 * expected[visible])
        ratio = found[visible] / expected[visible]
        assert np.median(ratio) > 0.05


def test_in_float32_nothing_is_left_of_the_smallest_weights():
    """Φ is 0, and the unit's integral comes out as 15 instead of 15 σ(0.5)."""
    errors = cancellation([1e-12])
    assert errors.quotient_float32[0] == pytest.approx(np.exp(-0.5), rel=1e-6)


def test_nothing_is_lost_by_log1p_and_expm1():
    errors = cancellation(np.concatenate([np.logspace(-12, -1, 100), -np.logspace(-12, -1, 100)]))
    assert errors.compensated.max() < 4 * DOUBLE


def test_weights_are_float32_in_all_forms():
    errors = cancellation([0.1])
    assert errors.weights[0] == float(np.float32(0.1)) != 0.1
    assert errors.quotient_float64[0] < 10 * DOUBLE


def test_a_weight_of_zero_is_refused():
    with pytest.raises(ValueError, match="`weights` must not be 0: the notebook divides by them."):
        cancellation([1e-3, 0.0])
