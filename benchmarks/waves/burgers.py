"""The Burgers equation on grids that are 8 and 16 times too coarse, from starts not trained on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from benchmarks.dimensions.row import Row, milliseconds
from nncore.waves.burgers import BurgersScheme, StencilScheme, Upwind
from nncore.waves.burgers_reference import SpectralBurgers, cell_averages, point_values
from nncore.waves.flux_training import random_starts
from nncore.waves.learned_fluxes import trained
from nncore.waves.profiles import LENGTH
from nncore.waves.runge_kutta import METHODS
from nncore.waves.stencil import Stencil

_N_STARTS, _SEED = 40, 4711
_TIMES = np.linspace(0.1, 1.0, 10)
_COURANT = 0.2
#: Viscosity, points of the fine grid, cells.
CASES = ((0.01, 512, 64), (0.005, 1_024, 64), (0.005, 1_024, 128))


def rows() -> Iterator[Row]:
    """Yield the mean absolute error of each scheme, and what the learned ones have of upwinding."""
    schemes: Mapping[str, BurgersScheme] = {
        "Taylor, 3 points": StencilScheme(Stencil.taylor((-1, 0, 1))),
        "upwind, order 1": Upwind(1),
        "upwind, order 3": Upwind(3),
        "learned, fixed": trained()["fixed"],
        "learned, network": trained()["network"],
    }
    for viscosity, n_fine, n in CASES:
        head = f"Burgers, ν = {viscosity:g}, {n} cells for {n_fine}"
        errors = _errors(schemes, viscosity, n_fine, n)
        for name, error in errors.items():
            yield Row(f"{head}: {name}", error)
        for name in ("learned, fixed", "learned, network"):
            ratio = errors[name] / errors["upwind, order 3"]
            most = 0.5 if name == "learned, network" else None
            yield Row(f"    {name} over upwind, order 3", ratio, "times", most=most)
    values = np.random.default_rng(0).standard_normal(64)
    for name, scheme in schemes.items():
        took = milliseconds(lambda one=scheme: one.slope(values, 0.03, 0.01), 50)  # type: ignore[misc]
        yield Row(f"a slope on 64 cells: {name}", 1e3 * took, "µs")


def _errors(
    schemes: Mapping[str, BurgersScheme], viscosity: float, n_fine: int, n: int
) -> dict[str, float]:
    """Return the mean over starts, times and cells, each scheme against what it works on."""
    starts = random_starts(_N_STARTS, n_fine, np.random.default_rng(_SEED))
    solver = SpectralBurgers(starts, viscosity)
    spacing, largest = LENGTH / n, float(np.abs(starts).max())
    states = {name: _seen(solver, n, scheme) for name, scheme in schemes.items()}
    totals, before = dict.fromkeys(schemes, 0.0), 0.0
    for time in _TIMES:
        solver.advance_to(float(time))
        n_steps = int(np.ceil((time - before) * largest / (_COURANT * spacing)))
        for name, scheme in schemes.items():
            for _ in range(n_steps):
                states[name] = METHODS["rk3"].step(
                    lambda u, one=scheme: one.slope(u, spacing, viscosity),  # type: ignore[misc]
                    states[name],
                    (time - before) / n_steps,
                )
            totals[name] += float(np.abs(states[name] - _seen(solver, n, scheme)).mean())
        before = float(time)
    return {name: total / len(_TIMES) for name, total in totals.items()}


def _seen(solver: SpectralBurgers, n: int, scheme: BurgersScheme) -> np.ndarray:
    kind = cell_averages if scheme.of_averages else point_values
    return kind(solver.spectrum, solver.n_fine, n)
