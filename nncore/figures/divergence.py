"""|NNI - SNI| and both true errors by interval."""

from typing import Any

import numpy as np

from nncore.comparisons import Comparison
from nncore.figures.style import (
    ALARM,
    EXACT,
    NNI,
    SNI,
    Figure,
    axis,
    layout,
    log_axis,
    positive,
    shaded,
)

# An error of 0 has no place on a logarithmic axis; it is drawn at rounding level.
_FLOOR = 1e-17


def divergence_figure(comparison: Comparison) -> Figure:
    """Draw the errors logarithmically; intervals beyond the training interval are marked.

    Parameters
    ----------
    comparison : Comparison
        From `nncore.comparisons.compare`.
    """
    labels = [f"{a:.3g}…{b:.3g}" for a, b in comparison.references.intervals]
    curves = (
        ("|NNI−SNI|", comparison.divergence, EXACT, "dot", "circle-open"),
        ("SNI", comparison.sni_error, SNI, "dash", "square"),
        ("NNI", comparison.nni_error, NNI, "solid", "circle"),
    )
    traces = [
        _curve(labels, values, comparison.extrapolated, name, color, dash, symbol)
        for name, values, color, dash, symbol in curves
    ]
    return {
        "data": traces,
        "layout": layout(
            xaxis=axis("", type="category", tickangle=-30) | {"tickfont": {"size": 9}},
            yaxis=log_axis("error by interval", nticks=6, range=_decades(comparison)),
            margin=layout()["margin"] | {"b": 40},
            legend=layout()["legend"] | {"font": {"size": 10}},
            shapes=_extrapolation(comparison.extrapolated),
            annotations=_infinite(comparison, labels),
        ),
    }


def _decades(comparison: Comparison) -> list[float]:
    """Return whole powers of ten around all the errors, so that the axis moves rarely."""
    errors = np.concatenate([comparison.divergence, comparison.nni_error, comparison.sni_error])
    finite = errors[np.isfinite(errors) & (errors > 0)]
    if finite.size == 0:
        return [-1.0, 1.0]
    exponents = np.log10(np.maximum(finite, _FLOOR))
    return [float(np.floor(exponents.min() - 0.3)), float(np.ceil(exponents.max() + 0.3))]


def _curve(
    labels: list[str],
    values: np.ndarray,
    extrapolated: np.ndarray,
    name: str,
    color: str,
    dash: str,
    symbol: str,
) -> dict[str, Any]:
    marked = name == "NNI"
    outline = [ALARM if beyond and marked else color for beyond in extrapolated]
    with np.errstate(invalid="ignore"):
        shown = np.where(np.isfinite(values), np.maximum(values, _FLOOR), np.nan)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": labels,
        "y": positive(shown),
        "line": {"color": color, "dash": dash, "width": 2},
        "marker": {"color": outline, "symbol": symbol, "size": 8},
    }


def _extrapolation(extrapolated: np.ndarray) -> list[dict[str, Any]]:
    """Shade the intervals where the network has never seen a sample."""
    return [shaded(j - 0.5, j + 0.5, ALARM) for j in np.flatnonzero(extrapolated).tolist()]


def _infinite(comparison: Comparison, labels: list[str]) -> list[dict[str, Any]]:
    """Write ∞ where Simpson's rule meets a singular end; a point would have no place."""
    infinite = np.isinf(comparison.references.sni)
    return [
        {
            "x": labels[j],
            "y": 1,
            "yref": "paper",
            "yanchor": "top",
            "showarrow": False,
            "text": "SNI = ∞" if comparison.references.sni[j] > 0 else "SNI = −∞",
            "font": {"color": ALARM, "size": 12},
        }
        for j in np.flatnonzero(infinite).tolist()
    ]
