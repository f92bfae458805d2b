"""The command that differentiates a table, called in this process."""

import json

import numpy as np
import pytest

import nncore
from nncore.command_line import main


@pytest.fixture
def table(tmp_path):
    x = np.linspace(0.0, 3.0, 25)
    y = x**2 + 0.01 * np.random.default_rng(0).standard_normal(25)
    path = tmp_path / "table.txt"
    np.savetxt(path, np.column_stack([x, y]))
    return str(path)


def fit_to(table):
    return nncore.fit_data(nncore.MeasuredData(*np.loadtxt(table).T))


@pytest.mark.parametrize(
    ("arguments", "points"),
    [
        (["--at", "-0.5", "1", "pi/2"], [-0.5, 1.0, np.pi / 2]),
        (["--from", "1", "--to", "2", "--points", "3"], [1.0, 1.5, 2.0]),
        ([], np.linspace(0.0, 3.0, 11)),
    ],
)
def test_the_derivative_is_the_fit_s(capsys, table, arguments, points):
    assert main(["differentiate-data", table, "--json", *arguments]) == 0
    found = json.loads(capsys.readouterr().out)
    np.testing.assert_allclose(found["at"], points, rtol=1e-15)
    fit = fit_to(table)
    slopes, errors = fit.derivative(points)
    low, high = fit.derivative_interval(points)
    for name, expected in (("value", slopes), ("standard_error", errors)):
        np.testing.assert_allclose(found[name], expected, rtol=1e-9)
    np.testing.assert_allclose([found["low"], found["high"]], [low, high], rtol=1e-9)
    np.testing.assert_array_less(np.abs(slopes - 2.0 * np.asarray(points)), 5.0 * errors)


def test_people_read_a_table(capsys, table):
    assert main(["differentiate-data", table, "--points", "4"]) == 0
    lines = capsys.readouterr().out.splitlines()
    head = next(i for i, line in enumerate(lines) if "derivative" in line)
    rows = [line.split() for line in lines[head + 1 : head + 5]]
    assert [float(row[0]) for row in rows] == [0.0, 1.0, 2.0, 3.0]
    assert all(len(row) == 6 for row in rows)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--points", "0"], "`--points` must be from 1 to 100,000, got 0."),
        (["--at", "9"], "`x` is 9, too far beyond the measurements"),
        (["--at", "y"], "`--at` must be a number"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(capsys, table, arguments, words):
    assert main(["differentiate-data", table, *arguments]) == 2
    assert words in capsys.readouterr().err
