"""What a run was about, in one line of plain text."""

from nncore.integrands.box import limits_text
from nncore.messages import gettext, marked, said
from nncore.specs import BoxSpec, IntegrationSpec, Spec, StencilSpec

_OF_INTEGRAL = marked(
    "the integral of {function} from {lower:g} to {upper:g} by {n_hidden} {activation} units and "
    "{trainer}"
)
_OVER_BOX = marked(
    "the integral of {function} over {box} by {n_hidden} {activation} units and {trainer}"
)
_WITH_PARAMETERS = marked(
    "the integral of {function} over {box}, with {parameters} in {limits}, by {n_hidden} "
    "{activation} units and {trainer}"
)


def run_title(spec: Spec) -> str:
    """Return a line that tells one run from another.

    Parameters
    ----------
    spec : Spec
        The experiment.

    Examples
    --------
    >>> from nncore import IntegrationSpec
    >>> run_title(IntegrationSpec())
    'the integral of log from 0 to 100 by 50 logistic units and Levenberg-Marquardt'
    """
    if isinstance(spec, StencilSpec):
        offsets = ", ".join(map(str, spec.offsets))
        return said(
            "derivative of order {order} on the offsets {offsets} by {trainer}",
            order=spec.derivative_order,
            offsets=offsets,
            trainer=gettext(spec.trainer.label),
        )
    assert isinstance(spec, IntegrationSpec | BoxSpec)
    network = {
        "function": " ".join(spec.integrand.split()),
        "n_hidden": spec.n_hidden,
        "activation": spec.activation,
        "trainer": gettext(spec.trainer.label),
    }
    if isinstance(spec, IntegrationSpec):
        lower, upper = spec.limits
        return said(_OF_INTEGRAL, lower=lower, upper=upper, **network)
    box = limits_text(*spec.integral_limits)
    if not spec.theta:
        return said(_OVER_BOX, box=box, **network)
    return said(
        _WITH_PARAMETERS,
        box=box,
        parameters=", ".join(spec.theta_names),
        limits=limits_text(*spec.theta_limits),
        **network,
    )
