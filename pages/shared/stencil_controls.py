"""The settings of the stencil lab: its widgets, their words, and what is looked at."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from nncore.experiments.stencil import suggested_learning_rate
from nncore.experiments.stencil_series import FIXED, SERIES
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
#: Preset of a stencil -> offsets, order of the derivative.
PRESETS: Mapping[str, tuple[tuple[int, ...], int]] = {
    "second": ((-1, 0, 1), 2),
    "five": ((-2, -1, 0, 1, 2), 1),
    "one-sided": ((0, 1, 2), 1),
    "third": ((-2, -1, 1, 2), 3),
}
#: The trainers of stencils.
KERAS = tuple(name for name, trainer in TRAINERS.items() if issubclass(trainer, FirstOrder))
_STENCIL_FIELDS = ("offsets", "derivative_order", "constraint")
_MINUS_SIGNS = str.maketrans("\u2212\u2013", "--")  # as texts and keyboards spell it

#: Field -> label and help, as they are on the screen.
TEXTS: Mapping[str, tuple[str, str]] = {
    "show": (
        "Show",
        "Which stencils are trained side by side. The other settings stay as they are.",
    ),
    "alone": ("Train", "The buttons are for all the stencils, or for one alone."),
    "preset": ("Stencil", "Well-known stencils, or your own: type its offsets below."),
    "offsets": ("Offsets", "The grid points that the stencil uses, such as -1, 0, 1."),
    "derivative_order": (
        "Derivative",
        "Order of the derivative that is learned, 1 to 6. The learning rate follows it, "
        "unless you have set your own.",
    ),
    "constraint": (
        "Consistent to order",
        "Fix as many weights as it takes for the error to vanish like this power of Δx on smooth "
        "fields, as Taylor's does; the rest is learned. Empty: all the weights are learned.",
    ),
    "max_mode": (
        "Modes below",
        "Each field is b·(a sin kπx + (1 − a) sin mπx). All four are random: the modes k and m "
        "whole numbers from 0 on, below this one; a from 0 to 1, b from 0 to 2.",
    ),
    "spacing": (
        "Spacing Δx",
        "Distance of the grid points. The learning rate follows it, unless you have set your own.",
    ),
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

#: Series -> what its networks have of their own, in place of a widget that would change nothing.
FIXED_TEXTS: Mapping[str, str] = {
    "data": (
        "Fields: 500, 5,000 and 50,000. The epochs below are for the 50,000; fewer fields get "
        "more epochs, for as many updates."
    ),
    "waves": "Modes below 20, 8 and 2.",
    "noise": "Noise on u: 0, 0.05 and 0.1.",
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
    preset : str
        ``"custom"`` while the user makes a stencil, even where it is a well-known one.
    """

    show: str = option("notebook", choices=tuple(SERIES))
    look: str = ""
    alone: str = ""
    field: str = "sin(3*pi*x)"
    preset: str = option("auto", choices=("auto", CUSTOM))

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
    form = Form(page, StencilSpec, StencilView, HANDLERS, TEXTS, WORDS)
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
            if name in FIXED[form.view.show]:
                st.caption(FIXED_TEXTS[form.view.show])
            else:
                number(form, name, getattr(form.spec, name))
        grid = section(form, "grid", "Grid", "grid_4x4")
        if grid.open:
            with grid:
                for name in ("spacing", "lower", "upper"):
                    number(form, name, getattr(form.spec, name))
        trainer_widgets(form, KERAS)
        st.subheader("Test field", anchor=False)
        text_box(form, "field", form.view.field)
        seed_widgets(form)
    return form


def _own_widgets(form: StencilForm) -> None:
    spec = form.spec
    known = {stencil: name for name, stencil in PRESETS.items()}
    preset = known.get((spec.offsets, spec.derivative_order), CUSTOM)
    choice(form, "preset", (*PRESETS, CUSTOM), CUSTOM if form.view.preset == CUSTOM else preset)
    left, right = st.columns([3, 2])
    with left:
        text_box(form, "offsets", ", ".join(map(str, spec.offsets)))
    with right:
        number(form, "derivative_order", spec.derivative_order)


def _new_show(form: StencilForm) -> None:
    """Show other stencils; whatever applies to these too stays as it is."""
    show, before = st.session_state[form.key("show")], form.view.show
    own, first = f"{form.page}:own", StencilSpec()
    if before == "own" != show:  # for when it is shown again
        st.session_state[own] = {name: getattr(form.spec, name) for name in _STENCIL_FIELDS}
    form.forgive(*TEXTS, "look")
    # First of all: a tick that is on its way may end this function where it writes the address.
    form.look(show=show, look="", alone="")
    if before == "own" != show:
        _change(form, **_stencil(form, first.offsets, first.derivative_order))
    elif show == "own" != before:
        remembered = st.session_state.pop(own, None)
        _change(form, **(remembered or _stencil(form, *PRESETS["second"])))
    _retry_field(form)


def _change(form: StencilForm, **changes: Any) -> None:
    """Change the spec; a learning rate that is the suggested one stays that."""
    spec = form.spec
    trainer: Any = spec.trainer
    if trainer.learning_rate == suggested_learning_rate(spec):
        rate = suggested_learning_rate(dataclasses.replace(spec, **changes))
        trainer = dataclasses.replace(trainer, learning_rate=rate)
    form.change(**changes, trainer=trainer)


def _stencil(form: StencilForm, offsets: tuple[int, ...], order: int) -> dict[str, Any]:
    """Return the changes for another stencil, which keeps the constraint where it can."""
    kept = form.spec.constraint
    constraint = kept if kept and kept <= len(offsets) - order else None
    return {"offsets": offsets, "derivative_order": order, "constraint": constraint}


def _new_preset(form: StencilForm) -> None:
    name = st.session_state[form.key("preset")]
    form.forgive("preset", *_STENCIL_FIELDS)
    if name in PRESETS:
        _change(form, **_stencil(form, *PRESETS[name]))
    form.look(preset="auto" if name in PRESETS else CUSTOM)
    _retry_field(form)


def _new_stencil(form: StencilForm) -> None:
    """Take offsets and order at once: each of them may be valid with the other one only."""
    text = st.session_state.get(form.key("offsets"))
    order = st.session_state.get(form.key("derivative_order"))
    offsets = form.spec.offsets
    if text is not None:
        offsets = parse_text(StencilSpec, "offsets", text.translate(_MINUS_SIGNS))
    order = form.spec.derivative_order if order is None else order
    _change(form, offsets=offsets, derivative_order=order)
    form.forgive("offsets", "derivative_order")
    _retry_field(form)


def _new_spacing(form: StencilForm) -> None:
    spacing = st.session_state[form.key("spacing")]
    _change(form, spacing=StencilSpec().spacing if spacing is None else spacing)
    form.forgive("spacing")


def _new_ends(form: StencilForm) -> None:
    new_interval(form)
    _retry_field(form)


def _new_trainer(form: StencilForm) -> None:
    """Another optimizer keeps the options that both have: the weights are as far away."""
    trainer = TRAINERS[st.session_state[form.key("trainer")]]()
    before = form.spec.trainer
    shared = set(field_names(FirstOrder)) & set(field_names(trainer))
    form.forgive(*(name for other in TRAINERS.values() for name in field_names(other)))
    kept = {name: getattr(before, name) for name in shared if name != "weight_decay"}
    form.change(trainer=dataclasses.replace(trainer, **kept))


def _new_alone(form: StencilForm) -> None:
    """Train one stencil alone: the lower charts follow it."""
    chosen = st.session_state[form.key("alone")]
    form.look(alone="" if chosen == ALL else chosen, look="")


def _new_details(form: StencilForm) -> None:
    """Look at another stencil from the details: the charts follow."""
    form.look(look=st.session_state[form.key("details")])


def _new_field(form: StencilForm) -> None:
    """Try the formula out: what is wrong with it is said beside it."""
    text = st.session_state[form.key("field")].strip() or StencilView().field
    spec = form.spec
    order = 1 if "derivative_order" in FIXED[form.view.show] else spec.derivative_order
    formula_field(text, spec.lower, spec.upper, order)
    form.look(field=text)
    form.forgive("field")


def _retry_field(form: StencilForm) -> None:
    """Try a refused formula again: it may be right on another interval or for another order."""
    if "field" in form.problems:
        form.commit("field")


def _new_pace(form: StencilForm) -> None:
    """Take the pace, unless a browser still sends the one of the stencils before."""
    if time.monotonic() - st.session_state.get(f"{form.page}:shown", -math.inf) > _LATE_SECONDS:
        form.look(pace=st.session_state[form.key("pace")])


#: What the settings do that change more than themselves.
HANDLERS: Mapping[str, Callable[[StencilForm], None]] = {
    "show": _new_show,
    "preset": _new_preset,
    "offsets": _new_stencil,
    "derivative_order": _new_stencil,
    "spacing": _new_spacing,
    "lower": _new_ends,
    "upper": _new_ends,
    "trainer": _new_trainer,
    "field": _new_field,
    "alone": _new_alone,
    "details": _new_details,
}
