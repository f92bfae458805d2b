"""What may vary in a sweep, in words."""

from collections.abc import Mapping

from nncore.messages import marked
from pages.settings.trainer_options import OPTION_LABELS

#: Field of a spec, or option of a trainer -> the message on the screen.
AXIS_LABELS: Mapping[str, str] = {
    **OPTION_LABELS,
    "activation": marked("Activation"),
    "constraint": marked("Constraint"),
    "derivative_order": marked("Derivative order"),
    "difficulty": marked("Difficulty"),
    "initializer": marked("Start"),
    "integrand": marked("Integrand"),
    "integrand_seed": marked("Which of the family"),
    "lower": marked("Lower"),
    "max_mode": marked("Modes"),
    "n_fields": marked("Fields"),
    "n_hidden": marked("Hidden units"),
    "n_inputs": marked("Inputs"),
    "n_samples": marked("Samples"),
    "nodes": marked("Nodes"),
    "noise": marked("Noise"),
    "offsets": marked("Offsets"),
    "preconditioner": marked("Preconditioner"),
    "seed": marked("Seed"),
    "spacing": marked("Spacing"),
    "standardize": marked("Standardize"),
    "test_fraction": marked("Test fraction"),
    "trainer": marked("Optimizer"),
    "upper": marked("Upper"),
    "validation_fraction": marked("Validation fraction"),
}
