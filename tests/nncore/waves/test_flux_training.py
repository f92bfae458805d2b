"""How fluxes are learned, and that they carry starts which nobody has seen."""

import numpy as np
import pytest
from scipy.optimize import approx_fprime

from nncore.waves.burgers import BurgersEvolution, Upwind
from nncore.waves.burgers_reference import SpectralBurgers, cell_averages
from nncore.waves.flux_training import (
    FaceSamples,
    FluxLoss,
    face_samples,
    fitted_coefficients,
    fitted_network,
    random_starts,
)
from nncore.waves.learned_fluxes import FIRST, NetworkFlux, polynomial_coefficients, trained
from nncore.waves.profiles import LENGTH, Profile
from nncore.waves.runge_kutta import METHODS

VISCOSITY = 0.01


@pytest.fixture(scope="module")
def samples():
    starts = random_starts(3, 512, np.random.default_rng(7))
    found = face_samples(starts, VISCOSITY, np.array([0.2, 0.6]))
    return FaceSamples.joined([found])


def test_samples_are_the_solution_at_the_faces(samples):
    """A smooth start: polynomials of degree 5 have its face values to a few digits."""
    x = (np.arange(512) / 256) - 1
    start = 0.5 * np.sin(np.pi * x)[np.newaxis]
    found = face_samples(start, VISCOSITY, np.array([0.0]))
    value, slope = polynomial_coefficients()
    assert np.allclose(found.deviations @ value, found.value, rtol=0, atol=1e-7)
    assert np.allclose(found.deviations @ slope, found.slope, rtol=0, atol=1e-6)
    face = -1 + LENGTH / 64 * (np.arange(64) + 0.5)
    unit = VISCOSITY / (LENGTH / 64)
    exact = 0.5 * np.sin(np.pi * face) / unit
    assert np.allclose(found.middle + found.value, exact, rtol=0, atol=1e-12)
    assert samples.deviations.shape == (2 * 3 * 2 * 64, 6)
    assert np.allclose(samples.deviations[:, -FIRST] + samples.deviations[:, 1 - FIRST], 0)


def test_fixed_coefficients_are_the_optimum(samples):
    """No small change of them makes the squares smaller, and mirrored samples make them even."""
    fitted = fitted_coefficients(samples)
    assert np.allclose(fitted.value, fitted.value[::-1], atol=1e-9)
    assert np.allclose(fitted.slope_coefficients, -fitted.slope_coefficients[::-1], atol=1e-9)

    def loss(value):
        return np.mean((samples.deviations @ value - samples.value) ** 2)

    best = loss(fitted.value)
    assert best < loss(polynomial_coefficients()[0])
    change = 1e-3 * np.array([1.0, -3.0, 2.0, 2.0, -3.0, 1.0])  # leaves constants and slopes
    assert best < loss(fitted.value + change) and best < loss(fitted.value - change)


def test_the_gradient_of_the_loss(samples):
    loss = FluxLoss(samples.take(np.arange(0, 600, 7)), n_hidden=3)
    point = np.random.default_rng(3).standard_normal(5 * 3 + 3 + 3 * 8 + 8) * 0.3
    numerical = approx_fprime(point, lambda p: loss(p)[0], 1e-7)
    assert np.allclose(loss(point)[1], numerical, rtol=1e-4, atol=1e-5 * np.abs(numerical).max())


def test_training_lowers_the_loss(samples):
    rng = np.random.default_rng(0)
    trained_shortly = NetworkFlux(fitted_network(samples, rng, n_hidden=6, n_iterations=40))
    values = cell_averages(*_solved(3), 64)
    exact = _exact_fluxes(3)
    polynomials = NetworkFlux(fitted_network(samples, rng, n_hidden=6, n_iterations=0))
    errors = [
        np.sqrt(np.mean((scheme.fluxes(values, LENGTH / 64, VISCOSITY) - exact) ** 2))
        for scheme in (trained_shortly, polynomials)
    ]
    assert errors[0] < 0.8 * errors[1]


def _solved(seed):
    solver = SpectralBurgers(random_starts(4, 512, np.random.default_rng(seed)), VISCOSITY)
    solver.advance_to(0.4)
    return solver.spectrum, solver.n_fine


def _exact_fluxes(seed):
    spectrum, n_fine = _solved(seed)
    k = 2j * np.pi / LENGTH * np.arange(spectrum.shape[-1])
    at_face = spectrum * np.exp(0.5 * LENGTH / 64 * k)
    u, u_x = (np.fft.irfft(s, n_fine)[..., :: n_fine // 64] for s in (at_face, at_face * k))
    return 0.5 * u**2 - VISCOSITY * u_x


@pytest.mark.slow
@pytest.mark.parametrize("viscosity", [0.005, 0.01])
def test_unseen_starts_are_carried_with_half_the_error_of_upwinding(viscosity):
    """Formulas, not sums of five sines as in training; eight times coarser than the reference."""
    ratios = []
    for formula in ("sin(pi*x)", "exp(cos(2*pi*x+1))/3-0.4", "cos(pi*x)*sin(3*pi*x)"):
        run = BurgersEvolution(
            [Upwind(3), trained()["network"]],
            METHODS["rk3"],
            0.2,
            Profile(formula),
            64,
            viscosity,
        )
        errors = np.zeros(2)
        for _ in range(10):
            run.advance(round(0.1 / run.dt))
            exact = run.exact(float(run.n_steps[0]) * run.dt)
            errors += np.abs(run.values - exact).mean(axis=-1)
        ratios.append(errors[1] / errors[0])
    assert np.mean(ratios) <= 0.5
