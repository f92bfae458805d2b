"""``|NNI - SNI|`` and both true errors by interval."""

from typing import Any

import numpy as np

from nncore.comparisons import Comparison
from nncore.figures.interval_errors import error_curve, error_layout, word_above
from nncore.figures.style import ALARM, EXACT, NNI, SNI, Figure
from nncore.messages import number_text

# Rounding level.
_FLOOR = 1e-17
_MARKER = 8  # pixels
# Of the chart's height: what a word above the curves needs where it is smallest.
_ROOM = 0.2


def divergence_figure(comparison: Comparison) -> Figure:
    """Draw the errors logarithmically; intervals beyond the training interval are marked.

    Parameters
    ----------
    comparison : Comparison
        From `nncore.comparisons.compare`.
    """
    labels = [
        f"{number_text(a, '.3g')}…{number_text(b, '.3g')}"
        for a, b in comparison.references.intervals
    ]
    colors = [ALARM if beyond else NNI for beyond in comparison.extrapolated]
    curves = (
        ("|NNI−SNI|", comparison.divergence, (EXACT, "dot"), "circle-open", EXACT),
        ("SNI", comparison.sni_error, (SNI, "dash"), "square", SNI),
        ("NNI", comparison.nni_error, (NNI, "solid"), "circle", colors),
    )
    return {
        "data": [
            error_curve(
                labels,
                errors,
                name,
                line,
                {"color": color, "symbol": symbol, "size": _MARKER},
                _FLOOR,
            )
            for name, errors, line, symbol, color in curves
        ],
        "layout": error_layout(
            labels,
            comparison.extrapolated,
            _decades(comparison),
            # Simpson's rule meets a singular end.
            [
                _infinite_rule(label, sni, is_first=label == labels[0])
                for label, sni in zip(labels, comparison.references.sni, strict=True)
                if np.isinf(sni)
            ],
        ),
    }


def _infinite_rule(label: str, sni: float, *, is_first: bool) -> dict[str, Any]:
    word = word_above(label, 1, f"SNI = {'∞' if sni > 0 else '−∞'}", ALARM, 12)
    # In a narrow chart half of the word would lie on the numbers of the axis.
    return {**word, "xanchor": "left", "xshift": -_MARKER / 2} if is_first else word


def _decades(comparison: Comparison) -> list[float]:
    """Return powers of ten around all the errors, whole ones, so that the axis moves rarely.

    Where an SNI is infinite, its word has room above them.
    """
    errors = np.concatenate([comparison.divergence, comparison.nni_error, comparison.sni_error])
    finite = errors[np.isfinite(errors) & (errors > 0)]
    if finite.size == 0:
        return [-1.0, 1.0]
    exponents = np.log10(np.maximum(finite, _FLOOR))
    low, high = float(np.floor(exponents.min() - 0.3)), float(np.ceil(exponents.max() + 0.3))
    if np.isinf(comparison.references.sni).any():
        high += _ROOM / (1 - _ROOM) * (high - low)
    return [low, high]
