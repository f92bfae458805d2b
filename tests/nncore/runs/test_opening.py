"""Where the database of runs is, and how it is opened."""

import os
from pathlib import Path

import platformdirs
import pytest
from platformdirs.macos import MacOS
from platformdirs.unix import Unix
from platformdirs.windows import Windows
from sqlalchemy import create_engine, make_url, text

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
        for name in ("XDG_DATA_HOME", "LOCALAPPDATA", VARIABLE):
            monkeypatch.delenv(name, raising=False)
        for name, value in {"HOME": str(tmp_path), **variables}.items():
            monkeypatch.setenv(name, value)
        platform, folders = system
        monkeypatch.setattr(opening.sys, "platform", platform)
        monkeypatch.setattr(platformdirs, "PlatformDirs", folders)
        monkeypatch.setattr(
            "platformdirs.windows.get_win_folder", lambda _: f"{tmp_path}/AppData/Local"
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


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(HistoryError, match="The folder .* cannot be made: name another one"):
        open_history(tmp_path / "file" / "runs.sqlite3")


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(HistoryError, match="cannot be opened: check that its folder exists"):
        open_history(tmp_path)
