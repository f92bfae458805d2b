"""How often the intervals of integral and derivative cover the truth, and how far values are off.

Random x on an interval, `N_DRAWS` times for each curve, noise and number of points. Errors are over
the height of a curve times its length, and of derivatives over its length. Beside the
network stand SciPy's smoothing spline with generalised cross-validation; the trapezoid through the
points, which goes on level to both ends; and for the derivative the polynomial through the nearest
points of that window and degree which turned out to be the best for this curve, noise and number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields

import numpy as np
from scipy.interpolate import make_smoothing_spline

from benchmarks.data.curves import CURVES, Curve
from benchmarks.data.local_polynomials import local_slopes
from benchmarks.dimensions.row import Row
from nncore import MeasuredData, fit_data
from nncore.arrays import FloatArray

SIZES, NOISES = (20, 40, 100, 200), (0.01, 0.05)
N_DRAWS = 200
SEED = 2026  # other draws than the widths of the units were chosen on
#: The derivative is judged here, in shares of the interval: inside.
INSIDE = np.linspace(0.1, 0.9, 17)
WINDOWS, DEGREES = (5, 7, 9, 13, 17, 25, 35, 51, 71, 101), (2, 3)


@dataclass(frozen=True)
class Errors:
    """What the draws of one curve, noise and number came to.

    Whether intervals cover, and root mean squares of errors of the network and of the classical
    methods beside it.
    """

    covers: float
    integral: float
    by_spline: float
    by_trapezoid: float
    covers_slopes: float
    slopes: float
    slopes_by_spline: float
    slopes_by_window: float


def rows() -> Iterator[Row]:
    """Measure all; the rows of a number of points come when its curves are measured."""
    found: dict[int, list[Errors]] = {}
    for n in SIZES:
        found[n] = [measured(curve, noise, n) for curve in CURVES for noise in NOISES]
        yield from rows_of(n, found[n])
    everything = [errors for of_size in found.values() for errors in of_size]
    yield from compared("all", everything, is_bound=True)


def rows_of(n: int, found: Sequence[Errors]) -> Iterator[Row]:
    """Report what curves and noises come to together for one number of points."""
    table = _columns(found)
    least, most = (88.0, 99.0) if n == min(SIZES) else (92.0, 98.0)
    covers, slopes = 100.0 * table["covers"], 100.0 * table["covers_slopes"]
    yield Row(f"{n} points: interval of the integral covers", covers.mean(), "%", most, least)
    yield Row(f"{n} points: the same, worst curve and noise", covers.min(), "%")
    yield Row(f"{n} points: interval of the derivative covers", slopes.mean(), "%", 98.0, 90.0)
    yield Row(f"{n} points: the same, worst curve and noise", slopes.min(), "%")
    yield from compared(f"{n} points", found, is_bound=False)


def compared(name: str, found: Sequence[Errors], is_bound: bool) -> Iterator[Row]:
    """Report errors over those of classical methods, as means of ratios and of squares."""
    table = _columns(found)
    for what, our, their, bound in (
        ("integral over the smoothing spline's", "integral", "by_spline", 1.1),
        ("integral over the trapezoid's", "integral", "by_trapezoid", 0.8),
        ("derivative over the smoothing spline's", "slopes", "slopes_by_spline", None),
        ("derivative over the best window's", "slopes", "slopes_by_window", 1.0),
    ):
        ours, theirs = table[our], table[their]
        ratio = float(np.exp(np.mean(np.log(np.divide(ours, theirs)))))
        yield Row(f"{name}: rms of the {what}", ratio, most=bound if is_bound else None)
        pooled = float(np.sqrt(np.mean(np.square(ours)) / np.mean(np.square(theirs))))
        yield Row(f"{name}: the same, squares pooled", pooled)


def _columns(found: Sequence[Errors]) -> dict[str, FloatArray]:
    """Return the fields of all as arrays, by name."""
    names = [field.name for field in fields(Errors)]
    return dict(zip(names, np.transpose([astuple(errors) for errors in found]), strict=True))


def measured(curve: Curve, noise: float, n: int) -> Errors:
    """Return what the draws of a curve, noise and number of points come to."""
    length, height = curve.upper - curve.lower, curve.height
    points = curve.lower + length * INSIDE
    slopes, integral = curve.slope(points), curve.integral
    covers, errors, slope_errors, window_errors = [], [], [], []
    rng = np.random.default_rng([SEED, n, round(1_000 * noise), CURVES.index(curve)])
    for _ in range(N_DRAWS):
        x = np.sort(rng.uniform(curve.lower, curve.upper, n))
        y = curve.y(x) + noise * height * rng.standard_normal(n)
        fit, spline = fit_data(MeasuredData(x, y)), make_smoothing_spline(x, y)
        low, high = fit.interval(curve.lower, curve.upper)
        low_slopes, high_slopes = fit.derivative_interval(points)
        is_inside = (low_slopes <= slopes) & (slopes <= high_slopes)
        covers.append((low <= integral <= high, np.mean(is_inside)))
        integrals = (
            fit.integral(curve.lower, curve.upper).value,
            spline.integrate(curve.lower, curve.upper),
            trapezoid(x, y, curve),
        )
        errors.append((np.array(integrals) - integral) / (height * length))
        both = fit.derivative(points).value, spline(points, nu=1)
        slope_errors.append((np.array(both) - slopes) * (length / height))
        window_errors.append(window_slopes(x, y, points) - slopes)
    covers_integral, covers_slopes = np.mean(covers, axis=0)
    ours, by_spline, by_trapezoid = root_mean_square(errors, 0)
    our_slopes, slopes_by_spline = root_mean_square(slope_errors, (0, 2))
    by_windows = root_mean_square(window_errors, (0, 2)) * (length / height)
    return Errors(
        covers=covers_integral,
        integral=ours,
        by_spline=by_spline,
        by_trapezoid=by_trapezoid,
        covers_slopes=covers_slopes,
        slopes=our_slopes,
        slopes_by_spline=slopes_by_spline,
        slopes_by_window=by_windows.min(),
    )


def root_mean_square(errors: Sequence[FloatArray], axes: int | tuple[int, int]) -> FloatArray:
    """Return root mean squares over draws, and over points."""
    return np.asarray(np.sqrt(np.mean(np.square(errors), axis=axes)))


def trapezoid(x: FloatArray, y: FloatArray, curve: Curve) -> float:
    """Return the integral of straight lines through the points, level to both ends."""
    ends = y[0] * (x[0] - curve.lower) + y[-1] * (curve.upper - x[-1])
    return float(np.trapezoid(y, x) + ends)


def window_slopes(x: FloatArray, y: FloatArray, points: FloatArray) -> FloatArray:
    """Return slopes by every window and degree there are enough points for."""
    settings = [(window, degree) for window in WINDOWS if window <= x.size for degree in DEGREES]
    return np.array([local_slopes(x, y, points, *setting) for setting in settings])
