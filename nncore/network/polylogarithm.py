"""The polylogarithm form of a network's integral, as published: the cross-check."""

from __future__ import annotations

from typing import Protocol

import mpmath

from nncore.activations import Activation
from nncore.arrays import FloatArray


class _NetworkLike(Protocol):
    """What `polylog_integral` reads from a network."""

    @property
    def activation(self) -> Activation: ...
    @property
    def hidden_weights(self) -> FloatArray: ...
    @property
    def hidden_biases(self) -> FloatArray: ...
    @property
    def output_weights(self) -> FloatArray: ...
    @property
    def output_bias(self) -> float: ...


def polylog_integral(network: _NetworkLike, a: float, b: float) -> float:
    r"""Integrate a logistic network by the published formula [1]_, in mpmath.

    .. math:: \sum_j v_j \Bigl((b - a) + \frac{\Phi_j}{w_j}\Bigr) + d\,(b - a), \qquad
              \Phi_j = \mathrm{Li}_1(-e^{-\beta_j - w_j a}) - \mathrm{Li}_1(-e^{-\beta_j - w_j b}).

    This is the cross-check of `closed_form.network_integral`. It uses mpmath's working precision
    (15 digits unless changed), does not overflow, and cancels where :math:`w_j \to 0`;
    the limit :math:`v_j\,(b - a)\,\sigma(\beta_j)` is taken at :math:`w_j = 0` only.

    Parameters
    ----------
    network : OneHiddenNetwork
        A network of logistic units.
    a, b : float
        Limits of integration, in any order.

    Returns
    -------
    float
        The integral, in units of x times y.

    Raises
    ------
    ValueError
        If the activation is not logistic.

    References
    ----------
    .. [1] S. Lloyd, R. A. Irani, M. Ahmadi, "Using neural networks for fast numerical integration
       and optimization", IEEE Access 8 (2020), 84519-84531. DOI 10.1109/ACCESS.2020.2991966
    """
    name = network.activation.name
    if name != "logistic":
        raise ValueError(
            f"`network` must have logistic units for the polylogarithm form, got {name!r}; "
            "use `network.integral` instead."
        )
    lower, upper = mpmath.mpf(float(a)), mpmath.mpf(float(b))
    length = upper - lower
    total = mpmath.mpf(network.output_bias) * length
    for w, bias, v in zip(
        network.hidden_weights.tolist(),
        network.hidden_biases.tolist(),
        network.output_weights.tolist(),
        strict=True,
    ):
        if w == 0.0:
            total += v * length / (1 + mpmath.exp(-bias))
            continue
        phi = mpmath.polylog(1, -mpmath.exp(-bias - w * lower))
        phi -= mpmath.polylog(1, -mpmath.exp(-bias - w * upper))
        total += v * (length + phi / w)
    return float(mpmath.re(total))
