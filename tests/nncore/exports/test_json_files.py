"""Networks and stencils as JSON: the same bits come back, and bad input is refused."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nncore import OneHiddenNetwork, StencilSpec
from nncore.activations import ACTIVATIONS
from nncore.exports import (
    TrainedStencil,
    network_from_json,
    network_json,
    stencil_from_json,
    stencil_json,
)

NETWORK = OneHiddenNetwork("logistic", [0.1, -2.5], [1 / 3, 1e-300], [5e-324, -0.0], math.pi)
STENCIL = TrainedStencil.of(StencilSpec(), [-0.5 - 1e-16, -0.0, 1 / 3])
FLOATS = st.floats(width=64)


def bits(values):
    return np.asarray(values, dtype=np.float64).view(np.uint64)


@given(
    st.sampled_from(sorted(ACTIVATIONS)),
    st.lists(st.tuples(FLOATS, FLOATS, FLOATS), min_size=1, max_size=8),
    FLOATS,
)
@settings(deadline=None)
def test_a_network_comes_back_bit_by_bit(activation, units, bias):
    network = OneHiddenNetwork(activation, *np.array(units).T, bias)
    text = network_json(network)
    back = network_from_json(text)
    assert back.activation is network.activation
    # Which of the many nan a diverged weight is does not matter.
    same = bits(back.pack()) == bits(network.pack())
    assert np.all(same | np.isnan(network.pack()) & np.isnan(back.pack()))
    json.loads(text, parse_constant=pytest.fail)  # standard JSON: no NaN without quotes


def test_a_network_of_another_program_can_be_read():
    fields = ("activation", "hidden_weights", "hidden_biases", "output_weights", "output_bias")
    values = dict(zip(fields, ("tanh", [1], [2], [3], 4), strict=True))
    network = network_from_json(json.dumps({"kind": "network", **values}))
    assert network == OneHiddenNetwork("tanh", [1.0], [2.0], [3.0], 4.0)


def changed(text, **changes):
    values = {**json.loads(text), **changes}
    return json.dumps({name: v for name, v in values.items() if v != "missing"})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The network is not valid JSON: "),
        ("[" * 100_000, "nested too deeply"),
        ("[1]", "is not a JSON object whose `kind` is 'network'"),
        (stencil_json(STENCIL), "is not a JSON object whose `kind` is 'network'"),
        (changed(network_json(NETWORK), output_bias="missing"), "`output_bias` is missing"),
        (changed(network_json(NETWORK), bias=1), "`bias` is not a field of a network"),
        (changed(network_json(NETWORK), activation="step"), "`activation` must be one of logistic"),
        (changed(network_json(NETWORK), activation=[1]), "`activation` must be one of logistic"),
        (
            changed(network_json(NETWORK), hidden_biases=[1.0]),
            "`hidden_biases` must have",
        ),
        (changed(network_json(NETWORK), hidden_weights=[]), "`hidden_weights` must have"),
        (changed(network_json(NETWORK), hidden_weights={}), "must be a list of numbers, got {}"),
        (changed(network_json(NETWORK), hidden_weights=[True, 1]), "must hold numbers, got True"),
        (changed(network_json(NETWORK), hidden_weights=["1", 1]), "must hold numbers, got '1'"),
        (changed(network_json(NETWORK), output_bias=10**400), "must hold numbers up to 1.8e308"),
        ('{"kind": "network", "a": ' + "1" * 5000 + "}", "The network is not valid JSON: "),
    ],
)
def test_bad_networks_are_refused(text, sentence):
    with pytest.raises(ValueError) as problem:
        network_from_json(text)
    assert sentence in str(problem.value)
    assert len(str(problem.value)) < 300


def test_a_stencil_comes_back_bit_by_bit():
    back = stencil_from_json(stencil_json(STENCIL))
    assert back == STENCIL and hash(back) == hash(STENCIL)
    np.testing.assert_array_equal(bits(back.coefficients), bits(STENCIL.coefficients))
    assert (back.offsets, back.derivative_order, back.spacing) == ((-1, 0, 1), 1, 0.01)
    diverged = TrainedStencil.of(StencilSpec(), [math.nan, math.inf, -math.inf])
    assert stencil_from_json(stencil_json(diverged)) == diverged


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"offsets": [-1, 0, 0.5]}, "`offsets` must be whole numbers"),
        ({"offsets": [-1, 0, 0]}, "`offsets`"),
        ({"offsets": [-1, 0]}, "`coefficients` must be one for each of the 2 offsets"),
        ({"derivative_order": 1.0}, "`derivative_order` must be a whole number, got 1.0"),
        ({"derivative_order": 7}, "`offsets`"),
        ({"spacing": 0}, "`spacing` must be greater than 0"),
        ({"spacing": "Infinity"}, "`spacing` must be greater than 0"),
    ],
)
def test_bad_stencils_are_refused(changes, sentence):
    with pytest.raises(ValueError) as problem:
        stencil_from_json(changed(stencil_json(STENCIL), **changes))
    assert sentence in str(problem.value)


def test_coefficients_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        STENCIL.coefficients[0] = 1.0
