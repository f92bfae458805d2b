"""The race: several trainers on one integrand, from one start, at equal budget."""

from functools import partial

import streamlit as st

from nncore.live import PageRuns
from nncore.messages import gettext, marked
from nncore.trainers import TRAINERS
from pages.integration.race_contents import RaceSettings, race_contents
from pages.integration.race_controls import RaceForm, race_form, race_specs
from pages.integration.results import start_of
from pages.live.elements import Shown, live_chart, live_table, live_text
from pages.live.panel import Compose, live_panel
from pages.live.report import take_run_away
from pages.output.downloads import Taken
from pages.settings.layout import section
from pages.settings.problems import show_refusal

TITLE = marked("Race")
_HEIGHT = 262
_BEST_HEIGHT = _HEIGHT - 58  # below two lines of text
_COLUMNS = (5, 3)

PODIUM_TITLE = marked("**Podium**, by the error of the integral over the whole interval")
PODIUM_ALT = marked("The trainers, the best first, with their errors, iterations and seconds.")
TAKE_AWAY, TAKE_AWAY_OF = marked("Take away"), marked("Run of")
TAKE_AWAY_HELP = marked("Whose files: network, losses, results, and programs that repeat the run.")
LOSSES_ALT = marked("Validation loss of each trainer, on logarithmic scales.")
FIT_ALT = marked("The integrand and the best network over the training interval.")
WORK_ALT = marked(
    "Error of the integral against evaluations of f, for NNI and the classical rules."
)


def _compose(form: RaceForm, runs: PageRuns) -> Compose:
    return partial(race_contents, RaceSettings(start_of(form.spec), form.view.axis))


def _draw(form: RaceForm, shown: Shown, runs: PageRuns) -> None:
    left, right = st.columns(_COLUMNS, gap="small")
    with left.container(border=True):
        live_chart(
            shown, "losses", key="race_losses", height=_HEIGHT, alt=gettext(LOSSES_ALT), grows=True
        )
    with right.container(border=True):
        live_text(shown, "title", key="race_title")
        live_chart(shown, "fit", key="race_fit", height=_BEST_HEIGHT, alt=gettext(FIT_ALT))
    st.markdown(gettext(PODIUM_TITLE))
    live_table(shown, "podium", key="race_podium", alt=gettext(PODIUM_ALT))
    chart, rest = st.columns(_COLUMNS, gap="small")
    with chart.container(border=True):
        live_chart(shown, "work", key="race_work", height=_HEIGHT, alt=gettext(WORK_ALT))
    with rest:
        live_text(shown, "break_even", key="race_break_even")
        _files(form, runs)


def _files(form: RaceForm, runs: PageRuns) -> None:
    """Offer the files of one of the runs."""
    files = section(form, "files", gettext(TAKE_AWAY), "download")
    runs.shown.needs_script = files.open
    if files.open:
        with files:
            first = next(iter(runs.runs))
            chosen = st.segmented_control(
                gettext(TAKE_AWAY_OF),
                tuple(runs.runs),
                default=first,
                key=form.key("files_of"),
                format_func=lambda name: gettext(TRAINERS[name].label),
                help=gettext(TAKE_AWAY_HELP),
                required=True,
            )
            take_run_away(form, Taken.of_run(runs.shown.get(chosen) or runs.shown[first]))


form = race_form()
try:
    specs = race_specs(form)
except ValueError as problem:
    show_refusal(form, problem)
live_panel(
    form,
    specs,
    partial(_compose, form),
    partial(_draw, form),
    title=gettext(TITLE),
    slow_pace=False,
    iteration_name="iteration",
    budget=form.view.budget,
)
