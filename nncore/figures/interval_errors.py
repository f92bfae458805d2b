"""Errors interval by interval: what the charts of a list of intervals have in common."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from nncore.figures.style import ALARM, axis, layout, log_axis, positive, shaded
from nncore.messages import gettext

# So many characters of 10 pixels stand side by side in the narrowest of these charts.
_CHARACTERS = 40


def error_curve(
    labels: Sequence[str],
    errors: np.ndarray,
    name: str,
    line: tuple[str, str],
    marker: dict[str, Any] | None,
    floor: float,
) -> dict[str, Any]:
    """Return the curve of one kind of errors, with gaps where they are not finite.

    Parameters
    ----------
    labels : sequence of str
        The intervals.
    errors : ndarray of shape (len(labels),)
        At least 0, infinite or nan.
    name : str
        Of the curve, in the legend.
    line : (color, dash)
        Its look.
    marker : dict, optional
        Look of its points; None for a line without any.
    floor : float
        Smaller errors are drawn here: one of 0 has no place on a logarithmic axis.
    """
    with np.errstate(invalid="ignore"):
        shown = np.where(np.isfinite(errors), np.maximum(errors, floor), np.nan)
    color, dash = line
    return {
        "type": "scatter",
        "mode": "lines" if marker is None else "lines+markers",
        "name": name,
        "x": list(labels),
        "y": positive(shown),
        "line": {"color": color, "dash": dash, "width": 2},
        **({} if marker is None else {"marker": marker}),
    }


def error_layout(
    labels: Sequence[str],
    extrapolated: np.ndarray,
    decades: Sequence[float],
    annotations: list[dict[str, Any]],
    **margin: int,
) -> dict[str, Any]:
    """Return the layout; the intervals where the network has never seen a sample are shaded.

    Parameters
    ----------
    labels : sequence of str
        The intervals; as many of them stand below the axis as can be read from the last row.
    extrapolated : ndarray of bool
        Whether an interval reaches beyond the training interval.
    decades : sequence of float
        Both ends of the error axis, as powers of ten.
    annotations : list of dict
        From `word_above`.
    **margin
        What differs from the margins of the house style.
    """
    readable = max(1, _CHARACTERS // (max(map(len, labels), default=0) + 1))
    return layout(
        xaxis=axis("", type="category", tickangle=0, dtick=-(-len(labels) // readable) or 1)
        | {"tickfont": {"size": 10}},
        yaxis=log_axis(gettext("error by interval"), nticks=6, range=list(decades)),
        margin=layout()["margin"] | {"b": 26, **margin},
        legend=layout()["legend"] | {"font": {"size": 10}},
        shapes=[shaded(j - 0.5, j + 0.5, ALARM) for j in np.flatnonzero(extrapolated).tolist()],
        annotations=annotations,
    )


def word_above(label: str, height: float, text: str, color: str, size: int) -> dict[str, Any]:
    """Return words for an error that has no place in the chart, above its interval.

    Parameters
    ----------
    label : str
        The interval.
    height : float
        Of the top of the words, from 0 to 1.
    text, color, size
        The words and their look.
    """
    return {
        "x": label,
        "y": height,
        "yref": "paper",
        "yanchor": "top",
        "showarrow": False,
        "text": text,
        "font": {"color": color, "size": size},
    }
