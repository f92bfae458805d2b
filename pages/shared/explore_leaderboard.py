"""The third part of Explore: a task that a teacher sets, and who leads in it."""

from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nncore.integrands import INTEGRANDS
from nncore.runs import SCORES, RunHistory, RunSummary, Task
from nncore.trainers import TRAINERS
from pages.shared.explore_form import ExploreForm
from pages.shared.explore_history import what_of
from pages.shared.explore_open import open_kept
from pages.shared.explore_rows import selected_keys
from pages.shared.formats import code, error_text, escaped
from pages.shared.history import shelf

#: What is shown before a teacher has set anything.
FIRST = Task("Runge's function with at most 12 hidden units", "runge", max_hidden=12)
_FIRST_KEY = "first"

TASK, TASK_HELP = "Task", "Lowest score first; of equal ones, the shortest time."
SET, SET_HELP = "Set a task", "Everyone on this server sees it; all the runs that fit compete."
RULES = "**{title}** · {score} of {integrand} on [{lower:g}, {upper:g}]{limits}"
UNITS, SAMPLES = ", at most {n:,} hidden units", ", at most {n:,} samples"
NOBODY = "No run fits yet: play one on Integrate; it competes as soon as it stops."
OPEN = "Select a row: that very run opens on its own page."
DELETE, DELETE_HELP = "Take it down", "The task goes; the runs stay."
SCORE_WORDS = {
    "integral_error": "error of the integral",
    "validation_loss": "validation loss",
    "loss": "training loss",
    "claimed_error": "claimed error",
}


def leaderboard_tab(form: ExploreForm, row: DeltaGenerator) -> None:
    """Draw the choice of a task, the way to set one, and its best runs."""
    history = shelf().history
    tasks = history.tasks() or {_FIRST_KEY: FIRST}
    key = form.view.task if form.view.task in tasks else next(iter(tasks))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            TASK,
            tuple(tasks),
            key=form.seed("task", key),
            format_func=lambda one: tasks[one].title if one in tasks else one,
            help=TASK_HELP,
            on_change=form.commit,
            args=("task",),
        )
        with st.popover(SET, icon=":material/add:", help=SET_HELP):
            _set_task(form, history)
        if key != _FIRST_KEY and st.button(
            DELETE, key="explore_take_down", icon=":material/delete:", help=DELETE_HELP
        ):
            history.delete_task(key)
            form.look(task="")
            st.rerun()
    _board(history, tasks[key])


def _board(history: RunHistory, task: Task) -> None:
    rules = task.resolved()
    limits = UNITS.format(n=task.max_hidden) if task.max_hidden else ""
    limits += SAMPLES.format(n=task.max_samples) if task.max_samples else ""
    st.markdown(
        RULES.format(
            title=escaped(task.title),
            score=SCORE_WORDS[task.score],
            integrand=code(rules.integrand),
            lower=rules.lower,
            upper=rules.upper,
            limits=limits,
        )
    )
    best = history.leaderboard(task)
    if not best:
        st.info(NOBODY, icon=":material/flag:")
        return
    of_key = {one.key: one for one in best}
    picked = selected_keys(
        "board",
        pd.DataFrame([_row(place, one, task.score) for place, one in enumerate(best)]),
        tuple(of_key),
        alt="The best runs of the task.",
    )
    st.caption(OPEN)
    if picked and picked[0] in of_key:
        chosen = of_key[picked[0]]
        open_kept(chosen, chosen.name or what_of(chosen))


def _row(place: int, one: RunSummary, score: str) -> dict[str, Any]:
    return {
        "place": place + 1,
        "name": one.name or "–",
        SCORE_WORDS[score]: error_text(getattr(one, score)),
        "hidden units": one.n_hidden,
        "samples": one.n_samples,
        "optimizer": TRAINERS[one.trainer].label if one.trainer in TRAINERS else one.trainer,
        "seconds": error_text(one.seconds),
        "seed": one.seed,
    }


def _set_task(form: ExploreForm, history: RunHistory) -> None:
    with st.form("explore_task_form", border=False):
        title = st.text_input("Title", FIRST.title, max_chars=200)
        integrand = st.text_input(
            "Integrand", FIRST.integrand, help="A formula in x, or: " + ", ".join(INTEGRANDS)
        )
        left, right = st.columns(2)
        lower = left.number_input("from", value=None, help="Empty: the integrand's own.")
        upper = right.number_input("to", value=None, help="Empty: the integrand's own.")
        max_hidden = left.number_input(
            "Hidden units at most", value=12, min_value=1, help="Empty: no limit."
        )
        max_samples = right.number_input(
            "Samples at most", value=None, min_value=1, step=1, help="Empty: no limit."
        )
        score = st.selectbox(
            "Score", SCORES, format_func=SCORE_WORDS.__getitem__, help="The lowest wins."
        )
        if not st.form_submit_button(SET, icon=":material/flag:"):
            return
    try:
        task = Task(title, integrand.strip(), lower, upper, max_hidden, max_samples, score)
        form.look(task=history.add_task(task))
    except ValueError as problem:
        st.error(str(problem), icon=":material/error:")
    else:
        st.rerun()
