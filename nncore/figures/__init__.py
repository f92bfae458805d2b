"""Plotly figures from results, as the dictionaries that Plotly.js draws.

A live page draws several of them many times a second for each of its users: building
``plotly.graph_objects`` would take most of that time. ``go.Figure(figure)`` accepts each of
them, and a test does so. Colours in CSS variables follow the theme of the page.
"""

from nncore.figures.divergence import divergence_figure
from nncore.figures.fit import fit_figure
from nncore.figures.hidden_units import hidden_units_figure
from nncore.figures.loss import loss_figure
from nncore.figures.work_precision import work_precision_figure

__all__ = [
    "divergence_figure",
    "fit_figure",
    "hidden_units_figure",
    "loss_figure",
    "work_precision_figure",
]
