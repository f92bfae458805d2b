"""What the page of measured data says of an analysis: metrics and sentences."""

from collections.abc import Mapping
from typing import Any

from nncore.comparisons.measured.analysis import Analysis
from nncore.comparisons.measured.classical import SIMPSON, SPLINE, TRAPEZOID, SampledIntegral
from nncore.messages import Sentence, gettext, marked, said
from nncore.samples.examples import Example
from nncore.samples.measured_data import MeasuredData
from nncore.samples.units import derivative_unit, integral_unit
from pages.app.markdown import escaped
from pages.measured.numbers import with_error
from pages.output.numbers import error_text, value_text

#: Metric -> its label, in their order.
NNI = marked(":blue[NNI]")
CLASSICAL = {
    TRAPEZOID: marked(":orange[Trapezoid]"),
    SIMPSON: marked(":orange[Simpson]"),
    SPLINE: marked(":orange[Smoothing spline]"),
}
METRICS = ("nni", *CLASSICAL)
HELP = {
    "nni": marked(
        "The integral of the network in closed form, ± its standard error. It lies between {low} "
        "and {high} with the probability {level:.4g}."
    ),
    TRAPEZOID: marked(
        "The polygon through the points, ± its standard error: {noise} because of the noise and "
        "{missed} because of what is missed between the points, as the smoothing spline has it."
    ),
    SIMPSON: marked(
        "Parabolas through the points, as SciPy's simpson has them, ± the standard error: {noise} "
        "because of the noise and {missed} because of what is missed between the points."
    ),
    SPLINE: marked(
        "The spline whose smoothness predicts each point best from the others (generalised "
        "cross-validation), ± its standard error."
    ),
    "missing": marked("A smoothing spline needs at least five points."),
}
MEASURED = marked("{n:,} readings of {y} against {x}.")
CLEAN = marked("Nothing had to be mended.")
NOT_EXACT = marked(
    "There is no exact value here: nobody knows what lies between two measurements. So each number "
    "has its standard error after the ±."
)
TRUTH = marked(
    "These data are simulated, and the truth behind them is known: **{truth}**. Nearest is "
    "{nearest}; NNI is off by {times:.1f} standard errors."
)
SLOPE_TRUTH = marked(
    "The truth behind these data is drawn too. Root mean square errors of the derivative: network "
    "{network}, Savitzky-Golay {filtered}, finite differences {differences} {unit}."
)
MEANS = marked("Drawn are the means of neighbours; all readings are fitted.")


def metrics(analysis: Analysis, a: float, b: float) -> dict[str, Any]:
    """Return the contents of the metrics: the integral from a to b by each method."""
    data = analysis.data
    unit = escaped(integral_unit(data.y_unit, data.x_unit))
    found, classical = analysis.integral(a, b), analysis.classical_integrals(a, b)
    level = analysis.fit.spec.level
    ends = {
        name: value_text(value, found.standard_error)
        for name, value in (("low", found.low), ("high", found.high))
    }
    contents = {
        "nni": {
            "label": gettext(NNI),
            "value": with_error(found.value, found.standard_error, unit),
            "help": said(HELP["nni"], **ends, level=level),
            "wraps": True,
        }
    }
    for name, label in CLASSICAL.items():
        one = classical.get(name)
        contents[name] = {"label": gettext(label), "wraps": True, **_classical(name, one, unit)}
    return contents


def _classical(name: str, found: SampledIntegral | None, unit: str) -> Mapping[str, str]:
    if found is None:
        return {"value": with_error(float("nan"), 0.0), "help": gettext(HELP["missing"])}
    help_text = said(
        HELP[name],
        noise=error_text(found.noise_error),
        missed=error_text(found.discretisation_error),
    )
    if found.warning is not None:
        help_text = f"{found.warning} {help_text}"
    # Where it is not known what is missed, the noise alone is told.
    error = found.standard_error if found.standard_error >= 0.0 else found.noise_error
    return {"value": with_error(found.value, error, unit), "help": help_text}


def mended_text(data: MeasuredData, *, has_means: bool) -> str:
    """Say what was read, what was mended, and where nothing was measured."""
    measured = said(
        MEASURED,
        n=data.n_readings,
        x=f"**{escaped(data.x_label)}**",
        y=f"**{escaped(data.y_label)}**",
    )
    remarks = [_escaped(remark) for remark in data.remarks] or [gettext(CLEAN)]
    return " ".join([measured, *remarks, *([gettext(MEANS)] if has_means else [])])


def assumed_text(analysis: Analysis) -> str:
    """Say what was assumed, and what speaks against it."""
    classical = analysis.classical_integrals(*map(float, analysis.data.x[[0, -1]]))
    warnings = [one.warning for one in classical.values() if one.warning is not None]
    return " ".join(map(_escaped, (*analysis.fit.assumptions, *warnings)))


def truth_text(analysis: Analysis, example: Example, a: float, b: float) -> str:
    """Say what the truth is behind simulated data, and which method comes nearest."""
    truth, found = example.integral(a, b), analysis.integral(a, b)
    classical = analysis.classical_integrals(a, b)
    errors = {NNI: abs(found.value - truth)}
    errors |= {CLASSICAL[name]: abs(one.value - truth) for name, one in classical.items()}
    unit = escaped(integral_unit(analysis.data.y_unit, analysis.data.x_unit))
    value = value_text(truth, 0.01 * found.standard_error)
    return said(
        TRUTH,
        truth=f"{value} {unit}" if unit else value,
        nearest=gettext(min(errors, key=errors.__getitem__)),
        times=errors[NNI] / found.standard_error,
    )


def slope_truth_text(analysis: Analysis, example: Example) -> str:
    """Say how far the derivatives of simulated data are from the truth."""
    network, filtered, differences = map(error_text, analysis.slope_errors(example.slope))
    unit = escaped(derivative_unit(analysis.data.y_unit, analysis.data.x_unit))
    values = {"network": network, "filtered": filtered, "differences": differences}
    return said(SLOPE_TRUTH, **values, unit=unit)


def _escaped(sentence: Sentence) -> str:
    """Write a sentence, of which some words may be a user's, so that Markdown shows it as it is."""
    return escaped(str(sentence))
