"""The tab of parameters: the integral as a function of them, and its optima."""

import streamlit as st

from nncore.live import TrainingRun
from nncore.messages import gettext, marked, said
from nncore.network import OneHiddenNetwork
from nncore.specs import BoxSpec
from pages.boxes.learning import draw_learning
from pages.boxes.optima import draw_optima
from pages.boxes.results import start_of
from pages.boxes.view import BoxForm, input_names
from pages.live.elements import Shown, live_chart

_HEIGHT = 280

NO_PARAMETERS = marked(
    "All inputs are integrated. Name one in the box *Parameters*, such as {name}, and the integral "
    "is a function of it: the network has learned it already."
)
ONE_INPUT = marked(
    "There is one input, and it is integrated. With a second one, which is a parameter, the "
    "integral is a function of it."
)
MANY_PARAMETERS = marked("Drawn over the first two; the others are held at the values above.")
CURVE_ALT = marked("The integral as a function of the parameter, with its estimated error.")
MAP_ALT = marked("The integral over two parameters, as a map.")
ERROR_ALT = marked("The error of the integral over two parameters, as a map.")


def parameter_tab(
    form: BoxForm, shown: Shown, run: TrainingRun[BoxSpec], network: OneHiddenNetwork
) -> None:
    """Draw the integral over one or two parameters, and what is known of its optima."""
    spec = form.spec
    if not spec.theta:
        words = said(NO_PARAMETERS, name=input_names(spec)[-1])
        st.info(words if spec.n_inputs > 1 else gettext(ONE_INPUT), icon=":material/info:")
        return
    if len(spec.theta) == 1:
        _chart(form, shown, 0, CURVE_ALT)
    else:
        for column, (j, alt) in zip(st.columns(2), enumerate((MAP_ALT, ERROR_ALT)), strict=True):
            with column:
                _chart(form, shown, j, alt)
    if len(spec.theta) > 2:
        st.caption(gettext(MANY_PARAMETERS))
    draw_learning(form, run, network, start_of(spec).n_evaluations)
    draw_optima(form, run, network)


def _chart(form: BoxForm, shown: Shown, j: int, alt: str) -> None:
    slot = f"parameters_{j}"
    key, words = form.key(slot), gettext(alt)
    live_chart(shown, slot, key=key, height=_HEIGHT, alt=words, bundle="full")
