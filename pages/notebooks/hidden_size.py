"""How many hidden units: the notebook's second open question, answered by measurements."""

import streamlit as st

from nncore.figures.autopsy import hidden_size_figure
from nncore.messages import gettext, marked, said
from nncore.notebooks import SizeCurve, implied_k2, rule_of_thumb, size_curves
from nncore.notebooks.hidden_size import SAME, Measure, size_spec
from nncore.notebooks.printed_integrals import N_HIDDEN, N_SAMPLES
from nncore.trainers import TRAINERS, Adam, VariableProjection
from pages.live.elements import chart
from pages.notebooks.controls import MEASURES, AutopsyForm
from pages.output.numbers import error_text, value_text
from pages.settings.widgets import radio, slider

_HEIGHT = 400

CONCLUSION = marked(
    "**{enough} units are enough.** More of them lower the {measure} by less than a factor of "
    "{same:g}, to {floor} at best ({trainer}). The notebook's recipe reaches {recipe} with its "
    "10,000 units and {recipe_small} with {small}: the recipe is its limit, not the size."
)
FLOOR = marked(
    "The floor of the integrals is the interval from 0: below the smallest sample no unit can "
    "learn anything. Lines: medians of three seeds, each a small marker. {first} and {second}: "
    "5,000 samples, 100 iterations from the curvature of ln x. Adam: the notebook's million "
    "samples and 10 epochs."
)
RULE = marked(
    "**The paper's rule of thumb**\n\n"
    "$k = (\\log_{{10}} N)^{{-k_1}} \\cdot k_2 \\cdot \\frac{{N}}{{n + 2}}$\n\n"
    "gives **{k:,.0f} units** for N = {n_samples:,} samples, n = 1 input."
)
IMPLIED = marked(
    "The notebook's {n_hidden:,} units follow from it with k₂ = {k2}, for this k₁. It quotes no "
    "constants and did not use the rule: move them."
)
ALT = marked("Error against the number of hidden units for three trainers; the rule of thumb.")
RUN_LIVE = marked("Train {n} units live")


def draw_hidden_size(form: AutopsyForm) -> None:
    """Draw the measured errors, what follows from them, and the rule of thumb."""
    measure: Measure = (
        "validation_loss" if form.view.measure == "validation_loss" else "largest_error"
    )
    curves = size_curves(measure)
    best, recipe = curves[VariableProjection.name], curves[Adam.name]
    recommended = rule_of_thumb(N_SAMPLES, 1, form.view.k1, form.view.k2)
    st.info(_conclusion(best, recipe, gettext(MEASURES[measure])), icon=":material/lightbulb:")
    left, right = st.columns([3, 1], gap="medium")
    with left:
        chart(
            hidden_size_figure(curves, recommended, title=gettext(MEASURES[measure])),
            key="autopsy_hidden_size",
            run=measure,
            height=_HEIGHT,
            alt=gettext(ALT),
        )
    with right:
        radio(form, "measure", MEASURES)
        _draw_rule(form, recommended)
    first, second = (gettext(TRAINERS[name].label) for name in curves if name != Adam.name)
    st.caption(said(FLOOR, first=first, second=second))
    st.page_link(
        "integrate.py",
        label=said(RUN_LIVE, n=best.enough),
        icon=":material/play_circle:",
        query_params=size_spec(best.trainer, best.enough).to_query(),
    )


def _conclusion(best: SizeCurve, recipe: SizeCurve, measure: str) -> str:
    return said(
        CONCLUSION,
        enough=best.enough,
        same=SAME,
        measure=measure,
        floor=error_text(best.floor),
        trainer=gettext(TRAINERS[best.trainer].label),
        recipe=error_text(recipe.at(N_HIDDEN)),
        recipe_small=error_text(recipe.at(recipe.enough)),
        small=recipe.enough,
    )


def _draw_rule(form: AutopsyForm, recommended: float) -> None:
    st.markdown(said(RULE, k=recommended, n_samples=N_SAMPLES))
    slider(form, "k1", 0.0, 3.0, 0.1)
    slider(form, "k2", 0.01, 1.0, 0.01)
    k2 = implied_k2(N_HIDDEN, form.view.k1)
    st.caption(said(IMPLIED, n_hidden=N_HIDDEN, k2=value_text(k2, 0.1 * k2)))
