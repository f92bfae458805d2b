"""What is looked at on the page of many dimensions, by its settings and its open tab."""

from nncore.comparisons.box_list import Limits
from nncore.live import PageRuns
from nncore.live.box_observer import Beside, MarginalsOf, OverBoxes, OverParameters, problems_over
from nncore.specs import BoxSpec
from pages.boxes import listing, marginals
from pages.boxes.arriving import have_found
from pages.boxes.learning import integral_over, learned_of, range_of
from pages.boxes.limits import drawn_limits, observer_of
from pages.boxes.optima import found_optima
from pages.boxes.results import RUN, start_of
from pages.boxes.settings import BoxSettings
from pages.boxes.tab_contents import BOXES, MARGINALS, PARAMETER, TABS
from pages.boxes.view import N_DRAWN, BoxForm, input_names
from pages.settings.layout import open_tab


def looked_at(form: BoxForm, runs: PageRuns) -> BoxSettings:
    """Return what is looked at, and have what takes long found for the runs of the page."""
    spec, tab, boxes = form.spec, open_tab(form, TABS), listing.boxes_of(form)
    observer = observer_of(form, _beside(spec, tab, boxes))
    problem = observer.problem(spec)
    if tab == BOXES:
        n = start_of(spec).n_evaluations
        have_found(listing.searches_of(problems_over(problem, boxes), n), runs)
    elif tab == MARGINALS:
        have_found(marginals.searches_of(problem), runs)
    names, limits = input_names(spec), drawn_limits(form)
    marks = [
        (tuple(one.optimum.theta.tolist()), one.optimum.nni)
        for one in found_optima(form, runs.runs[RUN].run_id)
    ]
    learned = learned_of(form, runs.runs[RUN].run_id) if tab == PARAMETER else None
    drawn = integral_over(range_of(form), learned.step.network) if learned else None
    return BoxSettings.of(spec, observer, limits, names, tab, boxes, marks, drawn)


def _beside(spec: BoxSpec, tab: str, boxes: tuple[Limits, ...]) -> Beside | None:
    """Return what the workers are to look at for the open tab, besides the one integral."""
    if tab == BOXES:
        return OverBoxes(boxes)
    if tab == MARGINALS and len(spec.over) > 1:
        return MarginalsOf()
    if tab == PARAMETER and spec.theta:
        return OverParameters(spec.theta[:N_DRAWN])
    return None
