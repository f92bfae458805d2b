"""Play, Pause, Step, Reset, pace, and the line that says how the runs of a page stand.

A page gives the panel the specs of its runs and says what it shows of them. The panel draws what
stands still; what moves comes over the channel, and no script runs meanwhile.
"""

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nncore.live import FULL_SPEED, WATCH, ComputeBudget, Contents, PageRuns, Watched
from nncore.messages import gettext, marked, said
from nncore.specs import Spec
from pages.app.history import history_notice
from pages.app.language import fragment, in_reader_language
from pages.app.seats import seat, tab
from pages.live.awaited_end import note_end
from pages.live.elements import Shown, live_status
from pages.live.learning_rate import keep_last_rate
from pages.live.moments import MOMENT, MOMENTS, moments_content
from pages.live.notices import say_what_has_happened
from pages.live.play_lock import play_lock
from pages.live.status_line import status_content
from pages.settings.concealed import concealed, is_among
from pages.settings.form import Form
from pages.settings.presentation import is_hidden, presentation
from pages.settings.problems import show_problems
from pages.settings.widgets import segments

#: What a page shows of its runs; it may be called by other threads, and draws nothing.
Compose = Callable[[PageRuns], Contents]

#: Button -> its label, its icon and its key.
_BUTTONS = {
    "play": (marked("Play"), "play_arrow", "P"),
    "pause": (marked("Pause"), "pause", "U"),
    "step": (marked("Step"), "skip_next", "S"),
    "reset": (marked("Reset"), "replay", "X"),
}
#: Button -> what it does; Step's is one of `_STEP_HELP`.
_HELP = {
    "play": marked("Train."),
    "pause": marked("Stop training for now."),
    "reset": marked("Back to the start."),
}
#: By what a trainer calls its iterations.
_STEP_HELP = {
    "epoch": marked("Train for one epoch."),
    "iteration": marked("Train for one iteration."),
}
_KEY = marked("Key: {key}.")
_PACES = {WATCH: marked("Watch"), FULL_SPEED: marked("Full speed")}
_PACE = marked("Pace")
_PACE_HELP = {
    "epoch": marked(
        "Watch: one epoch for each picture, slow enough to follow. "
        "Full speed: as many as the computer can."
    ),
    "iteration": marked(
        "Watch: one iteration for each picture, slow enough to follow. "
        "Full speed: as many as the computer can."
    ),
}
_STATUS = "status"


def live_panel(
    form: Form[Any, Any],
    specs: Mapping[str, Spec],
    compose: Callable[[PageRuns], Compose],
    draw: Callable[[Shown, PageRuns], None],
    *,
    title: str,
    slow_pace: bool,
    iteration_name: str = "epoch",
    alone: str | None = None,
    budget: float = math.inf,
    more_buttons: Callable[[PageRuns], None] = lambda runs: None,
) -> None:
    """Draw the buttons and the runs of a page, in a fragment.

    Parameters
    ----------
    form : Form
        Settings of the page; its view holds the pace.
    specs : mapping
        The runs: name -> spec.
    compose : callable
        Called in the fragment, with the settings of now; returns what makes the contents of the
        live elements. They must have the same structure from picture to picture.
    draw : callable
        Draws the elements with these contents; called in the fragment.
    title : str
        Heading of the page; it stands beside the buttons, where it costs no height.
    slow_pace : bool
        Whether "watch" is the pace unless the user has chosen one.
    iteration_name : str
        What one iteration is called.
    alone : str, optional
        The only run that the buttons are for; all of them without it.
    budget : float
        Seconds of compute time that each run gets.
    more_buttons : callable
        Draws what stands beside the buttons.
    """
    drawn = form.spec

    @fragment
    def panel() -> None:
        if form.spec != drawn:  # Reset has changed a setting, and all the page is to show it
            st.rerun()
        # In each run of the fragment: a reader who has come back may have other runs since.
        runs = open_runs(form.page, specs)
        runs.alone, runs.budget = alone, ComputeBudget(budget)
        form.write_address()  # what was changed in this fragment
        runs.pace = _pace(form, slow_pace)
        runs.shown.may_look_back = not form.hides("look_back")
        runs.settle()
        note_end(runs)
        say_what_has_happened(form.page)
        shown = show(form.page, runs, partial(_with_status, compose(runs), iteration_name))
        with st.container():  # what comes and goes has a place of its own
            show_problems(form)
            history_notice()
        with _buttons(runs, form, title, iteration_name):
            more_buttons(runs)
        live_status(shown, _STATUS, MOMENTS, MOMENT, key=form.key("status"))
        with st.container():
            if runs.problem:
                st.error(runs.problem, icon=":material/error:")
        draw(shown, runs)

    panel()


def open_runs(page: str, specs: Mapping[str, Spec]) -> PageRuns:
    """Return the runs of a page that is open now, with these settings."""
    here = tab()
    runs = here.runs_of(page)
    runs.follow(specs)
    here.open(page)
    return runs


def show(page: str, watched: Watched, compose: Callable[[Any], Contents]) -> Shown:
    """Return what the elements of a page show now, and let the channel go on from there."""
    with watched.lock:
        # Pictures are made by other threads, in the language in which the page is drawn.
        watched.compose = in_reader_language(partial(_but, concealed(), compose))
        watched.forget_what_was_made()
        watched.touch()
        version, contents = watched.picture()
        watched.drawn_version = version
        watched.is_drawn()
    tab().wake_up()
    return Shown(contents, page, seat(), version)


def _but(left_out: Collection[str], compose: Callable[[Any], Contents], watched: Any) -> Contents:
    """Make the contents without what is not to be known yet: no picture carries it."""
    contents = compose(watched)
    return {slot: one for slot, one in contents.items() if not is_among(slot, left_out)}


def _with_status(compose: Compose, iteration_name: str, runs: PageRuns) -> Contents:
    return {
        **compose(runs),
        **moments_content(runs, iteration_name),
        _STATUS: status_content(runs, iteration_name),
    }


def _pace(form: Form[Any, Any], slow_pace: bool) -> str:
    chosen = form.view.pace
    return chosen if chosen in _PACES else WATCH if slow_pace else FULL_SPEED


def live_picture(page: str, spec: Spec, compose: Compose, draw: Callable[[Shown], None]) -> None:
    """Play one run by itself, one iteration a picture, and show its end; without buttons.

    Parameters
    ----------
    page : str
        Whose run it is.
    spec : Spec
        The experiment.
    compose : callable
        Makes the contents of the live elements.
    draw : callable
        Draws them.
    """

    @fragment
    def picture() -> None:
        runs = open_runs(page, {page: spec})
        runs.is_recorded = False  # nobody has asked for it
        runs.pace = WATCH
        if not runs.playing and not runs.is_over:
            runs.play()
        draw(replace(show(page, runs, compose), moves_alone=True))

    picture()


def _buttons(
    runs: PageRuns, form: Form[Any, Any], title: str, iteration_name: str
) -> DeltaGenerator:
    helps = {**_HELP, "step": _STEP_HELP[iteration_name]}
    row = play_buttons(form, title, runs, helps)
    with row:
        paces = {pace: gettext(label) for pace, label in _PACES.items()}
        pace_help = gettext(_PACE_HELP[iteration_name])
        segments(form, "pace", paces, runs.pace, text=(gettext(_PACE), pace_help))
    return row


class Player(Protocol):
    """What Play, Pause, Step and Reset are for: what a page shows of its tab, and moves."""

    @property
    def playing(self) -> bool:
        """Whether it goes on by itself."""

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do."""

    def play(self) -> None:
        """Go on."""

    def pause(self) -> None:
        """Stand still."""

    def step(self) -> None:
        """Go on by one."""

    def reset(self) -> None:
        """Go back to the start."""


def play_buttons(
    form: Form[Any, Any], title: str, player: Player, helps: Mapping[str, str]
) -> DeltaGenerator:
    """Draw the title of a page and its buttons, and return their row.

    Parameters
    ----------
    form : Form
        Of the page.
    title : str
        Of the page.
    player : Player
        What its tab watches on the page.
    helps : mapping
        Button -> what it does, as a message.
    """
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    with row:
        st.title(title, anchor=False, width="content")
        playing, over, lock = player.playing, player.is_over, play_lock()
        disabled = {
            "play": playing or lock is not None,
            "pause": not playing,
            "step": playing or over or lock is not None,
            "reset": False,
        }
        has_keys = presentation().has_keys
        for name, (label, icon, key) in _BUTTONS.items():
            if form.hides(name):
                continue
            sentences = [gettext(helps[name])]
            st.button(
                gettext(label),
                key=form.key(f"button_{name}"),
                icon=f":material/{icon}:",
                shortcut=key if has_keys else None,
                type="primary" if name == "play" else "secondary",
                disabled=disabled[name],
                on_click=_press,
                args=(form, name),
                help=lock or " ".join([*sentences, said(_KEY, key=key)][: 1 + has_keys]),
            )
    return row


def _press(form: Form[Any, Any], name: str) -> None:
    is_locked = name in ("play", "step") and play_lock() is not None
    if is_locked or is_hidden(name):
        return  # the browser had not received the newest buttons
    here = tab()
    runs: Any = here.pages.get(form.page) or here.runs_of(form.page)  # a `Player`
    has_moved = isinstance(runs, PageRuns) and runs.has_moved
    {"play": runs.play, "pause": runs.pause, "step": runs.step, "reset": runs.reset}[name]()
    if name == "reset" and has_moved:
        keep_last_rate(form, runs)
