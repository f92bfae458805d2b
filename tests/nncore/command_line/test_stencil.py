"""The command that learns a stencil, called in this process."""

import json

import numpy as np
import pytest

import nncore
from nncore.command_line import main
from tests.nncore.command_line.cases import STENCIL, runs_in


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
