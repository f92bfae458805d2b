r"""Random fields of two sine waves, and their exact derivatives.

The second notebook learns stencils from fields on a grid of spacing :math:`\Delta x`,

.. math:: u(x) = b\,\bigl(a \sin k_1\pi x + (1 - a) \sin k_2\pi x\bigr),

with whole modes :math:`k_1, k_2` uniform on 0, ..., ``max_mode - 1``, :math:`a` uniform on [0, 1)
and :math:`b` on [0, 2). There are only ``max_mode`` different waves: the fields, and their
derivatives

.. math:: \frac{d^m}{dx^m} \sin k\pi x = (k\pi)^m \sin\!\Bigl(k\pi x + \frac{m\pi}{2}\Bigr),

are the product of a sparse matrix of amplitudes and a small table of waves.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from nncore.messages import SettingError
from nncore.options.ranges import AT_LEAST

_NOISE_ROWS = 64  # that share a generator: its start costs 20 µs, their noise some 200 µs
TABLE_ENTRIES = 4_000_000  # bounds the table of waves where nearly every field has its own modes
_ROUNDING = 1e-9  # of a number of grid points


def grid(lower: float, upper: float, spacing: float) -> np.ndarray:
    """Return the points lower, lower + spacing, ... below `upper`, as ``tf.range`` does.

    Rounding does not decide whether a last point lies below `upper`: -2, 2, 0.01 gives 400 points.

    Parameters
    ----------
    lower, upper : float
        Ends of the grid; the lower one is a point, the upper one is not.
    spacing : float
        Distance of neighbouring points.

    Raises
    ------
    ValueError
        If the spacing is not above 0, or `upper` not above `lower`.
    """
    return lower + spacing * np.arange(grid_size(lower, upper, spacing))


def grid_size(lower: float, upper: float, spacing: float) -> int:
    """Return the number of points that `grid` gives, or raise the same ValueErrors."""
    if not 0 < spacing < math.inf:
        raise SettingError(
            "`spacing` must be a finite number above 0, got {spacing}.", spacing=spacing
        )
    if not -math.inf < lower < upper < math.inf:
        raise SettingError(
            "`lower` must be below `upper` and both finite, got {lower} and {upper}.",
            lower=lower,
            upper=upper,
        )
    return max(1, math.ceil((upper - lower) / spacing - _ROUNDING))


def waves(modes: ArrayLike, x: np.ndarray, order: int = 0) -> np.ndarray:
    r"""Return the derivative of the given order of :math:`\sin k\pi x`.

    Parameters
    ----------
    modes : array_like, shape (n_modes,)
        The modes k.
    x : ndarray, shape (n_points,)
        Where.
    order : int
        Of the derivative; 0 is the wave itself.

    Returns
    -------
    ndarray, shape (n_modes, n_points)
        Rounding in the angle makes errors of about :math:`10^{-16}\,k\pi|x|` of the amplitude.
    """
    wavenumbers = np.pi * np.asarray(modes, dtype=float)[:, np.newaxis]
    angles = wavenumbers * x
    shape = np.sin(angles) if order % 2 == 0 else np.cos(angles)
    sign = 1.0 if order % 4 in (0, 1) else -1.0
    return sign * wavenumbers**order * shape


@dataclass(frozen=True, eq=False)
class Fields:
    r"""Fields of two waves each on one grid, kept as their modes and amplitudes.

    Parameters
    ----------
    grid : ndarray, shape (n_points,)
        Equidistant points.
    modes : ndarray of int, shape (n_fields, 2)
        :math:`k_1, k_2`.
    amplitudes : ndarray, shape (n_fields, 2)
        :math:`ba, b(1 - a)`.
    noise : float
        Standard deviation of the Gaussian noise on every value of u; derivatives have none.
    noise_seed : int
        The noise is not kept but drawn again; that of a field depends on this, on the number of
        grid points and on the field's place among the fields that were drawn together.
    first_row : int
        The place of the first field among those.
    """

    grid: np.ndarray
    modes: np.ndarray
    amplitudes: np.ndarray
    noise: float = 0.0
    noise_seed: int = 0
    first_row: int = 0

    @property
    def n_fields(self) -> int:
        """Number of fields."""
        return len(self.modes)

    @property
    def n_points(self) -> int:
        """Number of grid points."""
        return len(self.grid)

    @property
    def spacing(self) -> float:
        """Distance of neighbouring grid points."""
        if self.n_points < 2:
            raise SettingError(
                "`grid` must have at least 2 points, got {n_points}.", n_points=self.n_points
            )
        return float((self.grid[-1] - self.grid[0]) / (self.n_points - 1))

    def values(self, rows: slice = slice(None)) -> np.ndarray:
        """Return u, noise included, of contiguous fields: shape (n_rows, n_points)."""
        fields = self.take(rows)
        values = fields._exact(order=0)
        if fields.noise:
            fields._add_noise(values)
        return values

    def derivative(self, order: int = 1, rows: slice = slice(None)) -> np.ndarray:
        """Return the exact derivative of u without noise, of any order from 0 on."""
        if order < 0:
            raise SettingError(AT_LEAST, name="order", bound=0, value=order)
        return self.take(rows)._exact(order)

    def take(self, rows: slice) -> "Fields":
        """Return some contiguous fields; their noise stays as it is."""
        start, stop, step = rows.indices(self.n_fields)
        if step != 1:
            raise SettingError("`rows` must be contiguous, got a step of {step}.", step=step)
        part = slice(start, max(start, stop))
        return Fields(
            self.grid,
            self.modes[part],
            self.amplitudes[part],
            self.noise,
            self.noise_seed,
            self.first_row + start,
        )

    def _exact(self, order: int) -> np.ndarray:
        result = np.empty((self.n_fields, self.n_points))
        size = max(1, TABLE_ENTRIES // (2 * self.n_points))
        for start in range(0, self.n_fields, size):
            rows = slice(start, start + size)
            modes, columns = np.unique(self.modes[rows], return_inverse=True)
            mixture = amplitude_matrix(self.amplitudes[rows], columns, len(modes))
            result[rows] = mixture @ waves(modes, self.grid, order)
        return result

    def _add_noise(self, values: np.ndarray) -> None:
        stop = self.first_row + self.n_fields
        for block in range(self.first_row // _NOISE_ROWS, -(-stop // _NOISE_ROWS)):
            sequence = np.random.SeedSequence(self.noise_seed, spawn_key=(block,))
            normal = np.random.default_rng(sequence).standard_normal((_NOISE_ROWS, self.n_points))
            start = block * _NOISE_ROWS
            first, last = max(start, self.first_row), min(start + _NOISE_ROWS, stop)
            noisy = values[first - self.first_row : last - self.first_row]
            noisy += self.noise * normal[first - start : last - start]


def amplitude_matrix(
    amplitudes: np.ndarray, columns: np.ndarray, n_columns: int
) -> sparse.csr_array:
    """Return the matrix with the same few entries in every row, in the given columns.

    Parameters
    ----------
    amplitudes, columns : ndarray, shape (n_fields, n_entries)
        Entries that share a column add up.
    n_columns : int
        Width of the matrix.
    """
    n_fields, n_entries = amplitudes.shape
    starts = np.arange(0, n_fields * n_entries + 1, n_entries)
    return sparse.csr_array(
        (amplitudes.ravel(), np.ravel(columns), starts), shape=(n_fields, n_columns)
    )


def random_fields(
    n_fields: int,
    grid_points: np.ndarray,
    max_mode: int,
    rng: np.random.Generator,
    noise: float = 0.0,
) -> Fields:
    """Draw the fields of the notebook.

    The same generator draws the same fields with noise as without.

    Parameters
    ----------
    n_fields : int
        Number of fields.
    grid_points : ndarray, shape (n_points,)
        As from `grid`.
    max_mode : int
        Modes are drawn from 0 to ``max_mode - 1``.
    rng : numpy.random.Generator
        Draws modes, shares and sizes, and the seed of the noise.
    noise : float
        Standard deviation of the noise on u.

    Raises
    ------
    ValueError
        If there is no field or no mode, or the noise is negative.
    """
    for name, value in (("n_fields", n_fields), ("max_mode", max_mode)):
        if value < 1:
            raise SettingError(AT_LEAST, name=name, bound=1, value=value)
    if not 0 <= noise < math.inf:
        raise SettingError(
            "`noise` must be a finite number of at least 0, got {noise}.", noise=noise
        )
    modes = rng.integers(0, max_mode, (n_fields, 2))
    shares, sizes = rng.random(n_fields), 2.0 * rng.random(n_fields)
    noise_seed = int(rng.integers(2**63))
    amplitudes = np.column_stack((sizes * shares, sizes * (1.0 - shares)))
    return Fields(np.asarray(grid_points, dtype=float), modes, amplitudes, noise, noise_seed)


def all_vanish(lower: float, spacing: float, max_mode: int) -> bool:
    r"""Whether every field is zero at every point of the grid, whatever its amplitudes.

    The mode 0 is zero everywhere, and :math:`\sin k\pi x` is for every k where x is whole.

    Parameters
    ----------
    lower, spacing : float
        Of a grid of at least two points.
    max_mode : int
        The modes are below it.
    """
    whole = all(abs(end - round(end)) <= _ROUNDING * max(1.0, abs(end)) for end in (lower, spacing))
    return max_mode == 1 or (whole and round(spacing) > 0)


def nyquist_mode(spacing: float) -> float:
    r"""Return the highest mode that a grid can tell from lower ones: :math:`1 / \Delta x`.

    A wave needs two points to a period, :math:`2 / k \ge 2 \Delta x`.
    """
    return 1.0 / spacing


def aliased_modes(max_mode: int, spacing: float) -> range:
    """Return the modes below `max_mode` that look like lower ones on the grid; empty if none do."""
    first = math.floor(nyquist_mode(spacing) * (1.0 + _ROUNDING)) + 1
    return range(min(first, max_mode), max_mode)
