"""What is asked of a worker, and for how long its answer is known."""

from types import SimpleNamespace

import pytest
import streamlit as st

from nncore.comparisons.measured.answer import ColumnChoice
from nncore.specs import DataSpec
from pages.measured.asking import ask
from pages.measured.source import Source

TABLE = "t,v\n0,1\n1,2\n"


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr("streamlit.runtime.caching.cache_utils.TTLCACHE_TIMER", clock)
    st.cache_resource.clear()  # caches of other tests have the true clock
    yield clock
    st.cache_resource.clear()


@pytest.fixture
def asked(monkeypatch):
    """Return the tables that a worker was asked about."""
    asked = []
    worker = SimpleNamespace(measured_answer=lambda content, choice, spec: asked.append(content))
    monkeypatch.setattr("pages.measured.asking.engine", lambda: worker)
    return asked


def test_a_worker_is_asked_once_and_again_when_some_minutes_have_passed(clock, asked):
    question = Source.of(TABLE), ColumnChoice(), DataSpec()
    ask(*question)
    clock.now = 300.0
    ask(*question)
    assert asked == [TABLE]
    clock.now = 601.0
    ask(*question)
    assert asked == [TABLE, TABLE]


def test_other_data_columns_and_settings_are_other_questions(clock, asked):
    source = Source.of(TABLE)
    for _ in range(2):
        ask(source, ColumnChoice(), DataSpec())
        ask(source, ColumnChoice("v", "t"), DataSpec())
        ask(source, ColumnChoice(), DataSpec(level=0.9))
        ask(Source.of(TABLE.encode()), ColumnChoice(), DataSpec())
    assert asked == [TABLE, TABLE, TABLE, TABLE.encode()]
