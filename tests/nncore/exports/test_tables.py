"""Tables read back by pandas and by Python's own csv."""

import csv
import io
import math

import numpy as np
import pandas as pd
import pytest

from nncore import (
    INTEGRANDS,
    IntegrationSpec,
    OneHiddenNetwork,
    StencilSpec,
    error_estimate,
    reference,
)
from nncore.comparisons import compare, references
from nncore.exports import curve_csv, intervals_csv, stencil_csv
from nncore.exports.csv_text import csv_text, no_formula
from nncore.trainers import SGD, LevenbergMarquardt
from nncore.trainers.loss_curve import LossCurve

NETWORK = OneHiddenNetwork("tanh", [0.3, -1.7], [0.1, 2.0], [1.1, -0.4], 1 / 3)
INTERVALS = ((0.0, 5.0), (90.0, 120.0), (7.0, 3.0))


def read(text):
    return pd.read_csv(io.StringIO(text))


def test_lines_and_quotes_are_those_of_the_rfc():
    text = csv_text(["a, b", 'c "d"'], [(1, True), (None, np.False_), ("x\ny", np.int64(-3))])
    assert text == '"a, b","c ""d"""\r\n1,true\r\n,false\r\n"x\ny",-3\r\n'
    assert list(csv.reader(io.StringIO(text, newline="")))[3] == ["x\ny", "-3"]


@pytest.mark.parametrize(
    ("text", "written"),
    [("=1+1", "'=1+1"), ("+a", "'+a"), ("-a", "'-a"), ("@a", "'@a"), ("a=1", "a=1"), ("", "")],
)
def test_what_a_user_wrote_is_no_formula(text, written):
    assert no_formula(text) == written


def test_every_float64_is_read_again():
    rng = np.random.default_rng(0)
    values = rng.integers(0, 2**64, 2000, dtype=np.uint64).view(np.float64)
    values = np.concatenate([values[np.isfinite(values)], [0.1, -0.0, 5e-324, 1e308, math.inf]])
    column = read(csv_text(["v"], zip(values)))["v"].to_numpy()
    np.testing.assert_array_equal(column.view(np.uint64), values.view(np.uint64))


def test_a_curve_is_read_again():
    nan = math.nan
    curve = LossCurve([0, 0.5, 1], [2 / 3, 0.1, nan], [1 / 7, nan, math.inf], [0.0, 1e-3, 0.7])
    table = read(curve_csv(curve))
    assert list(table) == [
        "iteration",
        "loss [y^2]",
        "validation loss [y^2]",
        "compute time [s]",
    ]
    for column, name in zip(table, ("position", "loss", "validation_loss", "seconds"), strict=True):
        np.testing.assert_array_equal(table[column].to_numpy(), getattr(curve, name))
    rows = curve_csv(curve).splitlines()
    assert rows[2] == "0.5,0.1,,0.001"  # no validation loss inside an epoch
    assert rows[3] == "1.0,nan,inf,0.7"  # a loss that is not a number is said to be none
    assert "loss [m^2]" in curve_csv(curve, "m^2")


def test_a_curve_has_the_learning_rate_of_each_epoch_where_there_is_one():
    trainer = SGD(learning_rate=0.5, epochs=5, learning_rate_schedule=((2, 0.25), (4, 1e-3)))
    position = [0, 0.5, 1, 1.25, 2, 3, 3.5, 4, 5]
    nothing = np.zeros(len(position))
    curve = LossCurve(position, nothing, nothing, nothing)
    rates = read(curve_csv(curve, "y^2", trainer))["learning rate"].to_numpy()
    expected = [math.nan, 0.5, 0.5, 0.25, 0.25, 0.25, 1e-3, 1e-3, 1e-3]
    np.testing.assert_array_equal(rates, expected)
    assert "learning rate" not in curve_csv(curve, "y^2", LevenbergMarquardt())


@pytest.mark.parametrize(
    ("spec", "unit"),
    [
        (IntegrationSpec(), "y^2"),
        (StencilSpec(), "(du/dx)^2"),
        (StencilSpec(derivative_order=2), "(d^2 u/dx^2)^2"),
    ],
)
def test_losses_have_the_unit_of_what_is_learned(spec, unit):
    curve = LossCurve([0], [1.0], [2.0], [0.0])
    heads = next(csv.reader(io.StringIO(curve_csv(curve, spec.loss_unit))))
    assert heads[1:3] == [f"loss [{unit}]", f"validation loss [{unit}]"]


def test_intervals_with_their_claims():
    integrand = INTEGRANDS["log"]
    found = compare(NETWORK, references(integrand, INTERVALS, 50), (0.0, 100.0))
    claimed = error_estimate(
        NETWORK, integrand, *np.array(INTERVALS).T, training_interval=(0.0, 100.0)
    )
    table = read(intervals_csv(found, claimed))
    assert len(table) == 3
    expected = {
        "a [x]": [0.0, 90.0, 7.0],
        "b [x]": [5.0, 120.0, 3.0],
        "NNI [x*y]": found.nni,  # one by one, the last digit may be another
        "exact [x*y]": [integrand.integral(a, b) for a, b in INTERVALS],
        "NNI error [x*y]": found.nni_error,
        "error of exact [x*y]": [reference(integrand, a, b).error for a, b in INTERVALS],
        "NNI error at least [x*y]": found.nni_error_range[0],
        "NNI error at most [x*y]": found.nni_error_range[1],
        "estimated NNI error [x*y]": claimed.estimate,
        "Cauchy-Schwarz bound of the NNI error [x*y]": claimed.bound,
        "corrected NNI [x*y]": claimed.corrected,
        "estimated error of the corrected NNI [x*y]": claimed.corrected_error,
        "points of f behind the estimates": claimed.n_points,
        "how exact is known": ["antiderivative"] * 3,
        "errors are proved": [True] * 3,
        "SNI points": [50, 50, 50],
        "beyond the training interval": [False, True, False],
        "f is defined on all of it": [True, True, True],
    }
    for column, values in expected.items():
        np.testing.assert_array_equal(table[column].to_numpy(), values, err_msg=column)
    assert table["SNI [x*y]"][0] == -math.inf  # Simpson's rule at ln 0
    without = read(intervals_csv(found))
    assert [column for column in table if column not in without] == list(table)[13:18]


def test_an_interval_without_exact_value():
    found = compare(NETWORK, references(INTEGRANDS["log"], ((-1.0, 5.0),)), (0.0, 100.0))
    table = read(intervals_csv(found))
    assert math.isnan(table["exact [x*y]"][0]) and table["error of exact [x*y]"][0] == math.inf
    assert table["how exact is known"][0] == "not known" and not table["errors are proved"][0]
    assert not table["f is defined on all of it"][0]


def test_claims_of_other_intervals_are_refused():
    found = compare(NETWORK, references(INTEGRANDS["log"], INTERVALS), (0.0, 100.0))
    with pytest.raises(ValueError, match="one value for each of the 3 intervals, got 1"):
        intervals_csv(found, error_estimate(NETWORK, INTEGRANDS["log"], 0, 5))


def test_weights_of_a_stencil_are_coefficients_over_the_spacing():
    spec = StencilSpec(offsets=(-1, 0, 1), derivative_order=2, spacing=0.25)
    stencils = {"learned": np.array([1.1, -2.2, 1 / 3]), "taylor": np.array([1.0, -2.0, 1.0])}
    table = read(stencil_csv(spec, stencils))
    assert list(table) == [
        "offset [spacing]",
        "learned coefficient [1]",
        "taylor coefficient [1]",
        "learned weight [x^-2]",
        "taylor weight [x^-2]",
    ]
    np.testing.assert_array_equal(table["offset [spacing]"], [-1, 0, 1])
    np.testing.assert_array_equal(table["learned coefficient [1]"], stencils["learned"])
    np.testing.assert_array_equal(table["taylor weight [x^-2]"], [16.0, -32.0, 16.0])


def test_a_stencil_of_another_length_is_refused():
    with pytest.raises(ValueError, match=r"each of the 3 offsets, got the shape \(2,\) for taylor"):
        stencil_csv(StencilSpec(), {"taylor": np.zeros(2)})
