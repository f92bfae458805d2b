"""The integral itself, learned over its parameters: what it costs, and what it comes to."""

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd
import streamlit as st

from nncore.comparisons.parameter_integral import ParameterIntegral, ParameterRange
from nncore.experiments.learned_integral import MeanSamples
from nncore.exports import file_name, network_json
from nncore.live import TrainingRun
from nncore.messages import SentenceError, gettext, marked, number_text, said
from nncore.network import OneHiddenNetwork
from nncore.specs import BoxSpec
from nncore.trainers import TrainingStep
from nncore.trainers.cost import seconds_estimate
from pages.app.engine import engine
from pages.boxes.limits import observer_of, spec_over
from pages.boxes.view import N_DRAWN, BoxForm
from pages.integration.contents import NNI
from pages.output.numbers import error_text, rounded_up, value_text
from pages.settings.problems import show_problem
from pages.settings.widgets import number

LEARN, STOP, SAVE = marked("Learn the integral"), marked("Stop"), marked("Network as JSON")
LEARN_HELP = marked(
    "A product of Gauss rules integrates f at so many values of the parameters, and further units, "
    "which depend on the parameters alone, learn what the integral of the network misses there."
)
COST = marked("Costs {n:,} evaluations of f, and up to about {seconds} s of training.")
INTEGRATING = marked("f is being integrated: {n:,} evaluations.")
PROGRESS = {
    "epoch": marked("epoch {done:g} of {total}, loss {loss}"),
    "iteration": marked("iteration {done:g} of {total}, loss {loss}"),
}
STOPPED = marked("Stopped: this is the network after the last step.")
HEADS = (
    "",
    NNI,
    marked(":blue[estimated error]"),
    marked("largest true error of the chart"),
    marked("evaluations of f"),
)
OF_RUN, OF_LEARNED = marked("trained network"), marked("integral learned")


@dataclass(frozen=True, eq=False)
class LearningTask:
    """For which integral and run an integral is learned, and from what."""

    spec: BoxSpec
    run_id: str
    network: OneHiddenNetwork
    n_theta: int
    n_evaluations: int


@dataclass(frozen=True, eq=False)
class LearnedIntegral:
    """How far the learning of an integral has come."""

    task: LearningTask
    step: TrainingStep


def learned_of(form: BoxForm, run_id: str) -> LearnedIntegral | None:
    """Return what was learned for a run with these limits."""
    kept: LearnedIntegral | None = st.session_state.get(form.key("learned"))
    if kept is None or (kept.task.spec, kept.task.run_id) != (spec_over(form), run_id):
        return None
    return kept


@lru_cache(maxsize=8)
def integral_over(seen: ParameterRange, network: OneHiddenNetwork) -> ParameterIntegral:
    """Integrate a network that stands still over its parameters."""
    return ParameterIntegral.of(seen, network)


def range_of(form: BoxForm) -> ParameterRange:
    """Return the parameters over which the integral is drawn."""
    spec = form.spec
    return ParameterRange(observer_of(form).problem(spec), spec.box, spec.theta[:N_DRAWN])


def draw_learning(
    form: BoxForm, run: TrainingRun[BoxSpec], network: OneHiddenNetwork, n_samples: int
) -> None:
    """Draw the choice with its cost, and what has been learned beside the network of the run.

    While the run plays the script runs again and again on this tab, which would end the learning.
    """
    spec = spec_over(form)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number(form, "n_theta")
        n_evaluations = _evaluations(form, spec)
        is_asked = n_evaluations is not None and st.button(
            gettext(LEARN),
            key=form.key("learn_integral"),
            help=gettext(LEARN_HELP),
            icon=":material/school:",
            disabled=run.is_live,
        )
    if n_evaluations is None:
        return
    n_theta = form.view.n_theta
    seconds = seconds_estimate(spec.trainer, spec.n_hidden, n_theta, len(spec.theta))
    st.caption(said(COST, n=n_evaluations, seconds=number_text(seconds, ".2g")))
    if is_asked:
        _learn(form, LearningTask(spec, run.run_id, network, n_theta, n_evaluations))
    learned = learned_of(form, run.run_id)
    if learned is not None:
        _draw(form, network, n_samples, learned)


@lru_cache(maxsize=32)
def _cost(spec: BoxSpec, n_theta: int) -> int:
    return MeanSamples(n_theta).evaluations(spec)


def _evaluations(form: BoxForm, spec: BoxSpec) -> int | None:
    try:
        return _cost(spec, form.view.n_theta)
    except ValueError as problem:
        show_problem(problem)
        return None


def _learn(form: BoxForm, task: LearningTask) -> None:
    """Learn for as long as nobody presses anything, and keep each step."""
    spec, place = task.spec, st.empty()
    with place.container():
        bar = st.progress(0.0, said(INTEGRATING, n=task.n_evaluations))
        st.button(gettext(STOP), key=form.key("stop_learning"), icon=":material/stop:")
    try:
        for step in engine().learned_integral(spec, task.network, task.n_theta):
            st.session_state[form.key("learned")] = LearnedIntegral(task, step)
            done, total = step.record.position, spec.trainer.n_iterations
            text = said(
                PROGRESS[spec.trainer.iteration_name],
                done=done,
                total=total,
                loss=error_text(step.loss),
            )
            bar.progress(min(1.0, done / total), text)
    except (SentenceError, OSError) as problem:
        place.empty()
        show_problem(problem)
        return
    st.rerun()  # the chart above shows it


def _draw(
    form: BoxForm, network: OneHiddenNetwork, n_samples: int, learned: LearnedIntegral
) -> None:
    seen, step = range_of(form), learned.step
    rows = [
        _row(OF_RUN, seen, network, n_samples),
        _row(OF_LEARNED, seen, step.network, learned.task.n_evaluations),
    ]
    heads = [gettext(head) if head else "" for head in HEADS]
    st.table(pd.DataFrame(rows, columns=heads).set_index(heads[0]))
    st.caption(step.status.sentence if step.status.is_final else gettext(STOPPED))
    st.download_button(
        gettext(SAVE),
        network_json(step.network),
        file_name(learned.task.spec, "learned-network.json"),
        "application/json",
        key=form.key("save_learned"),
        icon=":material/download:",
        on_click="ignore",
    )


def _row(name: str, seen: ParameterRange, network: OneHiddenNetwork, n: int) -> list[str]:
    """Return a network's integral at the parameters that are looked at, and its errors."""
    found, nni = integral_over(seen, network), seen.problem.network_integral(network)
    estimate = found.estimate_near(seen.here)
    largest = found.largest_true_error
    return [
        gettext(name),
        value_text(nni, estimate),
        f"≈ {error_text(rounded_up(estimate))}",
        "" if largest is None else error_text(largest),
        number_text(n, ","),
    ]
