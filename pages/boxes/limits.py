"""The box that is integrated over, the section that is drawn, and their sliders."""

import dataclasses
import math
from collections.abc import Mapping

import streamlit as st

from nncore.figures.slider_positions import position_labels, slider_positions
from nncore.live.box_observer import Beside, BoxObserver
from nncore.messages import gettext, marked, said
from nncore.specs import BoxSpec
from pages.boxes.view import BoxForm, input_names
from pages.settings.widgets import choice, select_slider

_N_STEPS = 100
_MOST_COLUMNS = 4
_ROOM = 0.25  # of the trained limits of a parameter, on each side of them
_CORNERS = (("x0", "x1"), ("y0", "y1"))

LIMITS, LIMITS_HELP = (
    marked("{name} from a to b"),
    marked("Move the limits: the same network is integrated again, nothing is trained."),
)
HELD, HELD_HELP = (
    marked("{name} ="),
    marked("What is drawn is a section through this point; the integral is over the whole box."),
)
PARAMETER_HELP = marked(
    "A parameter: the integral is that at this value. Beyond the trained limits, {lower:g} to "
    "{upper:g}, the network extrapolates."
)


def limits_of(form: BoxForm) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the limits of each input; those of the trained box by default."""
    box, a, b = form.spec.box, form.view.a, form.view.b
    lower, upper = list(box.lower), list(box.upper)
    if a is not None and b is not None and len(a) == len(b) == box.n_inputs:
        for i, (first, last) in enumerate(zip(a, b, strict=True)):
            if box.lower[i] <= first < last <= box.upper[i]:
                lower[i], upper[i] = first, last
    return tuple(lower), tuple(upper)


def point_of(form: BoxForm) -> tuple[float, ...]:
    """Return the value of each input in the section; the middle of the box by default."""
    box, given = form.spec.box, form.view.point
    point = box.from_unit([0.5] * box.n_inputs).tolist()
    if given is not None and len(given) == box.n_inputs:
        for i, value in enumerate(given):
            least, most = _reach(form.spec, i)
            if least <= value <= most:
                point[i] = value
    return tuple(point)


def _reach(spec: BoxSpec, i: int) -> tuple[float, float]:
    """Return how far an input may be moved: a parameter beyond the trained limits too."""
    lower, upper = spec.box.lower[i], spec.box.upper[i]
    room = _ROOM * (upper - lower) if i in spec.theta else 0.0
    return lower - room, upper + room


def axes_of(form: BoxForm) -> tuple[int, ...]:
    """Return the inputs of the section."""
    n, chosen = form.spec.n_inputs, (form.view.across, form.view.upwards)
    if n == 1:
        return (0,)
    return chosen if max(chosen) < n and chosen[0] != chosen[1] else (0, 1)


def look_at(form: BoxForm, limits: Mapping[int, tuple[float, float]]) -> None:
    """Take limits of some inputs for the integral that is shown, unless they leave nothing.

    Where they are hidden from a class, they stay, whoever asks: a slider, a map, a row of a table.
    """
    if form.hides("limits"):
        return
    box = form.spec.box
    a, b = map(list, limits_of(form))
    for i, (first, last) in limits.items():
        if not first < last:
            return
        a[i], b[i] = first, last
    is_all = (tuple(a), tuple(b)) == (box.lower, box.upper)
    form.change_view(a=None if is_all else tuple(a), b=None if is_all else tuple(b))


def take_box(form: BoxForm, key: str) -> None:
    """Take the limits and the values that were drawn on a map, on the steps of their sliders."""
    drawn = st.session_state[key].box
    if not isinstance(drawn, Mapping) or form.hides("limits"):
        return
    spec, limits, point = form.spec, {}, list(point_of(form))
    for i, (first, last) in zip(axes_of(form), _CORNERS, strict=False):
        ends = [drawn.get(name) for name in (first, last)]
        numbers = [float(end) for end in ends if isinstance(end, int | float)]
        if len(numbers) < len(ends) or not all(map(math.isfinite, numbers)):
            return
        low, high = (_nearest(spec.box.lower[i], spec.box.upper[i], end) for end in numbers)
        if i in spec.over:
            limits[i] = low, high
        else:
            point[i] = low
    look_at(form, limits)
    if tuple(point) != point_of(form):
        form.change_view(point=tuple(point))


def _nearest(lower: float, upper: float, value: float) -> float:
    positions = slider_positions(lower, upper, lower, upper, n_steps=_N_STEPS)
    return min(positions, key=lambda one: abs(one - value))


def observer_of(form: BoxForm, beside: Beside | None = None) -> BoxObserver:
    """Return who looks at the network as the page is set."""
    lower, upper = ([limits[i] for i in form.spec.over] for limits in limits_of(form))
    return BoxObserver(tuple(lower), tuple(upper), axes_of(form), point_of(form), beside)


def spec_over(form: BoxForm) -> BoxSpec:
    """Return the experiment as if the limits that are drawn were those of the inputs integrated."""
    box, (a, b) = form.spec.box, limits_of(form)
    lower, upper = list(box.lower), list(box.upper)
    for i in form.spec.over:
        lower[i], upper[i] = a[i], b[i]
    return dataclasses.replace(form.spec, lower=tuple(lower), upper=tuple(upper))


def drawn_limits(form: BoxForm) -> dict[int, tuple[float, float]]:
    """Return what is drawn of each input: its limits, or the value of a parameter twice."""
    (lower, upper), point = limits_of(form), point_of(form)
    return {
        i: (lower[i], upper[i]) if i in form.spec.over else (point[i], point[i])
        for i in range(form.spec.n_inputs)
    }


def box_sliders(form: BoxForm) -> None:
    """Draw the limits of each input that is integrated, and the values of the others."""
    spec, axes = form.spec, axes_of(form)
    names = input_names(spec)
    if spec.n_inputs > 2:
        _section_choices(form, axes, names)
    held = [i for i in range(spec.n_inputs) if i in spec.theta or i not in axes]
    sliders = [(i, True) for i in spec.over] + [(i, False) for i in held]
    for first in range(0, len(sliders), _MOST_COLUMNS):
        row = sliders[first : first + _MOST_COLUMNS]
        for column, (i, is_range) in zip(st.columns(len(row)), row, strict=True):
            with column:
                _slider(form, i, names[i], is_range)


def _section_choices(form: BoxForm, axes: tuple[int, ...], names: tuple[str, ...]) -> None:
    columns = st.columns(2)
    for column, name, i in zip(columns, ("across", "upwards"), axes, strict=True):
        with column:
            choice(form, name, names, names[i])


def _slider(form: BoxForm, i: int, name: str, is_range: bool) -> None:
    box = form.spec.box
    ends = box.lower[i], box.upper[i]
    lower, upper = limits_of(form)
    value = (lower[i], upper[i]) if is_range else point_of(form)[i]
    shown = value if isinstance(value, tuple) else (value,)
    positions = slider_positions(*ends, *_reach(form.spec, i), shown, _N_STEPS)
    label_of = position_labels(positions, (ends[1] - ends[0]) / _N_STEPS).__getitem__
    if is_range:
        text = (said(LIMITS, name=name), gettext(LIMITS_HELP))
        # Without a pair as its own value, Streamlit takes it for a slider of one value.
        options = {"value": ends}
    else:
        help_text = said(PARAMETER_HELP, lower=ends[0], upper=ends[1])
        if i not in form.spec.theta:
            help_text = gettext(HELD_HELP)
        text, options = (said(HELD, name=name), help_text), {}
    setting = f"{'limits' if is_range else 'point'}_{i}"
    select_slider(form, setting, positions, value, label_of=label_of, text=text, **options)
