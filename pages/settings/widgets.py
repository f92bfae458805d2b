"""Widgets of the settings that pages share: numbers, choices, the trainer with its options."""

import dataclasses
import math
import secrets
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from nncore.integrands import INTEGRANDS
from nncore.options import field_names, field_type
from nncore.trainers import TRAINERS, Trainer
from pages.settings.form import Form

TRAINING, MORE_OPTIONS = "Training", "More options"
#: Stands in the empty box of a number that may be left out.
OFF = "off"
NEW_SEED, NEW_SEED_HELP = "New", "Draw another seed."
LAST_VALID = "The last valid setting stays in force."

_TABLE_PADDING, _TABLE_LINE = 10.0, 24.0  # of a row, in pixels

_MAIN_OPTIONS = ("learning_rate", "epochs", "batch_size", "damping", "max_iterations", "momentum")


def show_problems(form: Form[Any, Any]) -> None:
    """Say what is wrong with the link or with a setting, where it is seen on a phone too."""
    for notice in form.notices:
        st.warning(notice, icon=":material/link_off:")
    labels = {n: form.texts[n][0] if n in form.texts else _label(n) for n in form.problems}
    said = [f"**{labels[name]}:** {problem}" for name, problem in form.problems.items()]
    if said:
        st.error("  \n".join([*said[:-1], f"{said[-1]} {LAST_VALID}"]), icon=":material/error:")


def trainer_widgets(form: Form[Any, Any], names: Sequence[str] = tuple(TRAINERS)) -> None:
    """Draw the choice of the trainer, of `names`, and its options."""
    st.subheader(TRAINING, anchor=False)
    trainer = form.spec.trainer
    choice(form, "trainer", names, trainer.name)
    options = field_names(trainer)
    for name in options:
        if name in _MAIN_OPTIONS:
            _option_widget(form, trainer, name)
    more = section(form, "more_options", MORE_OPTIONS, "tune")
    if more.open:  # widgets that nobody sees would make the page slower to open
        with more:
            for name in options:
                if name not in _MAIN_OPTIONS:
                    _option_widget(form, trainer, name)


def _option_widget(form: Form[Any, Any], trainer: Trainer, name: str) -> None:
    value = getattr(trainer, name)
    metadata = next(f.metadata for f in dataclasses.fields(trainer) if f.name == name)
    text = (_label(name), metadata.get("help") or _label(name))
    kind = field_type(type(trainer), name)
    if kind is bool:
        toggle(form, name, value, text)
    elif "choices" in metadata:
        choice(form, name, metadata["choices"], value, text=text)
    else:
        placeholder = OFF if metadata.get("optional") else None
        number(form, name, value, text=text, kind=kind, placeholder=placeholder)


def seed_widgets(form: Form[Any, Any]) -> None:
    """Draw the seed and the button that draws another one."""
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        number(form, "seed", form.spec.seed)
    with right:
        st.button(
            NEW_SEED,
            key=form.key("new_seed"),
            icon=":material/casino:",
            help=NEW_SEED_HELP,
            on_click=lambda: form.change(seed=secrets.randbelow(1_000_000)),
            width="stretch",
        )


def section(form: Form[Any, Any], name: str, title: str, icon: str) -> Any:
    """Return an expander that tells whether it is open, and is closed to begin with."""
    return st.expander(title, icon=f":material/{icon}:", key=form.key(name), on_change="rerun")


def open_tab(form: Form[Any, Any], tabs: Sequence[str]) -> str:
    """Return which of the page's tabs is open, before they are drawn."""
    chosen = st.session_state.get(form.key("tabs"))
    return str(chosen) if chosen in tabs else tabs[0]


def choice(
    form: Form[Any, Any],
    name: str,
    choices: Sequence[str],
    value: str,
    *,
    text: tuple[str, str] | None = None,
) -> None:
    """Draw a choice of names, shown in words."""
    label, help_text = text or form.texts[name]
    st.selectbox(
        label,
        choices,
        key=form.seed(name, value),
        help=help_text,
        format_func=partial(_words, form, name),
        on_change=form.commit,
        args=(name,),
    )


def segments(
    form: Form[Any, Any],
    name: str,
    words: Mapping[str, str],
    value: str,
    *,
    text: tuple[str, str] | None = None,
    shows_label: bool = False,
) -> None:
    """Draw a choice of a few names side by side, shown by their `words`."""
    label, help_text = text or form.texts[name]
    st.segmented_control(
        label,
        tuple(words),
        key=form.seed(name, value),
        help=help_text,
        format_func=words.__getitem__,
        label_visibility="visible" if shows_label else "collapsed",
        required=True,
        on_change=form.commit,
        args=(name,),
    )


def text_box(
    form: Form[Any, Any],
    name: str,
    value: str,
    *,
    placeholder: str = "",
    max_chars: int | None = 200,
) -> None:
    """Draw a line of text, such as a formula."""
    label, help_text = form.texts[name]
    st.text_input(
        label,
        key=form.seed(name, value),
        help=help_text,
        max_chars=max_chars,
        placeholder=placeholder,
        on_change=form.commit,
        args=(name,),
    )


def toggle(
    form: Form[Any, Any], name: str, value: bool, text: tuple[str, str] | None = None
) -> None:
    """Draw a switch."""
    label, help_text = text or form.texts[name]
    key = form.seed(name, value)
    st.toggle(label, key=key, help=help_text, on_change=form.commit, args=(name,))


def number(
    form: Form[Any, Any],
    name: str,
    value: float | None,
    *,
    text: tuple[str, str] | None = None,
    kind: Any = None,
    placeholder: str | None = None,
) -> None:
    """Draw a number without limits of its own: what is wrong with it, the spec says."""
    label, help_text = text or form.texts[name]
    whole = kind is int or (kind is None and isinstance(value, int))
    st.number_input(
        label,
        value=None,
        key=form.seed(name, value),
        help=help_text,
        format="%d" if whole else "%g",
        step=1 if whole else None,
        placeholder=placeholder,
        on_change=form.commit,
        args=(name,),
    )


def scrolling_table(text: str, lines_per_row: float = 1.0) -> None:
    """Draw a table of Markdown in a box that scrolls where it is too narrow: the page does not.

    Parameters
    ----------
    text : str
        The table, of `markdown_table`.
    lines_per_row : float
        How many lines the rows have on average; the box is that high.
    """
    n_rows = text.count("\n") - 1
    row = _TABLE_PADDING + lines_per_row * _TABLE_LINE
    head = _TABLE_PADDING + 2 * _TABLE_LINE
    with st.container(height=math.ceil(head + n_rows * row) + 2, border=False):
        st.markdown(text)


def _label(name: str) -> str:
    """Return the label of a trainer's option: Keras's name in words."""
    return name.replace("_", " ").capitalize()


def _words(form: Form[Any, Any], name: str, choice: str) -> str:
    """Return the words for a value: a trainer's label, an integrand's title, or its own."""
    if name == "trainer":
        return TRAINERS[choice].label
    if name == "integrand" and choice in INTEGRANDS:
        return INTEGRANDS[choice].title
    return form.words.get(choice, choice)
