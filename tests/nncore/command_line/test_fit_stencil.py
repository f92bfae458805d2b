"""The command that fits a stencil to measured fields, called in this process."""

import json

import numpy as np
import pytest

from nncore.command_line import main
from nncore.stencils.fields import grid, random_fields
from nncore.stencils.measured_fields import MeasuredFields, fit_stencil

GRID = grid(-2.0, 2.0, 0.01)
FIELDS = random_fields(80, GRID, 20, np.random.default_rng(0))


@pytest.fixture
def files(tmp_path):
    for name, values in (("u", FIELDS.values()), ("du", FIELDS.derivative())):
        np.save(tmp_path / f"{name}.npy", values)
    np.savetxt(tmp_path / "u.csv", FIELDS.values(), delimiter=",", fmt="%.17g")
    return tmp_path


@pytest.mark.parametrize("name", ["u.npy", "u.csv"])
def test_the_stencil_is_that_of_the_function(capsys, files, name):
    arguments = ["fit-stencil", str(files / name), "--derivatives", str(files / "du.npy"), "--json"]
    assert main(arguments) == 0
    found = json.loads(capsys.readouterr().out)
    expected = fit_stencil(MeasuredFields(FIELDS.values(), FIELDS.derivative(), 0.01), (-1, 0, 1))
    assert found["coefficients"]["fitted"] == pytest.approx(expected.coefficients.tolist())
    assert found["validation_loss"] == pytest.approx(expected.validation_loss)
    # The second notebook's waves, of which the optimum is ±0.519.
    assert found["coefficients"]["fitted"] == pytest.approx([-0.519, 0.0, 0.519], abs=0.01)


def test_the_derivative_may_come_from_a_formula(capsys, tmp_path):
    x = 0.5 + 0.02 * np.arange(101)
    noise = 1e-3 * np.random.default_rng(0).normal(size=(30, 101))
    np.save(tmp_path / "u.npy", np.exp(-x) * np.sin(3 * x) + noise)
    arguments = ["fit-stencil", str(tmp_path / "u.npy"), "--field", "exp(-x)*sin(3*x)"]
    arguments += ["--spacing", "0.02", "--lower", "0.5", "--offsets", "-2", "-1", "0", "1", "2"]
    assert main(arguments) == 0
    out = capsys.readouterr().out
    assert "30 of 101 points each" in out and "Taylor" in out and out.count("\n") > 9


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["no.npy", "--derivatives", "du.npy"], "holds no array of numbers"),
        (["u.npy", "--derivatives", "short.npy"], "`derivatives` must have the shape (80, 400)"),
        (["u.npy", "--field", "1/x"], "1/x"),
        (["u.npy"], "--derivatives --field"),
        (["u.npy", "--derivatives", "du.npy", "--offsets", "-0.5", "0.5"], "must be whole"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(capsys, files, monkeypatch, arguments, words):
    monkeypatch.chdir(files)
    np.save("short.npy", FIELDS.derivative()[:3])
    assert main(["fit-stencil", *arguments]) == 2
    assert words in capsys.readouterr().err
