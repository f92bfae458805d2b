"""What a run came to, in a dozen numbers: losses, integral, its true error and the estimate."""

import math
from contextlib import suppress
from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np

from nncore.certificates import Certificate
from nncore.certificates.box_certificate import BoxCertificate
from nncore.experiments.box_integral import certificate_at, integral_at, reference_at
from nncore.experiments.stencil import TEST_LOSS, optimal_stencil
from nncore.integrands import Integrand
from nncore.network import OneHiddenNetwork
from nncore.specs import BoxSpec, IntegrationSpec, Spec, StencilSpec
from nncore.stencils.learned import StencilStep
from nncore.trainers import TrainingRecord, TrainingStatus, TrainingStep


@dataclass(frozen=True)
class Outcome:
    r"""What a run came to; None stands for what does not exist or cannot be known.

    Parameters
    ----------
    status : TrainingStatus
        How the run ended, or where it stands.
    iterations : float
        Iterations made, with the fraction of a long one.
    seconds : float
        Compute time of the training, in seconds.
    loss, validation_loss : float or None
        Mean squared errors in units of y²; None too where they are not finite.
    integral : float or None
        The network's :math:`\hat I` between the limits of its spec, in closed form; where there are
        parameters, in their middle (`BoxSpec.middle`).
    exact : float or None
        The reference value of that integral.
    integral_error : float or None
        :math:`|\hat I - I|`.
    error_estimate, bound : float or None
        The estimate of that error without knowing `exact`, and a safe bound of it
        (`nncore.error_estimate`).
    weight_error : float or None
        Of a stencil: the largest distance of a dimensionless coefficient from the optimum
        (`nncore.optimal_stencil`).
    test_error : float or None
        Of a stencil: the mean squared error on the fields that nobody has seen.
    reason : str
        Why the run failed, in one sentence; empty otherwise.
    """

    status: TrainingStatus
    iterations: float = 0.0
    seconds: float = 0.0
    loss: float | None = None
    validation_loss: float | None = None
    integral: float | None = None
    exact: float | None = None
    integral_error: float | None = None
    error_estimate: float | None = None
    bound: float | None = None
    weight_error: float | None = None
    test_error: float | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, float) and not math.isfinite(value):
                object.__setattr__(self, field.name, None)  # the dataclass is frozen


def outcome_of(
    spec: Spec,
    step: TrainingStep | StencilStep | TrainingRecord | None,
    reason: str = "",
    *,
    network: OneHiddenNetwork | None = None,
) -> Outcome:
    """Return what a run came to by its last step; None for what cannot be known, never an error.

    Parameters
    ----------
    spec : Spec
        The experiment.
    step : TrainingStep, StencilStep, TrainingRecord or None
        The last step; None for a run that failed before it made one.
    reason : str
        Why it failed, in one sentence.
    network : OneHiddenNetwork, optional
        Of the last step, where `step` is a record without it.
    """
    if step is None:
        return Outcome(TrainingStatus.FAILED, reason=reason)
    errors: dict[str, float | None] = {}
    if isinstance(step, StencilStep):
        if isinstance(spec, StencilSpec):
            errors = _stencil_errors(spec, step)
    elif isinstance(spec, IntegrationSpec):
        last = step.network if isinstance(step, TrainingStep) else network
        errors = {} if last is None else _integral_errors(spec, last)
    elif isinstance(spec, BoxSpec):
        last = step.network if isinstance(step, TrainingStep) else network
        errors = {} if last is None else _box_errors(spec, last)
    return Outcome(
        status=step.status,
        iterations=float(step.diagnostics.get("epoch", step.iteration)),
        seconds=float(step.seconds),
        loss=float(step.loss),
        validation_loss=None if step.validation_loss is None else float(step.validation_loss),
        reason=reason,
        **errors,
    )


def _integral_errors(spec: IntegrationSpec, network: OneHiddenNetwork) -> dict[str, float | None]:
    a, b = spec.integral_limits
    with np.errstate(all="ignore"):
        integral = float(network.integral(a, b)) + 0.0  # no -0 between equal limits
    exact, certificate = _reference(
        spec.training_integrand, a, b, spec.interval, spec.n_training_samples, spec.n_hidden
    )
    return _errors(network, integral, exact, certificate)


def _box_errors(spec: BoxSpec, network: OneHiddenNetwork) -> dict[str, float | None]:
    with np.errstate(all="ignore"):
        integral = float(integral_at(spec, network, spec.middle))
    exact = certificate = None
    with suppress(ValueError):  # as in `_reference`
        exact = reference_at(spec, spec.middle).value
    with suppress(ValueError):
        certificate = certificate_at(spec, spec.middle)
    return _errors(network, integral, exact, certificate)


def _errors(
    network: OneHiddenNetwork,
    integral: float,
    exact: float | None,
    certificate: Certificate | BoxCertificate | None,
) -> dict[str, float | None]:
    found: dict[str, float | None] = {"integral": integral, "exact": exact}
    if exact is not None:
        found["integral_error"] = abs(integral - exact)
    if certificate is not None:
        estimate = certificate.judge(network)
        found["error_estimate"] = float(np.ravel(estimate.estimate)[0])
        found["bound"] = float(np.ravel(estimate.bound)[0])
    return found


# Of the same integrand there are hundreds of cells in a sweep.
@lru_cache(maxsize=64)
def _reference(
    function: Integrand,
    a: float,
    b: float,
    training_interval: tuple[float, float],
    n_samples: int,
    n_hidden: int,
) -> tuple[float | None, Certificate | None]:
    """Return the exact integral and the certificate for this width; None where there is none.

    Not being integrable, or not being real somewhere, is no fault of the run.
    """
    try:
        exact = function.integral(a, b) if function.is_defined_on(a, b) else None
    except (ValueError, ArithmeticError):
        exact = None
    try:
        certificate = Certificate.of(
            function, a, b, n_samples, training_interval=training_interval, n_hidden=n_hidden
        )
    except (ValueError, ArithmeticError):
        certificate = None
    return exact, certificate


def _stencil_errors(spec: StencilSpec, step: StencilStep) -> dict[str, float | None]:
    with np.errstate(over="ignore", invalid="ignore"):  # of a run that has diverged
        distance = np.max(np.abs(step.coefficients - optimal_stencil(spec)))
    return {"weight_error": float(distance), "test_error": step.diagnostics.get(TEST_LOSS)}
