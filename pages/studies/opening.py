"""Open a run of the history on its own page, where it stood; or only its settings."""

from collections.abc import Mapping
from typing import NoReturn

import streamlit as st

from nncore.experiments.stencil_series import SERIES
from nncore.exports.permalinks import ALL_DEFAULTS
from nncore.live import can_go_on, opened_run
from nncore.messages import marked, said
from nncore.runs import HistoryError, RunRecord
from nncore.specs import BoxSpec, Spec, StencilSpec
from pages.app.history import run_history
from pages.app.markdown import escaped
from pages.app.seats import tab
from pages.integration.contents import RUN
from pages.settings import address

_INTEGRATE, _DIMENSIONS, _DIFFERENTIATE = "integrate", "dimensions", "differentiate"
OWN = "own"
GOES_ON = marked("The run {name} is back where it stood. Play goes on from there.")
REPEATS = marked(
    "The run {name} is back as it ended. Play repeats it from the start, number by number."
)
SETTINGS = marked("These are the settings of {name}. Press Play to repeat it, number by number.")
_SAID = "history:opened"  # what is said on another page than where it began


def link_of(spec: Spec) -> tuple[str, Mapping[str, str]]:
    """Return the page of a run and the query with its settings."""
    query = spec.to_query()
    if isinstance(spec, StencilSpec):
        return _DIFFERENTIATE, {"show": OWN, **query}
    page = _DIMENSIONS if isinstance(spec, BoxSpec) else _INTEGRATE
    return page, query or ALL_DEFAULTS


def open_settings(spec: Spec, name: str) -> NoReturn:
    """Go to the page of a run that nobody has kept, with its settings."""
    _go(spec, SETTINGS, name)


def open_kept(key: str, name: str) -> None:
    """Go to the page of a run of the history and show it there, or say why it cannot be read."""
    try:
        record = run_history().get(key)
    except HistoryError as problem:
        st.error(str(problem), icon=":material/error:")
    else:
        _put(record)
        _go(record.spec, GOES_ON if can_go_on(record) else REPEATS, name)


def _put(record: RunRecord) -> None:
    """Make it the run of its page in this tab: the page then finds it with its own settings."""
    spec = record.spec
    page, _ = link_of(spec)
    name = next(iter(SERIES[OWN](spec))) if isinstance(spec, StencilSpec) else RUN
    tab().runs_of(page).put({name: opened_run(record)})


def _go(spec: Spec, sentence: str, name: str) -> NoReturn:
    page, query = link_of(spec)
    st.session_state[_SAID] = said(sentence, name=escaped(name))
    address.switch_to(page, query)


def announce() -> None:
    """Say which run was opened, on the page to which it has led."""
    if sentence := st.session_state.pop(_SAID, None):
        st.toast(sentence, icon=":material/history:", duration="long")
