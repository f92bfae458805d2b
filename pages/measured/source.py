"""The data of one's own in a tab: what was pasted or dropped, and what was there before."""

import hashlib
from dataclasses import dataclass
from typing import Self

import streamlit as st

from nncore.exports.table_link import LARGEST_TABLE, packed, unpacked
from nncore.messages import SettingError
from nncore.samples.examples import EXAMPLES
from nncore.samples.tables.file_text import file_text
from pages.app.history import run_history
from pages.app.rights import maker
from pages.measured.view import OWN, DataForm, DataView

_OWN, _BEFORE = "data:own", "data:before"
# Of bytes or characters: more are not kept beside those that take their place.
_MOST_KEPT = 8 * 2**20


@dataclass(frozen=True)
class Source:
    """A table as it was given, and what tells it from others."""

    content: bytes | str
    digest: str

    @classmethod
    def of(cls, content: bytes | str) -> Self:
        """Return a table with its digest; of a large one it takes a while."""
        raw = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
        return cls(content, f"{type(content).__name__} {hashlib.sha256(raw).hexdigest()}")


@dataclass(frozen=True)
class _Own:
    """What was pasted, dropped or kept, and how a link holds it: empty where it cannot."""

    source: Source
    code: str
    kept: str = ""


def source_of(form: DataForm) -> Source:
    """Return the table that is looked at; that of the first example where there is none.

    Raises
    ------
    HistoryError
        If it is one that is kept, and is not found.
    """
    view, own = form.view, _own()
    if view.example != OWN:
        return Source.of(EXAMPLES[view.example].table)
    if own is not None and (own.code, own.kept) == (view.table, view.kept):
        return own.source
    if view.kept:
        source = Source.of(run_history().kept_table(view.kept))
        st.session_state[_OWN] = _Own(source, view.table, view.kept)
        return source
    first = next(iter(EXAMPLES.values())).table
    return Source.of(unpacked("table", view.table) if view.table else first)


def is_forgotten(form: DataForm) -> bool:
    """Whether a link is of data that it does not hold, and that this tab does not know."""
    own = _own()
    is_known = form.view.table or form.view.kept or (own is not None and not own.code)
    return form.view.example == OWN and not is_known


def take(form: DataForm, content: bytes | str) -> None:
    """Look at other data from now on; should they be none, those before are kept if not large."""
    before = _own()
    if before is None or len(before.source.content) <= _MOST_KEPT:
        st.session_state[_BEFORE] = (form.view, before)
    else:
        st.session_state.pop(_BEFORE, None)
    own = _Own(Source.of(content), _code(content))
    st.session_state[_OWN] = own
    form.change_view(example=OWN, table=own.code, kept="", **_ANEW)


def keep(form: DataForm) -> None:
    """Have the history keep the data that are looked at, and the link name them.

    Raises
    ------
    SettingError
        If they are too large.
    HistoryError
        If the history cannot.
    """
    source, code = source_of(form), form.view.table
    key = run_history().keep_table(file_text(source.content)[0], maker())
    st.session_state[_OWN] = _Own(source, code, key)
    form.change_view(kept=key)


def forget(form: DataForm) -> None:
    """Have the history delete the data that are looked at; this tab knows them as before."""
    run_history().delete_table(form.view.kept)
    st.session_state[_OWN] = _Own(source_of(form), form.view.table)
    form.change_view(kept="")


def take_example(form: DataForm, name: str) -> None:
    """Look at an example from now on."""
    form.change_view(example=name, table="", kept="", **_ANEW)


def go_back(form: DataForm) -> bool:
    """Look again at what was there before, if anything was; return whether it is."""
    before: tuple[DataView, _Own | None] | None = st.session_state.pop(_BEFORE, None)
    if before is None:
        return False
    view, own = before
    st.session_state[_OWN] = own
    form.change_view(**{name: getattr(view, name) for name in ("example", "table", "kept", *_ANEW)})
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
    if len(content) > LARGEST_TABLE:
        return ""
    try:
        return packed(file_text(content)[0])
    except SettingError:  # which whoever reads the table says
        return ""
