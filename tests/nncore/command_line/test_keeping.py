"""Runs are kept where that was asked for, and a command goes on where it was not."""

import json

import pytest

from nncore.command_line import main, training
from tests.nncore.command_line.cases import FORMULA, SHORT


def test_without_a_database_the_run_goes_on(capsys, monkeypatch, tmp_path):
    (tmp_path / "notes.txt").write_text("no database\n" * 100)
    monkeypatch.setenv("NNCORE_DATABASE", str(tmp_path / "notes.txt"))
    assert main(["integrate", *FORMULA, *SHORT, "--json"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["key"] is None
    assert printed.err.count("\n") == 1
    assert "is not a database of runs" in printed.err
    assert printed.err.endswith("Nothing is being kept.\n")


@pytest.fixture
def no_training(monkeypatch):
    def train(spec):
        pytest.fail("it was trained")

    monkeypatch.setattr(training, "train", train)


@pytest.mark.parametrize("command", [["integrate", "log"], ["stencil"]])
@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ("foo://secret", "`--database` must be the path of a file, `sqlite:///file` or "),
        (
            "postgresql://me:secret@127.0.0.1:1/runs",
            "`--database` cannot be used. The database runs at 127.0.0.1:1 cannot be reached: ",
        ),
        ("{here}/notes.txt", "`--database` cannot be used. {here}/notes.txt is not a database"),
        ("{here}/no/runs.db", "The folder {here}/no of `--database` does not exist: make it, "),
        ("sqlite:///{here}/no/runs.db", "The folder {here}/no of `--database` does not exist"),
        ("{here}", "`--database` cannot be used. The database {here} cannot be opened"),
    ],
)
def test_a_database_that_was_named_must_be_usable(
    capsys, tmp_path, no_training, command, named, sentence
):
    (tmp_path / "notes.txt").write_text("no database\n" * 100)
    assert main([*command, "--database", named.format(here=tmp_path)]) == 2
    printed = capsys.readouterr()
    assert printed.out == "" and printed.err.count("\n") == 1
    assert printed.err.startswith(sentence.format(here=tmp_path))
    assert "NNCORE_DATABASE" not in printed.err and "secret" not in printed.err
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_the_default_folder_is_made_silently(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("NNCORE_DATABASE", str(tmp_path / "new" / "runs.db"))
    assert main(["integrate", *FORMULA, *SHORT, "--json"]) == 0
    assert capsys.readouterr().err == ""
    assert main(["history"]) == 0
    assert "levenberg-marquardt" in capsys.readouterr().out


def test_a_database_that_fails_later_is_told(capsys, database, monkeypatch):
    from nncore.runs import HistoryError, RunHistory

    def fail(self, *records):
        raise HistoryError("The disk is full.")

    monkeypatch.setattr(RunHistory, "keep", fail)
    assert main(["integrate", *FORMULA, *SHORT, "--database", database, "--json"]) == 0
    printed = capsys.readouterr()
    assert printed.err == "The disk is full. This run is not being kept.\n"
    assert json.loads(printed.out)["key"] is None
