"""The third part of Explore: a task that a teacher sets, and who leads in it."""

import dataclasses
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nncore.messages import gettext, marked, marked_plural, said
from nncore.runs import IntegralTask, RunHistory, RunSummary, StencilTask, Task
from pages.app.history import run_history
from pages.app.markdown import code, escaped
from pages.app.rights import button_of, maker
from pages.output.numbers import error_text, free_title
from pages.settings.widgets import choice
from pages.studies.compare import ON_INTERVAL, run_label, trainer_label
from pages.studies.form import ExploreForm
from pages.studies.opening import open_kept
from pages.studies.selectable_table import selected_keys
from pages.studies.task_form import READY_MADE, SCORE_LABELS, SET, SET_HELP, ready_made, task_form

TASK, TASK_HELP = marked("Task"), marked("Lowest score first; of equal ones, the shortest time.")
RULES = marked("**{title}** · {score} of {problem}")
STENCIL_OF = marked(
    "{derivative} of fields with modes below {max_mode:,} on [{lower:g}, {upper:g}), "
    "Δx = {spacing:g}"
)
#: Order -> the derivative.
DERIVATIVES = {
    1: marked("the first derivative"),
    2: marked("the second derivative"),
    3: marked("the third derivative"),
    4: marked("the fourth derivative"),
    5: marked("the fifth derivative"),
    6: marked("the sixth derivative"),
}
NOISE, SECONDS = marked("noise {noise:g}"), marked("at most {n:g} s")
UNITS = marked_plural("at most {n:,} hidden unit", "at most {n:,} hidden units")
POINTS = marked_plural("at most {n:,} point", "at most {n:,} points")
SAMPLES = marked_plural("at most {n:,} sample", "at most {n:,} samples")
FIELDS = marked_plural("at most {n:,} field", "at most {n:,} fields")
NOBODY = marked("No run fits yet: play one on Integrate; it competes as soon as it stops.")
NO_STENCIL = marked("No run fits yet: play one on Differentiate; it competes as soon as it stops.")
TABLE_ALT = marked("The best runs of the task.")
#: Column -> its head; a score has the words of its own.
HEADS = {
    **SCORE_LABELS,
    "place": marked("place"),
    "name": marked("name"),
    "offsets": marked("offsets"),
    "hidden units": marked("hidden units"),
    "fields": marked("fields"),
    "samples": marked("samples"),
    "optimizer": marked("optimizer"),
    "seconds": marked("seconds"),
    "seed": marked("seed"),
}
OPEN = marked("Select a row: its run opens on its own page, as it ended.")
DELETE, DELETE_HELP = marked("Take it down"), marked("The task goes; the runs stay.")
NOT_YOURS = marked("Set by somebody else: taking it down needs the teacher's key.")


def leaderboard_tab(form: ExploreForm, row: DeltaGenerator) -> None:
    """Draw the choice of a task, the way to set one, and its best runs."""
    history = run_history()
    tasks = history.tasks() or ready_made()
    key = form.view.task if form.view.task in tasks else next(iter(tasks))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        titles = {one: task.title for one, task in tasks.items()}
        text = gettext(TASK), gettext(TASK_HELP)
        choice(form, "task", titles, key, text=text, label_of=lambda one: titles.get(one, one))
        with st.popover(gettext(SET), icon=":material/add:", help=gettext(SET_HELP)):
            task_form(lambda task: _add(form, history, task))
        if key not in READY_MADE:
            _take_down(form, history, key, tasks[key].made_by)
    _board(history, tasks[key])


def _take_down(form: ExploreForm, history: RunHistory, key: str, made_by: str) -> None:
    icon = ":material/delete:"
    if button_of(
        made_by,
        gettext(DELETE),
        gettext(NOT_YOURS),
        key="explore_take_down",
        icon=icon,
        help=gettext(DELETE_HELP),
    ):
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
        nobody = NO_STENCIL if isinstance(task, StencilTask) else NOBODY
        st.info(gettext(nobody), icon=":material/flag:")
        return
    of_key = {one.key: one for one in best}
    rows = [_row(place, one, task) for place, one in enumerate(best)]
    picked = selected_keys(
        "board",
        pd.DataFrame(rows),
        tuple(of_key),
        alt=gettext(TABLE_ALT),
        column_config={name: gettext(head) for name, head in HEADS.items()},
    )
    st.caption(gettext(OPEN))
    if picked and picked[0] in of_key:
        chosen = of_key[picked[0]]
        open_kept(chosen.key, chosen.name or run_label(chosen))


def rules(task: Task) -> str:
    """Write what a task asks for, in one line of Markdown."""
    task = task.resolved()
    if isinstance(task, StencilTask):
        problem, limits = _stencil(task), [said(NOISE, noise=task.noise)] if task.noise else []
        limits += _at_most(POINTS, task.max_points) + _at_most(FIELDS, task.max_samples)
    else:
        assert isinstance(task, IntegralTask)
        integrand = code(task.integrand)
        problem = said(ON_INTERVAL, integrand=integrand, lower=task.lower, upper=task.upper)
        limits = _at_most(UNITS, task.max_hidden) + _at_most(SAMPLES, task.max_samples)
    if task.max_seconds:
        limits.append(said(SECONDS, n=task.max_seconds))
    title, score = escaped(task.title), gettext(SCORE_LABELS[task.score])
    return ", ".join([said(RULES, title=title, score=score, problem=problem), *limits])


def _stencil(task: StencilTask) -> str:
    return said(
        STENCIL_OF,
        derivative=gettext(DERIVATIVES[task.derivative_order]),
        max_mode=task.max_mode,
        lower=task.lower,
        upper=task.upper,
        spacing=task.spacing,
    )


def _at_most(words: tuple[str, str], n: int | None) -> list[str]:
    return [said(*words, n=n)] if n else []


def _row(place: int, one: RunSummary, task: Task) -> dict[str, Any]:
    is_stencil = isinstance(task, StencilTask)
    return {
        "place": place + 1,
        "name": one.name or "–",
        task.score: error_text(getattr(one, task.score)),
        **({"offsets": one.offsets} if is_stencil else {"hidden units": one.n_hidden}),
        "fields" if is_stencil else "samples": one.n_samples,
        "optimizer": trainer_label(one),
        "seconds": error_text(one.seconds),
        "seed": one.seed,
    }
