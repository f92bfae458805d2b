"""What a worker has found in a table: the same table is asked about once, by all readers."""

from operator import attrgetter

import streamlit as st

from nncore.comparisons.measured.answer import Answer, ColumnChoice
from nncore.messages import marked
from nncore.specs import DataSpec
from pages.app.engine import engine
from pages.measured.source import Source

#: What is said meanwhile.
FITTING = marked("The table is read and fitted …")
# Of a million rows, an answer has 50 MB.
_MOST_KEPT = 12
# Seconds: what nobody looks at any more is forgotten.
_KEPT_FOR = 600


@st.cache_resource(
    max_entries=_MOST_KEPT,
    ttl=_KEPT_FOR,
    show_spinner=False,
    hash_funcs={Source: attrgetter("digest")},
)
def _asked(source: Source, choice: tuple[str, str, str], settings: str) -> Answer:
    spec = DataSpec.from_json(settings)
    return engine().measured_answer(source.content, ColumnChoice(*choice), spec)


def ask(source: Source, choice: ColumnChoice, spec: DataSpec) -> Answer:
    """Return what a table says with these columns and settings.

    Raises
    ------
    ValueError
        If it is no table of measurements.
    RuntimeError
        If no worker answers in time.
    """
    return _asked(source, (choice.x, choice.y, choice.sigma), spec.to_json())
