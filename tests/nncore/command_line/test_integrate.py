"""The command that integrates, called in this process."""

import json
import math
import re

import numpy as np
import pytest

import nncore
from nncore import IntegrationSpec
from nncore.command_line import main
from nncore.trainers import TrainingStatus
from tests.nncore.command_line.cases import FORMULA, SHORT, SPEC, last_step, runs_in


def test_json_has_the_numbers_of_the_library(capsys, database):
    code = main(["integrate", *FORMULA, *SHORT, "--json", "--database", database])
    printed = capsys.readouterr()
    found, step = json.loads(printed.out), last_step(SPEC)
    assert code == 0 and printed.err == ""
    assert IntegrationSpec.from_json(json.dumps(found["spec"])) == SPEC
    assert (found["loss"], found["validation_loss"]) == (step.loss, step.validation_loss)
    assert (found["status"], found["iterations"]) == ("finished", 12)
    assert found["integral"] == step.network.integral(0, 5)
    assert found["exact"] == SPEC.function.integral(0, 5)
    (interval,) = found["intervals"]
    assert interval["nni"] == found["integral"]
    assert interval["sni"] == nncore.simpson(SPEC.function, 0, 5)
    assert interval["error_estimate"] == found["error_estimate"] > 0.0
    # The name of version 0.1 stays for programs that read it.
    assert interval["claimed_error"] == found["claimed_error"] == found["error_estimate"]
    (record,) = runs_in(database)
    assert (record.key, record.spec, record.network) == (found["key"], SPEC, step.network)
    assert record.outcome.loss == step.loss and len(record.curve) == 13


def test_the_table_of_a_run_and_of_its_intervals(capsys):
    listed = ["--intervals", "0 1; 4 7", "--points", "9", "--database", "none"]
    assert main(["integrate", *FORMULA, *SHORT, *listed]) == 0
    out = capsys.readouterr().out
    step = last_step(SPEC)
    assert re.search(rf"^NNI +{float(step.network.integral(0, 5))!r}$", out, re.M)
    assert re.search(rf"^exact +{SPEC.function.integral(0, 5)!r}\b", out, re.M)
    assert re.search(r"^SNI, 9 points +", out, re.M)
    first, second = out.splitlines()[-2:]
    # the same sum in another order: to a few units of the last digit
    assert float(first.split()[2]) == pytest.approx(step.network.integral(0, 1), rel=1e-13)
    assert repr(float(nncore.simpson(SPEC.function, 4, 7, 9))) in second
    assert second.endswith("beyond the training interval")
    assert not first.endswith("interval")


def test_a_formula_and_limits_that_begin_with_a_dash(capsys):
    arguments = ["-x^2", "-1", "-1e-1", "--hidden", "3", "--samples", "40", *SHORT]
    assert main(["integrate", *arguments, "--database", "none", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["exact"] == pytest.approx(-0.333, abs=1e-12)
    assert (found["spec"]["lower"], found["spec"]["upper"]) == (-1.0, -0.1)


@pytest.mark.parametrize(
    ("limits", "exact", "trained"),
    [
        (["1", "0"], -1 / 3, "from left to right; the reversed limits change the sign"),
        (["2", "2"], 0.0, "not at all; between equal limits every integral is 0"),
    ],
)
def test_limits_in_any_order(capsys, limits, exact, trained):
    arguments = ["x^2", *limits, "--hidden", "5", "--samples", "60", *SHORT, "--database", "none"]
    assert main(["integrate", *arguments]) == 0
    assert re.search(rf"^trained +{re.escape(trained)}$", capsys.readouterr().out, re.M)
    assert main(["integrate", *arguments, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["exact"] == pytest.approx(exact, abs=1e-15)
    assert found["integral_error"] == abs(found["integral"] - found["exact"])
    (interval,) = found["intervals"]
    assert [interval["a"], interval["b"]] == [float(limit) for limit in limits]


def test_between_equal_limits_nothing_is_trained_but_for_other_intervals(capsys, database):
    arguments = ["x^2", "2", "2", "--hidden", "5", "--samples", "60", *SHORT]
    assert main(["integrate", *arguments, "--database", database, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["iterations"], found["integral"], found["status"]) == (0, 0.0, "stopped")
    assert found["key"] is None
    arguments += ["--intervals", "1.6 2.4"]
    assert main(["integrate", *arguments, "--database", database]) == 0
    trained = "from 1.5 to 2.5; between equal limits every integral is 0"
    assert re.search(rf"^trained +{trained}$", capsys.readouterr().out, re.M)
    main(["history", "--json", "--database", database])
    assert len(json.loads(capsys.readouterr().out)) == 1


def test_points_that_missed_a_peak_are_said(capsys):
    arguments = ["1+1e6*exp(-(1e6*(x-0.31234))^2)", "0", "1", "--hidden", "3", "--samples", "40"]
    assert main(["integrate", *arguments, *SHORT, "--database", "none"]) == 0
    pattern = r"^estimated error +(\S+), raised to .* points missed something$"
    said = re.search(pattern, capsys.readouterr().out, re.M)
    assert said and float(said.group(1)) == pytest.approx(math.sqrt(math.pi), rel=1e-2)


def test_an_infinite_interval(capsys):
    arguments = ["exp(-x^2)", "-inf", "inf", "--hidden", "8", "--samples", "200", *SHORT]
    assert main(["integrate", *arguments, "--database", "none", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["exact"] == pytest.approx(np.sqrt(np.pi), rel=1e-12)
    assert found["integral_error"] < 0.1  # what these few iterations reach
    assert (found["spec"]["lower"], found["spec"]["upper"]) == ("-inf", "inf")


@pytest.mark.slow
def test_a_run_that_diverges_ends_with_code_1(capsys, database):
    sgd = ["--trainer", "sgd", "--learning-rate", "1e6", "--epochs", "50"]
    assert main(["integrate", *FORMULA, *sgd, "--database", database, "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["status"] == "diverged" and found["loss"] is None
    assert [record.outcome.status for record in runs_in(database)] == [TrainingStatus.DIVERGED]
