"""What is said to a reader who finds runs that were not begun by this page."""

import streamlit as st

from nncore.live import PageRuns, Tab
from nncore.live.history_store import RESTORED
from nncore.messages import marked, said
from pages.app.seats import tab

BACK = "back"
#: Notice and what the trainer calls its iterations -> the sentence.
SENTENCES = {
    (BACK, "epoch"): marked("You are back at your run: it was kept at epoch {position:g}."),
    (BACK, "iteration"): marked("You are back at your run: it was kept at iteration {position:g}."),
    (RESTORED, "epoch"): marked(
        "The server was started again. Your run stands at epoch {position:g}, as it was "
        "saved last: Play goes on from there."
    ),
    (RESTORED, "iteration"): marked(
        "The server was started again. Your run stands at iteration {position:g}, as it was "
        "saved last: Play goes on from there."
    ),
}


def say_that_runs_are_back(there: Tab) -> None:
    """Let the page that is drawn next say that its runs were kept."""
    page, runs = there.shown, there.watched
    if page is not None and isinstance(runs, PageRuns) and runs.has_moved:
        there.notices.setdefault(page, BACK)


def say_what_has_happened(page: str) -> None:
    """Say why the runs stand where they stand, if that has happened without the reader."""
    here = tab()
    notice, runs = here.notices.pop(page, None), here.runs_of(page)
    if notice is None or not runs.has_moved:
        return
    run = max(runs.runs.values(), key=lambda run: run.position)
    words = SENTENCES[notice, run.spec.trainer.iteration_name]
    sentence = said(words, position=run.position)
    st.toast(sentence, icon=":material/history:", duration="long")
