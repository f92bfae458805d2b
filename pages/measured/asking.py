"""What a worker has found in a table: the same table is asked about once, by all readers."""

import streamlit as st

from nncore.comparisons.measured.answer import Answer, ColumnChoice
from nncore.messages import marked
from nncore.specs import DataSpec
from pages.app.engine import engine
from pages.measured.answers import Answers
from pages.measured.source import Source

#: What is said meanwhile.
FITTING = marked("The table is read and fitted …")
# Of a million rows, an answer has 50 MB.
_MOST_KEPT = 12
# Seconds after which what nobody looks at any more is forgotten.
_KEPT_FOR = 600.0


@st.cache_resource(show_spinner=False)
def _answers() -> Answers[Answer]:
    return Answers(_MOST_KEPT, _KEPT_FOR)


def ask(source: Source, choice: ColumnChoice, spec: DataSpec) -> Answer:
    """Return what a table says with these columns and settings.

    Raises
    ------
    ValueError
        If it is no table of measurements.
    RuntimeError
        If no worker answers in time.
    """
    question = source.digest, choice, spec.to_json()
    worker = engine()
    return _answers().of(question, lambda: worker.measured_answer(source.content, choice, spec))
