"""The integral itself is learned on the command line, beside that of the trained network."""

import csv
import json

import numpy as np
import pytest

from nncore import BoxSpec, learn_integral
from nncore.command_line import box_learning, main
from nncore.exports import network_from_json

SHORT = ["--hidden", "12", "--samples", "300", "--max-iterations", "10", "--optimum", "none"]
ARGUMENTS = [
    *("integrate", "exp(-x1*x2)*cos(4*x3)", "--box", "0", "1", "0", "2"),
    *("--parameters", "x3", "--at", "0.25", *SHORT, "--database", "none"),
]
LEARNED = [*ARGUMENTS, "--learn-integral", "60"]


def as_json(capsys, arguments, code=0):
    assert main([*arguments, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def test_the_learned_integral_is_that_of_the_library_and_nearer(capsys, tmp_path):
    found = as_json(capsys, [*LEARNED, "--export", str(tmp_path)])
    learned, spec = found["learned"], BoxSpec.from_json(json.dumps(found["spec"]))
    assert [point["theta"] for point in learned["points"]] == [{"x3": 0.5}, {"x3": 0.25}]
    for before, after in zip(found["points"], learned["points"], strict=True):
        assert after["exact"] == before["exact"]
        assert after["nni_error"] < 0.1 * before["nni_error"]
        assert after["nni_error"] <= after["error_estimate"]
    assert learned["n_theta"] == 60 and learned["n_evaluations"] > 60 * 16
    read = {path.name.split("-", 1)[1]: path for path in tmp_path.iterdir()}
    network, learned_network = (
        network_from_json(next(p for n, p in read.items() if n.endswith(end)).read_text())
        for end in (f"projection-{_digest(read)}-network.json", "-learned-network.json")
    )
    *_, last = learn_integral(spec, network, n_theta=60)
    np.testing.assert_allclose(last.network.output_weights, learned_network.output_weights, 1e-6)
    (table,) = (path for name, path in read.items() if name.endswith("-learned-integrals.csv"))
    rows = list(csv.DictReader(table.read_text().splitlines()))
    assert [float(row["NNI"]) for row in rows] == [one["nni"] for one in learned["points"]]


def _digest(read):
    return next(name for name in read if name.endswith(".bib")).removesuffix(".bib")[-8:]


def test_the_table_says_what_it_took(capsys):
    assert main(LEARNED) == 0
    printed = capsys.readouterr()
    assert "learned after the training, from " in printed.err
    assert "60 values of the parameters, " in printed.out
    assert printed.out.count("0.25 ") >= 2  # before, and learned


def test_without_the_option_nothing_is_learned(capsys):
    assert as_json(capsys, ARGUMENTS)["learned"] is None


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("0", "`learn_integral` must be at least 1, got 0"),
        ("-5", "`learn_integral` must be at least 1, got -5"),
        ("2.5", "`learn_integral` must be a whole number, got '2.5'"),
        ("many", "`learn_integral` must be a whole number, got 'many'"),
        ("1000000000", "`learn_integral` must be at most 1,000,000"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_trains_nothing(capsys, value, sentence):
    assert main([*ARGUMENTS, "--learn-integral", value]) == 2
    printed = capsys.readouterr()
    assert sentence in printed.err and printed.err.count("\n") == 1 and printed.out == ""


def test_an_integrand_that_takes_too_many_evaluations_trains_nothing(capsys):
    arguments = ["integrate", "abs(x1-x3)+x2", "--parameters", "x3", *SHORT, "--database", "none"]
    assert main([*arguments, "--learn-integral", "100000"]) == 2
    printed = capsys.readouterr()
    assert "evaluations for a relative error of 1e-06" in printed.err and printed.out == ""


def test_without_parameters_there_is_nothing_to_learn(capsys):
    arguments = ["integrate", "x1*x2", *SHORT, "--learn-integral", "9", "--database", "none"]
    assert main(arguments) == 2
    assert "`parameters` must name an input that is not integrated" in capsys.readouterr().err


def test_ctrl_c_leaves_what_was_trained(capsys, monkeypatch):
    def interrupted(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(box_learning, "train_here", interrupted)
    found = as_json(capsys, [*LEARNED, "--optimum", "both"], code=130)
    assert found["learned"] is None and np.isfinite(found["points"][0]["nni"])
