"""The digits that the sum over corners loses, and the smooth sum keeps."""

import mpmath
import pytest

from nncore.comparisons.corner_digits import DIGITS, SPANS, corner_digits

# Last digits of float64 that a sum of a few hundred terms may lose.
ROUNDING = 1.5


@pytest.mark.parametrize("n_inputs", [1, 2, 3])
def test_the_smooth_sum_keeps_its_digits_and_the_corners_lose_theirs(n_inputs):
    found = corner_digits(n_inputs)
    assert [one.span for one in found] == list(SPANS)
    for one in found:
        assert one.smooth_sum >= DIGITS - ROUNDING
        assert 0.0 <= one.corners <= DIGITS
        assert one.lost == max(0.0, one.smooth_sum - one.corners)
    # The quotient by the product of the weights takes about their digits.
    last = found[-1]
    expected = n_inputs * float(-mpmath.log10(last.span))
    assert last.lost == pytest.approx(min(expected, DIGITS), abs=2.5)


def test_more_inputs_lose_more():
    lost = [corner_digits(n)[-1].lost for n in (1, 2, 3)]
    assert lost == sorted(lost) and lost[-1] > 2 * lost[0]


def test_the_precision_of_others_is_neither_used_nor_changed():
    known = corner_digits(2)
    with mpmath.workdps(5):
        corner_digits.cache_clear()
        assert corner_digits(2) == known
        assert mpmath.mp.dps == 5
