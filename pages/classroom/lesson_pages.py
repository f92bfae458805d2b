"""The pages on which there may be lessons, and what checks the settings that lessons give."""

import dataclasses
from collections.abc import Mapping
from functools import partial

import streamlit as st

from nncore.classroom import Library, built_in_folder, teachers_folder
from nncore.classroom.lesson_toml import LinkCheck
from nncore.messages import SettingError, marked, sentence_of
from nncore.options import field_names, parse_text
from nncore.specs import BoxSpec, DataSpec, IntegrationSpec, StencilSpec
from nncore.specs.settings import Settings
from nncore.specs.wave import WaveSpec
from pages.boxes.view import BoxView
from pages.equations.view import WaveView
from pages.integration.race_controls import RaceView
from pages.integration.view import IntegrationView
from pages.measured.view import DataView
from pages.notebooks.controls import AutopsyView, NoExperiment
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


#: Page -> what checks its settings.
LESSON_PAGES: Mapping[str, LinkCheck] = {
    page: partial(check_settings, *types) for page, types in _SETTINGS.items()
}


@st.cache_resource(show_spinner=False)
def library() -> Library:
    """Return the lessons of this server: the program's, and those of the teacher's folder."""
    own = teachers_folder()
    return Library(LESSON_PAGES, built_in_folder(), *([own] if own else []))
