"""Specs whose learning rate changes: as links, as JSON and in sweeps; others stay as they were."""

import dataclasses
import hashlib
import json
from pathlib import Path

import pytest

import nncore
from nncore.specs import BoxSpec, IntegrationSpec, StencilSpec
from nncore.specs.sweep import SweepSpec
from nncore.trainers import SGD, Adam, AdamW

SCHEDULE = ((300, 1e-3), (600, 1e-4))
TEXT = "300:0.001,600:0.0001"
SCHEDULED = [
    kind(trainer=dataclasses.replace(trainer, learning_rate_schedule=SCHEDULE))
    for kind, trainer in (
        (IntegrationSpec, Adam(learning_rate=0.01)),
        (BoxSpec, SGD(momentum=0.9)),
        (StencilSpec, StencilSpec().trainer),
    )
]


@pytest.mark.parametrize("spec", SCHEDULED, ids=lambda spec: spec.kind)
def test_a_schedule_survives_link_and_json(spec):
    assert spec.to_query()["learning_rate_schedule"] == TEXT
    assert type(spec).from_query(spec.to_query()) == spec
    assert json.loads(spec.to_json())["trainer"]["learning_rate_schedule"] == [
        [300, 1e-3],
        [600, 1e-4],
    ]
    assert type(spec).from_json(spec.to_json()) == spec


#: Of specs as they were written before a learning rate could change: sha256 of their JSON.
BEFORE = {
    "a9aaa382": IntegrationSpec(trainer=Adam(learning_rate=0.01)),
    "20d1f3aa": IntegrationSpec(integrand="sin(x)", upper=3.0, trainer=AdamW()),
    "861ed145": BoxSpec(trainer=SGD(momentum=0.9)),
    "b2cb1922": StencilSpec(),
    "a924cfbb": IntegrationSpec(),
}


@pytest.mark.parametrize("digest", BEFORE)
def test_the_json_of_a_rate_that_stays_is_what_it_was(digest):
    text = BEFORE[digest].to_json()
    assert hashlib.sha256(text.encode()).hexdigest()[:8] == digest
    assert "learning_rate_schedule" not in {**BEFORE[digest].to_query(), "json": text}


@pytest.mark.parametrize("name", ["integration", "stencil", "box"])
def test_stored_studies_are_written_as_they_are_stored(name):
    folder = Path(nncore.__file__).parent / "studies" / "first"
    stored = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))["study"]
    assert json.loads(SweepSpec.from_json(json.dumps(stored)).to_json()) == stored


def test_a_wrong_schedule_in_a_link_is_named_and_left_out():
    query = {"trainer": "adam", "learning_rate_schedule": "600:1e-4,300:1e-3"}
    sentence = "`learning_rate_schedule` must have increasing iterations from 1 on, got 300"
    with pytest.raises(ValueError, match=sentence):
        IntegrationSpec.from_query(query)
    spec, notices = IntegrationSpec.read_query(query)
    assert spec.trainer == Adam() and len(notices) == 1 and sentence in notices[0]


def test_a_schedule_is_no_option_of_a_trainer_without_a_rate():
    query = {"trainer": "levenberg-marquardt", "learning_rate_schedule": TEXT}
    with pytest.raises(ValueError, match="`learning_rate_schedule` is not a setting here"):
        IntegrationSpec.from_query(query)


def test_a_sweep_around_a_schedule_and_over_schedules():
    axes = {"learning_rate": (0.1, 0.2), "learning_rate_schedule": [(), "5:0.1", SCHEDULE]}
    sweep = SweepSpec(SCHEDULED[0], axes)
    assert sweep.axes["learning_rate_schedule"] == ((), ((5, 0.1),), SCHEDULE)
    last = sweep.cell(sweep.n_cells - 1).trainer
    assert (last.learning_rate, last.learning_rate_schedule) == (0.2, SCHEDULE)
    assert SweepSpec.from_json(sweep.to_json()) == sweep
    assert SweepSpec.from_toml(sweep.to_toml()) == sweep
    around = SweepSpec(SCHEDULED[0], {"seed": (0, 1)})
    assert [trial.trainer.learning_rate_schedule for trial in around] == [SCHEDULE] * 2
