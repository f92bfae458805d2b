"""What the settings of measured data do that change more than themselves."""

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from nncore.messages import SettingError
from pages.measured.source import take, take_example
from pages.measured.view import OWN, DataForm

#: Of characters; of more, a browser would be slow.
MOST_PASTED = 200_000


def _new_example(form: DataForm) -> None:
    chosen = st.session_state[form.key("example")]
    if chosen == OWN:
        form.change_view(example=OWN)
    else:
        take_example(form, chosen)
    form.clear_problems(*form.problems)


def _pasted(form: DataForm) -> None:
    text = st.session_state[form.key("pasted")]
    if len(text) > MOST_PASTED:
        raise SettingError(
            "More than {most:,} characters were pasted: save the table as a file, and choose that.",
            most=MOST_PASTED,
        )
    if text.strip():
        take(form, text)
    form.clear_problems(*form.problems)


def _dropped(form: DataForm) -> None:
    file = st.session_state[form.key("file")]
    if file is not None:
        take(form, file.getvalue())
    form.clear_problems(*form.problems)


def _new_column(name: str, form: DataForm) -> None:
    form.change_view(**{name: st.session_state[form.key(name)]}, a=None, b=None)
    form.clear_problems(name)


def _new_limits(form: DataForm) -> None:
    a, b = st.session_state[form.key("limits")]
    form.change_view(a=a, b=b)


HANDLERS: Mapping[str, Callable[[DataForm], None]] = {
    "example": _new_example,
    "pasted": _pasted,
    "file": _dropped,
    "limits": _new_limits,
    **{name: partial(_new_column, name) for name in ("x", "y", "sigma")},
}
