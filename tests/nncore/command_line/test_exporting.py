"""What a command writes into a folder."""

import re

import numpy as np
import pytest

from nncore.command_line import main
from nncore.exports import network_from_json
from tests.nncore.command_line.cases import FORMULA, SHORT, SPEC, last_step


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
