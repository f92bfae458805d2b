"""What may run side by side, each with its look: never by colour alone."""

from collections.abc import Mapping

from nncore.figures.stencils.methods import LOOKS, Look
from nncore.figures.style import ALARM, NNI, OPTIMUM, SNI
from nncore.messages import marked

#: Lane of a `WaveSpec` -> its look.
LANES: Mapping[str, Look] = {
    **{name: LOOKS[name] for name in ("learned", "optimum", "taylor")},
    "own": Look(marked("own"), SNI, "dashdot", ""),
    "upwind1": Look(marked("upwind, order 1"), SNI, "longdash", ""),
    "upwind3": Look(marked("upwind, order 3"), ALARM, "longdashdot", ""),
    "fixed": Look(marked("learned fluxes, fixed"), OPTIMUM, "dash", ""),
    "network": Look(marked("learned fluxes, network"), NNI, "solid", "", 2.5),
}
