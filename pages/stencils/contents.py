"""What Differentiate shows of its runs, as contents of live elements; nothing is drawn here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nncore.experiments.stencil_comparison import FieldTrial
from nncore.figures.stencils import dispersion_figure, field_errors_figure, losses_figure
from nncore.figures.style import Figure
from nncore.live import Contents, PageRuns, TrainingRun
from nncore.messages import Sentence, gettext, marked, said
from nncore.specs import StencilSpec
from nncore.stencils.dispersion import theta_of_mode
from nncore.trainers.first_order import FirstOrder
from nncore.trainers.first_order.learning_rates import LearningRates
from pages.live.moments import figure_on_the_way
from pages.stencils.networks import network_contents, network_name
from pages.stencils.results import (
    band_errors,
    field_trial,
    has_settled,
    missed,
    start_error,
    stencils,
)
from pages.stencils.tab_contents import LINES, tab_contents

_SIDE_PAUSE = 0.28

SETTLED = marked("The weights settle at the optimum for these waves, not at Taylor's.")
FIELD_AXIS = marked("error of u{primes}")


@dataclass(frozen=True, eq=False)
class StencilSettings:
    """What is looked at.

    Parameters
    ----------
    show : str
        Which series of networks.
    titles : mapping
        Network -> its title.
    looked_at : str
        The network that the lower charts are about.
    field : str
        The test field u(x).
    tab : str
        Which of the page's tabs is open: what nobody sees is not made.
    """

    show: str
    titles: Mapping[str, str]
    looked_at: str
    field: str
    tab: str


def stencil_contents(settings: StencilSettings, runs: PageRuns) -> Contents:
    """Return what the elements of the page show."""
    contents: dict[str, Any] = {}
    for number, (name, run) in enumerate(runs.shown.items()):
        title = settings.titles[name]
        contents |= network_contents(number, title, run, len(settings.titles) == 1)
    run = runs.shown[settings.looked_at]
    trial = run.throttled("trial", lambda: field_trial(run, settings.field), _SIDE_PAUSE)
    return {
        **contents,
        "verdict": {"text": _verdict(settings.show, runs)},
        "losses": _losses(runs),
        "dispersion": _dispersion(run),
        **_field(run, settings.field, trial),
        **tab_contents(settings.tab, run, settings.field, trial),
    }


def _verdict(show: str, runs: PageRuns) -> str:
    """Say where the weights have come to, once all runs are over."""
    active = [run for name, run in runs.shown.items() if runs.alone in (None, name)]
    if all(map(has_settled, active)):
        return f":green[:material/lightbulb:] {gettext(SETTLED)}"
    for run in active if show == "own" else ():
        if (sentence := missed(run)) is not None:
            return f":red[:material/lightbulb:] {sentence}"
    return ""


def _losses(runs: PageRuns) -> dict[str, Any]:
    figure = figure_on_the_way(runs, _loss_figure)
    return {"figure": figure, "run": "-".join(run.run_id for run in runs.runs.values())}


def _loss_figure(networks: Mapping[str, TrainingRun[StencilSpec]]) -> Figure:
    return next(iter(networks.values())).throttled(
        "losses",
        lambda: losses_figure(
            {network_name(n): run.records for n, run in networks.items()},
            {network_name(n): band_errors(run.spec)["optimum"][0] for n, run in networks.items()},
            {network_name(n): start_error(run.spec) for n, run in networks.items()},
            *_rates(min((run.spec for run in networks.values()), key=_n_epochs)),
        ),
        _SIDE_PAUSE,
    )


def _n_epochs(spec: StencilSpec) -> int:
    return spec.trainer.n_iterations


def _rates(spec: StencilSpec) -> tuple[LearningRates, int]:
    """Return the learning rates of a network, and the updates of each of its epochs."""
    assert isinstance(spec.trainer, FirstOrder)  # the spec has checked it
    return spec.trainer.learning_rates, spec.n_updates // spec.trainer.epochs


def _dispersion(run: TrainingRun[StencilSpec]) -> dict[str, Any]:
    spec = run.spec
    figure = run.throttled(
        "dispersion",
        lambda: dispersion_figure(
            spec.offsets,
            {method: c for method, c in stencils(run).items() if method in LINES},
            spec.derivative_order,
            float(theta_of_mode(spec.max_mode - 1, spec.spacing)),
        ),
        _SIDE_PAUSE,
    )
    return {"figure": figure, "run": run.run_id}


def _field(
    run: TrainingRun[StencilSpec], field: str, trial: FieldTrial | Sentence
) -> dict[str, Any]:
    if isinstance(trial, Sentence):
        return {}
    axis = said(FIELD_AXIS, primes="′" * run.spec.derivative_order)
    errors = {method: e for method, e in trial.errors.items() if method in LINES}
    figure = run.throttled("field", lambda: field_errors_figure(trial.x, errors, axis), _SIDE_PAUSE)
    return {"field": {"figure": figure, "run": f"{run.run_id} {field}"}}
