"""The link that takes a learned stencil to the page on which it carries waves."""

import numpy as np
import streamlit as st

from nncore.live import TrainingRun
from nncore.messages import gettext, marked
from nncore.options import whole_numbers
from nncore.specs import StencilSpec
from nncore.specs.wave import WaveSpec
from pages.stencils.results import learned

LABEL = marked("Put it to work")
HELP = marked(
    "Let these weights carry waves, beside Taylor's and the exact solution. They are those of now: "
    "pause the training first."
)
_DIGITS = 9  # of a weight in a link
_EQUATIONS = {1: "advection", 2: "wave"}


def link_to_work(run: TrainingRun[StencilSpec]) -> None:
    """Draw the link, where there is an equation for the derivative that was learned."""
    query = work_query(run.spec, learned(run))
    if query is not None:
        label, help_text = gettext(LABEL), gettext(HELP)
        icon = ":material/waves:"
        st.page_link("waves.py", label=label, icon=icon, help=help_text, query_params=query)


def work_query(spec: StencilSpec, coefficients: np.ndarray) -> dict[str, str] | None:
    """Return the query of the other page; None for a stencil that cannot be put to work there."""
    order = spec.derivative_order
    if order not in _EQUATIONS:
        return None
    try:
        offsets = whole_numbers("offsets", spec.offsets)
        return WaveSpec(
            equation=_EQUATIONS[order],
            offsets=offsets,
            learned_offsets=offsets,
            learned_coefficients=tuple(np.round(coefficients, _DIGITS).tolist()),
            learned_order=order,
        ).to_query()
    except ValueError:  # weights of a run that has diverged, half offsets or too wide ones
        return None
