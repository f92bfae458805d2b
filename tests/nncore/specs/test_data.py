"""The spec of a fit to measurements: its texts, its sizes and what is refused."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nncore import SGD, DataSpec, LevenbergMarquardt, OutputLayer
from nncore.specs import SPEC_TYPES
from nncore.specs.data import MOST_SECONDS
from nncore.trainers import TRAINERS


@st.composite
def data_specs(draw):
    return DataSpec(
        activation=draw(st.sampled_from(("logistic", "tanh", "relu", "sine", "gaussian"))),
        n_hidden=tuple(draw(st.lists(st.integers(1, 128), max_size=8))),
        initializer=draw(st.sampled_from(("even", "curvature", "nguyen-widrow", "glorot"))),
        n_starts=draw(st.integers(1, 20)),
        noise=draw(st.sampled_from(("normal", "huber", "student"))),
        trust_sigma=draw(st.booleans()),
        level=draw(st.floats(0.5, 0.9999)),
        trainer=draw(
            st.builds(OutputLayer)
            | st.builds(
                LevenbergMarquardt,
                damping=st.floats(1e-6, 1.0),
                max_iterations=st.integers(1, 20),
            )
            | st.builds(SGD, momentum=st.floats(0.0, 0.99), epochs=st.integers(1, 20))
        ),
        seed=draw(st.integers(0, 2**32 - 1)),
    )


@settings(derandomize=True, max_examples=100, deadline=None)
@given(data_specs())
def test_query_and_json_give_the_same_spec(spec):
    assert DataSpec.from_query(spec.to_query()) == spec
    assert DataSpec.from_json(spec.to_json()) == spec


def test_what_is_the_default_is_not_in_the_query():
    assert DataSpec().to_query() == {}
    assert DataSpec(n_hidden=(4, 8)).to_query() == {"n_hidden": "4,8"}


@pytest.mark.parametrize(
    ("given_values", "sentence"),
    [
        ({"n_hidden": (4, 0)}, "`n_hidden` must be numbers from 1 to 512, got 0."),
        ({"n_hidden": (600,)}, "`n_hidden` must be numbers from 1 to 512, got 600."),
        ({"n_hidden": 50}, "`n_hidden` must be whole numbers separated by commas or blanks"),
        ({"n_hidden": tuple(range(1, 40))}, "`n_hidden` must be at most 32 numbers, got 39."),
        ({"noise": "white"}, "`noise` must be one of normal, huber, student, got 'white'."),
        ({"level": 1.0}, "`level` must be at most 0.9999, got 1.0."),
        ({"level": 0.2}, "`level` must be at least 0.5, got 0.2."),
        ({"trust_sigma": 1}, "`trust_sigma` must be true or false, got 1."),
        ({"n_starts": 0}, "`n_starts` must be at least 1, got 0."),
        ({"trainer": "adam"}, "`trainer` must be a trainer such as Adam(), got 'adam'."),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(given_values, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        DataSpec(**given_values)


LONG = {
    "n_starts": {"n_hidden": tuple(range(481, 513)), "n_starts": 20},
    "iterations": {"trainer": LevenbergMarquardt(max_iterations=1_000_000)},
    "epochs": {"trainer": SGD(epochs=100_000)},
    "layers": {"n_hidden": (512,) * 16, "n_starts": 8, "noise": "student"},
}


@pytest.mark.parametrize("name", LONG)
def test_more_work_than_a_reader_waits_for_is_refused(name):
    sentence = (
        r"A fit must take at most about 60 s, but these settings need about [\d,]+ s; lower "
        r"`n_hidden`, `n_starts` or the iterations of the trainer\."
    )
    with pytest.raises(ValueError, match=sentence):
        DataSpec(**LONG[name])


def test_a_link_with_too_much_work_is_refused():
    query = {
        "n_hidden": ",".join(map(str, range(481, 513))),
        "n_starts": "20",
        "trainer": "levenberg-marquardt",
        "max_iterations": "1000000",
    }
    with pytest.raises(ValueError, match="A fit must take at most"):
        DataSpec.from_query(query)
    spec, notices = DataSpec.read_query(query)
    assert notices and spec.seconds(30) <= MOST_SECONDS


@pytest.mark.parametrize("name", TRAINERS)
def test_every_trainer_may_be_chosen_as_it_is(name):
    assert 0.0 < DataSpec(trainer=TRAINERS[name]()).seconds(30) <= MOST_SECONDS


def test_more_points_are_more_work():
    spec = DataSpec(n_hidden=(200,), trainer=LevenbergMarquardt())
    assert spec.seconds(4_000) > MOST_SECONDS > spec.seconds(30)
    with pytest.raises(ValueError, match="A fit must take at most"):
        spec.check_work(4_000)


def test_a_query_keeps_what_it_can():
    spec, notices = DataSpec.read_query({"noise": "huber", "level": "2", "colour": "red"})
    assert spec == DataSpec(noise="huber")
    assert len(notices) == 2 and any("`colour`" in notice for notice in notices)


def test_sizes_are_those_given_or_grow_with_the_points():
    assert DataSpec(n_hidden=(7, 3)).sizes(1_000) == (7, 3)
    few, many = DataSpec().sizes(5), DataSpec().sizes(1_000)
    assert few == many[: len(few)] and max(few) == 64 and max(many) > 300


def test_a_run_of_the_history_would_lack_the_measurements():
    assert DataSpec.kind not in SPEC_TYPES


def test_memory_grows_with_the_units():
    assert DataSpec(n_hidden=(500,)).memory() > DataSpec(n_hidden=(5,)).memory() > 1e6
