import csv
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nncore.comparisons.measured.analysis import Analysis
from nncore.exports.measured_files import curves_csv, measured_script, points_csv, results_json
from nncore.samples.examples import EXAMPLES
from nncore.samples.tables import read_table
from nncore.specs import DataSpec

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module", params=["cart", "track"])
def analysis(request):
    return Analysis.of(EXAMPLES[request.param].data, DataSpec())


def test_points_are_read_again_as_they_were(analysis):
    data = analysis.data
    again = read_table(points_csv(analysis)).measured(sigma=4 if data.sigma is not None else None)
    assert np.array_equal(again.x, data.x) and np.array_equal(again.y, data.y)
    assert (again.x_label, again.x_unit, again.y_unit) == (data.x_label, data.x_unit, data.y_unit)
    assert (again.sigma is None) == (data.sigma is None)


def test_curves_have_all_their_digits(analysis):
    rows = list(csv.reader(curves_csv(analysis).splitlines()))
    assert rows[0][0] == f"{analysis.data.x_label} [s]" and rows[0][5].startswith("derivative [m/s")
    columns = np.array(rows[1:], float).T
    band = analysis.derivative
    for found, expected in zip(columns[5:9], vars(band).values(), strict=True):
        assert np.array_equal(found, expected)


def test_a_heading_is_no_formula():
    points = "\n".join(f"{x},{x * x}" for x in range(8))
    heads = [f"{sign}1+1" for sign in "=+-@"]
    for x_head, y_head in zip(heads, reversed(heads), strict=True):
        data = read_table(f"{x_head} (s),{y_head}\n{points}").measured()
        found = Analysis.of(data, DataSpec())
        for text in (points_csv(found), curves_csv(found)):
            row = next(csv.reader(text.splitlines()))
            assert row[0] == f"'{x_head} [s]" and not any(head[0] in "=+-@" for head in row)
        assert f"'{y_head}" in points_csv(found)


def test_results_of_all_methods(analysis):
    found = json.loads(results_json(analysis, 1.0, 5.0))
    assert found["network"] == vars(analysis.integral(1.0, 5.0))
    classical = analysis.classical_integrals(1.0, 5.0)
    for name in ("trapezoid", "simpson", "smoothing_spline"):
        assert found[name]["value"] in [integral.value for integral in classical.values()]
    assert found["remarks"] == [str(each) for each in analysis.data.remarks]
    assert DataSpec.from_json(json.dumps(found["spec"])) == DataSpec()


def test_the_script_prints_the_same_numbers(tmp_path, analysis):
    (tmp_path / "points.csv").write_text(points_csv(analysis), encoding="utf-8", newline="")
    script = tmp_path / "script.py"
    script.write_text(measured_script(analysis, 1.0, 5.0, "points.csv"), encoding="utf-8")
    run = {"capture_output": True, "text": True, "check": True, "env": {"PYTHONPATH": str(ROOT)}}
    lines = subprocess.run([sys.executable, str(script)], **run).stdout.splitlines()
    found = analysis.integral(1.0, 5.0)
    # Threads of linear algebra may differ.
    assert float(lines[0].removeprefix("integral: ")) == pytest.approx(found.value, rel=1e-9)
    error = float(lines[1].removeprefix("standard error: "))
    assert error == pytest.approx(found.standard_error, rel=1e-6)
