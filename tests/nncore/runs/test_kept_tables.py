"""Tables of measurements that are kept: they come back whole, and within their bounds."""

import numpy as np
import pytest

from nncore.messages import SettingError
from nncore.runs import HistoryError, kept_tables, open_history

TABLE = "t / s;größe\n0,5;1\n1,5;2\n\ud800"


def test_a_table_comes_back_as_it_was_given(history, migrated):
    key = history.keep_table(TABLE, "a" * 64)
    assert history.kept_table(key) == TABLE and history.table_maker(key) == "a" * 64
    other = history.keep_table("t,v\n")
    assert (history.kept_table(other), history.table_maker(other)) == ("t,v\n", "")
    with open_history(migrated) as another_server:
        assert another_server.kept_table(key) == TABLE


def test_the_same_table_kept_twice_has_two_keys_and_each_is_deleted_alone(history):
    first, second = history.keep_table(TABLE), history.keep_table(TABLE)
    assert history.delete_table(first) and not history.delete_table(first)
    assert history.kept_table(second) == TABLE
    for ask in (history.kept_table, history.table_maker):
        with pytest.raises(HistoryError, match="measurements of this link are not kept here"):
            ask(first)


def test_a_table_that_is_too_large_is_refused(history):
    with pytest.raises(SettingError, match="The table has 33 MB, at most 32 MB are kept"):
        history.keep_table("0" * (33 * 2**20))
    largest = "1" * (32 * 2**20)
    assert history.kept_table(history.keep_table(largest)) == largest


def test_all_together_have_a_bound(history, monkeypatch):
    monkeypatch.setattr(kept_tables, "MOST_KEPT", 1)
    digits = "".join(map(str, np.random.default_rng(0).integers(0, 2**62, 80_000)))
    key = history.keep_table(digits)  # 1.5 MB of digits are 0.7 MB when they are packed
    with pytest.raises(SettingError, match="The tables that are kept take 1 MB already: delete"):
        history.keep_table(digits)
    history.delete_table(key)
    history.keep_table(digits)


def test_tables_are_listed_with_what_they_begin_with(history):
    keys = [
        history.keep_table(text, made_by * 64)
        for made_by, text in (("a", TABLE), ("b", "\n\nU,I\n" + "0,1\n" * 9_000), ("", "x" * 9_000))
    ]
    found = {one.key: one for one in history.tables()}
    assert [found[key].first_line for key in keys] == ["t / s;größe", "U,I", "x" * 200]
    assert [found[key].made_by[:1] for key in keys] == ["a", "b", ""]
    assert all(0 < one.n_bytes < 200 for one in found.values())
    created = [one.created for one in history.tables()]
    assert created == sorted(created, reverse=True)
    assert [one.key for one in history.tables(("a" * 64, "c" * 64))] == keys[:1]
    assert history.tables(()) == []


def test_several_are_deleted_at_once(history):
    keys = [history.keep_table(TABLE) for _ in range(3)]
    assert history.delete_table(*keys[:2]) and not history.delete_table(*keys[:2])
    assert [one.key for one in history.tables()] == keys[2:]
