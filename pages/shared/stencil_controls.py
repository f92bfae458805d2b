"""The settings of the stencil lab: its widgets, their words, and what is looked at."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from nncore.experiments.stencil_series import SERIES
from nncore.options import field_names, option, parse_text
from nncore.specs import StencilSpec
from nncore.stencils.formula_field import formula_field
from nncore.trainers import TRAINERS
from nncore.trainers.first_order import FirstOrder
from pages.shared.controls import (
    choice,
    new_interval,
    number,
    section,
    seed_widgets,
    text_box,
    trainer_widgets,
)
from pages.shared.form import Form, View

CUSTOM = "custom"
#: The choice of all the stencils, where one of them may be trained alone.
ALL = "all"
#: Preset of a stencil -> offsets, order of the derivative, learning rate that gets there.
PRESETS: Mapping[str, tuple[tuple[int, ...], int, float]] = {
    "second": ((-1, 0, 1), 2, 40.0),
    "five": ((-2, -1, 0, 1, 2), 1, 1.0),
    "one-sided": ((0, 1, 2), 1, 1.0),
    "third": ((-2, -1, 1, 2), 3, 10_000.0),
}
_KERAS = tuple(name for name, trainer in TRAINERS.items() if issubclass(trainer, FirstOrder))
_STENCIL_FIELDS = ("offsets", "derivative_order", "constraint")

#: Field -> label and help, as they are on the screen.
TEXTS: Mapping[str, tuple[str, str]] = {
    "show": ("Show", "Which stencils are trained side by side."),
    "alone": ("Train", "The buttons are for all the stencils, or for one alone."),
    "preset": ("Stencil", "Offsets and derivative of well-known stencils, or your own."),
    "offsets": ("Offsets", "The grid points that the stencil uses, such as -1, 0, 1."),
    "derivative_order": ("Derivative", "Order of the derivative that is learned, 1 to 6."),
    "constraint": (
        "Consistent to order",
        "Bind the weights to the moment conditions of this order; empty leaves them free.",
    ),
    "max_mode": (
        "Modes below",
        "Each field is the sum of two waves sin kπx with random k below this number.",
    ),
    "spacing": ("Spacing Δx", "Distance of the grid points."),
    "n_fields": ("Fields", "80 % for training and validation, the rest is the honest test."),
    "noise": ("Noise on u", "Standard deviation of the noise on the values of the fields."),
    "lower": ("from", "Lower end of the grid."),
    "upper": ("to", "Upper end of the grid; it is not a point of it."),
    "trainer": ("Optimizer", "The method that changes the weights."),
    "field": ("u(x) =", "A field of your own to try the stencils on, with its exact derivative."),
    "seed": ("Seed", "Fixes fields, noise, start and shuffling."),
}

#: Value -> its words on the screen.
WORDS: Mapping[str, str] = {
    "notebook": "the notebook's three",
    ALL: "all together",
    "own": "a stencil of my own",
    "data": "experiment: more data",
    "waves": "experiment: slower waves",
    "noise": "experiment: more noise",
    "second": "second derivative",
    "five": "five points",
    "one-sided": "one-sided, three points",
    "third": "third derivative",
    CUSTOM: "my own",
}


@dataclasses.dataclass(frozen=True)
class StencilView(View):
    """What is looked at in the stencil lab.

    Parameters
    ----------
    show : str
        The stencils that are trained side by side.
    look : str
        The one of them that the lower charts are about; empty for the last.
    alone : str
        The only one that the buttons are for; empty for all.
    field : str
        The test field u(x), a formula.
    """

    show: str = option("notebook", choices=tuple(SERIES))
    look: str = ""
    alone: str = ""
    field: str = "sin(3*pi*x)"

    def __post_init__(self) -> None:
        super().__post_init__()
        lanes = SERIES[self.show](StencilSpec())
        for name in ("look", "alone"):
            value = getattr(self, name)
            if value and value not in lanes:
                raise ValueError(f"`{name}` must be one of {', '.join(lanes)}, got {value!r}.")


StencilForm = Form[StencilSpec, StencilView]


def stencil_form(page: str = "differentiate") -> StencilForm:
    """Draw the widgets of a stencil experiment in the sidebar and return its settings."""
    form = Form(page, StencilSpec, StencilView, _HANDLERS, TEXTS, WORDS)
    form.publish()
    with st.sidebar:
        st.subheader("Stencils", anchor=False)
        choice(form, "show", tuple(SERIES), form.view.show)
        if form.view.show == "own":
            _own_widgets(form)
        else:
            lanes = tuple(SERIES[form.view.show](StencilSpec()))
            choice(form, "alone", (ALL, *lanes), form.view.alone or ALL)
        number(form, "constraint", form.spec.constraint, kind=int, placeholder="off")
        st.subheader("Fields", anchor=False)
        for name in ("max_mode", "n_fields", "noise"):
            number(form, name, getattr(form.spec, name))
        grid = section(form, "grid", "Grid", "grid_4x4")
        if grid.open:
            with grid:
                for name in ("spacing", "lower", "upper"):
                    number(form, name, getattr(form.spec, name))
        trainer_widgets(form, _KERAS)
        st.subheader("Test field", anchor=False)
        text_box(form, "field", form.view.field)
        seed_widgets(form)
    return form


def _own_widgets(form: StencilForm) -> None:
    spec = form.spec
    known = {(offsets, order): name for name, (offsets, order, _) in PRESETS.items()}
    preset = known.get((spec.offsets, spec.derivative_order), CUSTOM)
    choice(form, "preset", (*PRESETS, CUSTOM), preset)
    left, right = st.columns([3, 2])
    with left:
        text_box(form, "offsets", ", ".join(map(str, spec.offsets)))
    with right:
        number(form, "derivative_order", spec.derivative_order)


def _new_show(form: StencilForm) -> None:
    """Another set of stencils begins with the notebook's settings."""
    show = st.session_state[form.key("show")]
    form.forgive(*TEXTS, "look")
    form.look(show=show, look="", alone="", pace="auto")
    form.change(**_defaults())
    if show == "own":
        _use_preset(form, "second")


def _defaults() -> dict[str, Any]:
    default = StencilSpec()
    return {name: getattr(default, name) for name in field_names(default) if name != "seed"}


def _new_preset(form: StencilForm) -> None:
    name = st.session_state[form.key("preset")]
    form.forgive(*_STENCIL_FIELDS)
    if name in PRESETS:
        _use_preset(form, name)


def _use_preset(form: StencilForm, name: str) -> None:
    offsets, order, learning_rate = PRESETS[name]
    trainer = dataclasses.replace(StencilSpec().trainer, learning_rate=learning_rate)
    form.change(offsets=offsets, derivative_order=order, constraint=None, trainer=trainer)


def _new_stencil(form: StencilForm) -> None:
    """Take offsets and order at once: each of them may be valid with the other one only."""
    text = st.session_state.get(form.key("offsets"))
    order = st.session_state.get(form.key("derivative_order"))
    offsets = form.spec.offsets if text is None else parse_text(StencilSpec, "offsets", text)
    form.change(
        offsets=offsets, derivative_order=form.spec.derivative_order if order is None else order
    )
    form.forgive("offsets", "derivative_order")


def _new_trainer(form: StencilForm) -> None:
    """Another optimizer keeps the options that both have: the weights are as far away."""
    trainer = TRAINERS[st.session_state[form.key("trainer")]]()
    before = form.spec.trainer
    shared = set(field_names(FirstOrder)) & set(field_names(trainer))
    form.forgive(*(name for other in TRAINERS.values() for name in field_names(other)))
    kept = {name: getattr(before, name) for name in shared if name != "weight_decay"}
    form.change(trainer=dataclasses.replace(trainer, **kept))


def _new_alone(form: StencilForm) -> None:
    chosen = st.session_state[form.key("alone")]
    form.look(alone="" if chosen == ALL else chosen)


def _new_field(form: StencilForm) -> None:
    """Try the formula out: what is wrong with it is said beside it."""
    text = st.session_state[form.key("field")].strip() or StencilView().field
    spec = form.spec
    formula_field(text, spec.lower, spec.upper, spec.derivative_order)
    form.look(field=text)
    form.forgive("field")


_HANDLERS: Mapping[str, Callable[[StencilForm], None]] = {
    "show": _new_show,
    "preset": _new_preset,
    "offsets": _new_stencil,
    "derivative_order": _new_stencil,
    "lower": new_interval,
    "upper": new_interval,
    "trainer": _new_trainer,
    "field": _new_field,
    "alone": _new_alone,
}
