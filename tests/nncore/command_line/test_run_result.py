"""What is said of a run, whether it has diverged or not."""

import dataclasses
import json
import re

import pytest

import nncore
from nncore.command_line import main, training
from nncore.trainers import TrainingStatus
from tests.nncore.command_line.cases import FORMULA, SHORT, STENCIL


def test_a_run_that_diverges_says_which_network_is_judged_and_names_no_button(capsys):
    arguments = ["runge", "--trainer", "sgd", "--learning-rate", "1e6", "--epochs", "2"]
    main(["integrate", *arguments, "--samples", "200", "--hidden", "5"])
    said = capsys.readouterr().out
    assert "Diverged: the loss is no longer a finite number; lower the learning rate." in said
    judged = "the last network that was finite, the one at the start, before any training"
    assert re.search(rf"^results of +{judged}$", said, re.M) and "Reset" not in said
    for name in ("NNI", "NNI error"):
        assert re.search(rf"^{name}  .*\(of the network at the start\)$", said, re.M)


def test_a_run_that_goes_well_says_nothing_of_another_network(capsys):
    assert main(["integrate", *FORMULA, *SHORT, "--database", "none"]) == 0
    assert "finite" not in capsys.readouterr().out
    assert main(["integrate", *FORMULA, *SHORT, "--database", "none", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["results_of"] is None


def diverging(*positions, is_changed=False):
    """Return steps at these positions, of which the last one has diverged, as trainers do."""

    def train(spec):
        start = next(iter(nncore.train(spec)))
        other = dataclasses.replace(start.network, output_bias=2.0)
        for position in positions:
            yield dataclasses.replace(
                start,
                iteration=int(position),
                diagnostics={"epoch": position},
                network=other if is_changed and position == positions[-1] else start.network,
                status=TrainingStatus.DIVERGED if position == positions[-1] else start.status,
            )

    return train


@pytest.mark.parametrize(
    ("train", "judged"),
    [
        (diverging(0.0), "the network at the start, whose loss is not a finite number"),
        (
            diverging(0.0, 0.5),
            "the last network that was finite, the one at the start, before any training",
        ),
        (
            diverging(0.0, 1.0, 1.5, 1.75),
            "the last network that was finite, that of iteration 1.5",
        ),
        (
            diverging(0.0, 1.0, 1.5, is_changed=True),
            "the last network that was finite, one between iterations 1 and 1.5",
        ),
    ],
)
def test_which_network_is_judged_after_divergence(capsys, monkeypatch, train, judged):
    monkeypatch.setattr(training, "train", train)
    arguments = ["integrate", *FORMULA, "--intervals", "0 1", "--database", "none"]
    assert main([*arguments, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["results_of"] == judged
    assert main(arguments) == 1
    said = capsys.readouterr().out
    assert re.search(rf"^results of +{judged}$", said, re.M)
    remark = "of the network at the start" if "start" in judged else "of the last finite network"
    assert said.splitlines()[-1].endswith(f"  {remark}")
    assert re.search(rf"^NNI error .*\({remark}\)$", said, re.M)


@pytest.mark.slow
def test_a_stencil_that_diverges_says_which_one_is_printed(capsys):
    sgd = ["--trainer", "sgd", "--learning-rate", "1e30", "--clipnorm", "none"]
    assert main([*STENCIL, *sgd, "--database", "none"]) == 1
    assert "results of        the last stencil that was finite, " in capsys.readouterr().out
