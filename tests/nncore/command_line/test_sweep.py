"""The command that runs a sweep, on a scheduler of others and on a cluster of its own."""

import json
import os
import re
import signal
import threading

import pytest

from nncore import SweepSpec
from nncore.command_line import main
from nncore.runs import SweepState, open_history
from tests.nncore.engine.processes import Processes
from tests.nncore.engine.waiting import until

STUDY = """
title = "A study of widths"
kind = "integration"

[base]
integrand = "runge"
n_samples = {n_samples}
max_iterations = {iterations}
tolerance = 0.0

[vary]
n_hidden = [3, 5, 8]
seed = {{ from = 0, to = {last_seed}, step = 1 }}
"""


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """One worker for all the tests that need no cluster of their own."""
    processes = Processes(tmp_path_factory.mktemp("scheduler"))
    try:
        processes.start_worker()
        yield ["--scheduler", processes.address]
    finally:
        processes.close()


@pytest.fixture
def study(tmp_path):
    def write(n_samples=100, iterations=5, last_seed=1):
        path = tmp_path / "study.toml"
        path.write_text(
            STUDY.format(n_samples=n_samples, iterations=iterations, last_seed=last_seed)
        )
        return str(path)

    return write


def sweeps_in(database):
    with open_history(database) as history:
        return history.sweeps()


@pytest.mark.slow
def test_a_study_is_run_once(capsys, database, study, scheduler):
    arguments = ["sweep", study(), *scheduler, "--database", database]
    assert main([*arguments, "--json"]) == 0
    printed = capsys.readouterr()
    found = json.loads(printed.out)
    assert printed.err == ""
    sweep = SweepSpec.from_json(json.dumps(found["sweep"]))
    assert [cell["cell"] for cell in found["cells"]] == [0, 1, 2, 3, 4, 5]
    assert [cell["settings"] for cell in found["cells"]] == [sweep.settings(j) for j in range(6)]
    assert all(cell["status"] == "finished" for cell in found["cells"])
    with open_history(database) as history:
        for cell in found["cells"]:
            record = history.get(cell["key"])
            assert record.spec == sweep.cell(cell["cell"])
            assert record.outcome.loss == cell["loss"]
            assert record.outcome.integral_error == cell["integral_error"]
    # The same study again shows what is kept; with --again it is a new one.
    assert main([*arguments, "--top", "2"]) == 0
    printed = capsys.readouterr()
    assert "was run before" in printed.err
    heads, *lines = printed.out.splitlines()
    assert heads.split()[:4] == ["trial", "n_hidden", "seed", "integral_error"]
    best = sorted(found["cells"], key=lambda cell: cell["integral_error"])[:2]
    assert [int(line.split()[0]) for line in lines] == [cell["cell"] for cell in best]
    assert len(sweeps_in(database)) == 1
    assert main([*arguments, "--again"]) == 0
    assert [sweep.state for sweep in sweeps_in(database)] == [SweepState.FINISHED] * 2


def interrupt_after(database, n_cells):
    """Send this process Ctrl-C as soon as so many cells are kept."""

    def wait():
        until(lambda: os.path.exists(database), "the history")
        with open_history(database) as history:
            until(lambda: any(s.n_done >= n_cells for s in history.sweeps()), "some cells")
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    return thread


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="needs signals between processes")
def test_ctrl_c_and_the_same_command_go_on(capsys, database, study):
    arguments = ["sweep", study(2000, 40, 9), "--workers", "1", "--database", database]
    thread = interrupt_after(database, 3)
    assert main(arguments) == 130
    thread.join()
    assert "the same command goes on from here" in capsys.readouterr().err
    (summary,) = sweeps_in(database)
    assert summary.state is SweepState.WAITING
    assert 3 <= summary.n_done < 30
    before = summary.n_done
    assert main(arguments) == 0
    assert f"Going on with the {before} of 30 trials" in capsys.readouterr().err
    (summary,) = sweeps_in(database)
    assert (summary.state, summary.n_done) == (SweepState.FINISHED, 30)
    with open_history(database) as history:
        assert history.count() == 30  # none twice


@pytest.mark.slow
def test_without_a_database_the_results_are_printed(
    capsys, monkeypatch, tmp_path, study, scheduler
):
    (tmp_path / "notes.txt").write_text("no database\n" * 100)
    monkeypatch.setenv("NNCORE_DATABASE", str(tmp_path / "notes.txt"))
    assert main(["sweep", study(), *scheduler, "--json"]) == 0
    printed = capsys.readouterr()
    assert len(json.loads(printed.out)["cells"]) == 6
    assert printed.err.count("\n") == 1 and "Nothing is being kept." in printed.err


@pytest.mark.slow
def test_impossible_cells_are_counted_and_the_rest_goes_on(capsys, tmp_path, database, scheduler):
    path = tmp_path / "study.toml"
    path.write_text(
        '[base]\nintegrand = "runge"\nmax_iterations = 2\nn_samples = 1000\n'
        '[vary]\nnodes = ["gauss-legendre", "chebyshev"]\nn_samples = [200, 20_000]\n'
        "n_hidden = [2]\n"
    )
    code = main(["sweep", str(path), "--yes", *scheduler, "--database", database, "--json"])
    printed = capsys.readouterr()
    assert code == 0, printed.err
    cells = json.loads(printed.out)["cells"]
    assert [cell["status"] for cell in cells].count("failed") == 1
    (failed,) = [cell for cell in cells if cell["status"] == "failed"]
    assert failed["settings"] == {
        "nodes": "gauss-legendre",
        "n_samples": 20_000,
        "n_hidden": 2,
    }
    assert "`n_samples` must be at most" in failed["reason"] and failed["key"] is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x = ", "is not valid TOML"),
        ("[base]\nn_hiden = 3", "`n_hiden`"),
        ('[vary]\nwidth = "1, 2"', "`width`"),
        ("[vary]\nseed = { from = 0, to = 2_000_000, step = 1 }", "1,000,000"),
        ("title = 3", "`title`"),
    ],
)
def test_a_bad_study_is_refused_in_a_sentence(capsys, tmp_path, text, sentence):
    path = tmp_path / "study.toml"
    path.write_text(text)
    assert main(["sweep", str(path), "--database", "none"]) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"{path}: ") and sentence in err
    assert err.count("\n") == 1


def test_a_file_that_is_no_text(capsys, tmp_path):
    path = tmp_path / "study.toml"
    path.write_bytes(b"\xff\xfe\x00")
    assert main(["sweep", str(path), "--database", "none"]) == 2
    assert capsys.readouterr().err == f"{path} is not a text file in UTF-8.\n"


def test_a_large_study_is_not_begun_without_yes(capsys, tmp_path, database):
    path = tmp_path / "study.toml"
    path.write_text("[vary]\nseed = { from = 1, to = 500_000, step = 1 }\n")
    assert main(["sweep", str(path), "--database", database]) == 2
    assert "500,000 trials" in (err := capsys.readouterr().err) and "add --yes" in err
    assert re.search(r"500,000 trials, about \d+ (min|h|days) of compute time: ", err)
    assert sweeps_in(database) == []


@pytest.mark.parametrize(
    "named", ["foo://x", "{here}/no/runs.db", "postgresql://u:p@127.0.0.1:1/d"]
)
def test_a_database_that_was_named_must_be_usable(capsys, monkeypatch, tmp_path, study, named):
    monkeypatch.setattr("nncore.engine.Engine", lambda *_, **__: pytest.fail("it was begun"))
    assert main(["sweep", study(), "--database", named.format(here=tmp_path)]) == 2
    printed = capsys.readouterr()
    assert printed.out == "" and printed.err.count("\n") == 1
    assert "`--database`" in printed.err and "NNCORE_DATABASE" not in printed.err
    assert not (tmp_path / "no").exists()


@pytest.mark.slow
def test_no_table_is_begun_before_there_is_a_row(capsys, study, monkeypatch):
    monkeypatch.setattr("nncore.engine.connection.CONNECT_SECONDS", 1.0)
    nobody = ["--scheduler", "tcp://127.0.0.1:1", "--database", "none"]
    assert main(["sweep", study(), *nobody]) == 2
    printed = capsys.readouterr()
    assert printed.out == "" and printed.err.count("\n") == 1
    assert "127.0.0.1:1" in printed.err


@pytest.mark.parametrize("option", ["--top", "--workers"])
def test_numbers_are_checked_first(capsys, study, option):
    assert main(["sweep", study(), option, "0"]) == 2
    assert capsys.readouterr().err == f"`{option[2:]}` must be at least 1, got 0.\n"
