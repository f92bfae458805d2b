"""What can go wrong with a database: each is a sentence, on SQLite and on PostgreSQL."""

import contextlib
import re
import socket
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, make_url, text

from nncore.runs import HistoryError, open_history
from nncore.runs.opening import database_url
from tests.nncore.runs.records import record


def only_sentence(told, *secrets):
    """Return the sentence of an error, which tells nothing of the libraries or of a password."""
    sentence = str(told.value)
    for word in ("sqlalchemy", "sqlite3.", "psycopg", "SELECT", "[SQL", "http", *secrets):
        assert word.lower() not in sentence.lower()
    assert told.value.__suppress_context__
    assert "\n" not in sentence
    return sentence


def test_locked(sqlite_url):
    with open_history(sqlite_url, patience=0.05) as history:
        other = sqlite3.connect(make_url(sqlite_url).database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(HistoryError, match="is locked by another program") as told:
            history.keep(record())
        assert only_sentence(told) and told.value.is_passing
        assert history.find() == []  # reading goes on
        other.execute("COMMIT")
        other.close()
        history.keep(record())
        assert history.count() == 1


def test_locked_on_postgresql(fresh_schema):
    with open_history(fresh_schema, patience=0.05) as history:
        with history.engine.begin() as connection:
            connection.execute(text("LOCK TABLE runs IN ACCESS EXCLUSIVE MODE"))
            with pytest.raises(HistoryError, match="is locked by another program") as told:
                history.keep(record())
        assert only_sentence(told) and told.value.is_passing
        history.keep(record())
        assert history.count() == 1


def test_full(sqlite_url):
    with open_history(sqlite_url) as history:
        kept = record()
        history.keep(kept)

        def leave_no_room(connection, record_):
            connection.execute("PRAGMA max_page_count = 1")  # at least what it has

        event.listen(history.engine, "connect", leave_no_room)
        history.close()
        with pytest.raises(HistoryError, match="The disk of the database .* is full") as told:
            history.keep(*(record() for _ in range(300)))
        assert only_sentence(told) and told.value.is_passing
        assert history.get(kept.key) == kept and history.count() == 1


def test_full_on_postgresql(fresh_schema):
    with open_history(fresh_schema) as history:
        with history.engine.begin() as connection:
            connection.exec_driver_sql(
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
                "$$BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = 'disk_full'; END$$"
            )
            connection.exec_driver_sql(
                "CREATE TRIGGER full_disk BEFORE INSERT ON runs EXECUTE FUNCTION refuse()"
            )
        with pytest.raises(HistoryError, match="The disk of the database .* is full") as told:
            history.keep(record())
        assert only_sentence(told) and told.value.is_passing


def test_read_only(sqlite_url):
    kept = record()
    with open_history(sqlite_url) as history:
        history.keep(kept)
    path = make_url(sqlite_url).database
    with open_history(f"sqlite:///file:{path}?mode=ro&uri=true") as history:
        assert history.get(kept.key) == kept
        with pytest.raises(HistoryError, match="is read-only: allow writing to it") as told:
            history.keep(record())
    assert only_sentence(told)


def test_read_only_on_postgresql(fresh_schema):
    kept = record()
    with open_history(fresh_schema) as history:
        history.keep(kept)
    options = make_url(fresh_schema).query["options"]
    read_only = f"{options} -cdefault_transaction_read_only=on"
    url = make_url(fresh_schema).update_query_dict({"options": read_only})
    with open_history(url.render_as_string(hide_password=False)) as history:
        assert history.get(kept.key) == kept
        with pytest.raises(HistoryError, match="is read-only: allow writing to it") as told:
            history.keep(record())
    assert only_sentence(told)


def test_no_database(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("These are notes, and more than a hundred bytes of them. " * 20)
    before = path.read_bytes()
    with pytest.raises(HistoryError, match=f"{re.escape(str(path))} is not a database") as told:
        open_history(path)
    assert only_sentence(told) and not told.value.is_passing
    assert path.read_bytes() == before


def test_not_reachable():
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        url = f"postgresql://ana:geheim@127.0.0.1:{nobody.getsockname()[1]}/lab"
        with pytest.raises(HistoryError, match="lab at 127.0.0.1:.* cannot be reached") as told:
            open_history(url)
    assert only_sentence(told, "geheim", "ana:") and told.value.is_passing


def test_no_such_database_or_user(postgresql):
    url = make_url(postgresql)
    for wrong in (url.set(database="not_there"), url.set(username="nobody_knows")):
        with pytest.raises(HistoryError, match="cannot be reached: start it, or check") as told:
            open_history(wrong.render_as_string(hide_password=False))
        assert only_sentence(told, "nobody_knows")


def test_the_tables_of_another_program(url):
    engine = create_engine(database_url(url))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE runs (run_uuid VARCHAR(32))"))
    engine.dispose()
    with pytest.raises(HistoryError, match="has other tables than the program expects") as told:
        open_history(url)
    assert only_sentence(told) and not told.value.is_passing


def test_tables_that_vanish(history):
    history.keep(record())
    with history.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE runs RENAME TO gone")
    try:
        with pytest.raises(HistoryError, match="has other tables than the program expects") as told:
            history.find()
        assert only_sentence(told)
    finally:
        with history.writing() as connection:
            connection.exec_driver_sql("ALTER TABLE gone RENAME TO runs")


def test_a_damaged_file(sqlite_url):
    with open_history(sqlite_url) as history:
        history.keep(*(record() for _ in range(50)))
        history.close()
        with sqlite3.connect(make_url(sqlite_url).database) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        path = Path(make_url(sqlite_url).database)
        content = bytearray(path.read_bytes())
        content[4096 * 2 :] = b"\xff" * (len(content) - 4096 * 2)
        path.write_bytes(content)
        with pytest.raises(HistoryError, match="is damaged: put a copy of it") as told:
            history.find()
        assert only_sentence(told)


def test_too_many_connections_at_once(migrated):
    with open_history(migrated, patience=0.05) as history, contextlib.ExitStack() as held:
        for _ in range(15):
            held.enter_context(history.engine.connect())
        with pytest.raises(HistoryError, match="has no connection free") as told:
            history.count()
        assert only_sentence(told) and told.value.is_passing
