"""Figures of functions over boxes: sections of f and its network, errors, parameters."""

from nncore.figures.boxes.marginals import marginal_figure
from nncore.figures.boxes.method_errors import method_errors_figure
from nncore.figures.boxes.parameters import parameter_figures
from nncore.figures.boxes.section import Section, SectionValues
from nncore.figures.boxes.section_figures import (
    integrand_figure,
    network_figure,
    residual_figure,
)

__all__ = [
    "Section",
    "SectionValues",
    "integrand_figure",
    "marginal_figure",
    "method_errors_figure",
    "network_figure",
    "parameter_figures",
    "residual_figure",
]
