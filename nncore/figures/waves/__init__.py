"""Figures of stencils at work; each lane has the same colour and dash in all of them."""

from nncore.figures.waves.errors import wave_errors_figure
from nncore.figures.waves.lanes import LANES
from nncore.figures.waves.profiles import profile_figures
from nncore.figures.waves.wavenumbers import wavenumbers_figure

__all__ = ["LANES", "profile_figures", "wave_errors_figure", "wavenumbers_figure"]
