"""The error of a network's integrals in one call."""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from nncore.certificates.certificate import Certificate
from nncore.certificates.estimates import ErrorEstimate
from nncore.integrands import Integrand
from nncore.network import OneHiddenNetwork


def error_estimate(
    network: OneHiddenNetwork,
    integrand: Integrand,
    a: ArrayLike,
    b: ArrayLike,
    *,
    n_samples: int = 5_000,
    training_interval: tuple[float, float] | None = None,
) -> ErrorEstimate:
    r"""Estimate the error of ``network.integral(a, b)`` as an integral of `integrand`.

    Parameters
    ----------
    network : OneHiddenNetwork
        In x, not scaled.
    integrand : Integrand
        What the network was trained on.
    a, b : array_like
        Limits in any order; they broadcast.
    n_samples : int
        The number of training samples. A feature of the integrand much narrower than half of
        their distance may be overlooked, unless a break point stands there, or the integral is
        known by other means: from the formula, or from an antiderivative.
    training_interval : (lower, upper), optional
        Where the samples lie; None takes the integrand's own interval.

    Returns
    -------
    ErrorEstimate
        Of floats for scalar limits, else of arrays of their broadcast shape.

    Raises
    ------
    ValueError
        If a limit is not finite, or `n_samples` is below 1.

    Examples
    --------
    >>> from nncore import INTEGRANDS, OneHiddenNetwork
    >>> zero = OneHiddenNetwork("tanh", [0.0], [0.0], [0.0], 0.0)
    >>> found = error_estimate(zero, INTEGRANDS["exp"], 0, 1)
    >>> round(found.estimate, 6), round(found.bound, 6)
    (1.718282, 1.787324)
    """
    a, b = np.broadcast_arrays(np.asarray(a, dtype=float), np.asarray(b, dtype=float))
    limits = tuple(a.ravel().tolist()), tuple(b.ravel().tolist())
    certificate = _certificate(integrand, *limits, n_samples, training_interval, network.n_hidden)
    judged = certificate.judge(network)
    found = (np.reshape(getattr(judged, field.name), a.shape) for field in fields(judged))
    return ErrorEstimate(*(values.item() if a.ndim == 0 else values for values in found))


# The same intervals are asked again and again while a network is trained.
@lru_cache(maxsize=32)
def _certificate(
    integrand: Integrand,
    a: tuple[float, ...],
    b: tuple[float, ...],
    n_samples: int,
    training_interval: tuple[float, float] | None,
    n_hidden: int,
) -> Certificate:
    return Certificate.of(
        integrand, a, b, n_samples, training_interval=training_interval, n_hidden=n_hidden
    )
