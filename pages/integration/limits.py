"""The limits of the integral that is shown, and their slider."""

from nncore.comparisons import limits_around
from nncore.figures.slider_positions import N_STEPS, position_labels, slider_positions
from nncore.messages import gettext, marked
from pages.integration.view import IntegrationForm
from pages.settings.widgets import select_slider

LIMITS, LIMITS_HELP = (
    marked("Integral from a to b"),
    marked("Move the limits: the same network is integrated again, nothing is trained."),
)


def limits_of(form: IntegrationForm) -> tuple[float, float]:
    """Return the limits of the integral that is shown; those of the spec by default."""
    first, last = form.spec.integral_limits
    a, b = form.view.a, form.view.b
    return (first if a is None else a, last if b is None else b)


def limit_slider(form: IntegrationForm, limits: tuple[float, float]) -> None:
    """Draw the slider of the limits; beyond the training interval the network extrapolates."""
    lower, upper = form.spec.interval
    reach = limits_around(form.spec.training_integrand, lower, upper)
    shown = (min(limits), max(limits))
    positions = slider_positions(lower, upper, *reach, shown)
    label_of = position_labels(positions, (upper - lower) / N_STEPS).__getitem__
    # Without a pair as its own value, Streamlit takes it for a slider of one value.
    own, text = (lower, upper), (gettext(LIMITS), gettext(LIMITS_HELP))
    select_slider(form, "limits", positions, shown, label_of=label_of, text=text, value=own)
