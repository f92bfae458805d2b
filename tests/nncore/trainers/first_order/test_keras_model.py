import numpy as np
import pytest

from nncore.trainers import first_order
from tests.nncore.trainers.first_order.runs import glorot


@pytest.mark.parametrize("activation", ["logistic", "sine", "gaussian", "relu"])
def test_keras_model_predicts_the_same(activation):
    network = glorot(50, activation)
    x = np.linspace(-2.0, 2.0, 101)
    predicted = first_order.keras_model(network)(x[:, np.newaxis].astype(np.float32))
    # 1e-6: float32 sums of 50 products of order 0.1
    np.testing.assert_allclose(predicted.numpy()[:, 0], network(x), atol=1e-6, rtol=1e-6)
