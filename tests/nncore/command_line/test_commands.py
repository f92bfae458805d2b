"""The commands that train one network, called in this process."""

import dataclasses
import json
import re
import signal

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

import nncore
from nncore import IntegrationSpec, LevenbergMarquardt
from nncore.command_line import main, training
from nncore.command_line.printing import status_text
from nncore.exports import network_from_json
from nncore.runs import open_history
from nncore.trainers import TrainingStatus

FORMULA = ["exp(-x)*sin(3*x)", "0", "5", "--hidden", "10", "--samples", "300"]
SHORT = ["--max-iterations", "12"]
SPEC = IntegrationSpec(
    integrand="exp(-x)*sin(3*x)",
    lower=0.0,
    upper=5.0,
    n_hidden=10,
    n_samples=300,
    trainer=LevenbergMarquardt(max_iterations=12),
)
STENCIL = [
    "stencil",
    "--offsets",
    "-1",
    "0",
    "1",
    "--fields",
    "200",
    "--epochs",
    "3",
    "--batch-size",
    "32",
]


@pytest.fixture
def database(tmp_path):
    return str(tmp_path / "runs.sqlite3")


def last_step(spec):
    with threadpool_limits(1):
        *_, step = nncore.train(spec)
    return step


def runs_in(database):
    with open_history(database) as history:
        return [history.get(summary.key) for summary in history.find()]


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
    assert interval["claimed_error"] == found["claimed_error"]
    (record,) = runs_in(database)
    assert (record.key, record.spec, record.network) == (found["key"], SPEC, step.network)
    assert record.outcome.loss == step.loss and len(record.curve) == 13


def test_the_table_of_a_run_and_of_its_intervals(capsys):
    listed = ["--intervals", "0 1; 4 7", "--points", "9", "--database", "none"]
    assert main(["integrate", *FORMULA, *SHORT, *listed]) == 0
    out = capsys.readouterr().out
    step = last_step(SPEC)
    assert re.search(rf"^NNI +{float(step.network.integral(0, 5))!r}$", out, re.M)
    assert re.search(rf"^exact +{SPEC.function.integral(0, 5)!r}$", out, re.M)
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


def test_an_infinite_interval(capsys):
    arguments = ["exp(-x^2)", "-inf", "inf", "--hidden", "8", "--samples", "200", *SHORT]
    assert main(["integrate", *arguments, "--database", "none", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["exact"] == pytest.approx(np.sqrt(np.pi), rel=1e-12)
    assert found["integral_error"] < 0.1  # what these few iterations reach
    assert (found["spec"]["lower"], found["spec"]["upper"]) == ("-inf", "inf")


@pytest.mark.slow
def test_a_stencil(capsys, database):
    assert main([*STENCIL, "--json", "--name", "mine", "--database", database]) == 0
    found = json.loads(capsys.readouterr().out)
    (record,) = runs_in(database)
    assert record.name == "mine" and record.spec.offsets == (-1, 0, 1)
    assert found["coefficients"]["learned"] == list(record.coefficients)
    assert found["coefficients"]["taylor"] == [-0.5, 0.0, 0.5]
    optimum = nncore.optimal_stencil(record.spec)
    assert found["coefficients"]["optimum"] == optimum.tolist()
    assert found["weight_error"] == np.max(np.abs(np.array(record.coefficients) - optimum))
    assert main([*STENCIL, "--database", "none"]) == 0
    last = capsys.readouterr().out.splitlines()[-1].split()
    assert last[:2] == ["+1", repr(record.coefficients[2])]


@pytest.mark.slow
def test_a_run_that_diverges_ends_with_code_1(capsys, database):
    sgd = ["--trainer", "sgd", "--learning-rate", "1e6", "--epochs", "50"]
    assert main(["integrate", *FORMULA, *sgd, "--database", database, "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["status"] == "diverged" and found["loss"] is None
    assert [record.outcome.status for record in runs_in(database)] == [TrainingStatus.DIVERGED]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "The following arguments are required: COMMAND; see python -m nncore --help."),
        (["derive"], "Argument COMMAND: invalid choice: 'derive'"),
        (["integrate"], "The following arguments are required: integrand"),
        (["integrate", "import os"], "`import` is not known"),
        (["integrate", "1/x", "-1", "1"], "`1/x` is infinite or too large at x = 0"),
        (["integrate", "rungee", "0", "1"], "`rungee` is not known; did you mean `runge`?"),
        (["integrate", "log", "1", "0"], "`lower` must be less than `upper`"),
        (["integrate", "log", "pi"], "`lower` must be a number, got 'pi'."),
        (["integrate", "log", "--points", "1"], "`n_points` must be at least"),
        (["integrate", "log", "--intervals", "3"], "`intervals` must be pairs"),
        (["integrate", "log", "--name", "a\nb"], "`name` must be one line"),
        (["integrate", "log", "--export", "/dev/null/x"], "/dev/null/x: Not a directory."),
        (["stencil", "--offsets", "0", "0"], "`offsets`"),
        (["stencil", "--offsets", "a"], "`offsets` must be whole numbers"),
        (["stencil", "--trainer", "lbfgs"], "`trainer` must be one of the Keras optimizers"),
        (["history", "--limit", "0"], "`limit` must be from 1"),
        (["history", "--database", "none"], "`database` must name a database"),
        (["history", "--database", "/nowhere/x.db"], "There is no database at /nowhere/x.db: "),
        (["history", "--database", "foo://x"], "`--database` must be the path of a file"),
        (["sweep", "/nowhere.toml"], "/nowhere.toml cannot be read: No such file or directory."),
    ],
)
def test_errors_are_one_sentence_and_code_2(capsys, monkeypatch, tmp_path, arguments, sentence):
    monkeypatch.setenv("NNCORE_DATABASE", str(tmp_path / "runs.sqlite3"))
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(sentence)
    assert printed.err.count("\n") == 1


def test_without_a_database_the_run_goes_on(capsys, monkeypatch, tmp_path):
    (tmp_path / "notes.txt").write_text("no database\n" * 100)
    monkeypatch.setenv("NNCORE_DATABASE", str(tmp_path / "notes.txt"))
    assert main(["integrate", *FORMULA, *SHORT, "--json"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["key"] is None
    assert printed.err.count("\n") == 1
    assert "is not a database of runs" in printed.err
    assert printed.err.endswith("Nothing is being kept.\n")


@pytest.fixture
def no_training(monkeypatch):
    def train(spec):
        pytest.fail("it was trained")

    monkeypatch.setattr(training, "train", train)


@pytest.mark.parametrize("command", [["integrate", "log"], ["stencil"]])
@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ("foo://secret", "`--database` must be the path of a file, `sqlite:///file` or "),
        (
            "postgresql://me:secret@127.0.0.1:1/runs",
            "`--database` cannot be used: the database runs at 127.0.0.1:1 cannot be reached: ",
        ),
        ("{here}/notes.txt", "`--database` cannot be used: {here}/notes.txt is not a database"),
        ("{here}/no/runs.db", "The folder {here}/no of `--database` does not exist: make it, "),
        ("sqlite:///{here}/no/runs.db", "The folder {here}/no of `--database` does not exist"),
        ("{here}", "`--database` cannot be used: the database {here} cannot be opened"),
    ],
)
def test_a_database_that_was_named_must_be_usable(
    capsys, tmp_path, no_training, command, named, sentence
):
    (tmp_path / "notes.txt").write_text("no database\n" * 100)
    assert main([*command, "--database", named.format(here=tmp_path)]) == 2
    printed = capsys.readouterr()
    assert printed.out == "" and printed.err.count("\n") == 1
    assert printed.err.startswith(sentence.format(here=tmp_path))
    assert "NNCORE_DATABASE" not in printed.err and "secret" not in printed.err
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_the_default_folder_is_made_silently(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("NNCORE_DATABASE", str(tmp_path / "new" / "runs.db"))
    assert main(["integrate", *FORMULA, *SHORT, "--json"]) == 0
    assert capsys.readouterr().err == ""
    assert main(["history"]) == 0
    assert "levenberg-marquardt" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["{here}/runs.db", "sqlite:///{here}/no/runs.db"])
def test_the_history_that_only_reads_makes_nothing(capsys, tmp_path, name):
    named = name.format(here=tmp_path)
    assert main(["history", "--database", named]) == 2
    path = named.removeprefix("sqlite:///")
    assert capsys.readouterr().err == (
        f"There is no database at {path}: check `--database`, or train with it to make one.\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_fails_later_is_told(capsys, database, monkeypatch):
    from nncore.runs import HistoryError, RunHistory

    def fail(self, *records):
        raise HistoryError("The disk is full.")

    monkeypatch.setattr(RunHistory, "keep", fail)
    assert main(["integrate", *FORMULA, *SHORT, "--database", database, "--json"]) == 0
    printed = capsys.readouterr()
    assert printed.err == "The disk is full. This run is not being kept.\n"
    assert json.loads(printed.out)["key"] is None


def test_ctrl_c_keeps_what_was_reached(capsys, database, monkeypatch):
    def train(spec):
        for step in nncore.train(spec):
            if step.iteration == 5:
                signal.raise_signal(signal.SIGINT)
            yield step

    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(training, "train", train)
    assert main(["integrate", *FORMULA, *SHORT, "--database", database, "--json"]) == 130
    found = json.loads(capsys.readouterr().out)
    assert (found["status"], found["iterations"]) == ("stopped", 5)
    (record,) = runs_in(database)
    assert record.outcome.status is TrainingStatus.STOPPED and len(record.curve) == 6
    assert signal.getsignal(signal.SIGINT) is before


def test_a_second_ctrl_c_ends_at_once(monkeypatch, database):
    def train(spec):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        pytest.fail("the second one was ignored")
        yield

    monkeypatch.setattr(training, "train", train)
    assert main(["integrate", *FORMULA, "--database", database]) == 130
    assert runs_in(database) == []


def test_history_lists_the_last_runs_first(capsys, database):
    open_history(database).close()
    assert main(["history", "--database", database]) == 0
    assert capsys.readouterr().out == "There is no run in the history yet.\n"
    for seed in "123":
        main(["integrate", *FORMULA, *SHORT, "--seed", seed, "--database", database])
    capsys.readouterr()
    assert main(["history", "--limit", "2", "--json", "--database", database]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [run["seed"] for run in found] == [3, 2]
    assert IntegrationSpec.from_json(json.dumps(found[0]["spec"])).seed == 3
    assert main(["history", "--database", database]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4 and "levenberg-marquardt  finished" in lines[1]


@pytest.mark.slow
def test_export_writes_everything(capsys, tmp_path):
    folder = tmp_path / "new" / "folder"
    arguments = [*FORMULA, *SHORT, "--export", str(folder), "--name", "CON/ü?"]
    assert main(["integrate", *arguments, "--database", "none"]) == 0
    assert f"8 files are in {folder}." in capsys.readouterr().err
    files = {path.name.split("-", 3)[-1]: path for path in folder.iterdir()}
    endings = [re.sub(r"^[0-9a-f]{8}-?", "", name) for name in files]
    assert sorted(endings) == [
        *(".bib", ".ipynb", ".keras", ".py", "citation.txt"),
        *("curve.csv", "intervals.csv", "network.json"),
    ]
    assert all(path.name.startswith("nni-con-u-") for path in folder.iterdir())
    (saved,) = folder.glob("*network.json")
    assert network_from_json(saved.read_text()) == last_step(SPEC).network
    (model,) = folder.glob("*.keras")
    from nncore.trainers.first_order.backend import load_tensorflow

    _, keras = load_tensorflow()
    x = np.linspace(0, 5, 11)
    predicted = keras.models.load_model(model)(x[:, np.newaxis]).numpy()[:, 0]
    np.testing.assert_allclose(predicted, last_step(SPEC).network(x), rtol=1e-9, atol=1e-9)


def test_help_and_version_end_with_code_0(capsys):
    assert main(["--version"]) == 0
    assert f"nncore {nncore.__version__}" in capsys.readouterr().out
    assert main(["stencil", "--help"]) == 0
    assert "--offsets" in capsys.readouterr().out
    assert main(["integrate", "--help"]) == 0
    out = " ".join(capsys.readouterr().out.replace("-\n", "-").split())
    assert "a name of the catalogue: log, " in out and "three-peaks." in out.replace("- ", "-")


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
        start, *_ = nncore.train(spec)
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


@pytest.mark.parametrize("status", [status for status in TrainingStatus if status.is_final])
def test_no_end_of_a_run_names_a_button_of_the_app(status):
    assert "press" not in status_text(status) and status_text(status).endswith(".")
