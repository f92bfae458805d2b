"""The spec of an experiment in several inputs: round trips, and one sentence for each refusal."""

import math

import pytest

from nncore.specs import BoxSpec
from nncore.trainers import Adam, LevenbergMarquardt, VariableProjection

SPECS = [
    BoxSpec(),
    BoxSpec("genz-corner-peak", n_inputs=5, difficulty=3.5, integrand_seed=7, n_hidden=60),
    BoxSpec("exp(-x1*x2)*cos(x3)", 3, upper=(1, 2, 3.5), parameters=(2,), nodes="halton"),
    BoxSpec("x*y + z", 3, lower=(-1, -0.1, 1 / 3), trainer=Adam(epochs=3), activation="tanh"),
    BoxSpec("theta-gaussian", 4, parameters=(2, 3), trainer=VariableProjection(restarts=2)),
    BoxSpec("genz-gaussian", 1, nodes="gauss-legendre", n_samples=40, standardize=False),
]


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.integrand)
def test_round_trips(spec):
    assert BoxSpec.from_query(spec.to_query()) == spec
    assert BoxSpec.from_json(spec.to_json()) == spec
    assert hash(BoxSpec.from_json(spec.to_json())) == hash(spec)


def test_a_link_says_what_differs_in_the_words_of_formulas():
    assert BoxSpec().to_query() == {}
    query = BoxSpec("x1*x2", 2, lower=(0, -1), parameters=(1,)).to_query()
    assert query == {"integrand": "x1*x2", "lower": "0.0,-1.0", "parameters": "x2"}


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("0;pi/2", (0.0, math.pi / 2)),
        ("0 1/2", (0.0, 0.5)),
        ("-1, sqrt(2)", (-1.0, math.sqrt(2))),
        ("−1;0", (-1.0, 0.0)),
    ],
)
def test_limits_as_people_write_them(text, limits):
    assert BoxSpec.from_query({"lower": text, "upper": "5;5"}).lower == limits


@pytest.mark.parametrize(("text", "inputs"), [("x2", (1,)), ("y", (1,)), ("x3; x2", (1, 2))])
def test_parameters_as_people_write_them(text, inputs):
    assert BoxSpec.from_query({"n_inputs": "4", "parameters": text}).parameters == inputs


def test_what_is_integrated():
    assert BoxSpec(n_inputs=3).over == (0, 1, 2)
    assert BoxSpec("x1*x2*x3", 3, parameters=(1,)).over == (0, 2)
    own = BoxSpec("theta-gaussian", n_inputs=4)
    assert own.theta == own.integrand_in_x.parameters == (2, 3)
    assert own.over == (0, 1)


def test_the_box_is_the_integrands_own_unless_limits_are_given():
    assert BoxSpec().box.upper == (1.0, 1.0)
    assert BoxSpec(lower=(0.5, -2)).box.lower == (0.5, -2.0)
    assert BoxSpec("theta-exponential", 2).box.upper == (1.0, 4.0)


def test_sizes():
    assert BoxSpec(n_samples=1_000).n_training_samples == 670
    grid = BoxSpec(n_inputs=3, nodes="gauss-legendre", n_samples=1_000)
    assert grid.n_training_samples == 1_000
    assert BoxSpec(n_inputs=5).memory() > BoxSpec(n_inputs=2).memory() > 0


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({"n_inputs": 9}, "`n_inputs` must be at most 8, got 9"),
        ({"n_inputs": 0}, "`n_inputs` must be at least 1, got 0"),
        ({"lower": (0,)}, "`lower` must have a limit for each of the 2 inputs"),
        ({"lower": 5}, "`lower` must be numbers, one an input, got 5"),
        ({"lower": (0, "a")}, "`lower` must be numbers, one an input"),
        ({"lower": (1, 1)}, "`lower` must be less than `upper`, got 1.0 and 1.0 for x1"),
        ({"upper": (1, math.nan)}, "`upper` must be finite, got nan for x2"),
        ({"upper": (1, math.inf)}, "`upper` must be finite, got inf for x2"),
        ({"parameters": (2,)}, "`parameters` must be different inputs"),
        ({"parameters": (1, 1)}, "`parameters` must be different inputs"),
        ({"parameters": (True,)}, "`parameters` must be different inputs"),
        ({"parameters": (0, 1)}, "`parameters` must leave an input to integrate over"),
        ({"integrand": "x1*x3"}, "more variables than inputs"),
        ({"integrand": "no-such-family"}, "is not known"),
        ({"integrand": "theta-gaussian", "n_inputs": 3, "parameters": (0,)}, "its last inputs, x3"),
        ({"integrand": "theta-gaussian", "n_inputs": 1}, "a variable and a parameter at least"),
        ({"nodes": "chebyshev"}, "`nodes` must be one of uniform, sobol, halton, gauss-legendre"),
        ({"initializer": "curvature"}, "`initializer` must be one of ridges, "),
        ({"difficulty": 0.0}, "`difficulty` must be greater than 0"),
        (
            {"n_hidden": 9_000, "trainer": LevenbergMarquardt(), "n_samples": 50_000},
            "for the Jacobian of Levenberg-Marquardt",
        ),
    ],
)
def test_one_sentence_for_what_is_refused(choices, sentence):
    with pytest.raises(ValueError, match=sentence) as refusal:
        BoxSpec(**choices)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"lower": "0,5"}, "can be read in two ways"),
        ({"lower": "0;x"}, "`lower` must be a number"),
        ({"parameters": "q"}, "`parameters` must be inputs such as x3; x4, got 'q'"),
        ({"parameters": "2"}, "`parameters` must be inputs such as x3; x4, got '2'"),
    ],
)
def test_what_a_link_may_not_say(query, sentence):
    with pytest.raises(ValueError, match=sentence):
        BoxSpec.from_query(query)
    _, notices = BoxSpec.read_query(query)
    assert len(notices) == 1
