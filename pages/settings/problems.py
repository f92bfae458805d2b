"""What is wrong with a link or with a setting, said where it is seen on a phone too.

A link is spoken of with the names that it has; a setting with its label on the screen.
"""

from collections.abc import Mapping
from typing import Any, NoReturn

import streamlit as st

from nncore.messages import gettext, marked, said, sentence_of
from nncore.options import field_names
from nncore.trainers import TRAINERS
from nncore.trainers.first_order import FirstOrder
from pages.app.markdown import sentence
from pages.settings import learning_rate
from pages.settings.form import Form
from pages.settings.trainer_options import option_label

LAST_VALID = marked("The last valid setting stays in force.")
LAST_VALID_IS = marked("The last valid setting stays in force, and is what is shown: `{value}`.")


def labels_of(form: Form[Any, Any]) -> dict[str, str]:
    """Return what the settings of a page are called in its sentences: field -> label."""
    options = {n for trainer in TRAINERS.values() for n in field_names(trainer)}
    return {n: f"**{option_label(n)}**" for n in options} | bold_labels(form.texts)


def bold_labels(texts: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Return the labels of `texts`, field -> label and help, as a sentence shows them."""
    return {name: f"**{gettext(label)}**" for name, (label, _) in texts.items()}


def show_problems(form: Form[Any, Any]) -> None:
    """Say what is wrong with the link or with a setting."""
    for notice in form.notices:
        st.warning(sentence(notice), icon=":material/link_off:")
    labels, sentences = labels_of(form), []
    for name, problem in form.problems.items():
        label, told = labels[name], sentence(problem.said(labels), labels.values())
        sentences.append(told if label in told else f"{label}: {told}")
    if sentences:
        sentences[-1] += f" {_what_is_shown(form)}"
        st.error("  \n".join(sentences), icon=":material/error:")


def _what_is_shown(form: Form[Any, Any]) -> str:
    """Say which setting the page shows, where one alone is wrong and has a value."""
    values = [_in_force(form, name) for name in form.problems]
    value = values[0] if len(values) == 1 else None
    if isinstance(value, str | float | int):
        return said(LAST_VALID_IS, value=value)
    return gettext(LAST_VALID)


def _in_force(form: Form[Any, Any], name: str) -> Any:
    owner = form.owner(name)
    is_rate = name == learning_rate.NAME and isinstance(owner, FirstOrder)
    return learning_rate.shown_rate(form) if is_rate else getattr(owner, name, None)


def show_problem(problem: Exception, labels: Mapping[str, str] | None = None) -> None:
    """Say what could not be done, in the words of the screen."""
    told = sentence_of(problem).said(labels)
    st.error(sentence(told, (labels or {}).values()), icon=":material/error:")


def show_refusal(form: Form[Any, Any], problem: ValueError) -> NoReturn:
    """Say why settings that are valid one by one make no experiment, and end the page there."""
    show_problems(form)
    show_problem(problem, labels_of(form))
    st.stop()
