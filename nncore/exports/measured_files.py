"""What is taken away of measured data: curves and points as CSV, results as JSON, a script."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from nncore.comparisons.measured.analysis import Analysis
from nncore.comparisons.measured.classical import SIMPSON, SPLINE, TRAPEZOID
from nncore.exports.csv_text import csv_text, no_formula
from nncore.exports.json_object import number_to_json, object_text
from nncore.exports.spec_source import spec_source
from nncore.messages import marked, said
from nncore.samples.units import derivative_unit, integral_unit
from nncore.versions import versions

# Programs read these names, which are the same in all languages.
_METHODS = {TRAPEZOID: "trapezoid", SIMPSON: "simpson", SPLINE: "smoothing_spline"}
_COLUMNS = ("curve", "derivative")

_HEAD = marked("""\
# Integrates and differentiates measured data: {title}.
#
# Made with {versions}.
# Run it in the folder of the Neural Calculus Lab, or with that folder in PYTHONPATH.
# It reads the measurements, as the lab has mended them, from {file} beside it.
""")
_PROGRAM = """\
import pathlib

import numpy

import nncore

path = pathlib.Path(__file__).with_name({file!r})
x, y, readings, *sigma = numpy.loadtxt(path, delimiter=",", skiprows=1, unpack=True)
data = nncore.MeasuredData(x, y, *sigma, counts=readings, scatter={scatter!r})
spec = {spec}
fit = nncore.fit_data(data, spec)
a, b = {a!r}, {b!r}
value, standard_error = fit.integral(a, b)
low, high = fit.interval(a, b)
print("integral:", value)
print("standard error:", standard_error)
print("from", low, "to", high, "with probability", spec.level)
for x in data.x[:: max(1, len(data) // 10)]:
    value, standard_error = fit.derivative(x)
    print("derivative at", x, "is", value, "with standard error", standard_error)
"""


def points_csv(analysis: Analysis) -> str:
    """Return the measurements as they were mended: x, y, readings, and sigma if it is known."""
    data = analysis.data
    columns = [_head(data.x_label, data.x_unit), _head(data.y_label, data.y_unit), "readings"]
    values = [data.x, data.y, np.asarray(data.counts)]
    if data.sigma is not None:
        columns.append(_head("sigma", data.y_unit))
        values.append(data.sigma)
    return csv_text(columns, np.column_stack(values))


def curves_csv(analysis: Analysis) -> str:
    """Return the network's curve and derivative with their errors, and the smoothing spline."""
    data = analysis.data
    slope = derivative_unit(data.y_unit, data.x_unit)
    heads, values = [_head(data.x_label, data.x_unit)], [analysis.x]
    for name, band, unit in zip(
        _COLUMNS, (analysis.curve, analysis.derivative), (data.y_unit, slope), strict=True
    ):
        heads += [_head(f"{name}{part}", unit) for part in ("", " error", " low", " high")]
        values += [band.value, band.standard_error, band.low, band.high]
    heads.append(_head("smoothing spline", data.y_unit))
    return csv_text(heads, np.column_stack([*values, analysis.spline]))


def results_json(analysis: Analysis, a: float, b: float) -> str:
    """Return the integrals from a to b by all methods, with what was mended and assumed."""
    data, found = analysis.data, analysis.integral(a, b)
    network = {name: number_to_json(value) for name, value in vars(found).items()}
    classical = analysis.classical_integrals(a, b)
    return object_text(
        "measured integral",
        {
            "spec": json.loads(analysis.fit.spec.to_json()),
            "n_readings": data.n_readings,
            "x": {"label": data.x_label, "unit": data.x_unit},
            "y": {"label": data.y_label, "unit": data.y_unit},
            "unit": integral_unit(data.y_unit, data.x_unit),
            "a": number_to_json(a),
            "b": number_to_json(b),
            "network": network,
            **{_METHODS[name]: _as_json(one) for name, one in classical.items()},
            "remarks": [str(remark) for remark in data.remarks],
            "assumptions": [str(sentence) for sentence in analysis.fit.assumptions],
        },
    )


def measured_script(analysis: Analysis, a: float, b: float, file: str) -> str:
    """Return a script that repeats the fit and prints its numbers.

    Parameters
    ----------
    analysis : Analysis
        What is repeated.
    a, b : float
        Limits of the integral.
    file : str
        Name of the file of `points_csv`, which lies beside the script.
    """
    data = analysis.data
    title = "".join(c if c.isprintable() else " " for c in f"{data.y_label}({data.x_label})")
    head = said(_HEAD, title=title, versions=", ".join(versions()), file=file)
    values = {"file": file, "scatter": data.scatter, "a": a, "b": b}
    return f"{head}\n{_PROGRAM.format(**values, spec=spec_source(analysis.fit.spec))}"


def _head(label: str, unit: str) -> str:
    return no_formula(f"{label} [{unit}]" if unit else label)


def _as_json(integral: Any) -> Mapping[str, float | str]:
    names = ("value", "noise_error", "discretisation_error")
    return {name: number_to_json(getattr(integral, name)) for name in names}
