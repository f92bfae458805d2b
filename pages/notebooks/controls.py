"""The settings of the autopsy: the switches, what is looked at, and the network."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Self

import streamlit as st

from nncore.messages import gettext, marked, said
from nncore.notebooks import AS_PRINTED, PUT_RIGHT, SWITCHES, Quirks
from nncore.notebooks.printed_integrals import ROWS
from nncore.notebooks.quirks import PRECISIONS
from nncore.options import field_names, option
from nncore.specs import Spec
from pages.settings.form import Form
from pages.settings.view import View
from pages.settings.widgets import number, radio, toggle

PAGE = "autopsy"
STORED, FULL = "stored", "full"
MEASURES: Mapping[str, str] = {
    "largest_error": marked("largest NNI error, ten intervals cut at 100"),
    "validation_loss": marked("validation MSE"),
}
#: In the address -> on the screen.
TABS: Mapping[str, str] = {
    "integrals": marked("First notebook: integrals"),
    "why": marked("Why, in detail"),
    "units": marked("How many units"),
    "derivatives": marked("Second notebook: derivatives"),
}
#: In the address, such as ``"20-65"`` -> the limits.
INTERVALS: Mapping[str, tuple[float, float]] = {
    f"{row.a:g}-{row.b:g}": (row.a, row.b) for row in ROWS
}

SWITCHES_TITLE = marked("As printed, or put right")
SWITCHES_HELP = marked("On: as the notebook has it. Off: put right.")
#: Setting -> label and the sentence under it or behind its question mark.
TEXTS: Mapping[str, tuple[str, str]] = {
    "output_bias_counted_once": (
        marked("b₂ is counted once"),
        marked("A list times 15 repeats it; only its first entry is printed."),
    ),
    "exponential_overflows": (
        marked("exp overflows"),
        marked("The polylogarithm's argument becomes infinite; softplus does not."),
    ),
    "cancelling_quotient": (
        marked("small weights cancel"),
        marked("Φ/w loses its digits as w goes to 0; log1p and expm1 keep them."),
    ),
    "intervals_leave_training": (
        marked("intervals leave the training range"),
        marked("Three of them end beyond 100, where nothing was learned."),
    ),
    "simpson_at_singularity": (
        marked("Simpson's rule evaluates ln 0"),
        marked("One of its points is the end 0: the SNI is −∞."),
    ),
    "precision": (
        marked("Precision of exp"),
        marked(
            "The weights are float32. Times a Python integer they become float64 with NumPy 1, as "
            "when the notebook was printed, and stay float32 with NumPy 2."
        ),
    ),
    "n_points": (marked("Points of Simpson's rule"), marked("The notebook took 100.")),
    "network": (
        marked("Network"),
        marked("The stored one was trained with the notebook's recipe, but with 100 units."),
    ),
    "interval": (
        marked("Interval"),
        marked("The longer the interval, the more units have an argument beyond the limit."),
    ),
    "measure": (marked("Error"), marked("What is drawn against the number of units.")),
    "k1": (marked("k₁"), marked("The larger, the fewer units.")),
    "k2": (marked("k₂"), marked("The smaller, the fewer units.")),
    "tab": (marked("Tab"), marked("What the page shows.")),
}
#: Value -> how it is shown.
LABELS: Mapping[str, str] = {
    "float64": marked("float64, as printed (NumPy 1)"),
    "float32": marked("float32 (NumPy 2)"),
    **MEASURES,
}
#: Switch -> what it does when it is off.
OFF: Mapping[str, str] = {
    "output_bias_counted_once": marked("Off: b₂ is multiplied by (b − a), as formula (15) says."),
    "exponential_overflows": marked("Off: log(1 + eᵘ) as a softplus, which is never infinite."),
    "cancelling_quotient": marked("Off: log1p and expm1 wherever |w| (b − a) is at most 1."),
    "intervals_leave_training": marked("Off: the intervals are cut at 100."),
    "simpson_at_singularity": marked("Off: the rule starts at 0.0001 instead of 0."),
}
ALL_PRINTED, ALL_RIGHT = marked("As printed"), marked("Put right")
ALL_PRINTED_HELP, ALL_RIGHT_HELP = (
    marked("All switches as printed."),
    marked("All switches put right."),
)
NOT_A_SETTING = marked("`{name}` is not a setting of this page. It is ignored.")
SMALL_HERE = marked("Here: {loss} at most.")


@dataclasses.dataclass(frozen=True)
class AutopsyView(View):
    """What the page shows: all of it is in the link.

    Parameters
    ----------
    tab : str
        One of `TABS`.
    network : str
        ``"stored"``, or ``"full"`` for the one that is trained in this tab.
    output_bias_counted_once, ..., precision
        As in `nncore.notebooks.Quirks`.
    n_points : int
        Points of Simpson's rule.
    interval : str
        One of `INTERVALS`, for the chart of the overflow.
    measure : str
        One of `MEASURES`, for the chart of the hidden size.
    k1, k2 : float
        The constants of the rule of thumb.
    """

    tab: str = option("integrals", choices=tuple(TABS))
    network: str = option(STORED, choices=(STORED, FULL))
    output_bias_counted_once: bool = True
    exponential_overflows: bool = True
    cancelling_quotient: bool = True
    intervals_leave_training: bool = True
    simpson_at_singularity: bool = True
    precision: str = option("float64", choices=PRECISIONS)
    n_points: int = option(100, minimum=3, maximum=100_000, integer=True)
    interval: str = option("20-65", choices=tuple(INTERVALS))
    measure: str = option("largest_error", choices=tuple(MEASURES))
    k1: float = option(1.0, minimum=0.0, maximum=3.0)
    k2: float = option(0.5, minimum=0.01, maximum=1.0)

    @property
    def quirks(self) -> Quirks:
        """The switches."""
        return Quirks(**{name: getattr(self, name) for name in field_names(Quirks)})


@dataclasses.dataclass(frozen=True)
class NoExperiment(Spec):
    """Stands for the spec of a page whose settings are only looked at."""

    kind: ClassVar[str] = "none"

    def to_query(self) -> dict[str, str]:
        """Return nothing."""
        return {}

    @classmethod
    def read_query(cls, query: Mapping[str, str]) -> tuple[Self, list[str]]:
        """Name what of a link is unknown."""
        return cls(), [said(NOT_A_SETTING, name=name) for name in query]


AutopsyForm = Form[NoExperiment, AutopsyView]


def autopsy_form() -> AutopsyForm:
    """Return the settings of the page; its widgets are drawn where they belong."""
    form = Form(PAGE, NoExperiment, AutopsyView, _HANDLERS, TEXTS, LABELS)
    form.write_address()
    return form


def switches(form: AutopsyForm, cancellation_loss: str) -> None:
    """Draw the switches, the precision and the points of Simpson's rule.

    Parameters
    ----------
    form : Form
        The settings.
    cancellation_loss : str
        What the small weights change in this table.
    """
    with st.container(gap="xxsmall"):
        _switches(form, cancellation_loss)


def _switches(form: AutopsyForm, cancellation_loss: str) -> None:
    st.markdown(f"**{gettext(SWITCHES_TITLE)}**", help=gettext(SWITCHES_HELP))
    with st.container(horizontal=True, gap="xxsmall"):
        for label, icon, quirks, help_text in (
            (ALL_PRINTED, ":material/print:", AS_PRINTED, ALL_PRINTED_HELP),
            (ALL_RIGHT, ":material/build:", PUT_RIGHT, ALL_RIGHT_HELP),
        ):
            st.button(
                gettext(label),
                icon=icon,
                key=form.key(f"all_{label}"),
                help=gettext(help_text),
                on_click=_set_all,
                args=(form, quirks),
            )
    for name in SWITCHES:
        label, sentence = map(gettext, TEXTS[name])
        toggle(form, name, text=(label, gettext(OFF[name])))
        if name == "cancelling_quotient":
            sentence += " " + said(SMALL_HERE, loss=cancellation_loss)
        st.caption(sentence)
        if name == "exponential_overflows":
            precision_choice(form)
    number(form, "n_points")


def precision_choice(form: AutopsyForm) -> None:
    """Draw the choice of the precision; it says nothing where nothing overflows."""
    radio(form, "precision", PRECISIONS, disabled=not form.view.exponential_overflows)


def _set_all(form: AutopsyForm, quirks: Quirks) -> None:
    form.change_view(**{name: getattr(quirks, name) for name in SWITCHES})


def _new_tab(form: Form[Any, Any]) -> None:
    label = st.session_state[form.key("tab")]
    form.change_view(tab=next(name for name, title in TABS.items() if gettext(title) == label))


def _new_constant(name: str) -> Callable[[Form[Any, Any]], None]:
    """Return what takes a slider's value without the rounding errors of its steps."""
    return lambda form: form.change_view(**{name: round(st.session_state[form.key(name)], 2)})


_HANDLERS: Mapping[str, Callable[[Form[Any, Any]], None]] = {
    "tab": _new_tab,
    "k1": _new_constant("k1"),
    "k2": _new_constant("k2"),
}
