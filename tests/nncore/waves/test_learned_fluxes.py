import numpy as np
import pytest
from scipy.interpolate import BarycentricInterpolator

from nncore.waves.learned_fluxes import (
    CENTRES,
    FluxNetwork,
    NetworkFlux,
    free_directions,
    polynomial_coefficients,
    trained,
)


def test_polynomials_of_degree_5_have_exact_face_values():
    """Against the derivative of SciPy's interpolant of the antiderivative at the cells' edges."""
    rng = np.random.default_rng(1)
    averages = rng.standard_normal(6)
    edges = np.arange(-3.0, 4.0)
    primitive = BarycentricInterpolator(edges, np.concatenate(([0.0], np.cumsum(averages))))
    value, slope = polynomial_coefficients()
    assert value @ averages == pytest.approx(primitive.derivative(0.0, 1), rel=1e-9)
    assert slope @ averages == pytest.approx(primitive.derivative(0.0, 2), rel=1e-9)
    assert np.allclose(60 * value, [1, -8, 37, 37, -8, 1])


def test_what_is_learned_leaves_constants_and_slopes():
    directions = free_directions()
    assert np.allclose(directions @ directions.T, np.eye(4))
    assert np.allclose(directions @ np.ones(6), 0) and np.allclose(directions @ CENTRES, 0)


@pytest.mark.parametrize("name", ["fixed", "network"])
def test_linear_functions_have_exact_fluxes(name):
    n, h, viscosity = 32, 0.1, 0.03
    values = 0.4 + 1.7 * h * np.arange(n)
    fluxes = trained()[name].fluxes(values, h, viscosity)[3:-4]
    face = values[3:-4] + 0.5 * 1.7 * h
    assert np.allclose(fluxes, 0.5 * face**2 - viscosity * 1.7, rtol=1e-9)


def test_the_equation_has_no_parameter_in_its_own_units():
    """Another grid and viscosity: the flux scales with (ν/Δx)², whatever the network."""
    values = np.random.default_rng(2).standard_normal(20)
    network = trained()["network"]
    one, other = network.fluxes(values, 0.1, 0.02), network.fluxes(3 * values, 0.05, 0.03)
    assert np.allclose(other, 9 * one, rtol=1e-12)


def test_a_moving_frame_changes_no_more_than_it_must():
    values, speed = np.random.default_rng(3).standard_normal(20), 0.8
    for scheme in trained().values():
        still, moving = scheme.fluxes(values, 0.1, 0.02), scheme.fluxes(values + speed, 0.1, 0.02)
        face = (moving - still) / speed - 0.5 * speed  # what is left is u at the face
        assert np.abs(face).max() < 2 * np.abs(values).max()
        again = (scheme.fluxes(values + 2 * speed, 0.1, 0.02) - still) / (2 * speed) - speed
        assert np.allclose(face, again, atol=1e-12)


def test_a_network_that_adds_nothing_is_the_polynomials():
    values = np.sin(np.arange(24) * np.pi / 12)
    nothing = FluxNetwork(np.ones((5, 2)), np.zeros(2), np.zeros((2, 8)), np.zeros(8))
    value, slope = polynomial_coefficients()
    cells = np.array([np.roll(values, -j) for j in range(-2, 4)])
    expected = 0.5 * (value @ cells) ** 2 - 0.2 * (slope @ cells)
    assert np.allclose(NetworkFlux(nothing).fluxes(values, 0.1, 0.02), expected, atol=1e-12)
