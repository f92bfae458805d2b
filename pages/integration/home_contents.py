"""The run that Home shows by itself, and its picture as contents of live elements."""

import functools

import numpy as np

from nncore.comparisons import compare, references
from nncore.experiments import start_network
from nncore.figures import fit_figure
from nncore.figures.fit import FitBackground
from nncore.live import Contents, PageRuns
from nncore.messages import gettext, marked, number_text, said
from nncore.network import OneHiddenNetwork
from nncore.specs import IntegrationSpec
from nncore.trainers import LevenbergMarquardt
from pages.integration.contents import KNOWN as HOW_IT_IS_KNOWN
from pages.output.exactness import exact_label, exact_text, how_it_is_known, what_that_means
from pages.output.numbers import error_text, value_text

PAGE = "home"
#: The slot of the line on the exact value.
KNOWN = "known"
#: The labels of the metrics, which are their slots too.
METRICS = ITERATION, NNI, EXACT, NNI_ERROR = (
    marked("Iteration"),
    marked(":blue[NNI]"),
    marked("Exact"),
    marked(":blue[NNI error]"),
)
SPEC = IntegrationSpec(
    integrand="sin(x)*exp(-x/4)",
    lower=0.0,
    upper=12.0,
    n_hidden=8,
    activation="logistic",
    initializer="glorot",
    n_samples=60,
    nodes="chebyshev",
    trainer=LevenbergMarquardt(max_iterations=120),
    seed=2,
)


@functools.cache
def _background() -> tuple[FitBackground, OneHiddenNetwork]:
    """Return what stays in the picture, and the network before training."""
    function, (lower, upper) = SPEC.training_integrand, SPEC.interval
    empty = FitBackground.of(function, lower, upper, np.empty(0), np.empty(0))
    return empty, start_network(SPEC)


def home_contents(runs: PageRuns) -> Contents:
    """Return what the picture shows of its run."""
    run = runs.runs[PAGE]
    background, start = _background()
    network = run.network or start
    shown = compare(network, references(SPEC.training_integrand, (SPEC.interval,)), SPEC.interval)
    found, error = shown.references, float(shown.nni_error[0])
    values = {
        ITERATION: number_text(run.position, ".0f"),
        NNI: value_text(float(shown.nni[0]), error),
        NNI_ERROR: error_text(error),
    }
    metrics = {label: {"label": gettext(label), "value": value} for label, value in values.items()}
    metrics[EXACT] = {
        "label": exact_label(found, 0),
        "value": exact_text(found, 0),
        "help": what_that_means(found, 0),
    }
    return {
        **metrics,
        KNOWN: {"text": said(HOW_IT_IS_KNOWN, how=how_it_is_known(found, 0)), "look": "caption"},
        "fit": {"figure": fit_figure(background, network), "run": run.run_id},
    }
