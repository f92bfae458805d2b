"""The maps of infinite intervals, their derivatives and their ends."""

import math

import mpmath as mp
import numpy as np
import pytest

from nncore.integrands import INTEGRANDS, InfiniteInterval, on_finite_interval

INF = math.inf

MAPS = [(-INF, INF), (0.0, INF), (-2.5, INF), (-INF, 3.0)]


@pytest.mark.parametrize("limits", MAPS)
def test_the_maps_and_their_derivatives(limits):
    interval = InfiniteInterval(*limits)
    first, last = interval.limits
    t = np.linspace(first, last, 203)[1:-1]
    x = interval.to_x(t)
    assert np.all(np.diff(x) > 0)
    np.testing.assert_allclose(interval.to_t(x), t, rtol=0, atol=1e-15)
    with mp.workdps(50):
        end = next((e for e in limits if math.isfinite(e)), None)

        def to_x(s):
            return s / (1 - s * s) if end is None else end + s / (1 - abs(s))

        exact = [float(to_x(mp.mpf(s))) for s in t]
        slopes = [float(mp.diff(to_x, mp.mpf(s))) for s in t if s]
    np.testing.assert_allclose(x, exact, rtol=1e-15, atol=1e-15)
    np.testing.assert_allclose(interval.derivative(t[t != 0]), slopes, rtol=2e-15)


@pytest.mark.parametrize("limits", MAPS)
def test_the_ends_are_mapped_to_the_ends(limits):
    interval = InfiniteInterval(*limits)
    assert tuple(interval.to_t(np.array(limits))) == interval.limits
    assert tuple(interval.to_x(np.array(interval.limits))) == limits
    assert interval.to_t(1e300) <= 1.0
    assert interval.to_t(-1e300) >= -1.0


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        ((0.0, 1.0), "`lower` or `upper` must be infinite, got 0.0 and 1.0."),
        ((INF, -INF), "`lower` must be less than `upper`, got inf and -inf."),
        ((math.nan, INF), "`lower` must be less than `upper`, got nan and inf."),
    ],
)
def test_wrong_limits_are_named(limits, sentence):
    with pytest.raises(ValueError) as caught:
        on_finite_interval(INTEGRANDS["gauss"], *limits)
    assert str(caught.value) == sentence
