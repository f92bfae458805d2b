"""Stencils that cannot be: each wrong value, link and JSON is told in a sentence."""

import dataclasses

import numpy as np
import pytest

from nncore.specs import StencilSpec
from nncore.trainers import SGD, Adam, LevenbergMarquardt

NOTEBOOK = Adam(learning_rate=0.1, clipnorm=1.0, batch_size=512, epochs=30)
FIVE, ELEVEN = tuple(range(-2, 3)), tuple(range(-5, 6))
NOT_WHOLE = (
    "`offsets` must be whole numbers separated by commas or blanks, or half numbers throughout "
    "such as -0.5, 0.5, got "
)
REFUSED = [
    ({"offsets": (-1, 0.5)}, NOT_WHOLE + "(-1, 0.5)."),
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
    ({"derivative_order": -1}, "`derivative_order` must be at least 0, got -1."),
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
