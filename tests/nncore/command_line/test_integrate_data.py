"""The command that integrates a table, called in this process."""

import json

import numpy as np
import pytest

import nncore
from nncore.command_line import main

ROWS = 30


@pytest.fixture
def table(tmp_path):
    """A table of x, y and standard errors, with one value missing."""
    rng = np.random.default_rng(0)
    x = np.linspace(0.1, 4.9, ROWS)
    y = 2.0 + np.sin(x) + 0.05 * rng.standard_normal(ROWS)
    lines = [f"{a:.6f},{b:.6f},0.05" for a, b in zip(x, y, strict=True)]
    path = tmp_path / "table.csv"
    path.write_text("\n".join(["t / s,v (m/s),sigma", *lines, "4.95,,0.05"]))
    return str(path)


def fit_to(table, *columns, **settings):
    data = nncore.MeasuredData(*np.loadtxt(table, delimiter=",", skiprows=1, max_rows=ROWS).T)
    data = data if len(columns) == 3 else nncore.MeasuredData(data.x, data.y)
    return nncore.fit_data(data, nncore.DataSpec(**settings))


def found_by(capsys, *arguments):
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("columns", [("t", "v"), ("1", "2", "3")])
def test_the_integral_is_the_fit_s(capsys, table, columns):
    limits = ["--from", "0", "--to", "3 + 2"]
    found = found_by(capsys, "integrate-data", table, "--columns", *columns, *limits)
    fit = fit_to(table, *columns)
    value, error = fit.integral(0.0, 5.0)
    assert found["value"] == pytest.approx(value, rel=1e-12)
    assert found["standard_error"] == pytest.approx(error, rel=1e-9)
    assert found["interval"] == pytest.approx(list(fit.interval(0.0, 5.0)), rel=1e-9)
    assert abs(value - (11.0 - np.cos(5.0))) < 4.0 * error
    assert found["x"] == {"label": "t", "unit": "s"} and found["y"]["unit"] == "m/s"
    assert found["n_readings"] == ROWS and "1 row without a value" in found["remarks"][0]
    assert found["assumptions"] == [str(sentence) for sentence in fit.assumptions]


def test_columns_and_limits_have_defaults(capsys, table):
    found = found_by(capsys, "integrate-data", table)
    assert (found["a"], found["b"]) == (0.1, 4.9) and not found["is_extrapolated"]
    assert any("are taken as known" in sentence for sentence in found["assumptions"])


def test_settings_of_the_spec_are_options(capsys, table):
    options = ["--noise", "student", "--level", "0.9", "--hidden", "8", "16", "--no-trust-sigma"]
    found = found_by(capsys, "integrate-data", table, *options)
    spec = nncore.DataSpec(noise="student", level=0.9, n_hidden=(8, 16), trust_sigma=False)
    assert nncore.DataSpec.from_json(json.dumps(found["spec"])) == spec


def test_people_read_value_error_unit_and_assumptions(capsys, table):
    assert main(["integrate-data", table, "--columns", "t", "v", "--from", "0"]) == 0
    said = capsys.readouterr().out
    (line,) = [line for line in said.splitlines() if line.startswith("integral from 0 to 4.9")]
    value, error = fit_to(table, "t", "v").integral(0.0, 4.9)
    assert 0.01 < error < 0.0945 and line.endswith(f"  {value:.3f} ± {error:.3f} m")
    assert "beyond the measurements, where the curve is a guess" in said
    assert "with probability 0.95" in said and "1 row without a value left out." in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--columns", "t"], "`--columns` must be two columns"),
        (["--columns", "t", "w"], "There is no column “w”"),
        (["--from", "-9"], "`--from` is -9, too far beyond the measurements"),
        (["--to", "99"], "`--to` is 99, too far beyond the measurements"),
        (["--to", "x"], "`--to` must be a number"),
        (["--noise", "white"], "`noise` must be one of normal, huber, student"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(capsys, table, arguments, words):
    assert main(["integrate-data", table, *arguments]) == 2
    said = capsys.readouterr()
    assert words in said.err and said.err.count("\n") == 1 and not said.out


def test_a_file_that_is_not_there_is_refused(capsys, tmp_path):
    assert main(["integrate-data", str(tmp_path / "no.csv")]) == 2
    assert "no.csv" in capsys.readouterr().err
