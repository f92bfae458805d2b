"""Nielsen's rule, on numbers worked out by hand."""

import pytest

from nncore.trainers.least_squares.nielsen_damping import NielsenDamping


def test_each_refusal_doubles_the_factor():
    damping, values = NielsenDamping(1e-3, 3.0, 10.0), []
    for _ in range(4):
        damping = damping.refused()
        values.append(damping.value)
    assert values == pytest.approx([3e-3, 3e-3 * 6, 3e-3 * 6 * 12, 3e-3 * 6 * 12 * 24])
    assert not damping.is_first and NielsenDamping(1.0, 2.0, 2.0).is_first


@pytest.mark.parametrize(
    ("gain_ratio", "after"),
    [(0.9, 0.1), (0.75, 1.0), (0.5, 1.0), (0.25, 1.0), (0.1, 2.0), (1e-3, 2.0)],
)
def test_a_good_step_lowers_and_a_poor_step_raises_the_damping(gain_ratio, after):
    assert NielsenDamping(1.0, 2.0, 10.0).after(gain_ratio) == after
    refused = NielsenDamping(0.25, 2.0, 10.0).refused().refused()  # 0.25 * 2 * 4
    assert refused.after(gain_ratio) == 2.0 * after


def test_dampings_are_bounded():
    assert NielsenDamping(1e-20, 2.0, 10.0).after(1.0) == 1e-20
    assert not NielsenDamping(1e12, 2.0, 10.0).is_exhausted
    assert NielsenDamping(1e12, 2.0, 10.0).refused().is_exhausted
    assert NielsenDamping(float("nan"), 2.0, 10.0).is_exhausted
