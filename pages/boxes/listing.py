"""The tab of boxes: the same network over the box of its training and over others."""

import streamlit as st

from nncore.certificates.box_certificate import N_REPLICATES
from nncore.comparisons.box_list import (
    N_POINTS,
    BoxReference,
    Limits,
    NetworkOverBoxes,
    box_reference_of,
    parse_boxes,
    random_boxes,
)
from nncore.comparisons.box_problem import BoxProblem
from nncore.integrands import Box
from nncore.integrands.box import limits_text
from nncore.live.box_observer import problems_over
from nncore.messages import gettext, marked, said
from nncore.specs import BoxSpec
from pages.boxes.arriving import Search, arrivals
from pages.boxes.limits import look_at
from pages.boxes.view import BoxForm
from pages.integration.contents import NNI, NNI_ERROR
from pages.integration.results import covers, estimate_text
from pages.live.elements import Shown, live_table
from pages.output.exactness import METHODS, NOT_KNOWN
from pages.output.numbers import (
    MISSING,
    error_range_text,
    error_text,
    known_text,
    rounded_up,
    value_text,
)
from pages.settings.widgets import number, text_box

SLOT = "boxes"
#: Stands where a value is still to be found.
PENDING = "…"
COLUMNS = (
    *(marked("box"), NNI, marked("exact"), marked(":orange[cubature]"), NNI_ERROR),
    *(marked(":blue[estimated]"), marked(":orange[cubature error]"), ""),
)
BUDGET = marked(
    "Cubature is the better of Genz-Malik and Gauss-Kronrod by its own estimate, with {n:,} "
    "evaluations of f at the most for each box: as many as NNI has had for all of them. Choose a "
    "row to see its box on the maps. Each error is estimated from {points} points of f."
)
TABLE_ALT = marked("NNI, the exact value and cubature with their errors, by box.")
OWN_BOXES = marked("such as {example}; empty for random ones")
TRAINED = marked("the box of the training")
EXTRAPOLATED = marked("extrapolation, beyond the trained box")
NOT_FINITE = marked("f is not finite at a point of it")


def boxes_of(form: BoxForm) -> tuple[Limits, ...]:
    """Return the box of the training, and the reader's own or random ones."""
    spec = form.spec
    whole = spec.integral_limits
    try:
        others = parse_boxes(form.view.boxes, len(spec.over)) if form.view.boxes else None
    except ValueError:  # of a link, which `box_form` says
        others = None
    if others is None:
        others = random_boxes(Box(*whole), seed=form.view.box_seed)
    return (whole, *others)


def searches_of(problems: tuple[BoxProblem, ...], n_evaluations: int) -> list[Search]:
    """Return what has to be found for the table."""
    return [(box_reference_of, problem, n_evaluations) for problem in problems]


def box_tab(form: BoxForm, shown: Shown, n_evaluations: int) -> None:
    """Draw the list's settings and its table."""
    left, right = st.columns([4, 1])
    with left:
        example = " ".join(["0.2 0.8"] * len(form.spec.over))
        text_box(form, "boxes", placeholder=said(OWN_BOXES, example=example), max_chars=None)
    with right:
        number(form, "box_seed")
    key = form.key("box_table")
    live_table(shown, SLOT, key=key, alt=gettext(TABLE_ALT), on_click=lambda: _look(form, key))
    st.caption(said(BUDGET, n=n_evaluations, points=N_REPLICATES * N_POINTS))


def _look(form: BoxForm, key: str) -> None:
    chosen = st.session_state[key].clicked
    boxes = boxes_of(form)
    if chosen is not None and str(chosen).isdecimal() and int(chosen) < len(boxes):
        look_at(form, dict(zip(form.spec.over, zip(*boxes[int(chosen)], strict=True), strict=True)))


def box_rows(
    spec: BoxSpec,
    problem: BoxProblem,
    boxes: tuple[Limits, ...],
    n_evaluations: int,
    seen: NetworkOverBoxes,
) -> dict[str, object]:
    """Return the table: what has not been found yet comes with a later picture."""
    problems = problems_over(problem, boxes)
    found = map(arrivals().get, searches_of(problems, n_evaluations))
    rows = [
        _row(spec, one, float(nni), float(estimate), reference)
        for one, nni, estimate, reference in zip(
            problems, seen.nni, seen.estimate, found, strict=True
        )
    ]
    heads = [gettext(head) if head else "" for head in COLUMNS]
    keys = [str(j) for j in range(len(rows))]
    return {"columns": heads, "rows": rows, "text_columns": [0, len(heads) - 1], "keys": keys}


def _row(
    spec: BoxSpec, problem: BoxProblem, nni: float, estimate: float, found: BoxReference | None
) -> list[str]:
    box, text = limits_text(problem.lower, problem.upper), estimate_text(estimate)
    if found is None:
        note = _note(spec, problem, estimate, None)
        return [box, value_text(nni), PENDING, PENDING, PENDING, text, PENDING, note]
    known, true_error = found.known, found.known.error_range(nni)
    is_missed = covers(true_error, estimate) is False
    return [
        box,
        value_text(nni, true_error[1]),
        known_text(known.value, known.error) if known.method else gettext(NOT_KNOWN),
        MISSING if found.cubature is None else value_text(found.cubature.value, _off(found)[1]),
        error_range_text(*true_error),
        f":red[{text} ✗]" if is_missed else text,
        MISSING if found.cubature is None else error_range_text(*_off(found)),
        _note(spec, problem, estimate, found),
    ]


def _off(found: BoxReference) -> tuple[float, float]:
    """Return between which numbers the error of cubature lies."""
    assert found.cubature is not None
    return found.known.error_range(found.cubature.value)


def _note(spec: BoxSpec, problem: BoxProblem, estimate: float, found: BoxReference | None) -> str:
    """Say what is special about a box, and how its value is known."""
    trained, notes = spec.integral_limits, []
    if (problem.lower, problem.upper) == trained:
        notes.append(gettext(TRAINED))
    if not Box(*trained).contains([problem.lower, problem.upper]).all():
        notes.append(f":red[{gettext(EXTRAPOLATED)}]")
    if estimate == float("inf"):
        notes.append(f":red[{gettext(NOT_FINITE)}]")
    known = None if found is None else found.known
    if known is not None and known.problem is not None:
        notes.append(f":red[{str(known.problem).rstrip('.')}]")
    if known is not None and known.method == "agreement":
        notes.append(said(METHODS["agreement"][1], error=error_text(rounded_up(known.error))))
    return "; ".join(notes)
