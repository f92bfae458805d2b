"""The program as a shell starts it: Ctrl-C, a pipe that closes, a terminal."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import nncore
from nncore.command_line import main

ROOT = Path(__file__).resolve().parents[3]
LONG = ["log", "--hidden", "40", "--samples", "4000", "--tolerance", "0"]
SHORT = ["log", "--hidden", "3", "--samples", "40", "--max-iterations", "3"]


def start(arguments, **streams):
    return subprocess.Popen([sys.executable, "-m", "nncore", *arguments], cwd=ROOT, **streams)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_ctrl_c_on_a_terminal(capsys, tmp_path):
    """The bar is on the terminal, the result in the pipe; what was reached is in the database."""
    controller, terminal = os.openpty()
    database = str(tmp_path / "runs.sqlite3")
    arguments = ["integrate", *LONG, "--max-iterations", "100000", "--json"]
    process = start(
        [*arguments, "--database", database],
        stdout=subprocess.PIPE,
        stderr=terminal,
        text=True,
        env={**os.environ, "TERM": "xterm"},
    )
    seen = b""
    while not re.search(rb"iteration \d+/100000, loss", seen):
        seen += os.read(controller, 1000)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=120)
    os.close(terminal)
    os.close(controller)
    assert process.returncode == 130
    found = json.loads(out)
    assert found["status"] == "stopped"
    assert main(["history", "--json", "--database", database]) == 0
    (kept,) = json.loads(capsys.readouterr().out)
    assert (kept["key"], kept["status"]) == (found["key"], "stopped")
    assert kept["iterations"] == found["iterations"]


@pytest.mark.slow
def test_a_reader_that_has_seen_enough(tmp_path):
    process = start(
        ["integrate", *SHORT, "--database", "none"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.close()
    with process.stderr:
        assert process.stderr.read() == b""
    assert process.wait(timeout=120) == 0


@pytest.mark.slow
def test_a_terminal_that_lacks_letters(tmp_path):
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    process = start(
        ["integrate", *SHORT, "--database", str(tmp_path / "ü.txt"), "--name", "π²"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )
    out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, b"")
    assert b"NNI" in out


@pytest.mark.slow
def test_the_default_database_is_the_apps(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("NNCORE_DATABASE", str(tmp_path / "app.sqlite3"))
    assert main(["integrate", *SHORT]) == 0
    capsys.readouterr()
    assert main(["history", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 1
    assert (tmp_path / "app.sqlite3").exists()


@pytest.mark.slow
def test_an_error_has_no_traceback():
    process = start(["integrate", "1/", "0", "1"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = process.communicate(timeout=120)
    assert (process.returncode, out) == (2, b"")
    assert err.count(b"\n") == 1 and b"Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "The following arguments are required: COMMAND; see python -m nncore --help."),
        (["derive"], "Argument COMMAND: invalid choice: 'derive'"),
        (["integrate"], "The following arguments are required: integrand"),
        (["integrate", "import os"], "`import` is not known"),
        (["integrate", "1/x", "-1", "1"], "`1/x` is not integrable at x = 0"),
        (["integrate", "rungee", "0", "1"], "`rungee` is not known; did you mean `runge`?"),
        (["integrate", "log", "1", "-1"], "`log` is not a real number at x = -0.5"),
        (["integrate", "x", "1", "1e300"], "`upper` must be at most 1e+80, got 1e+300."),
        (["integrate", "log", "px"], "`lower` must be a number such as 0.5, pi/2 or oo, got 'px'."),
        (["integrate", "log", "--points", "1"], "`n_points` must be at least"),
        (["integrate", "log", "--intervals", "3"], "`intervals` must be pairs"),
        (["integrate", "log", "--name", "a\nb"], "`name` must be one line"),
        (["integrate", "log", "--export", "/dev/null/x"], "/dev/null/x: Not a directory."),
        (["stencil", "--offsets", "0", "0"], "`offsets`"),
        (["stencil", "--offsets", "a"], "`offsets` must be whole numbers"),
        (["stencil", "--trainer", "lbfgs"], "`trainer` must be one of the Keras optimizers"),
        (["history", "--limit", "0"], "`limit` must be from 1"),
        (["history", "--database", "none"], "`database` must name a database"),
        (["history", "--database", "/nowhere/x.db"], "There is no database at /nowhere/x.db: "),
        (["history", "--database", "foo://x"], "`--database` must be the path of a file"),
        (["sweep", "/nowhere.toml"], "/nowhere.toml cannot be read: No such file or directory."),
    ],
)
def test_errors_are_one_sentence_and_code_2(capsys, monkeypatch, tmp_path, arguments, sentence):
    monkeypatch.setenv("NNCORE_DATABASE", str(tmp_path / "runs.sqlite3"))
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(sentence)
    assert printed.err.count("\n") == 1


@pytest.mark.parametrize(
    ("called", "name"),
    [
        ("/opt/bin/nncore", "nncore"),
        ("nncore.exe", "nncore"),
        ("/opt/bin/lab", "lab"),
        ("/opt/nncore/__main__.py", f"{Path(sys.executable).name} -m nncore"),
    ],
)
def test_the_program_has_the_name_by_which_it_was_called(capsys, monkeypatch, called, name):
    monkeypatch.setattr(sys, "argv", [called, "--help"])
    assert main() == 0
    assert capsys.readouterr().out.startswith(f"usage: {name} [-h]")
    monkeypatch.setattr(sys, "argv", [called])
    assert main() == 2
    assert capsys.readouterr().err.endswith(f"; see {name} --help.\n")


def test_help_and_version_end_with_code_0(capsys):
    assert main(["--version"]) == 0
    assert f"nncore {nncore.__version__}" in capsys.readouterr().out
    assert main(["stencil", "--help"]) == 0
    assert "--offsets" in capsys.readouterr().out
    assert main(["integrate", "--help"]) == 0
    out = " ".join(capsys.readouterr().out.replace("-\n", "-").split())
    assert "a name of the catalogue: log, " in out and "three-peaks;" in out.replace("- ", "-")
