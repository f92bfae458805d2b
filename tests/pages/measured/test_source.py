"""Which data are looked at, from the state of a tab."""

from types import SimpleNamespace

import pytest
import streamlit as st

from nncore.exports.table_link import LARGEST_TABLE, packed
from nncore.samples.examples import EXAMPLES
from nncore.specs import DataSpec
from pages.measured.source import (
    Source,
    go_back,
    is_forgotten,
    is_right,
    source_of,
    take,
    take_example,
)
from pages.measured.view import OWN, DataView
from pages.settings.form import Form

TABLE = "t,v\n0,1\n1,2\n"


@pytest.fixture
def form(monkeypatch):
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr("pages.settings.form.address", SimpleNamespace(new_query=lambda: {}))
    return Form("data", DataSpec, DataView, {}, {}, {})


def test_first_there_is_an_example(form):
    assert source_of(form).content == EXAMPLES["cart"].table and not is_forgotten(form)


def test_data_of_ones_own_are_as_they_were_given(form):
    take(form, TABLE.encode("utf-16"))
    assert source_of(form).content == TABLE.encode("utf-16") and form.view.table == packed(TABLE)
    st.session_state["data:own"] = None  # another tab opens the link
    assert source_of(form).content == TABLE and not is_forgotten(form)


def test_what_was_looked_at_before_comes_back_once(form):
    take(form, TABLE)
    is_right(form)
    form.change_view(a=0.25, x="t")
    take(form, b"no table")
    assert form.view.x == "" and form.view.a is None
    assert go_back(form) and source_of(form).content == TABLE
    assert (form.view.x, form.view.a, form.view.example) == ("t", 0.25, OWN)
    assert not go_back(form)


def test_large_data_are_of_this_tab_alone(form):
    large = "".join(f"{i},{i * i * 7919 % 10007}\n" for i in range(3_000))
    take(form, large)
    assert form.view.table == "" and source_of(form).content == large and not is_forgotten(form)
    st.session_state["data:own"] = None
    assert is_forgotten(form) and source_of(form).content == EXAMPLES["cart"].table


def test_what_is_too_large_for_a_link_is_not_decoded(form, monkeypatch):
    decoded = []
    monkeypatch.setattr("pages.measured.source.file_text", decoded.append)
    take(form, b"1,2\n" * (LARGEST_TABLE // 4 + 1))
    assert not decoded and form.view.table == ""


def test_large_data_are_not_kept_beside_those_that_take_their_place(form):
    take(form, TABLE)
    take(form, b"1,2\n" * 2_200_000)
    take(form, b"no table")
    assert not go_back(form) and source_of(form).content == b"no table"


def test_data_are_told_apart_and_hashed_once(form):
    take(form, TABLE)
    assert source_of(form) is source_of(form) == Source.of(TABLE)
    sources = [Source.of(content) for content in (TABLE, TABLE.encode(), f"{TABLE}2,3\n", "\ud800")]
    assert len({source.digest for source in sources}) == len(sources)


def test_an_example_takes_their_place(form):
    take(form, TABLE)
    take_example(form, "fall")
    assert source_of(form).content == EXAMPLES["fall"].table and form.view.table == ""
