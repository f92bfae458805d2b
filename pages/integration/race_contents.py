"""What the race shows of its runs, as contents of live elements; nothing is drawn here."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from nncore.comparisons import compare, references
from nncore.comparisons.work_precision import WorkPrecision, work_precision
from nncore.figures import fit_figure, work_precision_figure
from nncore.figures.race import race_figure
from nncore.live import Contents, PageRuns, TrainingRun
from nncore.messages import gettext, marked, number_text, said
from nncore.specs import IntegrationSpec
from nncore.trainers import TRAINERS
from pages.integration.results import Start
from pages.integration.worth import worth_of
from pages.live.moments import figure_on_the_way
from pages.output.numbers import MISSING, error_range_text, error_text, unbroken

_PAUSE = 0.28
_WORK_PAUSE = 0.8

COLUMNS = (
    "",
    marked("Trainer"),
    marked("NNI error"),
    marked("Val. MSE"),
    marked("Iterations"),
    marked("Seconds"),
    marked("ms a step"),
    marked("MB"),
    marked("Status"),
)
MEDALS = (":material/looks_one:", ":material/looks_two:", ":material/looks_3:")
EVALUATIONS = marked("A rule evaluates f anew for each integral, NNI once for all of them.")
BREAK_EVEN = marked(
    "**Break-even:** so many different limits have to be integrated before one training, with its "
    "samples of f, evaluates f less often than a rule that is as accurate: {counts}."
)
BREAK_EVEN_OF, BREAK_EVEN_AT_MOST = marked("{rule} {n:,}"), marked("{rule} ≤ {n:,}")
BEST_TITLE = marked("Best so far: **{label}**")
START_TITLE = marked("Where all of them start")
BEST_LINES = marked(":blue[network], exact f in grey, :orange[training points]")


@dataclass(frozen=True, eq=False)
class RaceSettings:
    """What is looked at, and what stands still meanwhile.

    Parameters
    ----------
    start : Start
        From which all the runs set out.
    axis : str
        What the x axis of the losses counts.
    """

    start: Start
    axis: str


@dataclass(frozen=True)
class Place:
    """How one trainer stands."""

    name: str
    nni_error: float
    error_range: tuple[float, float]
    validation_loss: float | None
    iterations: int
    seconds: float
    megabytes: float
    status: str

    @property
    def step(self) -> float | None:
        """Seconds that an iteration takes."""
        return self.seconds / self.iterations if self.iterations else None


def race_contents(settings: RaceSettings, runs: PageRuns) -> Contents:
    """Return what the elements of the page show."""
    standing = standing_of(settings, runs)
    first = next(iter(runs.shown.values()))  # tells when all of them begin anew
    best = standing[0].name
    network = runs.shown[best].network or settings.start.network
    has_begun = runs.shown[best].position > 0
    title = (
        said(BEST_TITLE, label=gettext(TRAINERS[best].label)) if has_begun else gettext(START_TITLE)
    )
    background = settings.start.background
    fit = first.throttled("best", lambda: fit_figure(background, network, has_legend=False), _PAUSE)
    spec = first.spec
    networks = [(spec.n_samples, network)]
    compared = partial(work_precision, spec.training_integrand, networks, *spec.interval)
    found = first.throttled("work", compared, _WORK_PAUSE)
    work = first.throttled("work figure", lambda: work_precision_figure(found), _WORK_PAUSE)
    pays = gettext(EVALUATIONS)
    if has_begun:
        worth = partial(worth_of, runs.shown[best], network, found)
        pays += f" {_break_even(found)}\n\n{first.throttled('worth', worth, _WORK_PAUSE)}"
    losses = figure_on_the_way(runs, partial(_losses, settings))
    return {
        "losses": {"figure": losses, "run": f"{first.run_id} {settings.axis}"},
        "title": {"text": f"{title} · {gettext(BEST_LINES)}", "look": "caption"},
        "fit": {"figure": fit, "run": first.run_id},
        "podium": {
            "columns": list(map(gettext, COLUMNS)),
            "rows": _podium(standing),
            "text_columns": [0, 1, 8],
        },
        "work": {"figure": work, "run": first.run_id},
        "break_even": {"text": pays, "look": "caption"},
    }


def standing_of(settings: RaceSettings, runs: PageRuns) -> list[Place]:
    """Return how the trainers stand, the best first."""
    start = settings.start
    start_loss = start.records[-1].validation_loss if start.records else None
    places = []
    for name, run in runs.shown.items():
        spec = run.spec
        reference = references(spec.training_integrand, (spec.interval,))
        compared = compare(run.network or start.network, reference, spec.interval)
        places.append(
            Place(
                name,
                float(compared.nni_error[0]),
                (float(compared.nni_error_range[0][0]), float(compared.nni_error_range[1][0])),
                run.validation_loss if run.records else start_loss,
                int(run.position),
                run.run_seconds,
                spec.memory() / 1e6,
                runs.budget.status_of(run).label,
            )
        )
    is_known = {place.name: place.nni_error == place.nni_error for place in places}
    return sorted(places, key=lambda p: (not is_known[p.name], p.nni_error, p.seconds))


def _losses(
    settings: RaceSettings, runs: Mapping[str, TrainingRun[IntegrationSpec]]
) -> dict[str, Any]:
    """Return the losses of all the runs, from the start that they share."""
    first = next(iter(runs.values()))
    n_samples = first.spec.n_training_samples
    return first.throttled(
        "race",
        lambda: race_figure(
            {
                gettext(TRAINERS[name].label): run.records or settings.start.records
                for name, run in runs.items()
            },
            settings.axis,
            n_samples,
        ),
        _PAUSE,
    )


def _break_even(found: WorkPrecision) -> str:
    """Say from how many limits on the network pays."""
    counts = []
    for name, curve in found.rules.items():
        pays = found.break_even(name)
        words = BREAK_EVEN_AT_MOST if pays.is_at_most else BREAK_EVEN_OF
        counts.append(said(words, rule=gettext(curve.label), n=pays.n_limits))
    return said(BREAK_EVEN, counts="; ".join(counts))


def _podium(standing: list[Place]) -> list[list[str]]:
    return [
        [
            MEDALS[number] if number < len(MEDALS) and place.iterations else "",
            unbroken(gettext(TRAINERS[place.name].label)),
            error_range_text(*place.error_range),
            error_text(place.validation_loss),
            number_text(place.iterations, ","),
            number_text(place.seconds, ".2f"),
            MISSING if place.step is None else number_text(1e3 * place.step, ".3g"),
            number_text(place.megabytes, ",.1f"),
            unbroken(place.status),
        ]
        for number, place in enumerate(standing)
    ]
