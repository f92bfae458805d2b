"""How long fits take, from the table on, and how much memory."""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.data.curves import CURVES
from benchmarks.dimensions.row import Row, milliseconds
from nncore import MeasuredData, fit_data
from nncore.arrays import FloatArray
from nncore.samples.tables import read_table_file

N_SMALL, N_LARGE = 1_000, 1_000_000
NOISE = 0.05
N_DRAWN = 500  # points of a curve on the screen
_KILOBYTES = 2.0**20  # in a GiB


def rows() -> Iterator[Row]:
    """Measure the small table, then the large one; processor time, which others disturb least."""
    x, y = _samples(N_SMALL)
    data = MeasuredData(x, y)
    yield Row(f"{N_SMALL:,} rows: fit", 1e-3 * milliseconds(lambda: fit_data(data)), "s", most=1.0)
    yield from _large_rows()


def _large_rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        np.savetxt(path, np.column_stack(_samples(N_LARGE)), "%.9g", ",", header="t / s,v (m/s)")
        start = time.process_time()
        data = read_table_file(path).measured()
        read = time.process_time()
        fit = fit_data(data)
        fitted = time.process_time()
        points = np.linspace(data.x[0], data.x[-1], N_DRAWN)
        fit.interval(data.x[0], data.x[-1])
        fit.curve_interval(points)
        fit.derivative_interval(points)
        assert fit.residuals.size == len(data)
        end = time.process_time()
    yield Row(f"{N_LARGE:,} rows: read", read - start, "s")
    yield Row(f"{N_LARGE:,} rows: fit", fitted - read, "s")
    yield Row(f"{N_LARGE:,} rows: integral, bands and residuals", end - fitted, "s")
    yield Row(f"{N_LARGE:,} rows: all of it", end - start, "s", most=10.0)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KILOBYTES
    yield Row(f"{N_LARGE:,} rows: largest memory of the process", peak, "GiB", most=2.0)


def _samples(n: int) -> tuple[FloatArray, FloatArray]:
    curve, rng = CURVES[0], np.random.default_rng(n)
    x = np.sort(rng.uniform(curve.lower, curve.upper, n))
    return x, curve.y(x) + NOISE * rng.standard_normal(n)
