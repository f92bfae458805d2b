"""Play, Pause, Step, Reset and speed of stencils at work, in a fragment."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from nncore.live.wave_watch import SPEEDS, WaveWatch
from nncore.messages import gettext, marked
from pages.app.language import fragment
from pages.app.seats import tab
from pages.equations.contents import WaveSettings, wave_contents
from pages.equations.view import WaveForm
from pages.live.awaited_end import note_end
from pages.live.elements import Shown, live_status
from pages.live.panel import play_buttons, show
from pages.settings.problems import show_problems
from pages.settings.widgets import segments

_HELP = {
    "play": marked("Let the profile go on."),
    "pause": marked("Let it stand still."),
    "step": marked("Take one step of time."),
    "reset": marked("Back to the profile at first."),
}
_SPEEDS = {"step": marked("step by step"), "normal": marked("normal"), "fast": marked("fast")}


def wave_panel(form: WaveForm, title: str, draw: Callable[[WaveForm, Shown], None]) -> None:
    """Draw the buttons, the status and, by `draw`, the elements of the page."""
    settings = WaveSettings.of(form.spec)

    @fragment
    def panel() -> None:
        watch = _watched(form)
        form.write_address()  # what was changed in this fragment
        watch.speed = form.view.playing_speed
        note_end(watch)
        with st.container():
            show_problems(form)
        with play_buttons(form, title, watch, _HELP):
            labels = {name: gettext(_SPEEDS[name]) for name in SPEEDS}
            segments(form, "playing_speed", labels, form.view.playing_speed)
        shown = show(form.page, watch, partial(wave_contents, settings))
        live_status(shown, "status", key=form.key("status"))
        draw(form, shown)

    panel()


def _watched(form: WaveForm) -> WaveWatch:
    """Return the run of this tab, a new one where the settings are others."""
    here = tab()
    found = here.pages.get(form.page)
    if not isinstance(found, WaveWatch) or found.spec != form.spec:
        if found is not None:
            found.close()
        found = WaveWatch(form.spec)
        here.watch(form.page, found)
    here.open(form.page)
    return found
