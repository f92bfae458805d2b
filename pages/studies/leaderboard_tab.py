"""The third part of Explore: a task that a teacher sets, and who leads in it."""

import dataclasses
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nncore.runs import IntegralTask, RunHistory, RunSummary, StencilTask, Task
from nncore.trainers import TRAINERS
from pages.app.history import run_history
from pages.app.rights import button_of, maker
from pages.output.numbers import code, error_text, escaped, free_title
from pages.settings.widgets import choice
from pages.studies.compare import run_label
from pages.studies.form import ExploreForm
from pages.studies.opening import open_kept
from pages.studies.selectable_table import selected_keys
from pages.studies.task_form import READY_MADE, SCORE_LABELS, SET, SET_HELP, task_form

TASK = "Task", "Lowest score first; of equal ones, the shortest time."
RULES = "**{title}** · {score} of {problem}{limits}"
INTEGRAL_OF = "{integrand} on [{lower:g}, {upper:g}]"
STENCIL_OF = (
    "the {nth} derivative of fields with modes below {max_mode:,} on [{lower:g}, {upper:g}), "
    "Δx = {spacing:g}{noise}"
)
NOISE = ", noise {noise:g}"
NTH = ("", "first", "second", "third", "fourth", "fifth", "sixth")
UNITS, POINTS = ", at most {n:,} hidden units", ", at most {n:,} points"
SAMPLES, FIELDS = ", at most {n:,} samples", ", at most {n:,} fields"
SECONDS = ", at most {n:g} s"
NOBODY = "No run fits yet: play one on {page}; it competes as soon as it stops."
OPEN = "Select a row: its run opens on its own page, as it ended."
DELETE, DELETE_HELP = "Take it down", "The task goes; the runs stay."
NOT_YOURS = "Set by somebody else: taking it down needs the teacher's key."


def leaderboard_tab(form: ExploreForm, row: DeltaGenerator) -> None:
    """Draw the choice of a task, the way to set one, and its best runs."""
    history = run_history()
    tasks = history.tasks() or READY_MADE
    key = form.view.task if form.view.task in tasks else next(iter(tasks))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        titles = {one: task.title for one, task in tasks.items()}
        choice(form, "task", titles, key, text=TASK, label_of=lambda one: titles.get(one, one))
        with st.popover(SET, icon=":material/add:", help=SET_HELP):
            task_form(lambda task: _add(form, history, task))
        if key not in READY_MADE:
            _take_down(form, history, key, tasks[key].made_by)
    _board(history, tasks[key])


def _take_down(form: ExploreForm, history: RunHistory, key: str, made_by: str) -> None:
    icon = ":material/delete:"
    if button_of(made_by, DELETE, NOT_YOURS, key="explore_take_down", icon=icon, help=DELETE_HELP):
        history.delete_task(key)
        form.change_view(task="")
        st.rerun()


def _add(form: ExploreForm, history: RunHistory, task: Task) -> None:
    # Streamlit knows a choice by its words: two tasks of one title would be one.
    title = free_title(task.title, {one.title for one in history.tasks().values()})
    titled = dataclasses.replace(task, title=title, made_by=maker())
    form.change_view(task=history.add_task(titled))
    st.rerun()


def _board(history: RunHistory, task: Task) -> None:
    st.markdown(rules(task))
    best = history.leaderboard(task)
    if not best:
        page = "Differentiate" if isinstance(task, StencilTask) else "Integrate"
        st.info(NOBODY.format(page=page), icon=":material/flag:")
        return
    of_key = {one.key: one for one in best}
    rows = [_row(place, one, task) for place, one in enumerate(best)]
    picked = selected_keys(
        "board", pd.DataFrame(rows), tuple(of_key), alt="The best runs of the task."
    )
    st.caption(OPEN)
    if picked and picked[0] in of_key:
        chosen = of_key[picked[0]]
        open_kept(chosen.key, chosen.name or run_label(chosen))


def rules(task: Task) -> str:
    """Write what a task asks for, in one line of Markdown."""
    task = task.resolved()
    problem, limits = "", ""
    if isinstance(task, IntegralTask):
        problem = INTEGRAL_OF.format(
            integrand=code(task.integrand), lower=task.lower, upper=task.upper
        )
        limits += UNITS.format(n=task.max_hidden) if task.max_hidden else ""
    elif isinstance(task, StencilTask):
        problem = STENCIL_OF.format(
            nth=NTH[task.derivative_order],
            max_mode=task.max_mode,
            lower=task.lower,
            upper=task.upper,
            spacing=task.spacing,
            noise=NOISE.format(noise=task.noise) if task.noise else "",
        )
        limits += POINTS.format(n=task.max_points) if task.max_points else ""
    counted = FIELDS if isinstance(task, StencilTask) else SAMPLES
    limits += counted.format(n=task.max_samples) if task.max_samples else ""
    limits += SECONDS.format(n=task.max_seconds) if task.max_seconds else ""
    return RULES.format(
        title=escaped(task.title), score=SCORE_LABELS[task.score], problem=problem, limits=limits
    )


def _row(place: int, one: RunSummary, task: Task) -> dict[str, Any]:
    is_stencil = isinstance(task, StencilTask)
    return {
        "place": place + 1,
        "name": one.name or "–",
        SCORE_LABELS[task.score]: error_text(getattr(one, task.score)),
        **({"offsets": one.offsets} if is_stencil else {"hidden units": one.n_hidden}),
        "fields" if is_stencil else "samples": one.n_samples,
        "optimizer": TRAINERS[one.trainer].label if one.trainer in TRAINERS else one.trainer,
        "seconds": error_text(one.seconds),
        "seed": one.seed,
    }
