"""Figures of what many runs came to: a sweep's trials, and runs side by side."""

from nncore.figures.sweep.compare import compare_figure
from nncore.figures.sweep.error_by_units import error_by_units_figure
from nncore.figures.sweep.heat_map import heat_map_figure
from nncore.figures.sweep.parallel_coordinates import parallel_coordinates_figure
from nncore.figures.sweep.pareto import pareto_figure, pareto_front
from nncore.figures.sweep.trial_columns import MEASURES, Measure, TrialColumns

__all__ = [
    "MEASURES",
    "Measure",
    "TrialColumns",
    "compare_figure",
    "error_by_units_figure",
    "heat_map_figure",
    "parallel_coordinates_figure",
    "pareto_figure",
    "pareto_front",
]
