"""The widgets of the training: the trainer with its options, and the seed."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from nncore.messages import gettext, marked
from nncore.options import field_names, field_type
from nncore.trainers import TRAINERS
from pages.settings.form import Form
from pages.settings.layout import heading, section
from pages.settings.learning_rate import rate_widget
from pages.settings.widgets import choice, number, toggle

TRAINING, MORE_OPTIONS = marked("Training"), marked("More options")
NEW_SEED, NEW_SEED_HELP = marked("New"), marked("Draw another seed.")
#: Option of a trainer -> its label: for those of Keras its name, in words.
OPTION_LABELS: Mapping[str, str] = {
    "amsgrad": marked("Amsgrad"),
    "batch_size": marked("Batch size"),
    "beta_1": marked("Beta 1"),
    "beta_2": marked("Beta 2"),
    "centered": marked("Centered"),
    "clipnorm": marked("Clipnorm"),
    "damping": marked("Damping"),
    "damping_decrease": marked("Damping decrease"),
    "damping_increase": marked("Damping increase"),
    "epochs": marked("Epochs"),
    "epsilon": marked("Epsilon"),
    "history": marked("History"),
    "initial_accumulator_value": marked("Initial accumulator value"),
    "jacobian": marked("Jacobian"),
    "learning_rate": marked("Learning rate"),
    "learning_rate_schedule": marked("Learning rate schedule"),
    "max_iterations": marked("Max iterations"),
    "momentum": marked("Momentum"),
    "nesterov": marked("Nesterov"),
    "restarts": marked("Restarts"),
    "rho": marked("Rho"),
    "samples_per_width": marked("Samples per width"),
    "singular_value_cut": marked("Singular value cut"),
    "tolerance": marked("Tolerance"),
    "weight_decay": marked("Weight decay"),
}

_MAIN_OPTIONS = ("learning_rate", "epochs", "batch_size", "damping", "max_iterations", "momentum")
# The changes of the learning rate stand in one line below it.
_WITHOUT_WIDGET = ("learning_rate_schedule",)


def trainer_widgets(form: Form[Any, Any], names: Sequence[str] = tuple(TRAINERS)) -> None:
    """Draw the choice of the trainer, of `names`, and its options."""
    trainer = form.spec.trainer
    options = field_names(trainer)
    heading(TRAINING, "trainer", *options)
    choice(form, "trainer", names, trainer.name)
    for name in options:
        if name in _MAIN_OPTIONS:
            _option_widget(form, name)
    more = section(form, "more_options", gettext(MORE_OPTIONS), "tune")
    if more.open:  # widgets that nobody sees would make the page slower to open
        with more:
            for name in options:
                if name not in (*_MAIN_OPTIONS, *_WITHOUT_WIDGET):
                    _option_widget(form, name)


def _option_widget(form: Form[Any, Any], name: str) -> None:
    trainer = form.spec.trainer
    metadata = trainer.__dataclass_fields__[name].metadata
    text = (option_label(name), gettext(metadata.get("help", "")) or option_label(name))
    if name == "learning_rate":
        rate_widget(form, text)
    elif field_type(type(trainer), name) is bool:
        toggle(form, name, text=text)
    elif "choices" in metadata:
        choice(form, name, metadata["choices"], text=text)
    else:
        number(form, name, text=text)


def seed_widgets(form: Form[Any, Any]) -> None:
    """Draw the seed and the button that draws another one."""
    if form.hides("seed"):
        return
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        number(form, "seed")
    with right:
        st.button(
            gettext(NEW_SEED),
            key=form.key("new_seed"),
            icon=":material/casino:",
            help=gettext(NEW_SEED_HELP),
            on_click=lambda: form.change_spec(seed=secrets.randbelow(1_000_000)),
            width="stretch",
        )


def option_label(name: str) -> str:
    """Return the label of a trainer's option."""
    return gettext(OPTION_LABELS[name])
