r"""Fields that were measured on a grid, with their derivatives, and the stencil that fits them.

A snapshot u is a row of values on equidistant points, with the derivative that a stencil is to
give at each. The stencil is the one of least mean squared error over all points of the snapshots
that are trained on: what a convolution without bias tends to, however it is trained. The others
say how well it does on fields that it has not seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nncore.arrays import FloatArray
from nncore.messages import SettingError
from nncore.samples.measured_data import check_values
from nncore.samples.tables import read_table_file
from nncore.stencils.finite_differences import taylor_stencil, valid_slice
from nncore.stencils.gram import BLOCK_ENTRIES, Gram, shifted_windows
from nncore.stencils.normal_equations import from_means
from nncore.stencils.offsets import Number

_VALIDATION_SHARE = 0.25


@dataclass(frozen=True, eq=False)
class MeasuredFields:
    """Snapshots on one grid, and what a stencil is to give of them.

    Parameters
    ----------
    values : ndarray, shape (n_fields, n_points)
        A snapshot a row.
    derivatives : ndarray, shape (n_fields, n_points) or (n_points,)
        Of each, or the same of all.
    spacing : float
        Distance of neighbouring points.

    Raises
    ------
    SettingError
        If shapes differ, a value is missing or infinite, or the spacing is not positive.
    """

    values: FloatArray
    derivatives: FloatArray
    spacing: float

    def __post_init__(self) -> None:
        values = _matrix("values", np.asarray(self.values))
        derivatives = np.asarray(self.derivatives, dtype=float)
        if derivatives.shape not in (values.shape, values.shape[1:]):
            raise SettingError(
                "`derivatives` must have the shape {expected} of `values`, got {shape}.",
                expected=values.shape,
                shape=derivatives.shape,
            )
        if not 0.0 < self.spacing < np.inf:
            raise SettingError(
                "`spacing` must be a finite number above 0, got {spacing}.", spacing=self.spacing
            )
        derivatives = np.broadcast_to(derivatives, values.shape)
        for name, rows in (("values", values), ("derivatives", derivatives)):
            numbers = np.broadcast_to(np.arange(1.0, len(rows) + 1)[:, None], rows.shape)
            check_values(name, rows.ravel(), numbers.ravel())
            object.__setattr__(self, name, rows)  # the dataclass is frozen

    @property
    def n_fields(self) -> int:
        """Number of snapshots."""
        return len(self.values)

    def take(self, rows: np.ndarray) -> "MeasuredFields":
        """Return some of the snapshots."""
        return MeasuredFields(self.values[rows], self.derivatives[rows], self.spacing)

    def gram(self, offsets: Sequence[Number]) -> Gram:
        """Return the sums of every snapshot; see `nncore.stencils.gram`."""
        n_fields, n_points = self.values.shape
        valid = valid_slice(n_points, offsets)
        products = np.empty((n_fields, len(offsets) + 1, len(offsets) + 1))
        size = max(1, BLOCK_ENTRIES // n_points)
        for start in range(0, n_fields, size):
            rows = slice(start, start + size)
            windows = shifted_windows(self.values[rows], self.derivatives[rows], offsets)
            np.matmul(windows, windows.transpose(0, 2, 1), out=products[rows])
        n_valid = valid.stop - valid.start
        return Gram(products[:, :-1, :-1], products[:, :-1, -1], products[:, -1, -1], n_valid)


@dataclass(frozen=True, eq=False)
class MeasuredStencil:
    """The stencil that fits measured fields.

    Parameters
    ----------
    coefficients : ndarray, shape (k,)
        Dimensionless: times ``spacing**derivative_order``.
    loss, validation_loss : float
        Mean squared errors of the derivative, of the snapshots that were trained on and of the
        others; NaN where there is only one.
    taylor_loss : float
        That of Taylor's stencil on all of them.
    """

    coefficients: FloatArray
    loss: float
    validation_loss: float
    taylor_loss: float


def fit_stencil(
    fields: MeasuredFields,
    offsets: Sequence[Number],
    derivative_order: int = 1,
    constraint: int | None = None,
    seed: int = 0,
) -> MeasuredStencil:
    """Return the stencil of least mean squared error on three quarters of the snapshots.

    Parameters
    ----------
    fields : MeasuredFields
        With their derivatives of this order.
    offsets : sequence of number
        Of the stencil, in grid points; whole, for the derivatives are known there.
    derivative_order : int
        Of the derivatives.
    constraint : int, optional
        Order of consistency that the stencil must have.
    seed : int
        Chooses the snapshots that are left for validation.

    Raises
    ------
    ValueError
        If the stencil is wider than the fields, or the offsets are not whole or cannot give the
        derivative.
    """
    if any(offset != int(offset) for offset in offsets):
        raise SettingError(
            "`offsets` must be whole for measured fields, whose derivatives are known at the grid "
            "points, got {offsets}.",
            offsets=", ".join(map(str, offsets)),
        )
    order = np.random.default_rng(seed).permutation(fields.n_fields)
    n_left = int(_VALIDATION_SHARE * fields.n_fields)
    trained, left = (fields.take(np.sort(part)) for part in (order[n_left:], order[:n_left]))
    sums, scale = trained.gram(offsets), fields.spacing**derivative_order
    found = from_means(sums.mean(), scale, offsets, derivative_order, constraint)
    taylor = taylor_stencil(offsets, derivative_order)
    return MeasuredStencil(
        found,
        sums.mean_squared_error(found / scale),
        left.gram(offsets).mean_squared_error(found / scale) if n_left else np.nan,
        fields.gram(offsets).mean_squared_error(taylor / scale),
    )


def read_fields(path: str | Path) -> FloatArray:
    """Read a matrix of fields, a snapshot a row: a file of NumPy (.npy), or a table as text.

    Nothing in a file of NumPy is executed: objects are refused.

    Raises
    ------
    SettingError
        If it is no matrix of numbers, or a cell of the table is none, with row and column.
    """
    if Path(path).suffix.lower() != ".npy":
        return read_table_file(path).matrix()
    try:
        found = np.load(path, allow_pickle=False, mmap_mode="r")
    except (OSError, ValueError, EOFError) as problem:
        raise SettingError(
            "The file {path} holds no array of numbers that NumPy can read: save one matrix with "
            "numpy.save.",
            path=path,
        ) from problem
    return _matrix("values", found)


def _matrix(name: str, values: np.ndarray) -> FloatArray:
    if values.ndim != 2 or values.dtype.kind not in "iuf" or 0 in values.shape:
        raise SettingError(
            "`{name}` must be a matrix of numbers, a snapshot a row, got an array of shape {shape} "
            "of {kind}.",
            name=name,
            shape=values.shape,
            kind=values.dtype.name,
        )
    return np.array(values, dtype=np.float64)
