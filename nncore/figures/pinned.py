"""The curves of a run that was pinned, beside those of another."""

from collections.abc import Iterable, Sequence
from typing import Any

from nncore.figures.style import Figure
from nncore.messages import marked, said

_NAME = marked("{name}, pinned")
#: Dots that are far apart, for charts where a line is dotted already.
SPARSE = "2px,8px"
# Dash of a curve -> that of the pinned one.
_DASHES = {"solid": "dot", "dash": "dashdot"}
_OPACITY = 0.75


def pinned_curves(
    traces: Iterable[dict[str, Any]], *, has_legend: bool = True, dash: str = ""
) -> list[dict[str, Any]]:
    """Return lines as those of a pinned run: in their colours, but dotted.

    Parameters
    ----------
    traces : iterable of dict
        The lines of its own figure.
    has_legend : bool
        Whether the chart has room to name them.
    dash : str
        Of them all; by default one that no curve of a chart of solid and dashed lines has.
    """
    return [
        trace
        | {
            "name": said(_NAME, name=trace["name"]),
            "mode": "lines",
            "line": trace["line"] | {"dash": dash or _DASHES[trace["line"].get("dash", "solid")]},
            "opacity": _OPACITY,
            "showlegend": has_legend and trace.get("showlegend", True),
        }
        for trace in traces
    ]


def beside(figure: Figure, curves: Sequence[dict[str, Any]]) -> Figure:
    """Return a figure with the curves of a pinned run; its axes stay as they are."""
    return {"data": [*figure["data"], *curves], "layout": figure["layout"]}
