import numpy as np
import pytest

from nncore.comparisons.measured.analysis import MOST_DRAWN, Analysis
from nncore.comparisons.measured.classical import SPLINE, TRAPEZOID
from nncore.samples.examples import EXAMPLES
from nncore.samples.measured_data import MeasuredData
from nncore.specs import DataSpec


@pytest.fixture(scope="module")
def cart():
    return Analysis.of(EXAMPLES["cart"].data, DataSpec())


def test_network_and_classical_methods_find_the_way_of_a_cart(cart):
    way = EXAMPLES["cart"].integral(1.0, 5.0)
    found = cart.integral(1.0, 5.0)
    assert abs(found.value - way) < 3 * found.standard_error
    assert found.low < found.value < found.high
    others = cart.classical_integrals(1.0, 5.0)
    for name in (TRAPEZOID, SPLINE):
        assert abs(others[name].value - way) < 3 * others[name].standard_error


def test_what_is_drawn(cart):
    assert cart.drawn is cart.data
    assert cart.residuals == pytest.approx(cart.data.y - cart.fit.curve(cart.data.x).value)
    for band, truth in (
        (cart.curve, EXAMPLES["cart"].curve),
        (cart.derivative, EXAMPLES["cart"].slope),
    ):
        inside = (band.low < truth(cart.x)) & (truth(cart.x) < band.high)
        # Points of one curve depend on each other: 95 % is no more than the mean of many draws.
        assert np.mean(inside) > 0.8
    assert cart.differences.x.size == cart.filtered.x.size == len(cart.data)


def test_errors_of_derivatives_where_the_truth_is_known(cart):
    network, filtered, differences = cart.slope_errors(EXAMPLES["cart"].slope)
    expected = cart.filtered.value - EXAMPLES["cart"].slope(cart.filtered.x)
    assert filtered**2 == pytest.approx(np.mean(expected**2))
    # Noise of 0.04 in steps of 0.1 gives differences an error of 0.04 / (sqrt(2) 0.1).
    assert differences == pytest.approx(0.28, rel=0.4) and network < differences / 2


def test_of_many_points_means_are_drawn():
    x = np.linspace(0, 1, 20_000)
    found = Analysis.of(MeasuredData(x, np.sin(x)), DataSpec())
    assert len(found.drawn) <= MOST_DRAWN and found.residuals.size == len(found.drawn)
    assert len(found.data) == 20_000 and found.filtered.x.size <= MOST_DRAWN
