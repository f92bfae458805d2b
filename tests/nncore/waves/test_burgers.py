import numpy as np
import pytest

from nncore.waves.burgers import BurgersEvolution, StencilScheme, Upwind, neighbours
from nncore.waves.learned_fluxes import trained
from nncore.waves.profiles import Profile, grid_points
from nncore.waves.runge_kutta import METHODS
from nncore.waves.stencil import Stencil

CENTRAL = StencilScheme(Stencil.taylor((-1, 0, 1)))
SCHEMES = {"taylor": CENTRAL, "upwind1": Upwind(1), "upwind3": Upwind(3), **trained()}


def evolution(schemes, n=64, viscosity=0.1, courant=0.05, profile="sin(pi*x)"):
    return BurgersEvolution(schemes, METHODS["rk3"], courant, Profile(profile), n, viscosity)


def error(scheme, n, time=0.5):
    run = evolution([scheme], n)
    run.advance(round(time / run.dt))
    return np.abs(run.values - run.exact(run.n_steps[0] * run.dt)).max()


@pytest.mark.parametrize(
    ("scheme", "order"), [(CENTRAL, 2), (Upwind(1), 1), (Upwind(3), 3)], ids=["2", "1", "3"]
)
def test_errors_vanish_with_the_order_of_the_scheme(scheme, order):
    """The shock has some eight cells on the coarser of the two grids."""
    rate = np.log2(error(scheme, 64) / error(scheme, 128))
    assert rate == pytest.approx(order, abs=0.35)


@pytest.mark.parametrize("name", SCHEMES)
def test_what_flows_out_of_a_cell_flows_into_the_next(name):
    values = np.random.default_rng(0).standard_normal(32)
    slope = SCHEMES[name].slope(values, 2 / 32, 0.02)
    assert abs(slope.sum()) < 1e-12 * np.abs(slope).sum()


@pytest.mark.parametrize("name", SCHEMES)
def test_a_constant_stays(name):
    assert np.allclose(SCHEMES[name].slope(np.full(16, 0.7), 0.1, 0.01), 0.0, atol=1e-13)


@pytest.mark.parametrize("name", SCHEMES)
def test_a_mirrored_start_has_the_mirrored_solution(name):
    """x and u change their signs; the network has learned it from mirrored samples, about."""
    values = np.sin(np.pi * grid_points(32)) + 0.3 * np.cos(2 * np.pi * grid_points(32))
    scheme = SCHEMES[name]
    slope, mirrored = (scheme.slope(v, 2 / 32, 0.02) for v in (values, -values[::-1]))
    tolerance = 0.1 if name == "network" else 1e-12
    assert np.allclose(mirrored, -slope[::-1], atol=tolerance * np.abs(slope).max())


def test_godunov_takes_the_side_from_which_the_wave_comes():
    values = np.array([1.0, 1.0, -0.5, -0.5])  # the shock moves to the right
    fluxes = Upwind(1).fluxes(values, 1.0, 0.0)
    assert fluxes.tolist() == [0.5, 0.5, 0.125, 0.0]  # last: a fan around 0, whose flux is 0


def test_neighbours_go_around():
    left, here, right = neighbours(np.arange(4.0), -1, 2)
    assert (left.tolist(), here.tolist(), right.tolist()) == (
        [3, 0, 1, 2],
        [0, 1, 2, 3],
        [1, 2, 3, 0],
    )


def test_a_scheme_that_grows_stops_and_the_others_go_on():
    downwind = StencilScheme(Stencil.taylor((0, 1)))
    run = evolution([downwind, Upwind(1)], viscosity=0.005, courant=0.5)
    run.advance(400)
    assert run.alive.tolist() == [False, True] and run.n_steps[1] == 400 > run.n_steps[0]
    assert np.isfinite(run.values).all()
