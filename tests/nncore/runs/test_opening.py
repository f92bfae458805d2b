"""Where the database is, and what is said when it does not do what it should."""

import contextlib
import os
import re
import socket
import sqlite3
from pathlib import Path

import platformdirs
import pytest
from platformdirs.macos import MacOS
from platformdirs.unix import Unix
from platformdirs.windows import Windows
from sqlalchemy import create_engine, event, make_url, text

from nncore.runs import HistoryError, default_path, open_history, opening
from nncore.runs.opening import VARIABLE, database_url
from tests.nncore.runs.records import record

LINUX = ("linux", Unix)
MACOS = ("darwin", MacOS)
WINDOWS = ("win32", Windows)


@pytest.fixture
def on(monkeypatch, tmp_path):
    """Be on another system, with a home and nothing but these variables."""

    def be(system, **variables):
        for name in ("XDG_DATA_HOME", "LOCALAPPDATA", "WIN_PD_OVERRIDE_LOCAL_APPDATA", VARIABLE):
            monkeypatch.delenv(name, raising=False)
        for name, value in {"HOME": str(tmp_path), **variables}.items():
            monkeypatch.setenv(name, value)
        platform, folders = system
        monkeypatch.setattr(opening.sys, "platform", platform)
        monkeypatch.setattr(platformdirs, "PlatformDirs", folders)
        monkeypatch.setattr(
            "platformdirs.windows._RESOLVE_WIN_FOLDER", lambda _: f"{tmp_path}/AppData/Local"
        )

    return be


@pytest.mark.parametrize(
    ("system", "variables", "expected"),
    [
        (LINUX, {"XDG_DATA_HOME": "/data"}, "/data"),
        (LINUX, {}, "{home}/.local/share"),
        (LINUX, {"XDG_DATA_HOME": "data"}, "{home}/.local/share"),
        (MACOS, {}, "{home}/Library/Application Support"),
        (MACOS, {"XDG_DATA_HOME": "/data"}, "/data"),
        (WINDOWS, {}, "{home}/AppData/Local"),
        (WINDOWS, {"LOCALAPPDATA": "/local"}, "{home}/AppData/Local"),
    ],
)
def test_the_file_is_where_the_system_wants_it(on, tmp_path, system, variables, expected):
    on(system, **variables)
    folder = Path(expected.format(home=tmp_path))
    assert default_path() == folder / "neural-calculus-lab" / "runs.sqlite3"


@pytest.mark.parametrize(
    ("system", "variables", "earlier"),
    [
        (LINUX, {"XDG_DATA_HOME": "{home}/data"}, "data"),
        (LINUX, {}, ".local/share"),
        (LINUX, {"XDG_DATA_HOME": "data"}, ".local/share"),
        (MACOS, {}, "Library/Application Support"),
        (MACOS, {"XDG_DATA_HOME": "{home}/data"}, "Library/Application Support"),
        (WINDOWS, {"LOCALAPPDATA": "{home}/local"}, "local"),
        (WINDOWS, {}, "AppData/Local"),
    ],
)
def test_a_history_of_version_0_1_is_found_and_opened(on, tmp_path, system, variables, earlier):
    kept = tmp_path / earlier / "neural-calculus-lab" / "runs.sqlite3"
    with open_history(kept) as history:
        history.keep(record())
    on(system, **{name: value.format(home=tmp_path) for name, value in variables.items()})
    assert default_path() == kept
    with open_history() as history:
        assert history.count() == 1


def test_a_history_at_the_new_place_comes_first(on, tmp_path):
    on(MACOS, XDG_DATA_HOME=str(tmp_path / "data"))
    open_history().close()
    open_history(
        tmp_path / "Library" / "Application Support" / "neural-calculus-lab" / "runs.sqlite3"
    ).close()
    assert default_path() == tmp_path / "data" / "neural-calculus-lab" / "runs.sqlite3"


def test_without_a_home_a_path_is_asked_for(monkeypatch):
    def no_home(*_, **__):
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(opening, "user_data_path", no_home)
    with pytest.raises(HistoryError, match="There is no home folder .*: set NNCORE_DATABASE"):
        default_path()


def test_the_environment_names_another_database(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv(VARIABLE, raising=False)
    with open_history() as history:
        history.keep(record())
    assert (tmp_path / "data" / "neural-calculus-lab" / "runs.sqlite3").exists()
    monkeypatch.setenv(VARIABLE, str(tmp_path / "a folder" / "100 %.db"))
    with open_history() as history:
        assert history.count() == 0
    assert (tmp_path / "a folder" / "100 %.db").exists()


def test_urls_are_understood():
    for text_ in ("postgres://u:p@h/d", "postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"):
        assert database_url(text_) == make_url("postgresql+psycopg://u:p@h/d")
    assert database_url("~/x.db").database == str(Path("~/x.db").expanduser())
    assert database_url("x.db").database == os.path.abspath("x.db")
    assert database_url("sqlite:////tmp/x.db").database == "/tmp/x.db"


@pytest.mark.parametrize(
    "url",
    [
        *("mysql://u:geheim@h/d", "sqlite://", "sqlite:///:memory:", "nonsense://", "h@://geheim"),
        *("~nobody-has-this-name/runs.sqlite3", "sqlite:////tmp/geheim.db?timeout=abc"),
    ],
)
def test_other_urls_are_refused(url):
    with pytest.raises(HistoryError, match="NNCORE_DATABASE must be the path of a file") as told:
        open_history(url)
    assert "geheim" not in str(told.value)


def test_opening_again_finds_what_was_kept(url):
    kept = record()
    with open_history(url) as history:
        history.keep(kept)
    with open_history(url) as history:
        assert history.get(kept.key) == kept


def test_an_engine_of_somebody_else_serves_too(url):
    engine = create_engine(database_url(url))
    with engine.begin() as connection:
        connection.execute(text("SELECT 1"))
    with open_history(engine) as history:
        kept = record()
        history.keep(kept)
        assert history.delete(kept.key) == 1
        with history.reading() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM run_contents").scalar() == 0


def test_sqlite_reads_while_somebody_writes(sqlite_url):
    with open_history(sqlite_url, patience=0.0) as history:
        history.keep(record())
        with history.writing() as connection:
            connection.execute(text("UPDATE runs SET name = 'changed'"))
            assert [run.name for run in history.find()] == [""]
        assert [run.name for run in history.find()] == ["changed"]


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


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(HistoryError, match="The folder .* cannot be made: name another one"):
        open_history(tmp_path / "file" / "runs.sqlite3")


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(HistoryError, match="cannot be opened: check that its folder exists"):
        open_history(tmp_path)


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
