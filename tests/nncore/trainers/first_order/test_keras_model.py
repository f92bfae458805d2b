import subprocess
import sys

import numpy as np
import pytest

from nncore.activations import ACTIVATIONS
from nncore.trainers import first_order
from tests.nncore.trainers.first_order.runs import glorot


@pytest.mark.parametrize("activation", ["logistic", "sine", "gaussian", "relu"])
def test_keras_model_predicts_the_same(activation):
    network = glorot(50, activation)
    x = np.linspace(-2.0, 2.0, 101)
    predicted = first_order.keras_model(network)(x[:, np.newaxis].astype(np.float32))
    # 1e-6: float32 sums of 50 products of order 0.1
    np.testing.assert_allclose(predicted.numpy()[:, 0], network(x), atol=1e-6, rtol=1e-6)


def test_keras_file_loads_without_this_project(tmp_path):
    x = np.linspace(-2.0, 2.0, 11)
    for activation in ACTIVATIONS:
        content = first_order.to_keras_bytes(glorot(50, activation))
        (tmp_path / f"{activation}.keras").write_bytes(content)
    program = (
        "import sys, keras, numpy as np\n"
        "x = np.linspace(-2.0, 2.0, 11)[:, None].astype('float32')\n"
        "for name in sys.argv[1:]:\n"
        "    model = keras.models.load_model(name + '.keras')\n"
        "    np.save(name + '.npy', np.asarray(model(x).numpy()))\n"
        "assert not any(name.startswith('nncore') for name in sys.modules)\n"
    )
    subprocess.run(
        [sys.executable, "-c", program, *ACTIVATIONS],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=120,
    )
    for activation in ACTIVATIONS:
        loaded = np.load(tmp_path / f"{activation}.npy")[:, 0]
        np.testing.assert_allclose(loaded, glorot(50, activation)(x), atol=1e-6, rtol=1e-6)
