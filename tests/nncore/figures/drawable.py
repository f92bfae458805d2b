"""What every figure must be."""

import json
from typing import Any

import plotly.graph_objects as go


def assert_drawable(figure: dict[str, Any]) -> None:
    """Raise unless Plotly accepts every property of the figure and JSON can hold it."""
    go.Figure(figure)
    json.dumps(figure, allow_nan=False)
