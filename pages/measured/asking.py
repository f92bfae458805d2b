"""What a worker has found in a table: the same table is asked about once, by all readers."""

import streamlit as st

from nncore.comparisons.measured.answer import Answer, ColumnChoice
from nncore.messages import marked
from nncore.specs import DataSpec
from pages.app.engine import engine

#: What is said meanwhile.
FITTING = marked("The table is read and fitted …")
# Of a million rows, an answer has 50 MB.
_MOST_KEPT = 12


@st.cache_resource(max_entries=_MOST_KEPT, show_spinner=False)
def _asked(content: bytes | str, choice: tuple[str, str, str], settings: str) -> Answer:
    spec = DataSpec.from_json(settings)
    return engine().measured_answer(content, ColumnChoice(*choice), spec)


def ask(content: bytes | str, choice: ColumnChoice, spec: DataSpec) -> Answer:
    """Return what a table says with these columns and settings.

    Raises
    ------
    ValueError
        If it is no table of measurements.
    RuntimeError
        If no worker answers in time.
    """
    return _asked(content, (choice.x, choice.y, choice.sigma), spec.to_json())
