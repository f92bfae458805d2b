"""Figures of the stencil lab; the methods have the same colours and dashes in all of them."""

from nncore.figures.stencils.bars import weight_bars_figure
from nncore.figures.stencils.dispersion import dispersion_figure
from nncore.figures.stencils.field_errors import field_errors_figure
from nncore.figures.stencils.losses import losses_figure
from nncore.figures.stencils.paths import weight_paths_figure

__all__ = [
    "dispersion_figure",
    "losses_figure",
    "field_errors_figure",
    "weight_bars_figure",
    "weight_paths_figure",
]
