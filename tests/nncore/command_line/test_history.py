"""The command that lists the last runs."""

import json
from itertools import pairwise

import pytest

from nncore import IntegrationSpec
from nncore.command_line import main
from nncore.runs import open_history
from tests.nncore.command_line.cases import FORMULA, SHORT


@pytest.mark.parametrize("name", ["{here}/runs.db", "sqlite:///{here}/no/runs.db"])
def test_the_history_that_only_reads_makes_nothing(capsys, tmp_path, name):
    named = name.format(here=tmp_path)
    assert main(["history", "--database", named]) == 2
    path = named.removeprefix("sqlite:///")
    assert capsys.readouterr().err == (
        f"There is no database at {path}: check `--database`, or train with it to make one.\n"
    )
    assert list(tmp_path.iterdir()) == []


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


def test_errors_of_integrals_and_of_weights_have_columns_of_their_own(capsys, database):
    main(["integrate", *FORMULA, *SHORT, "--database", database])
    main(
        [
            "stencil",
            "--fields",
            "100",
            "--batch-size",
            "50",
            "--epochs",
            "1",
            "--database",
            database,
        ]
    )
    capsys.readouterr()
    main(["history", "--database", database])
    head, stencil, network = capsys.readouterr().out.splitlines()
    columns = [head.index("integral error"), head.index("weight error"), head.index("seconds")]

    def errors(line):
        return [line[a:b].strip() for a, b in pairwise(columns)]

    assert errors(stencil)[0] == "-" != errors(stencil)[1]
    assert errors(network)[1] == "-" != errors(network)[0]
