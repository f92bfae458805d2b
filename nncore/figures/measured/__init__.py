"""Figures of measured data: curves with their bands."""

from nncore.figures.measured.curve import measured_curve_figure
from nncore.figures.measured.derivative import measured_derivative_figure

__all__ = ["measured_curve_figure", "measured_derivative_figure"]
