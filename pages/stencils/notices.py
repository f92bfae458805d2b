"""What the settings of the stencil page mean for the runs, said before they are started."""

from collections.abc import Mapping
from functools import lru_cache

import streamlit as st

from nncore.experiments.stencil_shortfall import shortfall
from nncore.messages import Sentence, marked, said
from nncore.specs import StencilSpec
from nncore.stencils.fields import aliased_modes, nyquist_mode
from pages.settings import address

ALIASED = marked(
    "Modes above {nyquist:g} are too fast for Δx = {spacing:g}: on the grid they look like slower "
    "waves. The networks learn from them all the same; that error is the lesson."
)
CAPPED = marked(
    "{names}: {n_offsets} offsets can be consistent to order {highest} at most, so it is order "
    "{highest} there, not {asked}."
)
NOTHING_FREE = marked(
    "{names}: consistent to the highest order that the offsets allow, so that every weight is "
    "fixed at Taylor's value and there is nothing left to train. Choose a lower order, or leave it "
    "empty."
)


def draw_notices(asked: StencilSpec, specs: Mapping[str, StencilSpec]) -> None:
    """Say what is special about the fields and the constraint, and what the training will miss.

    In a lesson the last is left out: what its networks come to is what it is about, and whoever
    followed the advice would leave it.

    Parameters
    ----------
    asked : StencilSpec
        The settings of the page.
    specs : mapping
        The networks that come of them: title -> spec.
    """
    _fields(specs)
    _constraints(asked, specs)
    for spec in () if address.is_in_lesson() else specs.values():
        if (sentence := _foreseen(spec)) is not None:
            st.warning(str(sentence), icon=":material/speed:")
            return  # of several networks much the same would be said


@lru_cache(maxsize=128)
def _foreseen(spec: StencilSpec) -> Sentence | None:
    """Return why training cannot reach the optimum; the notices are drawn at every rerun."""
    return shortfall(spec)


def _fields(specs: Mapping[str, StencilSpec]) -> None:
    for spec in specs.values():
        if aliased_modes(spec.max_mode, spec.spacing):
            nyquist = nyquist_mode(spec.spacing)
            st.info(said(ALIASED, nyquist=nyquist, spacing=spec.spacing), icon=":material/waves:")
            return


def _constraints(asked: StencilSpec, specs: Mapping[str, StencilSpec]) -> None:
    """Say which networks are bound to less than was asked for, and which are bound altogether."""
    capped: dict[tuple[int, int | None], list[str]] = {}
    fixed = [name for name, spec in specs.items() if spec.n_free_weights == 0]
    for name, spec in specs.items():
        if spec.constraint != asked.constraint:
            capped.setdefault((len(spec.offsets), spec.constraint), []).append(name)
    for (n_offsets, highest), names in capped.items():
        st.info(
            said(
                CAPPED,
                names=", ".join(names),
                n_offsets=n_offsets,
                highest=highest,
                asked=asked.constraint,
            ),
            icon=":material/rule:",
        )
    if fixed:
        st.info(said(NOTHING_FREE, names=", ".join(fixed)), icon=":material/lock:")
