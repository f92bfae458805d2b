"""The output bias that the printed table implies, and the list that repeats it."""

import math

import numpy as np
import pytest

from nncore.notebooks import implied_output_bias, list_repetition, repair
from nncore.notebooks import printed_integrals as printed

ROWS = printed.ROWS
FINITE = [row for row in ROWS if math.isfinite(row.divergence)]


def exact(a, b):
    """The integral of ln x, from its antiderivative."""
    return b * math.log(b) - b - ((a * math.log(a) - a) if a else 0.0)


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


def test_no_error_without_a_length_to_count():
    assert np.isnan(implied_output_bias(0.0, 1.0))


def test_four_lines_show_how_the_list_repeats():
    lines = list_repetition(-0.209, 15, 40.0075)
    names = {"np": np}
    for line in lines[:-1]:
        exec(line.code, names)
        name = line.code.split(" ")[0]
        assert repr(names[name]) == line.output
    assert repr(eval(lines[-1].code, names)) == lines[-1].output
    assert lines[1].output.count("-0.209") == 15
    assert float(lines[-1].output) == pytest.approx(40.0075 - 0.209)  # and not 15 times
    assert len(lines) == 4
