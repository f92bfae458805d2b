"""What is wrong with a link or with a setting, said where it is seen on a phone too."""

from typing import Any, NoReturn

import streamlit as st

from pages.settings.form import Form
from pages.settings.trainer_options import option_label

LAST_VALID = "The last valid setting stays in force."


def show_problems(form: Form[Any, Any]) -> None:
    """Say what is wrong with the link or with a setting."""
    for notice in form.notices:
        st.warning(notice, icon=":material/link_off:")
    labels = {n: form.texts[n][0] if n in form.texts else option_label(n) for n in form.problems}
    said = [f"**{labels[name]}:** {problem}" for name, problem in form.problems.items()]
    if said:
        st.error("  \n".join([*said[:-1], f"{said[-1]} {LAST_VALID}"]), icon=":material/error:")


def show_refusal(form: Form[Any, Any], problem: ValueError) -> NoReturn:
    """Say why settings that are valid one by one make no experiment, and end the page there."""
    show_problems(form)
    st.error(str(problem), icon=":material/error:")
    st.stop()
