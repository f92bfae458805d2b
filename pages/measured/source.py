"""The data of one's own in a tab: what was pasted or dropped, and what was there before."""

from dataclasses import dataclass

import streamlit as st

from nncore.exports.table_link import packed, unpacked
from nncore.messages import SettingError
from nncore.samples.examples import EXAMPLES
from nncore.samples.tables.file_text import file_text
from pages.measured.view import OWN, DataForm, DataView

_OWN, _BEFORE = "data:own", "data:before"


@dataclass(frozen=True)
class _Own:
    """What was pasted or dropped, and how a link holds it: empty where it cannot."""

    content: bytes | str
    code: str


def content_of(form: DataForm) -> bytes | str:
    """Return the table that is looked at; that of the first example where there is none."""
    view, own = form.view, _own()
    if view.example != OWN:
        return EXAMPLES[view.example].table
    if own is not None and own.code == view.table:
        return own.content
    return unpacked("table", view.table) if view.table else next(iter(EXAMPLES.values())).table


def is_forgotten(form: DataForm) -> bool:
    """Whether a link is of data that it does not hold, and that this tab does not know."""
    own = _own()
    is_known = form.view.table or (own is not None and not own.code)
    return form.view.example == OWN and not is_known


def take(form: DataForm, content: bytes | str) -> None:
    """Look at other data from now on; what was looked at until now is kept, should they be none."""
    st.session_state[_BEFORE] = (form.view, _own())
    own = _Own(content, _code(content))
    st.session_state[_OWN] = own
    form.change_view(example=OWN, table=own.code, **_ANEW)


def take_example(form: DataForm, name: str) -> None:
    """Look at an example from now on."""
    form.change_view(example=name, table="", **_ANEW)


def go_back(form: DataForm) -> bool:
    """Look again at what was there before, if anything was; return whether it is."""
    before: tuple[DataView, _Own | None] | None = st.session_state.pop(_BEFORE, None)
    if before is None:
        return False
    view, own = before
    st.session_state[_OWN] = own
    form.change_view(**{name: getattr(view, name) for name in ("example", "table", *_ANEW)})
    return True


def is_right(form: DataForm) -> None:
    """Note that the data that were taken are a table."""
    st.session_state.pop(_BEFORE, None)


#: What belongs to the data that were looked at before.
_ANEW: dict[str, object] = {"x": "", "y": "", "sigma": "", "a": None, "b": None}


def _own() -> _Own | None:
    found: _Own | None = st.session_state.get(_OWN)
    return found


def _code(content: bytes | str) -> str:
    try:
        return packed(file_text(content)[0])
    except SettingError:  # which whoever reads the table says
        return ""
