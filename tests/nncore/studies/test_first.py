"""The studies that Explore begins with: their stored results are what a computation gives."""

import dataclasses
from importlib import resources

import numpy as np
import pytest

from nncore.experiments import train
from nncore.experiments.outcome import outcome_of
from nncore.specs import SweepSpec
from nncore.studies.first import FIRST_STUDIES, stored_trials, stored_versions
from nncore.studies.first.studies import file_name, to_json
from nncore.trainers import TrainingStatus

KINDS = tuple(FIRST_STUDIES)
# Two trainers whose steps forgive rounding, in 1e-3 of the number: 1.4e-4 was the most that other
# kernels of OpenBLAS changed.
SAME = 1e-3
# The steps of L-BFGS do not: 3.1 times the loss on these kernels. It spans eight powers of ten.
SAME_SIZE = 10.0
# Some 2,000 updates in float32, each of 1e-3 in these units: where Adam stands in its last steps.
LAST_STEPS = 2e-3


@pytest.mark.parametrize("kind", KINDS)
def test_every_trial_was_computed(kind):
    study = FIRST_STUDIES[kind]
    trials = stored_trials(study)
    assert trials.cell.tolist() == list(range(study.n_cells))
    assert set(trials.status) <= {*TrainingStatus} - {TrainingStatus.FAILED}
    of_integrals = ("integral_error", "loss")
    names = {
        **dict.fromkeys(("integration", "box"), of_integrals),
        "stencil": ("weight_error", "test_error"),
    }
    for name in (*names[kind], "validation_loss", "seconds", "iterations"):
        assert np.all(getattr(trials, name) > 0), name
    assert set(trials.reason) == set(trials.key) == {""}


@pytest.mark.parametrize("kind", KINDS)
def test_the_file_holds_this_very_study(kind):
    study = FIRST_STUDIES[kind]
    text = resources.files("nncore.studies.first").joinpath(file_name(kind)).read_text("utf-8")
    assert to_json(study, stored_trials(study), stored_versions(kind)) == text
    assert len(text) < 100_000
    assert SweepSpec.from_json(study.to_json()) == study


def test_only_the_ready_made_studies_have_stored_results():
    study = FIRST_STUDIES["integration"]
    assert stored_trials(dataclasses.replace(study, title="Any")) is stored_trials(study)
    others = [
        SweepSpec(dataclasses.replace(study.base, n_samples=301), study.axes),
        SweepSpec(study.base, {**study.axes, "seed": (0, 2)}),
        SweepSpec(study.base, dict(reversed(study.axes.items()))),  # other numbers
    ]
    assert [stored_trials(other) for other in others] == [None] * len(others)


def recomputed(study, trial):
    spec = study.cell(trial)
    *_, last = train(spec)
    return outcome_of(spec, last)


def cell_of(study, **settings):
    found = [i for i in range(study.n_cells) if settings.items() <= study.settings(i).items()]
    assert found
    return found[0]


@pytest.mark.parametrize("n_hidden", [4, 12, 24])
@pytest.mark.parametrize("trainer", ["levenberg-marquardt", "output-layer"])
def test_runs_of_integrals_come_to_what_is_stored(trainer, n_hidden):
    study = FIRST_STUDIES["integration"]
    trial = cell_of(study, trainer=trainer, n_hidden=n_hidden, seed=1)
    outcome, stored = recomputed(study, trial), stored_trials(study)
    for name in ("loss", "validation_loss", "integral_error", "error_estimate"):
        assert getattr(outcome, name) == pytest.approx(getattr(stored, name)[trial], rel=SAME)


@pytest.mark.parametrize("n_inputs", [1, 3])
def test_runs_over_boxes_come_to_what_is_stored(n_inputs):
    study = FIRST_STUDIES["box"]
    trial = cell_of(study, n_inputs=n_inputs, n_hidden=5, seed=1)
    outcome, stored = recomputed(study, trial), stored_trials(study)
    for name in ("loss", "validation_loss", "integral_error", "error_estimate"):
        assert getattr(outcome, name) == pytest.approx(getattr(stored, name)[trial], rel=SAME)


def test_a_run_of_lbfgs_comes_to_what_is_stored_nearly():
    study = FIRST_STUDIES["integration"]
    trial = cell_of(study, trainer="lbfgs", n_hidden=12, seed=0)
    ratio = recomputed(study, trial).loss / stored_trials(study).loss[trial]
    assert 1 / SAME_SIZE < ratio < SAME_SIZE


def test_variable_projection_is_no_worse_than_levenberg_marquardt():
    """It places units anew where it stalls: with another rounding others, and better or worse."""
    study = FIRST_STUDIES["integration"]
    stored = stored_trials(study)
    for n_hidden in (4, 12):
        trial = cell_of(study, trainer="variable-projection", n_hidden=n_hidden, seed=0)
        other = cell_of(study, trainer="levenberg-marquardt", n_hidden=n_hidden, seed=0)
        worst = SAME_SIZE * stored.loss[other]
        assert max(stored.loss[trial], recomputed(study, trial).loss) < worst


def test_runs_of_stencils_come_to_what_is_stored():
    study = FIRST_STUDIES["stencil"]
    trial = cell_of(study, max_mode=20, offsets=(-1, 0, 1), noise=0.0, seed=1)
    outcome, stored = recomputed(study, trial), stored_trials(study)
    assert outcome.weight_error == pytest.approx(stored.weight_error[trial], abs=LAST_STEPS)
    assert outcome.test_error == pytest.approx(stored.test_error[trial], rel=0.05)


def test_the_study_of_stencils_tells_its_story():
    """Slower waves are learned better, three points better than two, and noise costs."""
    study = FIRST_STUDIES["stencil"]
    shape = [len(values) for values in study.axes.values()]
    assert list(study.axes) == ["max_mode", "offsets", "noise", "seed"]
    test = np.median(stored_trials(study).test_error.reshape(shape), axis=-1)
    assert np.all(np.diff(test[:, :3, 0], axis=0) > 0)
    assert np.all(test[:, 2] < test[:, :2].min(axis=1))
    assert np.all(test[..., 1] > test[..., 0])
