"""The integrand and the network over the training interval, with the residual below."""

import dataclasses
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from nncore.figures.style import (
    ALARM,
    EXACT,
    GRID,
    NNI,
    SNI,
    Figure,
    axis,
    curve,
    layout,
    numbers,
    shaded,
)
from nncore.figures.unseen_peaks import unseen_peaks
from nncore.integrands import Integrand
from nncore.messages import gettext
from nncore.network import OneHiddenNetwork

_N_CURVE = 301
_N_BEYOND = 61
# A browser repaints the curve many times a second, so wide networks are drawn a little coarser.
_MAX_EVALUATIONS = 1_000_000
_MAX_TICKS = 100


@dataclass(frozen=True, eq=False)
class FitBackground:
    """What stays while a network is trained: the exact curve and the training points.

    Parameters
    ----------
    x, y : ndarray
        The exact curve.
    x_train, y_train : ndarray
        The training points that are drawn, in physical units.
    lower, upper : float
        The training interval.
    variable : str
        What the variable of integration is called.
    """

    x: np.ndarray
    y: np.ndarray
    x_train: np.ndarray
    y_train: np.ndarray
    lower: float
    upper: float
    variable: str = "x"

    @classmethod
    def of(
        cls,
        integrand: Integrand,
        lower: float,
        upper: float,
        x_train: np.ndarray,
        y_train: np.ndarray,
        variable: str = "x",
    ) -> "FitBackground":
        """Evaluate the integrand where it is drawn.

        Both ends get more points, where it may be steep or infinite, and so do peaks that lie
        between the others.
        """
        even = np.linspace(lower, upper, _N_CURVE)
        steep = np.geomspace(1e-6, 1e-2, 12) * (upper - lower)
        x = np.unique(np.concatenate([even, lower + steep, upper - steep]))
        peaks = unseen_peaks(integrand, x, np.asarray(integrand(x)))
        x = np.union1d(x, peaks)
        return cls(x, np.asarray(integrand(x)), x_train, y_train, lower, upper, variable)

    @property
    def traces(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """What is drawn of it, with names in the language of now."""
        points, exact = self._nameless_traces
        return {**points, "name": gettext("training points")}, {**exact, "name": gettext("exact f")}

    @cached_property
    def _nameless_traces(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Made once, for they are in every picture of a run."""
        line = {"color": EXACT, "width": 4}
        return _points(self), curve("", self.x, self.y, line, opacity=0.45)

    @cached_property
    def x_drawn(self) -> list[float | None]:
        """The abscissas as they are drawn."""
        return numbers(self.x)

    def reaching(self, integrand: Integrand, interval: tuple[float, float]) -> "FitBackground":
        """Return the same, drawn as far as an interval beyond the training interval reaches."""
        a, b = min(interval), max(interval)
        beyond = [
            np.linspace(start, end, _N_BEYOND)
            for start, end in ((a, self.lower), (self.upper, b))
            if start < end
        ]
        if not beyond:
            return self
        x = np.unique(np.concatenate([self.x, *beyond]))
        return dataclasses.replace(self, x=x, y=np.asarray(integrand(x)))


@dataclass(frozen=True, eq=False)
class FitCurve:
    """What moves while a network is trained, as it is drawn.

    Parameters
    ----------
    step : int
        Of the points of the background, each so many-th is drawn.
    fitted, residual : ndarray of float32
        The network there, and what it has more than f; float32 has all the digits that are drawn.
    centres : ndarray of float32
        Of the units that lie in the training interval, some of many.
    residual_range : tuple of float
        Of the axis of the residual.
    """

    step: int
    fitted: np.ndarray
    residual: np.ndarray
    centres: np.ndarray
    residual_range: tuple[float, float]

    @classmethod
    def of(cls, background: FitBackground, network: OneHiddenNetwork) -> "FitCurve":
        """Evaluate a network, in x, where it is drawn."""
        step = max(1, background.x.size * network.n_hidden // _MAX_EVALUATIONS)
        fitted = network(background.x[::step])
        with np.errstate(invalid="ignore", over="ignore"):
            residual = fitted - background.y[::step]
            return cls(
                step,
                fitted.astype(np.float32),
                residual.astype(np.float32),
                _drawn_centres(network, background),
                _robust_range(residual),
            )


def fit_figure(
    background: FitBackground,
    network: OneHiddenNetwork | FitCurve | None,
    interval: tuple[float, float] | None = None,
    *,
    has_legend: bool = True,
) -> Figure:
    """Draw f, the network, the training points, the units' centres and the residual.

    Parameters
    ----------
    background : FitBackground
        What does not change.
    network : OneHiddenNetwork, FitCurve or None
        The network now, in x, or what is drawn of it.
    interval : (a, b), optional
        The integral that is shown: it is shaded.
    has_legend : bool
        Whether the chart says itself what its curves are.
    """
    residual_range = (-1.0, 1.0)
    traces = list(background.traces)
    if network is not None:
        now = network if isinstance(network, FitCurve) else FitCurve.of(background, network)
        residual_range = now.residual_range
        traces += _moving_traces(background, now)
    still = _fit_layout(background, interval, gettext("residual"))
    drawn = still | {"yaxis2": still["yaxis2"] | {"range": list(residual_range)}}
    if not has_legend:
        drawn |= {"showlegend": False, "margin": drawn["margin"] | {"t": 6}}
    return {"data": traces, "layout": drawn}


def _moving_traces(background: FitBackground, now: FitCurve) -> list[dict[str, Any]]:
    x = background.x_drawn[:: now.step]
    thick, thin = {"color": NNI, "width": 2.5}, {"color": NNI, "width": 1.5}
    network, residual = (
        {"type": "scatter", "mode": "lines", "name": name, "x": x, "y": numbers(y), "line": line}
        for name, y, line in (
            (gettext("network"), now.fitted, thick),
            (gettext("residual"), now.residual, thin),
        )
    )
    return [network, _centres(now.centres), residual | {"yaxis": "y2", "showlegend": False}]


def _robust_range(values: np.ndarray) -> tuple[float, float]:
    """Return a range that shows all but the most extreme values: f may be infinite at an end.

    It is one of 1, 2, 5, 10, ... so that the axis stands still while the residual shrinks.
    """
    finite = np.abs(values[np.isfinite(values)])
    largest = 1.3 * float(np.percentile(finite, 97)) if finite.size else 0.0
    if not largest > 0:
        return (-1.0, 1.0)
    power = 10.0 ** np.floor(np.log10(largest))
    half = float(next(step * power for step in (1, 2, 5, 10, 20) if step * power >= largest))
    return (-half, half)


def _points(background: FitBackground) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": numbers(background.x_train),
        "y": numbers(background.y_train),
        "marker": {"color": SNI, "size": 4, "opacity": 0.55, "symbol": "circle-open"},
    }


def _drawn_centres(network: OneHiddenNetwork, background: FitBackground) -> np.ndarray:
    centres = network.centres
    inside = centres[(centres >= background.lower) & (centres <= background.upper)]
    if inside.size > _MAX_TICKS:
        inside = np.sort(inside)[:: -(-inside.size // _MAX_TICKS)]
    return inside.astype(np.float32)


def _centres(centres: np.ndarray) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": gettext("units' centres"),
        "x": numbers(centres),
        "y": [0.0] * centres.size,
        "yaxis": "y3",
        "marker": {"color": NNI, "size": 9, "symbol": "line-ns-open", "line": {"width": 1.2}},
        "hovertemplate": gettext("centre of a unit: %{x:.5g}") + "<extra></extra>",
    }


def _shade(start: float, end: float, color: str) -> dict[str, Any]:
    """Shade the upper chart only, above the residual."""
    return shaded(start, end, color) | {"y0": 0.27, "opacity": 0.10}


@lru_cache(maxsize=64)
def _fit_layout(
    background: FitBackground, interval: tuple[float, float] | None, residual: str
) -> dict[str, Any]:
    left, right = float(background.x[0]), float(background.x[-1])
    room = 0.02 * (right - left)
    shapes = [
        _shade(start, end, ALARM)
        for start, end in ((left, background.lower), (background.upper, right))
        if start < end
    ]
    if interval is not None:
        shapes.append(_shade(interval[0], interval[1], NNI))
    return layout(
        xaxis=axis(background.variable, range=[left - room, right + room], anchor="y2"),
        yaxis=axis(
            f"f({background.variable})",
            domain=[0.30, 1],
            range=_heights(background),
        ),
        yaxis2=axis(
            residual,
            domain=[0, 0.20],
            zeroline=True,
            zerolinecolor=GRID,
            nticks=3,
            exponentformat="power",
        ),
        yaxis3={"domain": [0.22, 0.27], "visible": False, "range": [-1, 1], "fixedrange": True},
        shapes=shapes,
    )


def _heights(background: FitBackground) -> list[float]:
    """Return the ends of the axis; a singular end must not squeeze the curve to a line."""
    drawn = np.concatenate([background.y, background.y_train])
    finite = drawn[np.isfinite(drawn)]
    low, high = np.percentile(finite, [0.5, 99.5]) if finite.size else (0.0, 1.0)
    margin = 0.12 * (high - low) or 1.0
    return [float(low - margin), float(high + margin)]
