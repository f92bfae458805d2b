"""Your data: a table of measurements, integrated and differentiated, each with an error."""

import streamlit as st

from nncore.comparisons.measured.analysis import Analysis
from nncore.comparisons.measured.answer import Answer, ColumnChoice
from nncore.messages import Sentence, gettext, marked, sentence_of
from nncore.samples.examples import EXAMPLES
from pages.app.markdown import escaped
from pages.measured.asking import FITTING, ask
from pages.measured.contents import mended_text
from pages.measured.controls import column_and_fit_widgets, data_form
from pages.measured.limits import limits_of
from pages.measured.source import go_back, is_forgotten, is_right, source_of
from pages.measured.tabs import Looked, data_tabs
from pages.measured.view import DataForm
from pages.settings.problems import show_problems

TITLE = marked("Your data")
NONE_YET = marked(
    "There are no data of your own here: drop a file or paste columns. A link holds small tables "
    "only. Until then an example is shown."
)
KEPT = marked("What was looked at before is shown.")


def _answer(form: DataForm) -> Answer | None:
    """Ask a worker; data that are none give way to those before them, and the page says why."""
    view = form.view
    try:
        with st.spinner(gettext(FITTING)):
            found = ask(source_of(form), ColumnChoice(view.x, view.y, view.sigma), form.spec)
    except ValueError as problem:
        is_back = go_back(form)
        _refuse(problem, is_back=is_back)
        return _answer(form) if is_back else None
    except RuntimeError as problem:
        st.error(sentence_of(problem).said(), icon=":material/error:")
        return None
    # Where there are no other columns to choose from, the table itself is refused.
    if found.problem is not None and len(found.columns) == len(("x", "y")) and go_back(form):
        _refuse(found.problem, is_back=True)
        return _answer(form)
    is_right(form)
    return found


def _refuse(problem: ValueError | Sentence, *, is_back: bool) -> None:
    kept = f" {gettext(KEPT)}" if is_back else ""
    st.error(f"{escaped(str(problem))}{kept}", icon=":material/error:")


def _draw(form: DataForm, analysis: Analysis) -> None:
    example = EXAMPLES.get(form.view.example)
    mended = mended_text(analysis.data, has_means=analysis.drawn is not analysis.data)
    st.caption(f"{gettext(example.words)} {mended}" if example else mended)
    data_tabs(form, Looked(analysis, limits_of(form, analysis.data), example))


form = data_form()
st.title(gettext(TITLE), anchor=False)
with st.container():
    show_problems(form)
    if is_forgotten(form):
        st.info(gettext(NONE_YET), icon=":material/upload_file:")
found = _answer(form)
if found is not None:
    column_and_fit_widgets(form, found)
    if found.analysis is None:
        st.error(escaped(str(found.problem)), icon=":material/error:")
    else:
        _draw(form, found.analysis)
form.write_address()
