import numpy as np
import plotly.graph_objects as go
import pytest

import nncore
from nncore.figures.waves import wavenumbers_figure
from nncore.waves.profiles import Profile, sampled
from nncore.waves.stencil import Stencil


def curve_of(figure, name):
    (trace,) = (trace for trace in figure["data"] if trace["name"] == name)
    return np.array(trace["x"]), np.array(trace["y"])


@pytest.mark.parametrize("order", [1, 2])
def test_modified_wavenumbers_beside_the_exact_one(order):
    taylor = Stencil.taylor((-2, -1, 0, 1, 2), order)
    values = sampled(Profile("packet", 10, 0.1), 64)
    figure = wavenumbers_figure({"taylor": taylor}, values, order)
    go.Figure(figure)
    theta, drawn = curve_of(figure, "Taylor")
    kappa = nncore.modified_wavenumber(taylor.offsets, taylor.coefficients, theta, order)
    assert np.allclose(drawn, kappa.real, atol=1e-5)
    theta, exact = curve_of(figure, "exact")
    assert np.allclose(exact, theta**order, rtol=1e-5)


def test_the_spectrum_is_highest_at_the_strongest_wave():
    figure = wavenumbers_figure({}, sampled(Profile("packet", 10, 0.1), 64), 1)
    theta, heights = curve_of(figure, "waves of the profile")
    assert theta[heights.argmax()] == pytest.approx(2 * np.pi * 10 / 64, rel=1e-6)
    assert heights.min() >= 0


def test_single_waves_can_be_seen():
    figure = wavenumbers_figure({}, sampled(Profile("sine", 6), 80), 1)
    theta, heights = curve_of(figure, "waves of the profile")
    assert theta.mean() == pytest.approx(2 * np.pi * 6 / 80, rel=1e-6)
    assert np.ptp(theta) > 0.02 and sorted(heights > 0) == [False, False, True, True]


def test_a_constant_has_no_waves():
    _, heights = curve_of(wavenumbers_figure({}, np.ones(16), 1), "waves of the profile")
    assert not heights.any()
