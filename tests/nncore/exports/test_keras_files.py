"""The ``.keras`` files: made on a worker, opened by Keras alone, the same predictions."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nncore import OneHiddenNetwork, StencilSpec
from nncore.activations import ACTIVATIONS
from nncore.stencils.fields import grid
from nncore.stencils.operators import apply_stencil
from nncore.trainers import first_order

ROOT = Path(__file__).resolve().parents[3]
X = np.linspace(-2.0, 2.0, 101)
STENCIL = StencilSpec(offsets=(-2, 0, 1), derivative_order=2, spacing=0.02)
COEFFICIENTS = np.array([1 / 3, -0.9, 0.6])

_OPEN = """
import sys
import numpy as np
import keras
for name in sys.argv[1:]:
    model = keras.models.load_model(name + ".keras")
    x = np.load(name + ".npy")
    np.savez(name, called=model(x).numpy(), predicted=model.predict(x, verbose=0))
assert not any(name.startswith("nncore") for name in sys.modules)
"""


def network(activation):
    rng = np.random.default_rng(3)
    return OneHiddenNetwork(activation, *rng.normal(size=(3, 40)) * [[4], [3], [1]], 0.3)


def opened(folder, *names):
    """What Keras makes of the files, in a process without this project."""
    done = subprocess.run(
        [sys.executable, "-c", _OPEN, *names], cwd=folder, capture_output=True, timeout=300
    )
    assert done.returncode == 0, done.stderr.decode()
    return [np.load(folder / f"{name}.npz") for name in names]


@pytest.mark.slow
def test_keras_predicts_what_the_network_does_in_float64(tmp_path):
    for name in ACTIVATIONS:
        (tmp_path / f"{name}.keras").write_bytes(first_order.to_keras_bytes(network(name)))
        np.save(tmp_path / f"{name}.npy", X[:, np.newaxis])
    for name, found in zip(ACTIVATIONS, opened(tmp_path, *ACTIVATIONS), strict=True):
        expected = network(name)(X)
        assert found["called"].dtype == np.float64
        # 1e-13: sums of 40 products of order 10, in float64
        np.testing.assert_allclose(found["called"][:, 0], expected, rtol=0, atol=1e-13)
        # `predict` takes x in float32: half an ulp of 2, times a slope of some 40 units
        np.testing.assert_allclose(found["predicted"][:, 0], expected, rtol=0, atol=1e-4)


@pytest.mark.slow
@pytest.mark.xdist_group("cluster")
def test_the_engine_makes_the_files_and_keras_stays_out_of_its_process(tmp_path):
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from nncore.engine import Engine\n"
        "from tests.nncore.exports.test_keras_files import *\n"
        "with Engine(n_workers=1) as engine:\n"
        "    Path(sys.argv[1]).write_bytes(engine.keras_bytes(network('sine')))\n"
        "    Path(sys.argv[2]).write_bytes(engine.stencil_keras_bytes(STENCIL, COEFFICIENTS))\n"
        "    try:\n"
        "        engine.stencil_keras_bytes(STENCIL, COEFFICIENTS[:2])\n"
        "    except ValueError as problem:\n"
        "        print(problem)\n"
        "print([name for name in ('keras', 'tensorflow') if name in sys.modules])\n"
    )
    names = "sine", "stencil"
    done = subprocess.run(
        [sys.executable, "-c", program, *(str(tmp_path / f"{name}.keras") for name in names)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    refusal, modules = done.stdout.splitlines()
    assert refusal.startswith("`coefficients` ") and modules == "[]"
    fields = np.sin(3 * grid(STENCIL.lower, STENCIL.upper, STENCIL.spacing))[np.newaxis]
    np.save(tmp_path / "sine.npy", X[:, np.newaxis])
    np.save(tmp_path / "stencil.npy", fields)
    sine, stencil = opened(tmp_path, *names)
    np.testing.assert_allclose(sine["called"][:, 0], network("sine")(X), rtol=0, atol=1e-13)
    expected = apply_stencil(
        fields, STENCIL.spacing, STENCIL.offsets, 2, COEFFICIENTS, boundary="interior"
    )
    # 1e-12 of the terms of the sum, which are 1/0.02² times as large as the field
    np.testing.assert_allclose(stencil["called"], expected, rtol=0, atol=1e-12 / 0.02**2)
