"""The limits of the integral of measured data, and their slider."""

from nncore.figures.slider_positions import N_STEPS, position_labels, slider_positions
from nncore.messages import gettext, marked
from nncore.samples.measured_data import MeasuredData
from pages.measured.view import DataForm
from pages.settings.widgets import select_slider

LIMITS, LIMITS_HELP = (
    marked("Integral from a to b"),
    marked("Move the limits: nothing is fitted again."),
)


def limits_of(form: DataForm, data: MeasuredData) -> tuple[float, float]:
    """Return the limits of the integral, within the measurements; all of them by default."""
    first, last = float(data.x[0]), float(data.x[-1])
    a, b = form.view.a, form.view.b
    lower = first if a is None else min(max(a, first), last)
    upper = last if b is None else min(max(b, first), last)
    return (lower, upper) if lower < upper else (first, last)


def limit_slider(form: DataForm, data: MeasuredData, limits: tuple[float, float]) -> None:
    """Draw the slider of the limits."""
    ends = float(data.x[0]), float(data.x[-1])
    positions = slider_positions(*ends, *ends, limits)
    label_of = position_labels(positions, (ends[1] - ends[0]) / N_STEPS).__getitem__
    # Without a pair as its own value, Streamlit takes it for a slider of one value.
    text = (gettext(LIMITS), gettext(LIMITS_HELP))
    select_slider(form, "limits", positions, limits, label_of=label_of, text=text, value=ends)
