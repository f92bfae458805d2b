"""What is taken away from a run in several inputs."""

import csv
import io
import json
import math
import runpy
from urllib.parse import parse_qsl, urlsplit

import nbformat
import numpy as np
import pytest

import nncore
from nncore import BoxSpec, LevenbergMarquardt, OneHiddenNetwork
from nncore.comparisons.box_methods import compare_over_box
from nncore.exports import (
    box_csv,
    citation,
    file_name,
    jupyter_notebook,
    network_from_json,
    network_json,
    permalink,
    python_script,
    spec_source,
)
from nncore.exports.citations import PAPER_DOI
from nncore.exports.run_title import run_title

QUICK = {"n_samples": 200, "n_hidden": 6, "trainer": LevenbergMarquardt(max_iterations=5)}
FAMILY = BoxSpec("genz-gaussian", 3, difficulty=2.0, integrand_seed=4, **QUICK)
WITH_PARAMETERS = BoxSpec("exp(-x1*x2)*cos(x3)", 3, upper=(1, 2, 3), parameters=(2,), **QUICK)
SPECS = pytest.mark.parametrize("spec", [FAMILY, WITH_PARAMETERS], ids=["family", "parameters"])
NETWORK = OneHiddenNetwork(
    "sine", [[0.1, 1 / 3], [math.inf, -0.0]], [1e-300, math.nan], [5e-324, 1.0], math.pi
)


def printed(script, folder, capsys):
    path = folder / "run.py"
    path.write_text(script, encoding="utf-8")
    runpy.run_path(str(path))
    lines = (line.partition(": ") for line in capsys.readouterr().out.splitlines())
    return {name: value for name, _, value in lines}


def test_a_network_has_a_row_for_each_unit():
    text = network_json(NETWORK)
    values = json.loads(text, parse_constant=pytest.fail)
    assert values["hidden_weights"] == [[0.1, 1 / 3], ["Infinity", -0.0]]
    assert "sum_i hidden_weights[j][i] * x[i]" in values["formula"]
    back = network_from_json(text)
    assert back.hidden_weights.shape == (2, 2)
    np.testing.assert_array_equal(back.pack(), NETWORK.pack())
    assert math.copysign(1.0, back.hidden_weights[1, 1]) == -1.0


def test_one_input_in_rows_stays_in_rows():
    network = OneHiddenNetwork("tanh", [[1.0], [2.0]], [0, 0], [1, 1], 0)
    assert network_from_json(network_json(network)) == network
    assert network_from_json(network_json(network)).hidden_weights.shape == (2, 1)


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ([[1.0, 2.0], [1.0]], "`hidden_weights` must have rows of one length, got 1 to 2 numbers."),
        ([[1.0], 2.0], "`hidden_weights` must be a list of numbers, got 2.0"),
        ([[], []], "`hidden_weights` must have"),
        ([[1.0] * 9] * 2, "`hidden_weights` must have"),
        ([["1"], [1.0]], "`hidden_weights` must hold numbers, got '1'"),
        ([[1.0, 2.0]], "`hidden_biases` must have"),
    ],
)
def test_rows_that_are_none_are_refused(weights, sentence):
    values = {**json.loads(network_json(NETWORK)), "hidden_weights": weights}
    with pytest.raises(ValueError) as problem:
        network_from_json(json.dumps(values))
    assert sentence in str(problem.value)


@SPECS
def test_source_makes_the_very_spec(spec):
    assert eval(spec_source(spec), {"nncore": nncore}) == spec


@pytest.mark.parametrize("stopped_at", [None, 2])
@SPECS
def test_a_script_prints_the_numbers_of_the_run(tmp_path, capsys, spec, stopped_at):
    found = printed(python_script(spec, stopped_at=stopped_at), tmp_path, capsys)
    steps = list(nncore.train(spec))
    network = steps[stopped_at or -1].network
    compared = compare_over_box(spec, network)
    assert float(found["iterations"]) == (stopped_at or len(steps) - 1)
    assert float(found["NNI"]) == compared.nni[0]
    assert float(found["exact"]) == compared.known.values[0]
    assert found["error of exact, at most"].endswith(f"by {compared.known.methods[0]}")
    assert float(found["NNI error"]) == compared.nni_error[0]
    estimated = compared.judged
    words = found["estimated error"].split()
    assert (float(words[0]), int(words[2])) == (estimated.estimate[0], estimated.n_points[0])
    assert float(found["bound, by the same points"]) == estimated.bound[0]
    if spec.theta:
        assert found["parameters"] == "1.5"
        assert float(found["gradient"]) == compared.gradient[0, 0]


@SPECS
def test_a_notebook_runs_from_its_first_cell_to_its_last(capsys, spec):
    notebook = nbformat.reads(jupyter_notebook(spec).decode("utf-8"), as_version=4)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    names = {}
    for cell in code[:-1]:
        exec(cell, names)
    assert "NNI: " in capsys.readouterr().out
    # The last cell is a chart, which the notebook shows because nothing takes it.
    exec(code[-1].replace("go.Figure(", "figure = go.Figure("), names)
    f, network = names["figure"].data
    assert f.name == "f" and len(f.x) == len(network.y) == 401
    np.testing.assert_array_equal((f.x[0], f.x[-1]), (0.0, 1.0))
    middle = 0.5 * np.add(spec.box.lower, spec.box.upper)
    assert f.y[200] == pytest.approx(spec.integrand_in_x(middle), rel=1e-14)
    assert network.y[200] == pytest.approx(names["step"].network(middle), rel=1e-12)


def test_the_head_of_a_notebook_shows_which_inputs_are_integrated():
    head = nbformat.reads(jupyter_notebook(WITH_PARAMETERS).decode(), as_version=4).cells[0].source
    assert r"\int_{0}^{1}\!\int_{0}^{2} " in head
    assert r"\,dx_1\,dx_2$$" in head


def test_titles_name_the_box_and_the_parameters():
    assert run_title(FAMILY) == (
        "the integral of genz-gaussian over [0, 1]^3 by 6 logistic units and Levenberg-Marquardt"
    )
    assert run_title(WITH_PARAMETERS) == (
        "the integral of exp(-x1*x2)*cos(x3) over [0, 1] x [0, 2], with x3 in [0, 3], by 6 "
        "logistic units and Levenberg-Marquardt"
    )


def test_files_have_names_of_their_own():
    name = file_name(FAMILY, ".json")
    assert name.startswith("nni-genz-gaussian-3-inputs-6-logistic-levenberg-marquardt-")
    assert name != file_name(WITH_PARAMETERS, ".json")


def test_the_paper_is_cited():
    cited = citation(FAMILY)
    assert PAPER_DOI in cited.text and PAPER_DOI in cited.bibtex
    assert "genz-gaussian" in cited.text and "seed 0" in cited.text


def test_its_link_opens_the_page_of_many_dimensions():
    link = permalink(FAMILY, "http://host:8501/explore")
    assert link.startswith("http://host:8501/dimensions?")
    assert BoxSpec.from_query(dict(parse_qsl(urlsplit(link).query))) == FAMILY
    assert link in python_script(FAMILY, link=link)


def test_the_table_has_a_row_for_each_value_of_the_parameters():
    *_, step = nncore.train(WITH_PARAMETERS)
    compared = compare_over_box(WITH_PARAMETERS, step.network, [[0.5], [4.0]])
    rows = list(csv.DictReader(io.StringIO(box_csv(WITH_PARAMETERS, compared))))
    assert [float(row["x3"]) for row in rows] == [0.5, 4.0]
    assert [float(row["NNI"]) for row in rows] == compared.nni.tolist()
    assert [float(row["dNNI/dx3"]) for row in rows] == compared.gradient[:, 0].tolist()
    assert [row["beyond the trained parameters"] for row in rows] == ["false", "true"]
    assert [int(row["evaluations of f by cubature"]) for row in rows] == [
        one.n_evaluations for one in compared.cubature
    ]


def test_the_table_of_a_spec_without_parameters_has_one_row():
    *_, step = nncore.train(FAMILY)
    (row,) = csv.DictReader(io.StringIO(box_csv(FAMILY, compare_over_box(FAMILY, step.network))))
    assert float(row["exact"]) == FAMILY.integrand_in_x.integral([0] * 3, [1] * 3)
    assert row["how exact is known"] == "antiderivative" and row["errors are proved"] == "true"
