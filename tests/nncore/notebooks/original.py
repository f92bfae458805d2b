"""Cells 16 and 17 of the first notebook, to the letter."""

import numpy as np
from mpmath import polylog


def sigmoid_integral_term(b_1_j, w_1_j, alpha_1, beta_1):
    term1 = polylog(1, -np.exp(-b_1_j - w_1_j * alpha_1))
    term2 = polylog(1, -np.exp(-b_1_j - w_1_j * beta_1))

    return term1 - term2


def approximated_integral(weights_and_biases, alpha_1, beta_1):
    w_1 = list(weights_and_biases[0][0])
    b_1 = list(weights_and_biases[1])
    w_2 = list(weights_and_biases[2])
    b_2 = list(weights_and_biases[3])

    integral_value = b_2 * (beta_1 - alpha_1)

    for j in range(len(w_2)):
        Phi_j = sigmoid_integral_term(b_1[j], w_1[j], alpha_1, beta_1)
        integral_value += w_2[j] * ((beta_1 - alpha_1) + Phi_j / w_1[j])

    return integral_value


def get_weights(network, dtype):
    """Return what Keras's `model.get_weights()` returns, in this precision.

    A scalar of NumPy 1 times a Python integer is a float64, whatever the scalar: with NumPy 2,
    float64 weights compute what float32 weights compute with NumPy 1.
    """
    return [
        network.hidden_weights[np.newaxis, :].astype(dtype),
        network.hidden_biases.astype(dtype),
        network.output_weights[:, np.newaxis].astype(dtype),
        np.array([network.output_bias], dtype),
    ]
