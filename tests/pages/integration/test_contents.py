"""What stands side by side on the Integrate page belongs to one network."""

from dataclasses import replace

import numpy as np
import pytest

from nncore.certificates import Certificate
from nncore.engine import Checkpoint
from nncore.live import PageRuns
from nncore.network import OneHiddenNetwork
from nncore.specs import IntegrationSpec
from nncore.trainers import TrainingRecord, TrainingStatus
from pages.integration.contents import (
    METRICS,
    RUN,
    IntegrationSettings,
    integration_contents,
    reaching,
)
from pages.integration.results import estimate_text, start_of
from pages.output.numbers import error_text, value_text

LIMITS, INTERVALS = (-1.0, 0.5), ((-1.0, 1.0), (0.0, 0.25))
EXACT = (np.arctan(5 * 0.5) + np.arctan(5)) / 5  # of 1 / (1 + 25 x^2)


def spec_of(n_hidden):
    return IntegrationSpec(integrand="runge", n_hidden=n_hidden, n_samples=50)


def network(n_hidden, bias):
    zeros = np.zeros(n_hidden)
    return OneHiddenNetwork("logistic", zeros, zeros, zeros, bias)


@pytest.fixture(params=[4, 600], ids=["narrow", "wide"])
def runs(request):
    runs = PageRuns(lambda: None)
    runs.follow({RUN: spec_of(request.param)})
    return runs


def settings_of(runs):
    spec = runs.runs[RUN].spec
    start = start_of(spec)
    background = reaching(start, spec, LIMITS)
    return IntegrationSettings(start, background, LIMITS, INTERVALS, 100, "Intervals")


def train_to(runs, found):
    """Let the run stand one iteration further, at a network."""
    run = runs.runs[RUN]
    record = TrainingRecord(len(run.records), 1.0, 2.0, TrainingStatus.RUNNING, 0.0)
    run.records.append(record)
    run.checkpoint = Checkpoint.made(found, None)


def check(contents, spec, found):
    """Check that all the numbers and curves are those of one network."""
    integral = (LIMITS[1] - LIMITS[0]) * found.output_bias
    error = abs(integral - EXACT)
    limits = np.array([LIMITS, *INTERVALS])
    samples = (spec.n_training_samples,)
    estimated = Certificate.of(
        *(spec.training_integrand, limits[:, 0], limits[:, 1], *samples),
        training_interval=spec.interval,
        n_hidden=spec.n_hidden,
    ).judge(found)
    texts = [estimate_text(float(estimate)) for estimate in estimated.estimate]
    assert contents["nni"]["value"] == value_text(integral, error)
    assert contents["nni_error"]["value"] == error_text(error)
    assert contents["estimated_error"]["value"] == texts[0]
    assert error <= estimated.estimate[0] and "\u2713" in contents["estimated_error"]["label"]
    assert [row[6] for row in contents["intervals"]["rows"]] == texts[1:]
    curve = next(t for t in contents["fit"]["figure"]["data"] if t["name"] == "network")
    assert set(curve["y"]) == {found.output_bias}


def test_error_estimate_table_and_curve_are_of_the_same_network(runs):
    settings, spec = settings_of(runs), runs.runs[RUN].spec
    first, second = network(spec.n_hidden, 0.25), network(spec.n_hidden, 100.0)
    train_to(runs, first)
    runs.playing = True
    check(integration_contents(settings, runs), spec, first)
    # No worker has said anything of the second one yet: what is seen is late, and all of it.
    train_to(runs, second)
    check(integration_contents(settings, runs), spec, first)
    runs.pause()
    check(integration_contents(settings, runs), spec, second)


def test_points_that_missed_a_peak_are_said():
    spec = IntegrationSpec(
        integrand="1+1e6*exp(-(1e6*(x-0.31234))^2)", lower=0.0, upper=1.0, n_hidden=4, n_samples=50
    )
    runs = PageRuns(lambda: None)
    runs.follow({RUN: spec})
    start = start_of(spec)
    for limits, is_missed in (((0.0, 1.0), True), ((0.5, 1.0), False)):
        settings = IntegrationSettings(start, start.background, limits, (limits,), 100, "Intervals")
        contents = integration_contents(settings, runs)
        assert ("points of f missed something" in contents["note"]["text"]) == is_missed
        assert ("missed something" in contents["estimated_error"]["help"]) == is_missed
        assert "✓" in contents["estimated_error"]["label"]


def test_while_it_plays_numbers_are_said_anew_when_they_are_others(runs):
    settings, spec = settings_of(runs), runs.runs[RUN].spec
    train_to(runs, network(spec.n_hidden, 0.25))
    runs.playing = True
    before = integration_contents(settings, runs)
    train_to(runs, network(spec.n_hidden, 100.0))
    runs.runs[RUN].records[-1] = replace(runs.runs[RUN].records[-1], validation_loss=0.125)
    after = integration_contents(settings, runs)
    assert before["validation"]["value"] == error_text(2.0)
    assert after["validation"]["value"] == error_text(0.125)  # of the newest step, as the losses
    said = [name for name in (*METRICS, "note", "intervals") if name != "validation"]
    assert all(after[name] is before[name] for name in said)  # of the network that was seen
    runs.pause()
    at_rest = integration_contents(settings, runs)
    assert at_rest["nni"]["value"] != before["nni"]["value"]
    assert at_rest["intervals"] != before["intervals"]
    assert "samples that were kept back" in at_rest["estimated_error"]["help"]
