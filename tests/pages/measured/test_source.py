"""Which data are looked at, from the state of a tab."""

from types import SimpleNamespace

import pytest
import streamlit as st

from nncore.exports.table_link import packed
from nncore.samples.examples import EXAMPLES
from nncore.specs import DataSpec
from pages.measured.source import content_of, go_back, is_forgotten, is_right, take, take_example
from pages.measured.view import OWN, DataView
from pages.settings.form import Form

TABLE = "t,v\n0,1\n1,2\n"


@pytest.fixture
def form(monkeypatch):
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr("pages.settings.form.address", SimpleNamespace(new_query=lambda: {}))
    return Form("data", DataSpec, DataView, {}, {}, {})


def test_first_there_is_an_example(form):
    assert content_of(form) == EXAMPLES["cart"].table and not is_forgotten(form)


def test_data_of_ones_own_are_as_they_were_given(form):
    take(form, TABLE.encode("utf-16"))
    assert content_of(form) == TABLE.encode("utf-16") and form.view.table == packed(TABLE)
    st.session_state["data:own"] = None  # another tab opens the link
    assert content_of(form) == TABLE and not is_forgotten(form)


def test_what_was_looked_at_before_comes_back_once(form):
    take(form, TABLE)
    is_right(form)
    form.change_view(a=0.25, x="t")
    take(form, b"no table")
    assert form.view.x == "" and form.view.a is None
    assert go_back(form) and content_of(form) == TABLE
    assert (form.view.x, form.view.a, form.view.example) == ("t", 0.25, OWN)
    assert not go_back(form)


def test_large_data_are_of_this_tab_alone(form):
    large = "".join(f"{i},{i * i * 7919 % 10007}\n" for i in range(3_000))
    take(form, large)
    assert form.view.table == "" and content_of(form) == large and not is_forgotten(form)
    st.session_state["data:own"] = None
    assert is_forgotten(form) and content_of(form) == EXAMPLES["cart"].table


def test_an_example_takes_their_place(form):
    take(form, TABLE)
    take_example(form, "fall")
    assert content_of(form) == EXAMPLES["fall"].table and form.view.table == ""
