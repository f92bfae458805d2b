"""How the fluxes of `nncore.waves.learned_fluxes` were learned.

Run as ``python -m nncore.waves.flux_training``: it takes about two minutes, and writes the file
that comes with the package. The starts are sums of five sines with random amplitudes and phases;
those of tests and benchmarks have other seeds.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from nncore.arrays import FloatArray
from nncore.waves.burgers import neighbours
from nncore.waves.burgers_reference import SpectralBurgers, cell_averages, point_values
from nncore.waves.learned_fluxes import (
    FILE,
    FIRST,
    N_CELLS,
    STOP,
    FixedFlux,
    FluxNetwork,
    compressed,
    free_directions,
    polynomial_coefficients,
)
from nncore.waves.profiles import LENGTH, grid_points

N_CELLS_OF_GRID = 64
N_HIDDEN = 24
_N_SINES = 5
_SIZES = (0.3, 1.2)  # of the largest |u|
_SEED = 20190731
#: Viscosity, points of the fine grid, and number of starts: shocks of one to four cells.
SOURCES = ((0.005, 1_024, 40), (0.01, 512, 20), (0.02, 512, 10))
TIMES = np.linspace(0.0, 1.0, 21)
_N_FACES = 40_000
_N_ITERATIONS = 600


@dataclass(frozen=True, eq=False)
class FaceSamples:
    """What is known at faces, in units of ν/Δx.

    Parameters
    ----------
    middle : ndarray, shape (n,)
        m.
    deviations : ndarray, shape (n, 6)
        d.
    value, slope : ndarray, shape (n,)
        u - m and Δx u_x at the face.
    """

    middle: FloatArray
    deviations: FloatArray
    value: FloatArray
    slope: FloatArray

    def take(self, chosen: np.ndarray) -> FaceSamples:
        """Return some of them."""
        fields = (getattr(self, field.name)[chosen] for field in dataclasses.fields(self))
        return FaceSamples(*fields)

    @classmethod
    def joined(cls, parts: Sequence[FaceSamples]) -> FaceSamples:
        """Return all of several, each with its mirror image: x and u change their signs."""
        names = [field.name for field in dataclasses.fields(cls)]
        one = [np.concatenate([getattr(part, name) for part in parts]) for name in names]
        middle, deviations, value, slope = one
        mirrored = (-middle, -deviations[:, ::-1], -value, slope)
        return cls(*(np.concatenate(pair) for pair in zip(one, mirrored, strict=True)))


def random_starts(n_starts: int, n_points: int, rng: np.random.Generator) -> FloatArray:
    """Return sums of sines of random sizes and phases, shape (n_starts, n_points)."""
    k = np.arange(1, _N_SINES + 1)
    sizes = rng.standard_normal((n_starts, _N_SINES)) / np.sqrt(k)
    phases = rng.uniform(0.0, 2.0 * np.pi, (n_starts, _N_SINES, 1))
    angles = np.pi * k[:, np.newaxis] * grid_points(n_points) + phases
    values = np.einsum("bk,bkx->bx", sizes, np.sin(angles))
    largest = rng.uniform(*_SIZES, (n_starts, 1))
    return np.asarray(values * (largest / np.abs(values).max(axis=-1, keepdims=True)))


def face_samples(starts: FloatArray, viscosity: float, times: FloatArray) -> FaceSamples:
    """Solve from some starts on the fine grid, and look at the faces of the coarse one."""
    solver = SpectralBurgers(starts, viscosity)
    spacing, n = LENGTH / N_CELLS_OF_GRID, N_CELLS_OF_GRID
    k = 2j * np.pi / LENGTH * np.arange(solver.spectrum.shape[-1])
    unit = viscosity / spacing
    parts = []
    for time in times:
        solver.advance_to(float(time))
        averages = cell_averages(solver.spectrum, solver.n_fine, n) / unit
        at_face = solver.spectrum * np.exp(0.5 * spacing * k)
        cells = np.stack(neighbours(averages, FIRST, STOP), axis=-1)
        middle = 0.5 * (cells[..., -FIRST] + cells[..., -FIRST + 1])
        value = point_values(at_face, solver.n_fine, n) / unit - middle
        slope = point_values(at_face * k, solver.n_fine, n) * (spacing / unit)
        deviations = (cells - middle[..., np.newaxis]).reshape(-1, N_CELLS)
        parts.append((middle.ravel(), deviations, value.ravel(), slope.ravel()))
    return FaceSamples(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))


def fitted_coefficients(samples: FaceSamples) -> FixedFlux:
    """Return the least-squares optimum of the fixed coefficients."""
    directions = free_directions()
    along = samples.deviations @ directions.T
    found = []
    for start, target in zip(
        polynomial_coefficients(), (samples.value, samples.slope), strict=True
    ):
        missing = target - samples.deviations @ start
        found.append(start + np.linalg.lstsq(along, missing, rcond=None)[0] @ directions)
    return FixedFlux(*found)


class FluxLoss:
    """The mean squared error of the flux of a network over samples, with its gradient."""

    def __init__(self, samples: FaceSamples, n_hidden: int) -> None:
        value, slope = polynomial_coefficients()
        self._n_hidden = n_hidden
        self._inputs = compressed(samples.deviations)
        self._along = samples.deviations @ free_directions().T
        self._value = samples.middle + samples.deviations @ value
        self._slope = samples.deviations @ slope
        self._flux = 0.5 * (samples.middle + samples.value) ** 2 - samples.slope

    def __call__(self, parameters: FloatArray) -> tuple[float, FloatArray]:
        """Return the loss and its gradient with respect to all the numbers of the network."""
        network = FluxNetwork.of(parameters, self._n_hidden)
        hidden = network.hidden(self._inputs)
        outputs = network.outputs(hidden)
        n = self._along.shape[-1]
        value = self._value + (outputs[:, :n] * self._along).sum(axis=-1)
        slope = self._slope + (outputs[:, n:] * self._along).sum(axis=-1)
        error = 0.5 * value**2 - slope - self._flux
        by_slope = (-2.0 / len(error) * error)[:, np.newaxis] * self._along
        by_outputs = np.hstack((-value[:, np.newaxis] * by_slope, by_slope))
        by_hidden = by_outputs @ network.output_weights.T * (1.0 - hidden**2)
        gradient = (
            self._inputs.T @ by_hidden,
            by_hidden.sum(axis=0),
            hidden.T @ by_outputs,
            by_outputs.sum(axis=0),
        )
        return float(np.mean(error**2)), np.concatenate([part.ravel() for part in gradient])


def fitted_network(
    samples: FaceSamples,
    rng: np.random.Generator,
    n_hidden: int = N_HIDDEN,
    n_iterations: int = _N_ITERATIONS,
) -> FluxNetwork:
    """Return a network trained by L-BFGS, from a start that adds nothing to the polynomials."""
    n_outputs = 2 * (N_CELLS - 2)
    start = np.concatenate(
        (
            rng.standard_normal((N_CELLS - 1) * n_hidden),
            0.5 * rng.standard_normal(n_hidden),
            np.zeros((n_hidden + 1) * n_outputs),
        )
    )
    found = minimize(
        FluxLoss(samples, n_hidden),
        start,
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": n_iterations, "maxcor": 20},
    )
    return FluxNetwork.of(found.x, n_hidden)


def main() -> None:
    """Learn both, and write the file."""
    rng = np.random.default_rng(_SEED)
    samples = FaceSamples.joined(
        [
            face_samples(random_starts(n_starts, n_fine, rng), viscosity, TIMES)
            for viscosity, n_fine, n_starts in SOURCES
        ]
    )
    fixed = fitted_coefficients(samples)
    chosen = rng.permutation(len(samples.middle))[:_N_FACES]
    network = fitted_network(samples.take(chosen), rng)
    kept = {
        "fixed": {"value": fixed.value.tolist(), "slope": fixed.slope_coefficients.tolist()},
        "network": {name: np.round(a, 9).tolist() for name, a in vars(network).items()},
    }
    FILE.write_text(json.dumps(kept) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
