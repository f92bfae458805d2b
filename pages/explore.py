"""Explore: sweeps of many runs, the history of runs and of data, and who is best at a task."""

import streamlit as st

from nncore.messages import gettext, marked, said
from nncore.runs import HistoryError
from pages.app.history import NOTHING_KEPT, history_connection
from pages.settings.problems import show_problems
from pages.settings.widgets import segments
from pages.studies.form import draw_sweep_settings, explore_form
from pages.studies.history_tab import history_tab
from pages.studies.leaderboard_tab import leaderboard_tab
from pages.studies.sweep_tab import sweep_tab
from pages.studies.tables_tab import tables_tab
from pages.studies.view import HISTORY, LEADERBOARD, SWEEP, TABLES

TITLE = marked("Explore")
TABS = {
    SWEEP: marked("Sweeps"),
    HISTORY: marked("History"),
    LEADERBOARD: marked("Leaderboard"),
    TABLES: marked("Kept data"),
}
ICONS = {SWEEP: "grid_on", HISTORY: "history", LEADERBOARD: "leaderboard", TABLES: "table_chart"}
TAB = marked("Part of the page")
TAB_HELP = marked(
    "Sweeps of many runs, all the runs that were kept, the best at a task, and your own data."
)
_DRAW = {SWEEP: sweep_tab, HISTORY: history_tab, LEADERBOARD: leaderboard_tab, TABLES: tables_tab}

form = explore_form()
row = st.container(horizontal=True, vertical_alignment="center", gap="small")
with row:
    st.title(gettext(TITLE), anchor=False, width="content")
    titles = {tab: f":material/{ICONS[tab]}: {gettext(title)}" for tab, title in TABS.items()}
    segments(form, "tab", titles, text=(gettext(TAB), gettext(TAB_HELP)))
if form.view.tab == SWEEP:
    draw_sweep_settings(form)
show_problems(form)
try:
    with st.container():
        _DRAW[form.view.tab](form, row)
except HistoryError as problem:
    st.error(str(problem), icon=":material/database_off:")
if trouble := history_connection().problem:
    st.warning(said(NOTHING_KEPT, problem=trouble), icon=":material/database_off:")
