"""Every printed number that can be computed again, computed again."""

import math

import numpy as np
import pytest
from scipy import integrate

from nncore.notebooks import INTEGRATION_SPEC, implied_output_bias, repair
from nncore.notebooks import printed_integrals as printed
from nncore.samples.split import n_training_samples

ROWS = printed.ROWS
FINITE = [row for row in ROWS if math.isfinite(row.divergence)]

# mpmath prints 15 digits of a double.
LAST_DIGIT = 2e-13


def exact(a, b):
    """The integral of ln x, from its antiderivative."""
    return b * math.log(b) - b - ((a * math.log(a) - a) if a else 0.0)


def test_the_intervals_are_those_of_the_loop():
    assert [(row.a, row.b) for row in ROWS] == [(i, 3 * i + 5) for i in range(0, 50, 5)]


@pytest.mark.parametrize("row", ROWS[1:], ids=str)
def test_sni_is_scipys_simpson_on_100_points(row):
    x = np.linspace(row.a, row.b, printed.SIMPSON_POINTS)
    # Another release of SciPy may add the 100 terms in another order.
    assert integrate.simpson(np.log(x), x=x) == pytest.approx(row.sni, rel=1e-14)
    assert row.sni == pytest.approx(exact(row.a, row.b), abs=1e-6)


def test_sni_from_zero_is_minus_infinity():
    x = np.linspace(0, 5, printed.SIMPSON_POINTS)
    with np.errstate(divide="ignore"):
        assert integrate.simpson(np.log(x), x=x) == ROWS[0].sni == -math.inf


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_difference_is_that_of_nni_and_sni(row):
    difference = abs(row.nni - row.sni)
    assert difference == pytest.approx(row.divergence, abs=LAST_DIGIT, nan_ok=True)


def test_three_rows_imply_the_same_output_bias():
    found = implied_output_bias([row.nni - row.sni for row in FINITE], [r.length for r in FINITE])
    assert len(found) == 3
    np.testing.assert_allclose(found, printed.OUTPUT_BIAS, atol=1e-3)
    assert round(float(np.median(found)), 3) == printed.OUTPUT_BIAS


def test_the_first_row_implies_022_against_the_exact_value():
    row = ROWS[0]
    found = implied_output_bias(row.nni - exact(row.a, row.b), row.length)
    assert float(found) == pytest.approx(-0.22, abs=0.005)


def test_the_output_bias_repairs_the_table():
    repaired = repair(ROWS)
    errors = np.abs(repaired - [exact(row.a, row.b) for row in ROWS])
    # "about 0.01": what the fit itself is wrong by; near ln 0 it is wrong by more.
    assert np.all(errors[1:4] < 0.025) and np.median(errors[1:4]) < 0.01
    assert errors[0] < 0.06
    np.testing.assert_array_equal(repaired[4:], [row.nni for row in ROWS[4:]])


def test_the_training_run_is_that_of_the_spec():
    spec = INTEGRATION_SPEC
    assert (spec.n_samples, spec.n_hidden) == (printed.N_SAMPLES, printed.N_HIDDEN)
    assert 3 * spec.n_hidden + 1 == 30_001  # cell 23
    assert (spec.trainer.epochs, spec.trainer.batch_size) == (10, 20)  # cell 25
    assert spec.interval == printed.TRAINING_INTERVAL
    n_training = n_training_samples("uniform", spec.n_samples, 0.25, 0.33)
    assert n_training == 25_125 * spec.trainer.batch_size == 502_500  # cell 25: steps an epoch


def test_no_error_without_a_length_to_count():
    assert np.isnan(implied_output_bias(0.0, 1.0))
