"""Axes as a user writes them."""

import math

import pytest

from nncore.specs import IntegrationSpec, StencilSpec
from nncore.specs.axis_grammar import parse_axis


@pytest.mark.parametrize(
    ("name", "text", "values"),
    [
        ("n_hidden", "5, 10, 20", (5, 10, 20)),
        ("n_hidden", "5;10 ; 20,", (5, 10, 20)),
        ("seed", "0 … 9", tuple(range(10))),
        ("seed", "0..3", (0, 1, 2, 3)),
        ("seed", "0 ... 3", (0, 1, 2, 3)),
        ("seed", "3 … 0", (3, 2, 1, 0)),
        ("n_hidden", "10 … 100 step 10", tuple(range(10, 101, 10))),
        ("n_hidden", "10 … 99 step 30", (10, 40, 70)),
        ("n_hidden", "1, 2, 10 … 30 step 10, 2", (1, 2, 10, 20, 30)),
        ("n_hidden", "1 … 1000 log 4", (1, 10, 100, 1000)),
        ("n_hidden", "1 … 4 log 9", (1, 2, 3, 4)),
        ("learning_rate", "1e-4 … 1e-1 log 4", (1e-4, 1e-3, 1e-2, 1e-1)),
        ("noise", "0 … 1 count 5", (0.0, 0.25, 0.5, 0.75, 1.0)),
        ("noise", "0 … 0.3 step 0.1", (0.0, 0.1, 0.2, 0.3)),
        ("lower", "−2 … -1 step 0.5, none", (-2.0, -1.5, -1.0, None)),
        ("upper", "1, inf", (1.0, math.inf)),
        ("standardize", "true, false", (True, False)),
        ("activation", "tanh, relu", ("tanh", "relu")),
        ("trainer", "adam, lbfgs", ("adam", "lbfgs")),
        ("trainer", "Adam, L-BFGS, levenberg-marquardt", ("adam", "lbfgs", "levenberg-marquardt")),
        ("integrand", "runge; exp(-x)*sin(3*x), x^2", ("runge", "exp(-x)*sin(3*x)", "x^2")),
        ("clipnorm", "none, 1", (None, 1.0)),
        ("jacobian", "kaufman, golub-pereyra", ("kaufman", "golub-pereyra")),
    ],
)
def test_axes_are_read(name, text, values):
    found = parse_axis(IntegrationSpec, name, text)
    assert found == values
    assert [type(value) for value in found] == [type(value) for value in values]


def test_stencils_are_separated_by_semicolons():
    expected = ((-1, 0, 1), (0, 1), (-2, 2))
    assert parse_axis(StencilSpec, "offsets", "-1, 0, 1; 0 1 ; −2,2;") == expected


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("n_hidden", "5, ten", "`n_hidden` must be a whole number, got 'ten'."),
        ("n_hidden", "0 … 5", "`n_hidden` must be at least 1, got 0."),
        ("n_hidden", "1.5 … 3", "`n_hidden` must have a range of whole numbers"),
        ("n_hidden", "1 … 9 step 0.5", "`n_hidden` must have a range of whole numbers"),
        ("n_hidden", "1 … 9 step 0", "a step other than 0"),
        ("n_hidden", "", "`n_hidden` must have at least one value to vary, got none."),
        ("noise", "0 … 1", "either a step or a count"),
        ("noise", "0 … 1 log 3", "between positive numbers, got 0 and 1."),
        ("noise", "0 … 1 count 2.5", "a whole number of values, got 2.5."),
        ("noise", "0 … 1 count 0", "a count of at least 1, got 0."),
        ("noise", "0 … 1e400 count 3", "a range of finite numbers, got inf."),
        ("seed", "0 … 1000000", "at most 1,000,000 values, got a range of 1,000,001"),
        ("noise", "0 … 1 step 1e-300", "at most 1,000,000 values"),
        ("noise", "0 … 1 count 1e300", "at most 1,000,000 values"),
        ("activation", "tanh, softsign", "`activation` must be one of logistic"),
        ("width", "5", "`width` is neither a field of IntegrationSpec nor an option"),
    ],
)
def test_what_cannot_be_read_is_named(name, text, sentence):
    with pytest.raises(ValueError, match=sentence):
        parse_axis(IntegrationSpec, name, text)


@pytest.mark.parametrize("text", ["20…", "5..", "… 9", "1 … 2 … 3", "0 … 1 count"])
def test_a_range_without_its_ends_is_named_as_such(text):
    with pytest.raises(ValueError, match="`n_hidden` must have ranges with two ends, such as 5 … "):
        parse_axis(IntegrationSpec, "n_hidden", text)
