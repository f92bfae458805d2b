"""The one fragment: Play, Pause, Step, Reset, pace, tick and the status sentence.

A page gives it the specs of its lanes and a function that draws them. The panel asks the
engine for steps while it plays, and for nothing while it does not: pausing is not asking.
"""

import math
import time
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from nncore.specs import Spec
from nncore.trainers import TrainingStatus
from pages.shared.controls import segments, show_problems
from pages.shared.form import Form
from pages.shared.history import history_notice, shelf
from pages.shared.lanes import Lane
from pages.shared.sessions import FULL_SPEED, WATCH, Session, session_of
from pages.shared.ticking import TICK, let_the_page_be_sent, ticking_fragment

#: Button -> its icon, its key and what it does.
_BUTTONS = {
    "Play": ("play_arrow", "P", "Train. Key: P"),
    "Pause": ("pause", "U", "Stop training for now. Key: U"),
    "Step": ("skip_next", "S", "Train for one {iteration}. Key: S"),
    "Reset": ("replay", "X", "Back to the start. Key: X"),
}
_PACES = {WATCH: "Watch", FULL_SPEED: "Full speed"}
_PACE = "Pace"
_PACE_HELP = (
    "Watch: one {iteration} for each picture, slow enough to follow. "
    "Full speed: as many as the computer can."
)
_QUEUED = " Position {position}."
_PROGRESS = "{icon} **{count}** · {sentence}"
_ITERATIONS, _SECONDS = (
    "{iteration} {count} / {total:,}",
    "{seconds:.1f} of {budget:g} s of compute time each",
)
_RISING = "The loss is rising: the steps are too large. Lower the learning rate."
_RESTARTED = "A worker was lost; the run went on from its last step."
_NOT_YET = (TrainingStatus.WARMING_UP, TrainingStatus.QUEUED)
_ENDED = {
    TrainingStatus.CONVERGED: ":material/check_circle:",
    TrainingStatus.FINISHED: ":material/check_circle:",
    TrainingStatus.DIVERGED: ":material/warning:",
    TrainingStatus.STALLED: ":material/warning:",
    TrainingStatus.FAILED: ":material/error:",
}


def live_panel(
    form: Form[Any, Any],
    specs: Mapping[str, Spec],
    draw: Callable[[Session], None],
    *,
    slow_pace: bool,
    iteration_name: str = "epoch",
    alone: str | None = None,
    budget: float = math.inf,
) -> None:
    """Draw the buttons, advance the runs and draw them.

    What `draw` draws must have the same structure from tick to tick: an element that comes or
    goes needs a container of its own. Streamlit may send the end of one tick after the start of
    the next, and the browser fails if a chart's place has become another element meanwhile.

    Parameters
    ----------
    form : Form
        Settings of the page; its view holds the pace.
    specs : mapping
        The lanes: name -> spec.
    draw : callable
        Draws the lanes of the session; called inside the fragment.
    slow_pace : bool
        Whether "watch" is the pace unless the user has chosen one.
    iteration_name : str
        What one iteration is called.
    alone : str, optional
        The only lane that the buttons are for; all of them without it.
    budget : float
        Seconds of compute time that each lane gets.
    """
    began = time.monotonic()
    session = session_of(form.page)
    session.follow(specs)
    session.alone, session.budget, session.keep = alone, budget, shelf().keep
    session.settle()
    ticking = session.playing

    def panel() -> None:
        if ticking and session.playing:
            session.tick(_pace(form, slow_pace))
        if session.playing != ticking:
            st.rerun()  # one full run switches the timer on or off, and draws everything
        form.publish()  # what was changed in this fragment
        with st.container():  # what comes and goes has a place of its own, see `live_panel`
            show_problems(form)
            history_notice()
        _buttons(session, form, _pace(form, slow_pace), iteration_name)
        _status(session, iteration_name)
        draw(session)

    ticking_fragment(panel, TICK if ticking else None)
    let_the_page_be_sent(session, began)


def _pace(form: Form[Any, Any], slow_pace: bool) -> str:
    chosen = form.view.pace
    return chosen if chosen in _PACES else WATCH if slow_pace else FULL_SPEED


def live_picture(page: str, spec: Spec, draw: Callable[[Lane[Any]], None]) -> None:
    """Play one run by itself, one iteration a picture, and show its end; without buttons.

    Parameters
    ----------
    page : str
        Names the session of the tab.
    spec : Spec
        The experiment.
    draw : callable
        Draws the lane; called inside the fragment.
    """
    session = session_of(page)
    session.follow({page: spec})
    lane = session.lanes[page]
    session.playing = not lane.status.is_final
    ticking = session.playing

    def picture() -> None:
        if session.playing:
            session.tick(WATCH)
        if session.playing != ticking:
            st.rerun()
        draw(lane)

    ticking_fragment(picture, TICK if ticking else None)


def _buttons(session: Session, form: Form[Any, Any], pace: str, iteration_name: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        playing, over = session.playing, session.is_over
        acts = {
            "Play": (session.play, playing),
            "Pause": (session.pause, not playing),
            "Step": (session.step, playing or over),
            "Reset": (session.reset, False),
        }
        for name, (act, disabled) in acts.items():
            icon, shortcut, help_text = _BUTTONS[name]
            st.button(
                name,
                key=form.key(f"button_{name.lower()}"),
                icon=f":material/{icon}:",
                shortcut=shortcut,
                type="primary" if name == "Play" else "secondary",
                disabled=disabled,
                on_click=act,
                help=help_text.format(iteration=iteration_name),
            )
        help_text = _PACE_HELP.format(iteration=iteration_name)
        segments(form, "pace", _PACES, pace, text=(_PACE, help_text))


def _status(session: Session, iteration_name: str) -> None:
    """Draw the counter, the progress bar and the sentence for the lane that is furthest behind."""
    lane = min(session.active, key=lambda lane: (session.progress_of(lane), lane.status.is_final))
    status = session.status_of(lane)
    if session.playing and status in (TrainingStatus.READY, TrainingStatus.PAUSED):
        status = TrainingStatus.RUNNING
    if status in _NOT_YET and any(one.status is TrainingStatus.RUNNING for one in session.active):
        status = TrainingStatus.RUNNING
    st.progress(
        session.progress_of(lane),
        text=_PROGRESS.format(
            icon=_ENDED.get(status, ""),
            count=_count(session, lane, iteration_name),
            sentence=_sentence(lane, status),
        ),
    )
    with st.container():
        if session.problem:
            st.error(session.problem, icon=":material/error:")


def _count(session: Session, lane: Lane[Any], iteration_name: str) -> str:
    """Say how far a lane is: in iterations, or in seconds where these are what is limited."""
    if math.isfinite(session.budget):
        return _SECONDS.format(seconds=min(lane.run_seconds, session.budget), budget=session.budget)
    whole = lane.position == int(lane.position)
    count = f"{int(lane.position):,}" if whole else f"{lane.position:,.2f}"
    total = lane.spec.trainer.n_iterations
    return _ITERATIONS.format(iteration=iteration_name, count=count, total=total)


def _sentence(lane: Lane[Any], status: TrainingStatus) -> str:
    sentence = _RISING if status is TrainingStatus.RUNNING and lane.is_rising else status.value
    if lane.queue_position:
        sentence += _QUEUED.format(position=lane.queue_position)
    if lane.was_lost and status is TrainingStatus.RUNNING:
        sentence += f" {_RESTARTED}"
    return sentence
