"""Open a run of the history on the page where it can be played again."""

from collections.abc import Mapping
from typing import NoReturn

import streamlit as st

from nncore.exports.permalinks import ALL_DEFAULTS
from nncore.runs import RunSummary
from nncore.specs import Spec, StencilSpec
from pages.shared.formats import escaped

_INTEGRATE, _DIFFERENTIATE = "integrate.py", "differentiate.py"
OPENED = "These are the settings of {name}. Press Play to repeat it, number by number."
KEPT = " Its curve and its result are in the history."
_SAID = "history:opened"  # what is said on another page than where it began


def link_of(spec: Spec) -> tuple[str, Mapping[str, str]]:
    """Return the page of a run and the query with its settings."""
    query = spec.to_query()
    if isinstance(spec, StencilSpec):
        return _DIFFERENTIATE, {"show": "own", **query}
    return _INTEGRATE, query or ALL_DEFAULTS


def open_run(spec: Spec, name: str, *, is_kept: bool) -> NoReturn:
    """Go to the page of a run with its settings."""
    page, query = link_of(spec)
    st.session_state[_SAID] = OPENED.format(name=escaped(name)) + (KEPT if is_kept else "")
    st.switch_page(page, query_params=query)


def open_kept(run: RunSummary, name: str) -> None:
    """Go to the page of a run of the history, or say why its settings cannot be read."""
    try:
        spec = run.spec
    except ValueError as problem:  # another version of the program kept it
        st.error(str(problem), icon=":material/error:")
    else:
        open_run(spec, name, is_kept=True)


def announce() -> None:
    """Say which run was opened, on the page to which it has led."""
    if said := st.session_state.pop(_SAID, None):
        st.toast(said, icon=":material/history:")
