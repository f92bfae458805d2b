"""Which controls of the pages can be hidden from a class, and by what name."""

from collections.abc import Mapping

from nncore.messages import marked
from nncore.options import field_names
from nncore.trainers import TRAINERS

_BUTTONS = ("play", "pause", "step", "reset")

#: Name in `hide` -> what is hidden by it, on the screen, and the settings that it is about.
GROUPS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "stencil": (
        marked("Stencil"),
        (
            *("show", "preset", "alone", "offsets", "derivative_order", "constraint", "field"),
            *("stencils", "band_low", "band_high", "learned_offsets", "learned_coefficients"),
            *("learned_order", "own_offsets", "own_coefficients", "own_order"),
            *("objective", "objective_settings", "band_lower", "band_upper", "weight", "norm"),
            *("speed", "zeros_at_pi", "n_neighbours"),
        ),
    ),
    "equation": (
        marked("Equation"),
        (
            *("equation", "viscosity", "periods", "profile", "n_waves", "width"),
            *("method", "courant"),
        ),
    ),
    "race": (marked("Race"), ("trainers", "budget", "axis")),
    "integrand": (
        marked("Integrand"),
        (
            *("tag", "integrand", "formula"),
            *("n_inputs", "parameters", "difficulty", "integrand_seed"),
        ),
    ),
    "interval": (marked("Training interval"), ("lower", "upper", "grid")),
    "network": (marked("Network"), ("n_hidden", "activation", "initializer")),
    "trainer": (
        marked("Training"),
        (
            *("trainer", "more_options", "preconditioner"),
            *dict.fromkeys(n for trainer in TRAINERS.values() for n in field_names(trainer)),
        ),
    ),
    "data": (
        marked("Data"),
        (
            *("nodes", "n_samples", "noise", "validation_fraction", "test_fraction"),
            *("standardize", "max_mode", "n_fields", "spacing", "grid"),
            *("n_starts", "trust_sigma", "level"),
            *("example", "file", "pasted", "x", "y", "sigma"),
        ),
    ),
    "seed": (marked("Seed"), ("seed",)),
    "limits": (
        marked("Limits of the integral"),
        (
            *("a", "b", "limits", "point", "across", "upwards"),
            *("intervals", "n_points", "boxes", "box_seed"),
        ),
    ),
    "pace": (marked("Pace"), ("pace", "playing_speed")),
    "look_back": (marked("Look back"), ("look_back",)),
    "compare": (marked("Compare"), ("compare",)),
    "buttons": (marked("Play, Pause, Step, Reset"), _BUTTONS),
}

_IN_ONE = ("integrand", "interval", "network", "trainer", "data", "seed", "limits")
_RUNS = ("pace", "buttons")
_TRAINED = ("look_back", *_RUNS)
#: Page -> the groups of controls that it has.
GROUPS_OF_PAGE: Mapping[str, tuple[str, ...]] = {
    "integrate": (*_IN_ONE, "compare", *_TRAINED),
    "dimensions": (*_IN_ONE, *_TRAINED),
    "race": ("race", *(name for name in _IN_ONE if name != "limits"), *_TRAINED),
    "waves": ("equation", "stencil", *_RUNS),
    "data": ("data", "network", "limits"),
    "differentiate": ("stencil", "interval", "trainer", "data", "seed", "compare", *_TRAINED),
}

#: All that can stand in `hide`: a group, or one setting.
HIDEABLE = frozenset(GROUPS) | {name for _, names in GROUPS.values() for name in names}


def names_of(name: str) -> frozenset[str]:
    """Return by which names a control can be hidden: its own, and those of its groups.

    Parameters
    ----------
    name : str
        Of a setting, a section or a button; the controls of one input, such as ``limits_0``, go
        with that of all.
    """
    stem = name.rstrip("0123456789").rstrip("_") if name[-1:].isdigit() else name
    groups = {group for group, (_, names) in GROUPS.items() if name in names or stem in names}
    return frozenset({name, stem, *groups})
