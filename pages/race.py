"""The race: several trainers on one integrand, from one start, at equal budget."""

import pandas as pd
import streamlit as st

from nncore.comparisons import compare, references
from nncore.figures import fit_figure, work_precision_figure
from nncore.figures.race import race_figure
from nncore.network import OneHiddenNetwork
from nncore.specs import IntegrationSpec
from nncore.trainers import TRAINERS
from nncore.work_precision import WorkPrecision, work_precision
from pages.shared.controls import scrolling_table, section, show_problems
from pages.shared.formats import error_text, markdown_table, unbroken
from pages.shared.integration_results import Start, start_of
from pages.shared.lanes import Lane
from pages.shared.live_panel import live_panel
from pages.shared.live_plot import live_plot
from pages.shared.navigation import require_router
from pages.shared.race_controls import RaceForm, race_form, race_specs
from pages.shared.sessions import Session
from pages.shared.take_away import Taken, take_away

_HEIGHT = 262
_BEST_HEIGHT = _HEIGHT - 58  # below two lines of text
_PAUSE = 0.28
_WORK_PAUSE = 0.8
_PODIUM_LINES = 1.1  # and a scroll bar on a phone
_COLUMNS = (5, 3)

COLUMNS = ("", "Trainer", "NNI error", "Val. MSE", "Iterations", "Seconds", "Status")
MEDALS = (":material/looks_one:", ":material/looks_two:", ":material/looks_3:")
PODIUM_TITLE = "**Podium**, by the error of the integral over the whole interval"
EVALUATIONS = "A rule evaluates f anew for each integral, NNI once for all of them."
BREAK_EVEN = (
    " **Break-even:** so many different limits have to be integrated before one training, with its "
    "samples of f, evaluates f less often than a rule that is as accurate: "
)
BREAK_EVEN_OF = "{rule} {sign}{n}"
TAKE_AWAY, TAKE_AWAY_OF = "Take away", "Run of"
TAKE_AWAY_HELP = "Whose files: network, losses, results, and programs that repeat the run."
LOSSES_ALT = "Validation loss of each trainer, on logarithmic scales."
FIT_ALT = "The integrand and the best network over the training interval."
WORK_ALT = "Error of the integral against evaluations of f, for NNI and the classical rules."
BEST_TITLE = "Best so far: **{label}**"
START_TITLE = "Where all of them start"
BEST_LINES = " · :blue[network], exact f in grey, :orange[training points]"


def _draw(form: RaceForm, session: Session) -> None:
    start = start_of(form.spec)
    standing = _standing(form, session, start)
    best = str(standing["name"].iloc[0])
    network = session.lanes[best].network or start.network
    first = next(iter(session.lanes.values()))
    left, right = st.columns(_COLUMNS, gap="small")
    with left.container(border=True):
        _draw_losses(form, session, start)
    with right.container(border=True):
        has_begun = session.lanes[best].position > 0
        title = BEST_TITLE.format(label=TRAINERS[best].label) if has_begun else START_TITLE
        st.caption(title + BEST_LINES)
        live_plot(
            first.now_and_then(
                "best", lambda: fit_figure(start.background, network, has_legend=False), _PAUSE
            ),
            key="race_fit",
            run=first.key,
            height=_BEST_HEIGHT,
            alt=FIT_ALT,
        )
    st.markdown(PODIUM_TITLE)
    scrolling_table(_podium(standing), _PODIUM_LINES)
    found = _work(form.spec, first, network)
    chart, words = st.columns(_COLUMNS, gap="small")
    with chart.container(border=True):
        live_plot(
            work_precision_figure(found),
            key="race_work",
            run=first.key,
            height=_HEIGHT,
            alt=WORK_ALT,
        )
    with words:
        st.caption(EVALUATIONS + (_break_even(found) if has_begun else ""))
        _files(form, session, best)


def _draw_losses(form: RaceForm, session: Session, start: Start) -> None:
    """Draw the losses of all the lanes, from the start that they share."""
    records = {
        TRAINERS[name].label: lane.records or start.records for name, lane in session.lanes.items()
    }
    first = next(iter(session.lanes.values()))  # tells when they begin anew
    n_samples = form.spec.n_training_samples
    live_plot(
        first.now_and_then("race", lambda: race_figure(records, form.view.axis, n_samples), _PAUSE),
        key="race_losses",
        run=f"{first.key} {form.view.axis}",
        height=_HEIGHT,
        alt=LOSSES_ALT,
        grows=True,
    )


def _files(form: RaceForm, session: Session, best: str) -> None:
    """Offer the files of one of the runs."""
    files = section(form, "files", TAKE_AWAY, "download")
    if files.open:
        with files:
            chosen = st.segmented_control(
                TAKE_AWAY_OF,
                tuple(session.lanes),
                default=next(iter(session.lanes)),
                key=form.key("files_of"),
                format_func=lambda name: TRAINERS[name].label,
                help=TAKE_AWAY_HELP,
                required=True,
            )
            take_away(Taken.of_lane(session.lanes.get(chosen) or session.lanes[best]), form.page)


def _work(
    spec: IntegrationSpec, first: Lane[IntegrationSpec], best: OneHiddenNetwork
) -> WorkPrecision:
    """Return where the best network stands among the classical rules."""
    return first.now_and_then(
        "work",
        lambda: work_precision(spec.function, [(spec.n_samples, best)], *spec.interval),
        _WORK_PAUSE,
    )


def _break_even(found: WorkPrecision) -> str:
    """Say from how many limits on the network pays."""
    pays = [
        BREAK_EVEN_OF.format(
            rule=curve.label,
            n=f"{found.break_even(name).n_limits:,}",
            sign="≤ " if found.break_even(name).is_at_most else "",
        )
        for name, curve in found.rules.items()
    ]
    return BREAK_EVEN + "; ".join(pays) + "."


def _standing(form: RaceForm, session: Session, start: Start) -> pd.DataFrame:
    """Return one row a trainer, the best first."""
    spec = form.spec
    reference = references(spec.function, (spec.interval,))
    start_loss = start.records[-1].validation_loss if start.records else None
    rows = []
    for name, lane in session.lanes.items():
        compared = compare(lane.network or start.network, reference, spec.interval)
        rows.append(
            {
                "name": name,
                "nni_error": float(compared.nni_error[0]),
                "validation": lane.validation_loss if lane.records else start_loss,
                "iterations": int(lane.position),
                "seconds": lane.run_seconds,
                "status": session.status_of(lane).value.split(":")[0],
            }
        )
    frame = pd.DataFrame(rows)
    return frame.sort_values(["nni_error", "seconds"], na_position="last", kind="stable")


def _podium(standing: pd.DataFrame) -> str:
    """Return the table as Markdown, which a browser redraws often."""
    rows = []
    for place, row in enumerate(standing.itertuples()):
        cells = (
            MEDALS[place] if place < len(MEDALS) and row.iterations else "",
            unbroken(TRAINERS[str(row.name)].label),
            error_text(float(row.nni_error)),
            error_text(row.validation),
            f"{row.iterations:,}",
            f"{row.seconds:.2f}",
            unbroken(str(row.status)),
        )
        rows.append(cells)
    return markdown_table(COLUMNS, rows, text_columns=(0, 1, len(COLUMNS) - 1))


require_router()
form = race_form()
try:
    specs = race_specs(form)
except ValueError as problem:
    show_problems(form)
    st.error(str(problem), icon=":material/error:")
    st.stop()
live_panel(
    form,
    specs,
    lambda session: _draw(form, session),
    slow_pace=False,
    iteration_name="iteration",
    budget=form.view.budget,
)
