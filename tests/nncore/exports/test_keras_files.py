"""The ``.keras`` files: made on a worker, opened by Keras alone, the same predictions."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nncore import OneHiddenNetwork, StencilSpec
from nncore.activations import ACTIVATIONS
from nncore.stencils.fields import grid
from nncore.stencils.keras_model import to_keras_bytes
from nncore.stencils.operators import apply_stencil
from nncore.trainers import first_order

ROOT = Path(__file__).resolve().parents[3]
X = np.linspace(-2.0, 2.0, 101)
STENCIL = StencilSpec(offsets=(-2, 0, 1), derivative_order=2, spacing=0.02)
COEFFICIENTS = np.array([1 / 3, -0.9, 0.6])
APART = (2, -3, 0)
FIELDS = np.sin(3 * grid(STENCIL.lower, STENCIL.upper, STENCIL.spacing))[np.newaxis]
# 1e-12 of the terms of the sum, which are 1/0.02² times as large as the field
STENCIL_ROUNDING = 1e-12 / 0.02**2
pytestmark = pytest.mark.slow

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


_MAKE = """
import sys
from nncore.engine import Engine
from tests.nncore.exports.test_keras_files import *
folder = Path(sys.argv[1])
with Engine(n_workers=1) as engine:
    (folder / "engine's.keras").write_bytes(engine.keras_bytes(network("sine")))
    content = engine.stencil_keras_bytes(STENCIL, COEFFICIENTS)
    (folder / "engine's stencil.keras").write_bytes(content)
    try:
        engine.stencil_keras_bytes(STENCIL, COEFFICIENTS[:2])
    except ValueError as problem:
        print(problem)
print([name for name in ("keras", "tensorflow") if name in sys.modules])
"""


def program(text, *arguments, folder):
    """Run a program in a process of its own, and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", text, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("keras")


@pytest.fixture(scope="module")
def said_by_the_engine(folder):
    return program(_MAKE, str(folder), folder=ROOT)


@pytest.fixture(scope="module")
def opened(folder, said_by_the_engine):
    """What Keras makes of all the files, in one process without this project: it loads slowly."""
    inputs = {name: X[:, np.newaxis] for name in (*ACTIVATIONS, "engine's")}
    inputs |= {name: FIELDS for name in ("apart", "engine's stencil")}
    contents = {name: first_order.to_keras_bytes(network(name)) for name in ACTIVATIONS}
    contents["apart"] = to_keras_bytes(APART, COEFFICIENTS, STENCIL.spacing, 2, FIELDS.shape[1])
    for name, content in contents.items():
        (folder / f"{name}.keras").write_bytes(content)
    for name, values in inputs.items():
        np.save(folder / f"{name}.npy", values)
    program(_OPEN, *inputs, folder=folder)
    return {name: np.load(folder / f"{name}.npz") for name in inputs}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_keras_predicts_what_the_network_does_in_float64(opened, name):
    found, expected = opened[name], network(name)(X)
    assert found["called"].dtype == np.float64
    # 1e-13: sums of 40 products of order 10, in float64
    np.testing.assert_allclose(found["called"][:, 0], expected, rtol=0, atol=1e-13)
    # `predict` takes x in float32: half an ulp of 2, times a slope of some 40 units
    np.testing.assert_allclose(found["predicted"][:, 0], expected, rtol=0, atol=1e-4)


def test_keras_does_what_a_stencil_does(opened):
    n_points, first, last = FIELDS.shape[1], -min(APART), max(APART)
    terms = [
        c * FIELDS[:, first + s : n_points - last + s]
        for s, c in zip(APART, COEFFICIENTS, strict=True)
    ]
    expected = np.sum(terms, axis=0) / STENCIL.spacing**2
    np.testing.assert_allclose(opened["apart"]["called"], expected, rtol=0, atol=STENCIL_ROUNDING)


def test_the_engine_makes_the_files_and_keras_stays_out_of_its_process(said_by_the_engine, opened):
    refusal, modules = said_by_the_engine
    assert refusal.startswith("`coefficients` ") and modules == "[]"
    found = opened["engine's"]["called"][:, 0]
    np.testing.assert_allclose(found, network("sine")(X), rtol=0, atol=1e-13)
    expected = apply_stencil(
        FIELDS, STENCIL.spacing, STENCIL.offsets, 2, COEFFICIENTS, boundary="interior"
    )
    found = opened["engine's stencil"]["called"]
    np.testing.assert_allclose(found, expected, rtol=0, atol=STENCIL_ROUNDING)
