"""The command that integrates, over boxes: its numbers, its words and its exit codes."""

import csv
import json
import math
import re

import numpy as np
import pytest

from nncore import BoxSpec, VariableProjection
from nncore.command_line import box_integral, main
from nncore.command_line.training import Trained
from nncore.comparisons.box_methods import compare_over_box
from nncore.comparisons.parameter_optimum import optimum, spec_near
from nncore.integrands import BOX_INTEGRANDS
from nncore.samples.box_nodes import BOX_NODES
from nncore.starts.initializers import BOX_INITIALIZERS
from nncore.trainers import TrainingStatus
from tests.nncore.command_line.cases import last_step, runs_in

FORMULA = "exp(-x1*x2)*cos(4*x3)"
SHORT = ["--hidden", "12", "--samples", "300", "--max-iterations", "15"]
WITH_PARAMETER = ["integrate", FORMULA, "--box", "0", "1", "0", "2", "--parameters", "x3", *SHORT]
SPEC = BoxSpec(
    FORMULA,
    3,
    lower=(0, 0, 0),
    upper=(1, 2, 1),
    parameters=(2,),
    n_hidden=12,
    n_samples=300,
    trainer=VariableProjection(max_iterations=15),
)
ROUNDING = 1e-12
KEPT_NOWHERE = ["--database", "none"]


def as_json(capsys, arguments, code=0):
    assert main([*arguments, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def test_json_has_the_numbers_of_the_library(capsys, database):
    arguments = [*WITH_PARAMETER, "--at", "0.25; 2", "--optimum", "none", "--database", database]
    found, network = as_json(capsys, arguments), last_step(SPEC).network
    compared = compare_over_box(SPEC, network, [[0.5], [0.25], [2.0]])
    assert BoxSpec.from_json(json.dumps(found["spec"])) == SPEC
    assert (found["integrated"], found["parameters"]) == (["x1", "x2"], ["x3"])
    points = found["points"]
    assert [point["theta"] for point in points] == [{"x3": 0.5}, {"x3": 0.25}, {"x3": 2.0}]
    assert [point["nni"] for point in points] == compared.nni.tolist()
    assert [point["gradient"]["x3"] for point in points] == compared.gradient[:, 0].tolist()
    assert [point["exact"] for point in points] == compared.known.values.tolist()
    assert [point["exact_method"] for point in points] == [*compared.known.methods]
    assert [point["nni_error"] for point in points] == compared.nni_error.tolist()
    assert [point["error_estimate"] for point in points] == compared.judged.estimate.tolist()
    assert [point["bound"] for point in points] == compared.judged.bound.tolist()
    assert [point["is_extrapolated"] for point in points] == [False, False, True]
    for point, one in zip(points, compared.cubature, strict=True):
        assert point["cubature"]["rule"] == "gk21"
        assert point["cubature"]["value"] == one.value
        assert point["cubature"]["n_evaluations"] == one.n_evaluations
    # One box alone is summed up in another order than three at once.
    assert found["integral"] == pytest.approx(points[0]["nni"], rel=ROUNDING)
    assert found["exact"] == points[0]["exact"] and found["optima"] == []
    assert found["integral_error"] == pytest.approx(points[0]["nni_error"], abs=ROUNDING)
    (record,) = runs_in(database)
    assert (record.key, record.spec, record.network) == (found["key"], SPEC, network)
    assert main(["history", "--database", database]) == 0
    assert f" {found['integral_error']:.3g} " in capsys.readouterr().out


def test_a_family_is_integrated_over_its_own_box(capsys):
    arguments = ["integrate", "genz-gaussian", "--inputs", "3", "--integrand-seed", "5"]
    found = as_json(capsys, [*arguments, "--difficulty", "2", *SHORT, *KEPT_NOWHERE])
    spec = BoxSpec.from_json(json.dumps(found["spec"]))
    assert (spec.n_inputs, spec.integrand_seed, spec.difficulty) == (3, 5, 2.0)
    (point,) = found["points"]
    assert point["exact"] == spec.integrand_in_x.integral([0, 0, 0], [1, 1, 1])
    assert (point["exact_method"], point["theta"]) == ("antiderivative", {})
    assert found["optima"] == []


def test_the_table_of_a_run_and_of_its_parameters(capsys):
    assert main([*WITH_PARAMETER, "--at", "0.25; 2", "--optimum", "none", *KEPT_NOWHERE]) == 0
    out = capsys.readouterr().out
    compared = compare_over_box(SPEC, last_step(SPEC).network, [[0.5], [0.25], [2.0]])
    assert re.search(
        r"^integrand +exp\(-x1\*x2\)\*cos\(4\*x3\) over \[0, 1\] x \[0, 2\]$", out, re.M
    )
    assert re.search(r"^parameters +x3 in \[0, 1\]; below at 0.5$", out, re.M)
    assert re.search(rf"^NNI +{float(compared.nni[0])!r}$", out, re.M)
    assert re.search(
        rf"^exact +{float(compared.known.values[0])!r} \(two methods agree to ", out, re.M
    )
    assert re.search(r"^estimated error +\S+, from 2,048 points of f$", out, re.M)
    assert re.search(rf"^gradient +{float(compared.gradient[0, 0])!r}$", out, re.M)
    one = compared.cubature[0]
    assert f"{one.value!r} (gk21, {one.n_evaluations:,} evaluations of f" in out
    inside, beyond = out.splitlines()[-2:]
    assert inside.split()[:2] == ["0.25", repr(float(compared.nni[1]))]
    assert beyond.endswith("beyond the trained limits") and not inside.endswith("limits")


def test_the_optima_are_those_of_the_library_with_both_values(capsys):
    found = as_json(capsys, [*WITH_PARAMETER, "--optimum", "minimum", *KEPT_NOWHERE])
    first, *again = found["optima"]
    expected = optimum(SPEC, last_step(SPEC).network)
    assert (first["theta"]["x3"], first["nni"]) == (expected.theta[0], expected.nni)
    assert first["cubature"]["value"] == expected.cubature.value
    assert first["difference"] == abs(first["nni"] - first["cubature"]["value"])
    assert first["is_verified"] == expected.is_verified and not first["is_near"]
    assert len(again) == (0 if expected.is_verified else 1)
    # cos(4 theta) is least at pi / 4.
    assert first["theta"]["x3"] == pytest.approx(math.pi / 4, abs=0.05)


def test_an_optimum_that_is_not_verified_is_found_again_by_a_network_near_it(capsys):
    # So hasty a network is a plane in x2, whose ends are farther off than its middle.
    arguments = ["integrate", "x1 + x2^2", "--box", "0", "1", "0", "4", "--parameters", "x2"]
    hasty = [*arguments, "--hidden", "1", "--samples", "200", "--max-iterations", "2"]
    assert main([*hasty, "--optimum", "maximum", "--json", *KEPT_NOWHERE]) == 0
    printed = capsys.readouterr()
    found = json.loads(printed.out)
    first, second = found["optima"]
    assert not first["is_verified"] and not first["is_near"] and second["is_near"]
    assert second["difference"] < first["difference"]
    assert "The maximum is not verified; a network is being trained near it." in printed.err
    spec = BoxSpec.from_json(json.dumps(found["spec"]))
    near = spec_near(spec, np.array([first["theta"]["x2"]]))
    assert second["nni"] == optimum(near, last_step(near).network, is_maximum=True).nni
    assert main([*hasty, "--optimum", "maximum", *KEPT_NOWHERE]) == 0
    rows = capsys.readouterr().out.splitlines()[-2:]
    assert "more than in the middle" in rows[0] and "trained near it" in rows[1]


def test_ctrl_c_in_the_second_training_keeps_what_there_is(capsys, monkeypatch):
    def interrupted(spec):
        step = last_step(spec)
        return Trained(step, None, True, (0.0, 0.0))

    monkeypatch.setattr(box_integral, "train_here", interrupted)
    arguments = ["integrate", "x1 + x2^2", "--box", "0", "1", "0", "4", "--parameters", "x2"]
    hasty = [*arguments, "--hidden", "1", "--samples", "200", "--max-iterations", "2"]
    found = as_json(capsys, [*hasty, *KEPT_NOWHERE], code=130)
    assert [one["is_near"] for one in found["optima"]] == [False, True, False]


def test_ctrl_c_before_the_first_step_of_the_second_training(capsys, monkeypatch):
    def interrupted(spec):
        raise KeyboardInterrupt

    monkeypatch.setattr(box_integral, "train_here", interrupted)
    arguments = ["integrate", "x1 + x2^2", "--box", "0", "1", "0", "4", "--parameters", "x2"]
    hasty = [*arguments, "--hidden", "1", "--samples", "200", "--max-iterations", "2"]
    found = as_json(capsys, [*hasty, *KEPT_NOWHERE], code=130)
    assert [one["is_near"] for one in found["optima"]] == [False, False]


def test_parameters_at_which_the_integrand_is_not_real_lose_no_run(capsys):
    arguments = ["integrate", "x1*sqrt(x2)", "--parameters", "x2", "--at", "-1", *SHORT]
    found = as_json(capsys, [*arguments, "--optimum", "none", *KEPT_NOWHERE])
    middle, beyond = found["points"]
    assert middle["exact"] == pytest.approx(0.5 * math.sqrt(0.5), rel=1e-12)
    assert beyond["exact"] is None and beyond["error_estimate"] is None
    assert beyond["is_extrapolated"] and beyond["exact_problem"] and beyond["nni"] is not None


def test_a_run_that_diverges_says_so(capsys):
    arguments = [
        "integrate",
        "x1*x2",
        "--trainer",
        "sgd",
        "--learning-rate",
        "1e6",
        "--epochs",
        "3",
    ]
    short = ["--hidden", "5", "--samples", "100", "--initializer", "glorot"]
    assert main([*arguments, "--inputs", "2", *short, *KEPT_NOWHERE, "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["status"] == TrainingStatus.DIVERGED.name.lower() and found["results_of"]


def test_everything_is_exported(capsys, tmp_path):
    folder = tmp_path / "results"
    arguments = [*WITH_PARAMETER, "--at", "0.1", "--optimum", "none", *KEPT_NOWHERE]
    assert main([*arguments, "--export", str(folder)]) == 0
    names = sorted(path.name.split("-")[-1].partition(".")[2] for path in folder.iterdir())
    assert names == ["bib", "csv", "csv", "ipynb", "json", "keras", "py", "txt"]
    (table,) = folder.glob("*integrals.csv")
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    assert [float(row["x3"]) for row in rows] == [0.5, 0.1]
    (script,) = folder.glob("*.py")
    compile(script.read_text(encoding="utf-8"), str(script), "exec")


def test_help_lists_the_options(capsys):
    assert main(["integrate", "--help"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    for option in ("--box", "--parameters", "--inputs", "--n-inputs", "--at", "--optimum"):
        assert option in out
    assert all(name in out for name in (*BOX_INITIALIZERS, *BOX_NODES, *BOX_INTEGRANDS))
