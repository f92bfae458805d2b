"""The command that learns a stencil, called in this process."""

import json
from contextlib import contextmanager

import numpy as np
import pytest

import nncore
from nncore.command_line import main
from tests.nncore.command_line.cases import STENCIL, runs_in


@pytest.mark.slow
def test_a_stencil(capsys, database):
    # So few updates cannot reach the optimum: the exit code and a sentence say so.
    assert main([*STENCIL, "--json", "--name", "mine", "--database", database]) == 1
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert "12 updates move a weight times Δx^1 by about 0.012 at most" in found["shortfall"]
    assert found["shortfall"] in said.err
    (record,) = runs_in(database)
    assert record.name == "mine" and record.spec.offsets == (-1, 0, 1)
    assert found["coefficients"]["learned"] == list(record.coefficients)
    assert found["coefficients"]["taylor"] == [-0.5, 0.0, 0.5]
    optimum = nncore.optimal_stencil(record.spec)
    assert found["coefficients"]["optimum"] == optimum.tolist()
    assert found["weight_error"] == np.max(np.abs(np.array(record.coefficients) - optimum))
    assert main([*STENCIL, "--database", "none"]) == 1
    last = capsys.readouterr().out.splitlines()[-1].split()
    assert last[:2] == ["+1", repr(record.coefficients[2])]


@pytest.mark.slow
@pytest.mark.parametrize("derivative_order", ["1", "2"])
def test_what_has_reached_its_optimum_says_nothing(capsys, derivative_order):
    arguments = ["--offsets", "-2", "-1", "0", "1", "2", "--derivative-order", derivative_order]
    assert main(["stencil", *arguments, "--database", "none", "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["shortfall"] is None and said.err == ""


def test_what_is_refused_leaves_no_folder(capsys, tmp_path):
    folder = tmp_path / "new" / "folder"
    for refused in (["--fields", "3"], ["--name", 999 * "x"], ["--constraint", "9"]):
        assert main(["stencil", *refused, "--export", str(folder), "--database", "none"]) == 2
        assert list(tmp_path.iterdir()) == []
    assert capsys.readouterr().err.count("\n") == 3


def test_a_folder_that_cannot_be_made_is_refused_before_the_training(capsys, tmp_path):
    (tmp_path / "file").write_text("")
    folder = tmp_path / "file" / "folder"
    assert main([*STENCIL, "--export", str(folder), "--database", "none"]) == 2
    assert "file" in capsys.readouterr().err


def test_ctrl_c_ends_it_while_the_fields_are_made(monkeypatch, capsys):
    """After the first block of them, of which there are some 30."""
    blocks = []

    @contextmanager
    def interrupting():
        def show(done, total, text):
            blocks.append(done / total)
            raise KeyboardInterrupt

        yield show

    monkeypatch.setattr("nncore.command_line.training.progress_bar", interrupting)
    arguments = ["--fields", "4000", "--noise", "0.1", "--batch-size", "32"]
    assert main(["stencil", *arguments, "--database", "none"]) == 130
    assert len(blocks) == 1 and blocks[0] < 0.1
    assert capsys.readouterr().out == ""
