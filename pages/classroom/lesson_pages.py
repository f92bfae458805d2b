"""The pages on which there may be lessons, and what checks the settings that lessons give."""

import dataclasses
from collections.abc import Mapping
from functools import partial

import streamlit as st

from nncore.classroom import Library, built_in_folder, teachers_folder
from nncore.classroom.lesson_toml import LessonPage
from nncore.messages import SettingError, marked, sentence_of
from nncore.options import field_names, parse_text
from nncore.specs import BoxSpec, DataSpec, IntegrationSpec, StencilSpec
from nncore.specs.settings import Settings
from nncore.specs.wave import WaveSpec
from pages.boxes.contents import METRICS as BOX_METRICS
from pages.boxes.view import BoxView
from pages.equations.view import WaveView
from pages.integration.contents import METRICS as INTEGRATE_METRICS
from pages.integration.race_controls import RaceView
from pages.integration.view import IntegrationView
from pages.measured.view import DataView
from pages.notebooks.controls import AutopsyView, NoExperiment
from pages.settings.concealed import TABS
from pages.settings.presentation import HIDE, check_hidden
from pages.settings.view import View
from pages.stencils.view import StencilView

#: Page -> its settings: what is run, and what is looked at.
_SETTINGS: Mapping[str, tuple[type[Settings], type[View]]] = {
    "integrate": (IntegrationSpec, IntegrationView),
    "dimensions": (BoxSpec, BoxView),
    "data": (DataSpec, DataView),
    "race": (IntegrationSpec, RaceView),
    "differentiate": (StencilSpec, StencilView),
    "waves": (WaveSpec, WaveView),
    "autopsy": (NoExperiment, AutopsyView),
}
#: Page -> what it is called.
PAGE_TITLES: Mapping[str, str] = {
    "integrate": marked("Integrate"),
    "dimensions": marked("Many dimensions"),
    "data": marked("Your data"),
    "race": marked("Race"),
    "differentiate": marked("Differentiate"),
    "waves": marked("Put it to work"),
    "autopsy": marked("Autopsy"),
}


def check_settings(
    spec_type: type[Settings], view_type: type[View], query: Mapping[str, str]
) -> None:
    """Raise a ValueError unless a query has the settings of a page, or what it hides, and no more.

    Parameters
    ----------
    spec_type, view_type : type
        What the page runs, and what it looks at.
    query : mapping
        As of a link to it.
    """
    if set(query) == {HIDE}:
        check_hidden(query)
        return
    looked_at = field_names(view_type)
    run = {name: text for name, text in query.items() if name not in looked_at}
    if spec_type is NoExperiment:
        for name in run:
            raise SettingError("`{name}` is not a setting of this page.", name=name)
    else:
        spec_type.from_query(run)
    view = view_type()
    for name in (name for name in looked_at if name in query):  # in order: some need others
        try:
            value = parse_text(view_type, name, query[name])
            view = dataclasses.replace(view, **{name: value})
        except ValueError as problem:
            raise SettingError.of(sentence_of(problem).about(name=name)) from None


#: Page -> its elements that can be left out until a prediction is given, where anything is played.
ELEMENTS: Mapping[str, tuple[str, ...]] = {
    "integrate": (*INTEGRATE_METRICS, "note", "fit", "loss", "divergence", TABS),
    "dimensions": (*BOX_METRICS, "note", "map_network", "map_residual", "loss", "errors", TABS),
    "race": ("losses", "title", "fit", "podium", "work", "break_even"),
    "differentiate": ("bars", "numbers", "verdict", "losses", "dispersion", TABS),
    "waves": ("verdict", "profile", "note", "errors", "wavenumbers", "lanes"),
    "autopsy": ("verdict", "table", "divergence", "caption"),
}
_STILL = ("autopsy", "data")  # what moves there is no run of the lesson

#: Page -> what lessons may ask of it.
LESSON_PAGES: Mapping[str, LessonPage] = {
    page: LessonPage(
        partial(check_settings, *types), ELEMENTS.get(page, ()), is_played=page not in _STILL
    )
    for page, types in _SETTINGS.items()
}


@st.cache_resource(show_spinner=False)
def library() -> Library:
    """Return the lessons of this server: the program's, and those of the teacher's folder."""
    own = teachers_folder()
    return Library(LESSON_PAGES, built_in_folder(), *([own] if own else []))
