"""Widgets of Streamlit that show and set one field of a page's settings: a function a kind."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec

import streamlit as st

from nncore.integrands import INTEGRANDS
from nncore.messages import gettext, marked
from nncore.options import field_type
from nncore.trainers import TRAINERS
from pages.settings.form import Form

#: Stands in the empty box of a number that may be left out.
OFF = marked("off")
#: And in one that is to hold several values.
CHOOSE = marked("Choose options")

AnyForm = Form[Any, Any]
Text = tuple[str, str]  # label and help
P = ParamSpec("P")


def _hideable(
    draw: Callable[Concatenate[AnyForm, str, P], None],
) -> Callable[Concatenate[AnyForm, str, P], None]:
    """Draw a widget unless it is hidden from the class."""

    @wraps(draw)
    def drawn(form: AnyForm, name: str, *args: P.args, **kwargs: P.kwargs) -> None:
        if not form.hides(name):
            draw(form, name, *args, **kwargs)

    return drawn


@_hideable
def choice(
    form: AnyForm,
    name: str,
    choices: Collection[str],
    value: str | None = None,
    *,
    text: Text | None = None,
    label_of: Callable[[str], str] | None = None,
    **options: Any,
) -> None:
    """Draw a choice of one from a list.

    Parameters
    ----------
    form : Form
        Settings of the page.
    name : str
        Which of them.
    choices : collection of str
        The values.
    value : str, optional
        The one that is chosen, where it is not the field of the form itself.
    text : (str, str), optional
        Label and help in the reader's language, where the form does not know them.
    label_of : callable, optional
        How a value is shown, where the form does not know it.
    **options
        Of ``st.selectbox``.
    """
    st.selectbox(
        options=tuple(choices),
        format_func=label_of or partial(value_label, form, name),
        **form.binding(name, _value(form, name, value), text),
        **options,
    )


@_hideable
def several(
    form: AnyForm, name: str, choices: Collection[str], value: Sequence[str], **options: Any
) -> None:
    """Draw a choice of several from a list; `options` are of ``st.multiselect``.

    Streamlit's "Select all" is English, and would be what Enter chooses while something is typed.
    """
    binding = form.binding(name, list(value), None)
    st.multiselect(
        options=tuple(choices),
        placeholder=gettext(CHOOSE),
        select_all=False,
        **binding,
        **options,
    )


@_hideable
def segments(
    form: AnyForm,
    name: str,
    labels: Mapping[str, str],
    value: str | None = None,
    *,
    text: Text | None = None,
    shows_label: bool = False,
) -> None:
    """Draw a choice of a few values side by side, shown by their `labels`, as they are."""
    st.segmented_control(
        options=tuple(labels),
        format_func=labels.__getitem__,
        label_visibility="visible" if shows_label else "collapsed",
        required=True,
        **form.binding(name, _value(form, name, value), text),
    )


@_hideable
def radio(form: AnyForm, name: str, choices: Collection[str], *, disabled: bool = False) -> None:
    """Draw a choice whose values all stay in sight."""
    st.radio(
        options=tuple(choices),
        format_func=partial(value_label, form, name),
        disabled=disabled,
        **form.binding(name, _value(form, name), None),
    )


@_hideable
def text_box(
    form: AnyForm,
    name: str,
    value: str | None = None,
    *,
    placeholder: str = "",
    max_chars: int | None = 200,
) -> None:
    """Draw a line of text, such as a formula."""
    binding = form.binding(name, _value(form, name, value), None)
    st.text_input(placeholder=placeholder, max_chars=max_chars, **binding)


@_hideable
def toggle(form: AnyForm, name: str, *, text: Text | None = None) -> None:
    """Draw a switch."""
    st.toggle(**form.binding(name, _value(form, name), text))


@_hideable
def number(
    form: AnyForm, name: str, value: float | None = None, *, text: Text | None = None
) -> None:
    """Draw a number without limits of its own: what is wrong with it, the spec says."""
    owner = form.owner(name)
    whole, may_be_off = field_type(type(owner), name) is int, _metadata(owner, name).get("optional")
    # Of a whole box a browser would read 1e12 as 1 and 2.5 as 2, and say nothing.
    st.number_input(
        value=None,
        format="%g",
        step=1.0 if whole else None,
        placeholder=gettext(OFF) if may_be_off else None,
        **form.binding(name, _value(form, name, value), text),
    )


@_hideable
def slider(form: AnyForm, name: str, lowest: float, highest: float, step: float) -> None:
    """Draw a slider of one number."""
    binding = form.binding(name, _value(form, name), None)
    st.slider(min_value=lowest, max_value=highest, step=step, **binding)


@_hideable
def select_slider(
    form: AnyForm,
    name: str,
    positions: Sequence[Any],
    shown: Any = None,
    *,
    label_of: Callable[[Any], str],
    text: Text | None = None,
    **options: Any,
) -> None:
    """Draw a slider that stops at `positions`; `options` are of ``st.select_slider``."""
    binding = form.binding(name, _value(form, name, shown), text)
    st.select_slider(options=positions, format_func=label_of, **binding, **options)


def _value(form: AnyForm, name: str, value: Any = None) -> Any:
    return getattr(form.owner(name), name) if value is None else value


def _metadata(owner: Any, name: str) -> Mapping[str, Any]:
    metadata: Mapping[str, Any] = owner.__dataclass_fields__[name].metadata
    return metadata


def value_label(form: AnyForm, name: str, value: str) -> str:
    """Return how a value is shown: a trainer's label, an integrand's title, or its own."""
    if name == "trainer":
        return gettext(TRAINERS[value].label)
    if name == "integrand" and value in INTEGRANDS:
        return gettext(INTEGRANDS[value].title)
    return gettext(form.labels[value]) if value in form.labels else value
