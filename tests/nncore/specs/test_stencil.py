import dataclasses
import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nncore
from nncore.specs import IntegrationSpec, StencilSpec
from nncore.trainers import SGD, TRAINERS, Adagrad, Adam, RMSprop
from nncore.trainers.first_order import FirstOrder

NOTEBOOK = Adam(learning_rate=0.1, clipnorm=1.0, batch_size=512, epochs=30)
FIVE, ELEVEN = tuple(range(-2, 3)), tuple(range(-5, 6))
BATCH_OF_ONE = Adam(batch_size=1)


@st.composite
def stencil_specs(draw):
    """Offsets in any order, with an order of derivative and of consistency that they allow."""
    offsets = tuple(draw(st.lists(st.integers(-9, 9), min_size=2, max_size=7, unique=True)))
    order = draw(st.integers(1, min(6, len(offsets) - 1)))
    lower = draw(st.floats(-50, 50))
    return StencilSpec(
        offsets=offsets,
        derivative_order=order,
        spacing=draw(st.sampled_from([0.01, 0.1 + 0.2, 1 / 3, 1])),
        lower=lower,
        upper=lower + draw(st.floats(21, 30)),  # two widest stencils of the widest spacing
        max_mode=draw(st.integers(1, 50)),
        n_fields=draw(st.integers(1_000, 100_000)),
        noise=draw(st.floats(0, 10)),
        constraint=draw(st.none() | st.integers(1, len(offsets) - order)),
        preconditioner=draw(st.sampled_from(("auto", "none", "whitening"))),
        trainer=draw(
            st.builds(Adam, learning_rate=st.floats(1e-9, 1.0), batch_size=st.integers(1, 640))
            | st.builds(RMSprop, clipnorm=st.none() | st.floats(0.1, 10), centered=st.booleans())
            | st.builds(SGD, momentum=st.floats(0, 0.99), nesterov=st.booleans())
            | st.builds(Adagrad, weight_decay=st.none() | st.floats(0, 1))
        ),
        seed=draw(st.integers(0, 2**32 - 1)),
    )


@settings(derandomize=True, max_examples=150, deadline=None)
@given(stencil_specs())
def test_query_and_json_give_the_same_spec(spec):
    assert StencilSpec.from_query(spec.to_query()) == spec
    assert StencilSpec.from_json(spec.to_json()) == spec
    assert StencilSpec.read_query(spec.to_query()) == (spec, [])


def test_public_defaults():
    fields = {f.name: f.default for f in dataclasses.fields(nncore.StencilSpec)}
    assert fields == {
        "offsets": (-1, 0, 1),
        "derivative_order": 1,
        "spacing": 0.01,
        "lower": -2.0,
        "upper": 2.0,
        "max_mode": 20,
        "n_fields": 50_000,
        "noise": 0.0,
        "constraint": None,
        "preconditioner": "auto",
        "trainer": NOTEBOOK,
        "seed": 0,
    }


def test_the_default_is_the_notebooks_experiment():
    spec = StencilSpec()
    # Cells 2, 4 and 10: 400 points; the first 40,000 of 50,000 fields, with a validation split of
    # 0.2; 30 epochs of 63 batches of at most 512.
    assert spec.n_points == 400
    assert (spec.n_seen_fields, spec.n_training_fields) == (40_000, 32_000)
    assert spec.n_updates == 30 * 63 == 1_890
    assert spec.unit == 0.01
    assert spec.to_query() == {}


@pytest.mark.parametrize("n_fields", [*range(5, 40), 99, 1_001, 12_345])
def test_every_share_of_the_fields_has_some(n_fields):
    spec = StencilSpec(n_fields=n_fields, trainer=BATCH_OF_ONE)
    n_validation, n_test = spec.n_validation_fields, spec.n_unseen_fields
    assert spec.n_training_fields + n_validation + n_test == n_fields
    assert min(spec.n_training_fields, n_validation, n_test) >= 1
    # 64, 16 and 20 %, each rounded once or twice
    for n, share in ((spec.n_training_fields, 0.64), (n_validation, 0.16), (n_test, 0.2)):
        assert abs(n - share * n_fields) <= 1.0


def test_query_holds_only_what_differs():
    spec = StencilSpec(
        offsets=(2, -1, 0), constraint=1, trainer=dataclasses.replace(NOTEBOOK, learning_rate=0.5)
    )
    expected = {"offsets": "2,-1,0", "constraint": "1", "learning_rate": "0.5"}
    assert spec.to_query() == expected


@pytest.mark.parametrize("text", ["-2,0,3", "-2, 0, 3", " -2 0  3 ", "-2,0,+3", "-2,,0,3,"])
def test_offsets_in_a_link_are_whole_numbers_with_anything_between(text):
    assert StencilSpec.from_query({"offsets": text}).offsets == (-2, 0, 3)


def test_offsets_in_json_are_a_list():
    text = StencilSpec(offsets=(0, 1)).to_json()
    assert json.loads(text)["offsets"] == [0, 1]
    assert StencilSpec.from_json(text).offsets == (0, 1)


@pytest.mark.parametrize(
    "offsets",
    [[-1, 0, 1], range(-1, 2), np.arange(-1, 2), tuple(np.arange(-1, 2)), (-1, np.int8(0), 1)],
)
def test_offsets_of_other_kinds_are_the_same_tuple(offsets):
    spec = StencilSpec(offsets=offsets)
    assert spec == StencilSpec() and hash(spec) == hash(StencilSpec())
    assert all(type(offset) is int for offset in spec.offsets)


def test_numbers_of_numpy_go_into_links_and_json():
    trainer = Adam(learning_rate=np.float64(0.5), epochs=np.int64(7), amsgrad=np.bool_(True))
    spec = StencilSpec(spacing=np.float64(0.02), max_mode=np.int64(8), trainer=trainer)
    assert spec.to_query() == {
        "spacing": "0.02",
        "max_mode": "8",
        "learning_rate": "0.5",
        "batch_size": "32",
        "epochs": "7",
        "clipnorm": "none",
        "amsgrad": "true",
    }
    assert StencilSpec.from_query(spec.to_query()) == spec
    assert StencilSpec.from_json(spec.to_json()) == spec


def test_numbers_of_numpy_go_into_links_of_the_other_lab_too():
    spec = IntegrationSpec(upper=np.float64(2.5), n_hidden=np.int32(7), standardize=np.bool_(False))
    assert spec.to_query() == {"upper": "2.5", "n_hidden": "7", "standardize": "false"}


@pytest.mark.parametrize("name", TRAINERS)
def test_the_keras_optimizers_and_no_others_learn_stencils(name):
    trainer = TRAINERS[name]
    if issubclass(trainer, FirstOrder):
        spec = StencilSpec(trainer=trainer())
        assert StencilSpec.from_query(spec.to_query()) == spec
        return
    sentence = (
        "`trainer` must be one of the Keras optimizers for a stencil, such as adam, "
        f"got {trainer.name}."
    )
    with pytest.raises(ValueError, match=re.escape(sentence)):
        StencilSpec(trainer=trainer())


def test_the_kinds_of_spec_do_not_read_each_other():
    with pytest.raises(ValueError, match="kind 'integration'"):
        IntegrationSpec.from_json(StencilSpec().to_json())
    with pytest.raises(ValueError, match="kind 'stencil'"):
        StencilSpec.from_json(IntegrationSpec().to_json())


def test_whole_numbers_may_be_written_as_floats():
    spec = StencilSpec(n_fields=1e4, offsets=(-1.0, 0, np.float64(1.0)), derivative_order=2.0)
    assert spec == StencilSpec(n_fields=10_000, derivative_order=2)
    assert type(spec.n_fields) is int and type(spec.offsets[0]) is int
    assert StencilSpec.from_query({"offsets": "\u22122, 0, 2", "n_fields": "1e4"}).offsets[0] == -2


@pytest.mark.parametrize(
    ("settings", "is_whitened"),
    [
        ({}, False),
        ({"offsets": (0, 1)}, False),
        ({"derivative_order": 2}, True),
        ({"offsets": FIVE}, True),
        ({"offsets": FIVE, "preconditioner": "none"}, False),
        ({"preconditioner": "whitening"}, True),
        # As the page suggested for raw weights: its links go on as they were.
        (
            {"derivative_order": 2, "trainer": dataclasses.replace(NOTEBOOK, learning_rate=40)},
            False,
        ),
    ],
)
def test_the_notebooks_stencils_are_trained_as_they_were(settings, is_whitened):
    assert StencilSpec(**settings).is_whitened is is_whitened


def test_a_spec_from_before_there_were_preconditioners_has_none():
    spec = StencilSpec(derivative_order=2)
    values = json.loads(spec.to_json())
    assert StencilSpec.from_json(json.dumps(values)) == spec
    del values["preconditioner"]
    assert StencilSpec.from_json(json.dumps(values)) == dataclasses.replace(
        spec, preconditioner="none"
    )
