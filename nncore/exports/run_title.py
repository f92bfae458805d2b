"""What a run was about, in one line of plain text."""

from nncore.specs import IntegrationSpec, Spec, StencilSpec


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
        return (
            f"derivative of order {spec.derivative_order} on the offsets {offsets} "
            f"by {spec.trainer.label}"
        )
    assert isinstance(spec, IntegrationSpec)
    lower, upper = spec.limits
    function = " ".join(spec.integrand.split())
    return (
        f"the integral of {function} from {lower:g} to {upper:g} by {spec.n_hidden} "
        f"{spec.activation} units and {spec.trainer.label}"
    )
