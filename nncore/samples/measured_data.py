"""Measured data: points with their standard errors, mended where that is safe, and said so."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nncore.arrays import FloatArray
from nncore.messages import Sentence, SettingError, marked
from nncore.samples.gaps import find_gaps
from nncore.samples.repeated_points import average_repeated, is_repeated

#: The sizes of values: their squares have to be numbers.
SMALLEST_VALUE, LARGEST_VALUE = 1e-150, 1e150

TOO_LARGE = marked(
    "`{name}` is {value:g} in row {row:,}: leave out what is infinite, and choose a unit in which "
    "values are at most {bound:g}."
)
NOT_POSITIVE = marked(
    "`{name}` is {value:g} in row {row:,}: a standard error must be greater than 0; leave the "
    "column out if it is not known."
)

_Rows = dict[str, FloatArray]


@dataclass(frozen=True, eq=False)
class MeasuredData:
    r"""Measurements y at points x, sorted, each x once.

    What is given may be in any order, have missing values (NaN) and equal x. It is mended, and
    `mended` says how: rows without a value are left out, unsorted ones sorted, those with equal x,
    up to rounding, averaged with the weights :math:`1/\sigma^2`, so that the standard error of the
    mean is :math:`(\sum 1/\sigma^2)^{-1/2}`. Data that are mended stay as they are if they are
    given again.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        Points and measurements.
    sigma : array_like, shape (n,) or (), optional
        Standard errors of y; without them all readings are equally good, and how good is unknown.
    x_label, y_label : str
        What was measured.
    x_unit, y_unit : str
        In which units; empty where that is not known.
    mended : tuple of Sentence
        What was mended before; what is mended now comes after it.
    counts : array_like, shape (n,), optional
        Of how many readings each y is the mean, 1 without it.
    scatter : float
        :math:`\sum (y - \bar y)^2` of the readings around their means, weighted by
        :math:`1/\sigma^2` if sigma is given: with the means all that the readings tell.

    Attributes
    ----------
    gaps : tuple of (lower, upper)
        See `nncore.samples.gaps.find_gaps`.
    remarks : tuple of Sentence
        What was mended, and where the gaps are.

    Raises
    ------
    SettingError
        If lengths differ, a value is infinite or a sigma not positive, or fewer than two different
        x are left.
    """

    x: FloatArray
    y: FloatArray
    sigma: FloatArray | None = None
    x_label: str = "x"
    y_label: str = "y"
    x_unit: str = ""
    y_unit: str = ""
    mended: tuple[Sentence, ...] = ()
    counts: FloatArray | None = None
    scatter: float = 0.0

    def __post_init__(self) -> None:
        rows, left_out = _complete(_given(self))
        check_values("x", rows["x"], rows["row"])
        check_values("y", rows["y"], rows["row"])
        if self.sigma is not None:
            check_sigma("sigma", rows["sigma"], rows["row"])
        rows, sorting = _sorted(rows)
        rows, scatter, averaging = _averaged(rows)
        _check_points(rows["x"])
        kept = ("x", "y", "counts") if self.sigma is None else ("x", "y", "counts", "sigma")
        for name in kept:
            rows[name].setflags(write=False)
            object.__setattr__(self, name, rows[name])  # the dataclass is frozen
        object.__setattr__(self, "scatter", float(self.scatter) + scatter)
        object.__setattr__(self, "mended", (*self.mended, *left_out, *sorting, *averaging))

    def __len__(self) -> int:
        return self.x.size

    @property
    def n_readings(self) -> int:
        """Of how many readings the points are the means."""
        return int(np.sum(np.asarray(self.counts)))

    @cached_property
    def gaps(self) -> tuple[tuple[float, float], ...]:
        """Where x lie much farther apart than elsewhere."""
        return find_gaps(self.x)

    @property
    def remarks(self) -> tuple[Sentence, ...]:
        """What was mended, and where the gaps are."""
        gaps = (
            Sentence(
                "There is a gap between x = {lower:.6g} and {upper:.6g}: nothing was measured "
                "there.",
                lower=lower,
                upper=upper,
            )
            for lower, upper in self.gaps
        )
        return (*self.mended, *gaps)


def check_values(name: str, values: FloatArray, rows: FloatArray) -> None:
    """Raise a SettingError that names the first value, and its row, that cannot be measured."""
    _refuse_first(TOO_LARGE, ~(np.abs(values) <= LARGEST_VALUE), name, values, rows)


def check_sigma(name: str, sigma: FloatArray, rows: FloatArray) -> None:
    """Raise a SettingError that names the first standard error, and its row, that cannot be."""
    check_values(name, sigma, rows)
    _refuse_first(NOT_POSITIVE, ~(sigma >= SMALLEST_VALUE), name, sigma, rows)


def _refuse_first(
    template: str, is_wrong: np.ndarray, name: str, values: FloatArray, rows: FloatArray
) -> None:
    if np.any(is_wrong):
        i = np.argmax(is_wrong)
        found = {"name": name, "value": float(values[i]), "row": int(rows[i])}
        raise SettingError(template, **found, bound=LARGEST_VALUE)


def _given(data: MeasuredData) -> _Rows:
    """Return all columns with the same number of rows, which are numbered from 1."""
    given: dict[str, ArrayLike | None] = {"x": data.x, "y": data.y}
    given |= {"sigma": data.sigma, "counts": data.counts}
    columns = {name: _column(name, values) for name, values in given.items() if values is not None}
    n = columns["x"].size
    for name, column in columns.items():
        if column.ndim == 0 and name == "sigma":
            columns[name] = np.full(n, column)
        elif column.shape != (n,):
            raise SettingError(
                "`{name}` must be a list of {n:,} numbers, as many as there are in `x`, got an "
                "array of shape {shape}.",
                name=name,
                n=n,
                shape=column.shape,
            )
    columns.setdefault("counts", np.ones(n))
    return columns | {"row": np.arange(1.0, n + 1)}


def _column(name: str, values: ArrayLike) -> FloatArray:
    try:
        given: Any = np.ma.asarray(values)
        if given.dtype.kind not in "biufO":
            raise TypeError
        return np.array(np.ma.filled(given.astype(float), np.nan))
    except (TypeError, ValueError) as problem:
        raise SettingError("`{name}` must be a list of numbers.", name=name) from problem


def _complete(rows: _Rows) -> tuple[_Rows, tuple[Sentence, ...]]:
    is_missing = np.any([np.isnan(column) for column in rows.values()], axis=0)
    n = int(np.count_nonzero(is_missing))
    if not n:
        return rows, ()
    said = Sentence(
        "{n:,} row without a value left out.", "{n:,} rows without a value left out.", n=n
    )
    return {name: column[~is_missing] for name, column in rows.items()}, (said,)


def _sorted(rows: _Rows) -> tuple[_Rows, tuple[Sentence, ...]]:
    n_steps_back = int(np.count_nonzero(np.diff(rows["x"]) < 0.0))
    if not n_steps_back:
        return rows, ()
    order = np.argsort(rows["x"], kind="stable")
    said = Sentence(
        "Not sorted, x decreases once: sorted.",
        "Not sorted, x decreases {n:,} times: sorted.",
        n=n_steps_back,
    )
    return {name: column[order] for name, column in rows.items()}, (said,)


def _averaged(rows: _Rows) -> tuple[_Rows, float, tuple[Sentence, ...]]:
    n = int(np.count_nonzero(is_repeated(rows["x"])))
    if not n:
        return rows, 0.0, ()
    is_weighted = "sigma" in rows
    weights = rows["sigma"] ** -2.0 if is_weighted else rows["counts"]
    means = average_repeated(rows["x"], rows["y"], weights, rows["counts"])
    said = Sentence(
        "{n:,} row with the same x as another one: averaged.",
        "{n:,} rows with the same x as others: averaged.",
        n=n,
    )
    averaged = {"x": means.x, "y": means.y, "counts": means.counts}
    return (
        averaged | ({"sigma": means.weights**-0.5} if is_weighted else {}),
        means.scatter,
        (said,),
    )


def _check_points(x: FloatArray) -> None:
    if x.size == 0:
        raise SettingError("There is no row with a value of `x` and of `y`.")
    if x.size == 1:
        raise SettingError(
            "All values of `x` are {value:g}: an integral needs at least two different ones.",
            value=float(x[0]),
        )
