"""What is asked of a worker, and what is known already."""

from types import SimpleNamespace

import pytest
import streamlit as st

from nncore.comparisons.measured.answer import ColumnChoice
from nncore.specs import DataSpec
from pages.measured.asking import ask
from pages.measured.source import Source

TABLE = "t,v\n0,1\n1,2\n"


@pytest.fixture
def asked(monkeypatch):
    """Return the tables that a worker was asked about."""
    st.cache_resource.clear()  # what other tests have asked
    asked = []
    worker = SimpleNamespace(measured_answer=lambda content, choice, spec: asked.append(content))
    monkeypatch.setattr("pages.measured.asking.engine", lambda: worker)
    yield asked
    st.cache_resource.clear()


def test_a_worker_is_asked_once(asked):
    for _ in range(2):
        ask(Source.of(TABLE), ColumnChoice(), DataSpec())
    assert asked == [TABLE]


def test_other_data_columns_and_settings_are_other_questions(asked):
    source = Source.of(TABLE)
    for _ in range(2):
        ask(source, ColumnChoice(), DataSpec())
        ask(source, ColumnChoice("v", "t"), DataSpec())
        ask(source, ColumnChoice(), DataSpec(level=0.9))
        ask(Source.of(TABLE.encode()), ColumnChoice(), DataSpec())
    assert asked == [TABLE, TABLE, TABLE, TABLE.encode()]
