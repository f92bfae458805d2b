"""One network of the stencil page: its weights beside the references, and their numbers."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from nncore.experiments.stencil_comparison import band_error
from nncore.figures.stencils import weight_bars_figure
from nncore.figures.stencils.weights import (
    decimals_apart,
    offsets_text,
    power_text,
    weights_text,
)
from nncore.live import TrainingRun
from nncore.messages import gettext, marked, said
from nncore.specs import StencilSpec
from pages.live.elements import Shown, live_chart, live_text
from pages.output.numbers import error_text
from pages.stencils.results import band_errors, learned, references, stencils
from pages.stencils.view import NAMES

_HEIGHT = 116
_MANY = 11  # so many weights fit on two lines
_NARROW = 4  # decimals that fit where there are three columns
_PAUSE = 0.28

#: Method -> its words, with the look of its bars.
METHODS: Mapping[str, str] = {
    "learned": marked(":blue[■ learned]"),
    "optimum": marked(":green[▨ optimum]"),
    "taylor": marked(":violet[▩ Taylor]"),
    "notebook": marked("▒ notebook"),
}
#: Series of the page -> title of a network from its name and its spec.
TITLES: Mapping[str, str] = {
    "notebook": "{name} ({offsets})",
    "own": marked("offsets {offsets}"),
    "data": marked("{n_fields:,} fields"),
    "waves": marked("modes below {max_mode}"),
    "noise": marked("noise {noise:g}"),
}
HEAD = marked("**{title}** weights × Δx{power} · MSE")
ALT = marked("Weights of the {title} stencil: learned, optimum, Taylor and notebook.")
HEAD_OF_MANY = marked("**{title}** MSE, and the weights in the tab “Your stencil”")


def network_title(show: str, name: str, spec: StencilSpec) -> str:
    """Return the title of a network in one of the series."""
    return said(
        TITLES[show],
        name=network_name(name),
        offsets=offsets_text(spec.offsets),
        n_fields=spec.n_fields,
        max_mode=spec.max_mode,
        noise=spec.noise,
    )


def network_name(name: str) -> str:
    """Return what a network of a series is called; one that is a number is called that."""
    return gettext(NAMES.get(name, name))


def network_contents(
    number: int, title: str, run: TrainingRun[StencilSpec], is_alone: bool
) -> dict[str, Any]:
    """Return what is shown of one network.

    Parameters
    ----------
    number : int
        Of the network, from 0.
    title : str
        Its title.
    run : TrainingRun
        Its training.
    is_alone : bool
        Whether it has the width of the page: there is room for more decimals.
    """
    spec, found = run.spec, stencils(run)
    errors = {method: inside for method, (inside, _) in band_errors(spec).items()}
    errors["learned"] = run.throttled(
        "band error", lambda: band_error(spec, found["learned"]), _PAUSE
    )
    decimals = _decimals(spec, is_alone)
    lines = (
        f":small[{gettext(METHODS[method])} {_numbers(weights, decimals, errors[method])}]"
        for method, weights in found.items()
    )
    figure = weight_bars_figure(spec.offsets, found, spec.derivative_order)
    return {
        f"bars {number}": {"figure": figure, "run": f"{title} {run.run_id}"},
        f"numbers {number}": {"text": "  \n".join(lines)},
    }


def learned_text(run: TrainingRun[StencilSpec], is_alone: bool) -> str:
    """Return the learned weights and their error, as they stand below the bars."""
    weights = learned(run)
    return _numbers(weights, _decimals(run.spec, is_alone), band_error(run.spec, weights))


def _decimals(spec: StencilSpec, is_alone: bool) -> int:
    known = references(spec)
    decimals = decimals_apart(known["optimum"], known["taylor"])
    return decimals if is_alone else min(decimals, _NARROW)


def _numbers(weights: np.ndarray, decimals: int, error: float) -> str:
    listed = weights_text(weights, decimals) if len(weights) <= _MANY else ""
    return " · ".join(filter(None, (listed, error_text(error))))


def draw_network(shown: Shown, number: int, title: str, spec: StencilSpec) -> None:
    """Draw the weights of one network beside its references, and the numbers."""
    head = HEAD_OF_MANY if len(spec.offsets) > _MANY else HEAD
    st.markdown(said(head, title=title, power=power_text(spec.derivative_order)))
    live_chart(
        shown,
        f"bars {number}",
        key=f"differentiate_bars_{number}",
        height=_HEIGHT,
        alt=said(ALT, title=title),
    )
    live_text(shown, f"numbers {number}", key=f"differentiate_numbers_{number}")
