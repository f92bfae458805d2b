"""The polylogarithm form of a network's integral, as published: the cross-check."""

from __future__ import annotations

from itertools import product
from typing import Any, Protocol

import mpmath
import numpy as np
from numpy.typing import ArrayLike

from nncore.activations import Activation
from nncore.arrays import FloatArray
from nncore.messages import SettingError


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


def polylog_integral(
    network: _NetworkLike, a: float, b: float, *, context: Any = mpmath.mp
) -> float:
    r"""Integrate a logistic network by the published formula [1]_, in mpmath.

    .. math:: \sum_j v_j \Bigl((b - a) + \frac{\Phi_j}{w_j}\Bigr) + d\,(b - a), \qquad
              \Phi_j = \mathrm{Li}_1(-e^{-\beta_j - w_j a}) - \mathrm{Li}_1(-e^{-\beta_j - w_j b}).

    This is the cross-check of `closed_form.network_integral`. It uses the working precision of
    `context` (15 digits unless changed), does not overflow, and cancels where :math:`w_j \to 0`;
    the limit :math:`v_j\,(b - a)\,\sigma(\beta_j)` is taken at :math:`w_j = 0` only.

    Parameters
    ----------
    network : OneHiddenNetwork
        A network of logistic units.
    a, b : float
        Limits of integration, in any order.
    context : mpmath.MPContext
        Where it is computed; mpmath's own is shared by all threads, and so is its precision.

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
    _check_logistic(network)
    lower, upper = context.mpf(float(a)), context.mpf(float(b))
    length = upper - lower
    total = context.mpf(network.output_bias) * length
    for w, bias, v in zip(
        network.hidden_weights.tolist(),
        network.hidden_biases.tolist(),
        network.output_weights.tolist(),
        strict=True,
    ):
        if w == 0.0:
            total += v * length / (1 + context.exp(-bias))
            continue
        phi = context.polylog(1, -context.exp(-bias - w * lower))
        phi -= context.polylog(1, -context.exp(-bias - w * upper))
        total += v * (length + phi / w)
    return float(context.re(total))


def polylog_box_integral(
    network: _NetworkLike, lower: ArrayLike, upper: ArrayLike, *, context: Any = mpmath.mp
) -> float:
    r"""Integrate a logistic network over a box by the published formula [1]_, in mpmath.

    .. math:: d V + \sum_j v_j \Bigl(V + \frac{\Phi_j}{\prod_i w_{ji}}\Bigr), \qquad
              \Phi_j = \sum_{r=1}^{2^n} \xi_r\, \mathrm{Li}_n(-e^{-\beta_j - w_j \cdot l_r}) ,

    with the volume V, the corners :math:`l_r` of the box, and :math:`\xi_r = \pm 1`, positive at
    the corner of all lower limits. It is the cross-check of `OneHiddenNetwork.integral`, with
    the working precision of `context` (15 digits unless changed). The corners cancel: where
    :math:`|w_{ji} (u_i - l_i)|` is 1e-8, each such input takes eight digits. An input with a weight
    of exactly 0 is left out of the corners.

    Parameters
    ----------
    network : OneHiddenNetwork
        A network of logistic units.
    lower, upper : array_like, shape (n_inputs,)
        Limits of the box, in any order; scalars for a network of one.
    context : mpmath.MPContext
        Where it is computed; mpmath's own is shared by all threads, and so is its precision.

    Returns
    -------
    float
        The integral, in units of y times those of the inputs.

    Raises
    ------
    SettingError
        If the activation is not logistic, or the limits are not as many as the inputs.

    References
    ----------
    .. [1] S. Lloyd, R. A. Irani, M. Ahmadi, "Using neural networks for fast numerical integration
       and optimization", IEEE Access 8 (2020), 84519-84531. DOI 10.1109/ACCESS.2020.2991966
    """
    _check_logistic(network)
    rows = network.hidden_weights.reshape(len(network.hidden_biases), -1).tolist()
    limits = [np.ravel(np.asarray(limit, dtype=np.float64)).tolist() for limit in (lower, upper)]
    if not len(limits[0]) == len(limits[1]) == len(rows[0]):
        raise SettingError(
            "`lower` and `upper` must have a limit for each input, {n_inputs}, "
            "got {n_lower} and {n_upper}.",
            n_inputs=len(rows[0]),
            n_lower=len(limits[0]),
            n_upper=len(limits[1]),
        )
    edges = [(context.mpf(a), context.mpf(b)) for a, b in zip(*limits, strict=True)]
    total = network.output_bias * context.fprod(b - a for a, b in edges)
    biases, output_weights = network.hidden_biases.tolist(), network.output_weights.tolist()
    for weights, bias, v in zip(rows, biases, output_weights, strict=True):
        total += v * _unit_box_integral(weights, bias, edges, context)
    return float(context.re(total))


def _unit_box_integral(
    weights: list[float], bias: float, edges: list[tuple[Any, Any]], context: Any
) -> Any:
    """Sum over the corners in the inputs that have a weight; the others give their lengths."""
    used = [(w, edge) for w, edge in zip(weights, edges, strict=True) if w != 0.0]
    phi = context.mpf(0)
    for corner in product((0, 1), repeat=len(used)):
        u = bias + context.fsum(
            w * edge[side] for (w, edge), side in zip(used, corner, strict=True)
        )
        phi += (-1) ** sum(corner) * context.polylog(len(used), -context.exp(-u))
    phi /= context.fprod(w for w, _ in used)
    others = [b - a for w, (a, b) in zip(weights, edges, strict=True) if w == 0.0]
    return context.fprod(others) * (context.fprod(b - a for _, (a, b) in used) + phi)


def _check_logistic(network: _NetworkLike) -> None:
    name = network.activation.name
    if name != "logistic":
        raise SettingError(
            "`network` must have logistic units for the polylogarithm form, got {name}; "
            "use `network.integral` instead.",
            name=repr(name),
        )
