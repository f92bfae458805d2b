import dataclasses
import json
import re
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nncore
from nncore.experiments.stencil import make_fields
from nncore.specs import IntegrationSpec, StencilSpec
from nncore.stencils.gram import gram
from nncore.trainers import SGD, TRAINERS, Adagrad, Adam, LevenbergMarquardt, RMSprop
from nncore.trainers.first_order import FirstOrder
from nncore.trainers.first_order.quadratic_forms import QuadraticSamples

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


NOT_WHOLE = "`offsets` must be whole numbers separated by commas or blanks, got "
HALVES = (
    "; for half numbers take twice as large ones at half the spacing, such as -1, 1 for -0.5, 0.5, "
    "and multiply the coefficients by 2^d for the derivative of order d."
)
REFUSED = [
    ({"offsets": (-1, 0.5)}, NOT_WHOLE + "(-1, 0.5)" + HALVES),
    ({"offsets": (True, 0)}, NOT_WHOLE + "(True, 0)."),
    ({"offsets": "-1,1"}, NOT_WHOLE + "'-1,1'."),
    ({"offsets": 3}, NOT_WHOLE + "3."),
    ({"offsets": None}, NOT_WHOLE + "None."),
    ({"offsets": {0, 1}}, NOT_WHOLE + "{0, 1}."),
    ({"offsets": np.array([0.0, 1.1])}, NOT_WHOLE + "array([0. , 1.1])."),
    ({"offsets": np.array([[0, 1]])}, NOT_WHOLE + "array([[0, 1]])."),
    ({"offsets": ()}, "`offsets` must have at least 2 entries for the first derivative, got 0."),
    ({"offsets": (0, 1, 0)}, "`offsets` must be different from each other, got 0 twice."),
    ({"offsets": (1, 1, 1)}, "`offsets` must be different from each other, got 1 3 times."),
    (
        {"derivative_order": 3},
        "`offsets` must have at least 4 entries for the third derivative, got 3.",
    ),
    ({"offsets": tuple(range(26))}, "`offsets` must have at most 25 entries, got 26."),
    (
        {"offsets": (0, 20_000)},
        "`offsets` must lie between -10,000 and 10,000, got 20000.",
    ),
    (
        {"offsets": (-200, 200)},
        "`offsets` must span fewer points than the field has (400), got a span of 400.",
    ),
    ({"derivative_order": 0}, "`derivative_order` must be at least 1, got 0."),
    ({"derivative_order": 7}, "`derivative_order` must be at most 6, got 7."),
    ({"derivative_order": 1.5}, "`derivative_order` must be a whole number, got 1.5."),
    ({"spacing": 0.0}, "`spacing` must be greater than 0, got 0.0."),
    ({"spacing": -0.01}, "`spacing` must be greater than 0, got -0.01."),
    ({"spacing": 5e-324}, "`spacing` must be at least 1e-06, got 5e-324."),
    ({"spacing": float("nan")}, "`spacing` must be finite, got nan."),
    ({"spacing": 1e4}, "`spacing` must be at most 1,000, got 10000.0."),
    (
        {"spacing": 1e-5},
        "`spacing` must leave at most 100,000 grid points between `lower` and `upper`, "
        "got 1e-05; enlarge it.",
    ),
    ({"lower": "0"}, "`lower` must be a number, got '0'."),
    ({"upper": float("inf")}, "`upper` must be finite, got inf."),
    ({"upper": 1e9}, "`upper` must be at most 1,000,000, got 1000000000.0."),
    ({"lower": 2.0}, "`lower` must be below `upper` and both finite, got 2.0 and 2.0."),
    ({"lower": 3.0}, "`lower` must be below `upper` and both finite, got 3.0 and 2.0."),
    ({"max_mode": 0}, "`max_mode` must be at least 1, got 0."),
    ({"max_mode": 1_001}, "`max_mode` must be at most 1,000, got 1001."),
    (
        {"max_mode": 1_000, "spacing": 1e-4},
        "`max_mode` must be at most 250 with 40,000 grid points and 3 offsets, got 1,000; "
        "enlarge `spacing`.",
    ),
    ({"n_fields": 4}, "`n_fields` must be at least 5, got 4."),
    ({"n_fields": 1e9}, "`n_fields` must be at most 5,000,000, got 1000000000."),
    (
        {"spacing": 100.0},
        "`spacing` must leave at least 3 grid points between `lower` and `upper` for 3 offsets, "
        "got 100, which leaves 1; make it smaller.",
    ),
    ({"n_fields": 10**10}, "`n_fields` must be at most 5,000,000, got 10000000000."),
    ({"noise": -0.1}, "`noise` must be at least 0, got -0.1."),
    ({"noise": float("inf")}, "`noise` must be finite, got inf."),
    ({"noise": [0.1]}, "`noise` must be a number, got [0.1]."),
    ({"constraint": 0}, "`constraint` must be at least 1, got 0."),
    ({"constraint": True}, "`constraint` must be a whole number, got True."),
    (
        {"constraint": 3},
        "`constraint` must be at most 2 for the first derivative on 3 offsets, got 3; add offsets.",
    ),
    ({"trainer": "adam"}, "`trainer` must be a trainer such as Adam(), got 'adam'."),
    (
        {"trainer": LevenbergMarquardt()},
        "`trainer` must be one of the Keras optimizers for a stencil, such as adam, "
        "got levenberg-marquardt.",
    ),
    (
        {"n_fields": 100},
        "`batch_size` must be at most the number of training samples (64), got 512.",
    ),
    ({"seed": -1}, "`seed` must be at least 0, got -1."),
    ({"seed": 2**32}, "`seed` must be at most 4,294,967,295, got 4294967296."),
]


@pytest.mark.parametrize(("changes", "sentence"), REFUSED, ids=[s for _, s in REFUSED])
def test_a_wrong_value_is_named(changes, sentence):
    with pytest.raises(ValueError) as caught:
        StencilSpec(**changes)
    assert str(caught.value) == sentence


TOO_LARGE = {
    "memory of the sums": (
        "n_fields",
        {"n_fields": 5_000_000, "offsets": ELEVEN},
        "400 grid points and 11 offsets for the worker's memory and time, got 5,000,000.",
        1_000_000,  # their matrices alone have 121 numbers each: 1 GB
    ),
    "time of the noise": (
        "n_fields",
        {"n_fields": 5_000_000, "noise": 0.1},
        "400 grid points and 3 offsets and noise for the worker's memory and time, got 5,000,000.",
        2_500_000,  # 4e9 values, at 400 points for 3 offsets and the derivative
    ),
    "time of many modes": (
        "n_fields",
        {"n_fields": 5_000_000, "max_mode": 501},
        "400 grid points and 3 offsets and 501 modes for the worker's memory and time, "
        "got 5,000,000.",
        2_500_000,
    ),
    "time of the optimum": (
        "max_mode",
        {"max_mode": 1_000, "offsets": ELEVEN, "spacing": 1e-3},
        "4,000 grid points and 11 offsets, got 1,000; enlarge `spacing`.",
        833,  # 4e7 values, at 4,000 points for 11 offsets and the derivative
    ),
}


@pytest.mark.parametrize("case", TOO_LARGE)
def test_what_would_not_fit_is_refused_and_the_most_is_told(case):
    name, settings, end, at_most = TOO_LARGE[case]
    sentence = rf"`{name}` must be at most ([\d,]+) with {re.escape(end)}"
    with pytest.raises(ValueError) as caught:
        StencilSpec(**settings)
    told = re.fullmatch(sentence, str(caught.value))
    assert told, caught.value
    most = int(told[1].replace(",", ""))
    assert at_most / 2 < most <= at_most
    largest = StencilSpec(**settings | {name: most})
    assert largest.memory() < 2**31  # half of a worker's 4 GiB
    with pytest.raises(ValueError, match=f"`{name}` must be at most {told[1]} with"):
        StencilSpec(**settings | {name: most + 1})


def test_a_grid_that_would_not_fit_with_its_noise_is_refused():
    settings = {"offsets": tuple(range(25)), "max_mode": 1, "noise": 1.0}
    sentence = (
        r"`spacing` must leave at most ([\d,]+) grid points with 25 offsets and noise for the "
        r"worker's memory, got 100,000; enlarge it\."
    )
    with pytest.raises(ValueError, match=sentence) as caught:
        StencilSpec(spacing=4e-5, **settings)
    most = int(re.search(sentence, str(caught.value))[1].replace(",", ""))
    smaller = StencilSpec(spacing=4.0 / most * 1.1, n_fields=1_000, **settings)
    assert smaller.memory() < 2**31


def traced_peak(spec):
    """The bytes that NumPy holds at most while the samples of a run are made."""
    tracemalloc.start()
    sums = gram(make_fields(spec), spec.offsets, spec.derivative_order)
    tracemalloc.reset_peak()
    before, _ = tracemalloc.get_traced_memory()
    free = sums.rows(slice(spec.n_training_fields)).reduced(
        np.zeros(len(spec.offsets)), np.eye(len(spec.offsets))
    )
    QuadraticSamples(free.matrices, free.vectors, free.squares, free.n_points)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def peak_of_sums(spec):
    tracemalloc.start()
    gram(make_fields(spec), spec.offsets, spec.derivative_order)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


@pytest.mark.parametrize("offsets", [(0, 1), (-1, 0, 1), FIVE, ELEVEN])
def test_memory_is_enough_for_more_fields(offsets):
    small, large = (StencilSpec(offsets=offsets, n_fields=n) for n in (5_000, 25_000))
    needed = traced_peak(large) - traced_peak(small)
    estimate = large.memory() - small.memory()
    assert needed <= estimate <= 3 * needed


@pytest.mark.parametrize(
    "settings",
    [
        {"noise": 0.1, "offsets": FIVE},
        {"max_mode": 200},
        {"max_mode": 200, "offsets": ELEVEN},  # too many for a table of all pairs of waves
    ],
    ids=["noise", "table of waves", "all the fields"],
)
def test_memory_is_enough_for_long_fields(settings):
    spec = StencilSpec(spacing=4 / 8_000, n_fields=140, trainer=BATCH_OF_ONE, **settings)
    needed = peak_of_sums(spec)
    assert needed > 30e6  # much more than what the fields themselves take
    assert needed <= spec.memory() <= 2 * needed + 20e6  # 20 MB of other things


@pytest.mark.parametrize(
    ("query", "expected", "n_notices"),
    [
        ({"offsets": ""}, StencilSpec(), 1),
        ({"offsets": "a,b", "seed": "4"}, StencilSpec(seed=4), 1),
        ({"offsets": "0,0", "seed": "4"}, StencilSpec(seed=4), 1),
        ({"offsets": "1.5,2"}, StencilSpec(), 1),
        ({"offsets": "1" + 5_000 * "0"}, StencilSpec(), 1),  # more digits than Python reads
        ({"offsets": "0,1", "derivative_order": "2"}, StencilSpec(derivative_order=2), 1),
        ({"derivative_order": "2", "offsets": "0,1"}, StencilSpec(derivative_order=2), 1),
        ({"constraint": "none"}, StencilSpec(), 0),
        ({"constraint": "3"}, StencilSpec(), 1),
        ({"constraint": "3", "offsets": "-2 -1 0 1 2"}, StencilSpec(offsets=FIVE, constraint=3), 0),
        ({"trainer": "levenberg-marquardt"}, StencilSpec(), 1),
        ({"trainer": "levenberg-marquardt", "damping": "1"}, StencilSpec(), 2),
        ({"trainer": "sgd", "momentum": "2"}, StencilSpec(trainer=SGD()), 1),
        ({"spacing": "0"}, StencilSpec(), 1),
        ({"spacing": "5e-324"}, StencilSpec(), 1),
        ({"n_fields": "100"}, StencilSpec(), 1),
        # Each of these is allowed with a later one only, and a wrong one is left out.
        (
            {"n_fields": "100", "lower": "5", "upper": "6"},
            StencilSpec(lower=5.0, upper=6.0),
            1,
        ),
        (
            {"derivative_order": "3", "offsets": "-2,-1,1,2", "n_fields": "100"},
            StencilSpec(offsets=(-2, -1, 1, 2), derivative_order=3),
            1,
        ),
        (
            {"n_fields": "100", "batch_size": "8"},
            StencilSpec(n_fields=100, trainer=dataclasses.replace(NOTEBOOK, batch_size=8)),
            0,
        ),
        ({"integrand": "log"}, StencilSpec(), 1),
    ],
    ids=str,
)
def test_a_wrong_link_gives_defaults_and_a_notice(query, expected, n_notices):
    spec, notices = StencilSpec.read_query(query)
    assert spec == expected
    assert len(notices) == n_notices
    assert all(notice.endswith(".") for notice in notices)


def test_strict_reading_raises_what_lenient_reading_notes():
    with pytest.raises(ValueError, match="`offsets` must have at least 2 entries"):
        StencilSpec.from_query({"offsets": ""})
    with pytest.raises(ValueError, match="`integrand` is not a setting here, with Adam."):
        StencilSpec.from_query({"integrand": "log"})


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        '{"kind": "integration"}',
        '{"n_hidden": 5}',
        '{"offsets": 1}',
        '{"offsets": [0, 1.5]}',
        '{"offsets": [[0], 1]}',
        '{"offsets": {"0": 1}}',
        '{"seed": NaN}',
        '{"trainer": {"name": "levenberg-marquardt"}}',
        '{"trainer": {"name": ["adam"]}}',
        '{"trainer": {"name": "adam", "momentum": 0.5}}',
    ],
)
def test_wrong_json_is_a_value_error(text):
    with pytest.raises(ValueError):
        StencilSpec.from_json(text)


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
