"""What a sweep is on Explore: what stays, what varies, and what of it is looked at."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from nncore.activations import ACTIVATIONS
from nncore.options import field_names, option
from nncore.samples.box_nodes import BOX_NODES
from nncore.samples.nodes import NODES
from nncore.specs import SPEC_TYPES, BoxSpec, IntegrationSpec, Spec, StencilSpec, SweepSpec
from nncore.specs.axis_grammar import parse_axis
from nncore.starts.initializers import BOX_INITIALIZERS, INITIALIZERS
from nncore.studies.first import FIRST_STUDIES
from nncore.trainers import TRAINERS
from pages.integration.view import IntegrationView
from pages.stencils import controls as stencil_controls

INTEGRAL, BOX, STENCIL = IntegrationSpec.kind, BoxSpec.kind, StencilSpec.kind
SWEEP, HISTORY, LEADERBOARD, TABLES = "sweep", "history", "leaderboard", "tables"
#: Stands for the sweep that is kept last, whichever it is.
LATEST = ""
ALL = "all"
#: By what the history is listed -> whether the largest comes first.
ORDERS: Mapping[str, bool] = {
    "created": True,
    "integral_error": False,
    "validation_loss": False,
    "weight_error": False,
    "seconds": False,
    "n_hidden": False,
    "name": True,
}
_BETWEEN_AXES = " | "

#: What stays in the sweeps that a page without settings offers.
FIRST: Mapping[str, Spec] = {kind: sweep.base for kind, sweep in FIRST_STUDIES.items()}
#: What a field begins with when it is chosen to vary.
SUGGESTED: Mapping[str, str] = {
    "n_hidden": "5, 10, 20, 40",
    "trainer": "levenberg-marquardt, adam",
    "seed": "0 … 4",
    "activation": ", ".join(ACTIVATIONS),
    "initializer": ", ".join(INITIALIZERS),
    "nodes": ", ".join(NODES),
    "integrand": "runge, log, cos",
    "n_samples": "100, 1000, 10000",
    "noise": "0, 0.01, 0.1",
    "learning_rate": "1e-4 … 1e-1 log 4",
    "batch_size": "16, 32, 64",
    "epochs": "10, 100",
    "offsets": "0, 1; -1, 0; -1, 0, 1",
    "max_mode": "5, 10, 20, 40",
    "n_fields": "500, 5000, 50000",
    "spacing": "0.005, 0.01, 0.02",
    "standardize": "true, false",
    "n_inputs": "2, 3, 5",
    "integrand_seed": "0 … 4",
    "difficulty": "2, 5, 10",
}
#: The same where it is something else over boxes.
SUGGESTED_OVER_BOXES: Mapping[str, str] = {
    "initializer": ", ".join(BOX_INITIALIZERS),
    "nodes": ", ".join(BOX_NODES),
    "integrand": "genz-gaussian, genz-oscillatory, genz-continuous",
}
# One of them alone says little: what varies has to go with the other inputs.
_OF_EACH_INPUT = ("lower", "upper", "parameters")


@dataclasses.dataclass(frozen=True)
class ExploreView(IntegrationView):
    """What is looked at on Explore.

    Parameters
    ----------
    kind : str
        What the trials learn.
    vary : str
        The axes of the sweep, such as ``"n_hidden: 5, 10 | seed: 0 … 4"``; empty for those of
        the page's own sweep.
    title : str
        Name of the sweep.
    tab : str
        Which part of the page is open.
    sweep : str
        Key of the sweep that is shown; empty for the latest one.
    chart, measure, x, y : str
        How it is shown; empty for what suits the sweep.
    runs, trainer_of, integrand_of, text, only, order : str
        What of the history is listed.
    task : str
        Key of the task of the leaderboard; empty for the latest one.
    """

    kind: str = option(INTEGRAL, choices=(INTEGRAL, BOX, STENCIL))
    vary: str = ""
    title: str = ""
    tab: str = option(SWEEP, choices=(SWEEP, HISTORY, LEADERBOARD, TABLES))
    sweep: str = LATEST
    chart: str = option("map", choices=("map", "units", "pareto", "parallel"))
    measure: str = ""
    x: str = ""
    y: str = ""
    runs: str = option(ALL, choices=(ALL, INTEGRAL, BOX, STENCIL))
    trainer_of: str = option(ALL, choices=(ALL, *TRAINERS))
    integrand_of: str = ""
    text: str = ""
    only: str = option(ALL, choices=(ALL, "single", "named"))
    order: str = option("created", choices=tuple(ORDERS))
    task: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        read_axes(SPEC_TYPES[self.kind], self.axis_texts)

    @property
    def axis_texts(self) -> dict[str, str]:
        """What varies -> its values as they were written."""
        if not self.vary:
            return axis_texts(FIRST_STUDIES[self.kind])
        parts = (part.partition(":") for part in self.vary.split("|"))
        return {name.strip(): text.strip() for name, _, text in parts}


def read_axes(spec_type: type[Spec], texts: Mapping[str, str]) -> dict[str, tuple[Any, ...]]:
    """Return the values of all the axes, or raise the ValueError that says what is wrong."""
    return {name: parse_axis(spec_type, name, text) for name, text in texts.items()}


def sweep_query(sweep: SweepSpec) -> dict[str, str]:
    """Return the settings of a sweep as the query of the page."""
    kind = sweep.base.kind
    query = sweep.base.to_query() | {"vary": joined(axis_texts(sweep))}
    query |= {"title": sweep.title} if sweep.title else {}
    return query | ({"kind": kind} if kind != INTEGRAL else {})


def axis_texts(sweep: SweepSpec) -> dict[str, str]:
    """Return what varies in a sweep -> its values as they can be written."""
    return {name: _written(values) for name, values in sweep.axes.items()}


def _written(values: tuple[Any, ...]) -> str:
    if any(isinstance(value, tuple) for value in values):
        return "; ".join(", ".join(map(str, value)) for value in values)
    return ", ".join(value_text(value) for value in values)


def value_text(value: Any) -> str:
    """Write a value of an axis as it is read again."""
    if value is None:
        return "none"
    if isinstance(value, float):
        return str(value).removesuffix(".0")
    return str(value).lower() if isinstance(value, bool) else str(value)


def joined(texts: Mapping[str, str]) -> str:
    """Write what varies as one text."""
    return _BETWEEN_AXES.join(f"{name}: {text}" for name, text in texts.items())


def names_of(kind: str) -> tuple[str, ...]:
    """Return what may vary in a sweep, the usual ones first."""
    spec_type = SPEC_TYPES[kind]
    trainers = [TRAINERS[name] for name in trainers_of(kind)]
    known = (*field_names(spec_type), *(n for trainer in trainers for n in field_names(trainer)))
    if kind == BOX:
        known = tuple(name for name in known if name not in _OF_EACH_INPUT)
    usual = [name for name in SUGGESTED if name in known]
    return tuple(dict.fromkeys((*usual, *known)))


def trainers_of(kind: str) -> tuple[str, ...]:
    """Return the trainers that a kind of sweep can use."""
    return stencil_controls.KERAS if kind == STENCIL else tuple(TRAINERS)
