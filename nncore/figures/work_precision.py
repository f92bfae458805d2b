"""Integral error against evaluations of f: NNI and the classical rules."""

from typing import Any

import numpy as np

from nncore.comparisons.work_precision import Curve, WorkPrecision
from nncore.figures.style import NNI, SNI, Figure, layout, log_axis, positive
from nncore.messages import gettext

# An error of 0 has no place on a logarithmic axis; it is drawn at rounding level.
_FLOOR = 1e-17

_STYLES = {
    "trapezoid": ("dot", "triangle-up"),
    "simpson": ("dash", "square"),
    "clenshaw-curtis": ("dashdot", "diamond"),
    "gauss-legendre": ("longdash", "star"),
    "tanh-sinh": ("longdashdot", "x"),
    "quad": ("solid", "pentagon"),
}


def work_precision_figure(found: WorkPrecision) -> Figure:
    """Draw both axes logarithmically; where a rule meets a singularity it has no point.

    Parameters
    ----------
    found : WorkPrecision
        From `nncore.comparisons.work_precision.work_precision`.
    """
    traces = [
        _curve(curve, SNI, *_STYLES[name], width=1.5, opacity=0.85)
        for name, curve in found.rules.items()
    ]
    traces.append(_curve(found.nni, NNI, "solid", "circle", width=3, opacity=1.0))
    return {
        "data": traces,
        "layout": layout(
            xaxis=log_axis(gettext("evaluations of f"), dtick=1),
            yaxis=log_axis(gettext("largest error, over ∫|f|"), nticks=8, range=_decades(found)),
            legend=layout()["legend"] | {"font": {"size": 10}},
            margin=layout()["margin"] | {"t": 44, "b": 40},
        ),
    }


def _curve(
    curve: Curve, color: str, dash: str, symbol: str, *, width: float, opacity: float
) -> dict[str, Any]:
    with np.errstate(invalid="ignore"):
        shown = np.where(np.isfinite(curve.error), np.maximum(curve.error, _FLOOR), np.nan)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": gettext(curve.label),
        "x": positive(curve.evaluations),
        "y": positive(shown),
        "opacity": opacity,
        "line": {"color": color, "dash": dash, "width": width},
        "marker": {"color": color, "symbol": symbol, "size": 7},
    }


def _decades(found: WorkPrecision) -> list[float]:
    """Return whole powers of ten around all errors."""
    errors = np.concatenate([curve.error for curve in (*found.rules.values(), found.nni)])
    errors = errors[np.isfinite(errors)]
    if errors.size == 0:
        return [-1.0, 1.0]
    exponents = np.log10(np.maximum(errors, _FLOOR))
    return [float(np.floor(exponents.min() - 0.3)), float(np.ceil(exponents.max() + 0.3))]
