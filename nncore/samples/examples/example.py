"""An example of measured data: a curve that is known, and how it was measured."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nncore.arrays import FloatArray
from nncore.samples.measured_data import MeasuredData
from nncore.samples.tables import read_table

Curve = Callable[[FloatArray], FloatArray]
_SEED = 2020


@dataclass(frozen=True, eq=False)
class Example:
    """Simulated measurements of a known curve.

    Parameters
    ----------
    name : str
        As it stands in links.
    label, words : str
        What it is called, and one sentence on what was simulated; read through `gettext`.
    headings : tuple of str
        Of x and y, with their units.
    points : callable
        Random generator -> x of a draw, sorted.
    noise : float
        Standard deviation of a reading, in units of y.
    curve, slope : callable
        The truth and its derivative.
    antiderivative : callable
        Of the truth.
    has_sigma : bool
        Whether the table says how large the noise is.
    is_untidy : bool
        Whether the table has what tables from outdoors have: rows that are out of order, twice
        there, or without a value.
    """

    name: str
    label: str
    words: str
    headings: tuple[str, str]
    points: Callable[[np.random.Generator], FloatArray]
    noise: float
    curve: Curve
    slope: Curve
    antiderivative: Curve
    has_sigma: bool = False
    is_untidy: bool = False

    def integral(self, a: float, b: float) -> float:
        """Return the true integral."""
        lower, upper = self.antiderivative(np.array([a, b]))
        return float(upper - lower)

    def drawn(self, rng: np.random.Generator, noise: float | None = None) -> MeasuredData:
        """Return another draw of the measurements, with as much noise or as is said."""
        sigma = self.noise if noise is None else noise
        x = self.points(rng)
        y = self.curve(x) + sigma * rng.normal(size=x.size)
        is_known = self.has_sigma and sigma > 0.0
        return MeasuredData(x, y, np.full(x.size, sigma) if is_known else None)

    @cached_property
    def table(self) -> str:
        """The measurements as text, with headings: the same at every time."""
        rng = np.random.default_rng(_SEED)
        x = self.points(rng)
        y = self.curve(x) + self.noise * rng.normal(size=x.size)
        digits = max(0, 2 - int(np.floor(np.log10(self.noise))))
        rows = [f"{point:.6g},{value:.{digits}f}" for point, value in zip(x, y, strict=True)]
        if self.is_untidy:
            rows = _untidy(rows)
        head = ",".join(self.headings)
        if self.has_sigma:
            head += f",σ_{self.headings[1]}"
            rows = [f"{row},{self.noise:g}" for row in rows]
        return "\n".join([head, *rows, ""])

    @cached_property
    def data(self) -> MeasuredData:
        """The measurements of the table."""
        return read_table(self.table).measured(sigma=3 if self.has_sigma else None)


def _untidy(rows: list[str]) -> list[str]:
    """Leave out two values, exchange two rows, and say one twice."""
    third = len(rows) // 3
    missing = [f"{rows[i].partition(',')[0]}," for i in (third, 2 * third)]
    head, middle, tail = rows[:third], rows[third + 1 : 2 * third], rows[2 * third + 1 :]
    middle[0], middle[1] = middle[1], middle[0]
    return [*head, missing[0], *middle, middle[-1], missing[1], *tail]
