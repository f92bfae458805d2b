"""What the tabs of the page of many dimensions show of its run, as contents of live elements."""

from typing import Any

from nncore.figures.boxes import parameter_figures
from nncore.figures.style import Figure
from nncore.live import TrainingRun
from nncore.live.box_observer import BoxObservation
from nncore.messages import gettext, marked, number_text
from nncore.specs import BoxSpec
from pages.boxes.listing import SLOT, box_rows
from pages.boxes.marginals import marginal_figures, slot_of
from pages.boxes.settings import BoxSettings
from pages.boxes.view import N_DRAWN
from pages.integration.contents import PARAMETERS, SAMPLES
from pages.output.details import facts_text

# Nobody reads what changes more often.
_PAUSE = 1.0

TABS = BOXES, PARAMETER, MARGINALS, FORMULA, DETAILS, FILES = (
    marked("Boxes"),
    marked("Parameters"),
    marked("Marginals"),
    marked("Formula"),
    marked("Details"),
    marked("Take away"),
)
INPUTS = marked("Inputs")


def tab_contents(
    settings: BoxSettings, run: TrainingRun[BoxSpec], seen: BoxObservation
) -> dict[str, Any]:
    """Return what the elements of the open tab show."""
    spec, tab, problem = run.spec, settings.tab, settings.problem
    if tab == DETAILS:
        return {"facts": {"text": _facts(run)}}
    if tab == BOXES:
        n = settings.start.n_evaluations
        return {
            SLOT: run.throttled(
                SLOT, lambda: box_rows(spec, problem, settings.boxes, n, seen.beside), _PAUSE
            )
        }
    if seen.beside is None:
        return {}
    figures = run.throttled(tab, lambda: _figures(settings, spec, seen), _PAUSE)
    slot = slot_of if tab == MARGINALS else "parameters_{}".format
    return {slot(j): {"figure": one, "run": run.run_id} for j, one in enumerate(figures)}


def _figures(settings: BoxSettings, spec: BoxSpec, seen: BoxObservation) -> tuple[Figure, ...]:
    names, beside = settings.names, seen.beside
    if settings.tab == MARGINALS:
        return marginal_figures(settings.problem, names, beside)
    drawn = tuple(names[i] for i in spec.theta[:N_DRAWN])
    marks = settings.marks if len(spec.theta) == len(drawn) else ()
    return parameter_figures(beside, drawn, marks, settings.learned)


def _facts(run: TrainingRun[BoxSpec]) -> str:
    spec = run.spec
    facts = {
        gettext(INPUTS): number_text(spec.n_inputs, "d"),
        gettext(SAMPLES): number_text(spec.n_training_samples, ","),
        gettext(PARAMETERS): number_text((spec.n_inputs + 2) * spec.n_hidden + 1, ","),
    }
    diagnostics = run.records[-1].diagnostics if run.records else None
    return facts_text(spec, run.run_seconds, facts, diagnostics)
