"""What is printed of an integral, in one input or in several."""

from nncore.command_line.printing import full, short
from nncore.messages import Sentence, gettext, marked, said
from nncore.references.exact_values import ExactValues
from nncore.specs import BoxSpec, IntegrationSpec

_EXACT = {
    "antiderivative": "{value}",
    "enclosure": marked("{value} (proved to {error})"),
    "agreement": marked("{value} (two methods agree to {error})"),
}


def exact_text(known: ExactValues) -> str:
    """Write the first exact value with how it is known, or why it is not."""
    method, error = known.told_method(0), short(known.errors[0])
    if not method:
        return str(known.problems[0] or gettext("not known"))
    return said(_EXACT[method], value=full(known.values[0]), error=error)


def network_text(spec: IntegrationSpec | BoxSpec) -> str:
    """Write which network is trained, and how."""
    return said(
        "{n_hidden} {activation} units, {trainer}",
        n_hidden=spec.n_hidden,
        activation=spec.activation,
        trainer=Sentence(spec.trainer.label),
    )
