"""The tabs of the page of measured data."""

from dataclasses import dataclass

import streamlit as st

from nncore.comparisons.measured.analysis import Analysis
from nncore.figures.measured import measured_curve_figure, measured_derivative_figure
from nncore.messages import gettext, marked
from nncore.samples.examples import Example
from pages.live.elements import Shown, chart, live_metrics
from pages.live.report import report_button
from pages.measured.contents import (
    METRICS,
    NOT_EXACT,
    assumed_text,
    metrics,
    slope_truth_text,
    truth_text,
)
from pages.measured.downloads import draw_downloads
from pages.measured.limits import limit_slider
from pages.measured.view import DataForm
from pages.output.details import draw_settings
from pages.settings.layout import draw_tabs

TABS = INTEGRAL, DERIVATIVE, DETAILS, FILES = (
    marked("Integral"),
    marked("Derivative"),
    marked("Details"),
    marked("Take away"),
)
CURVE_ALT = marked(
    "The measurements, the network with its band, and the smoothing spline; below, the residuals."
)
DERIVATIVE_ALT = marked(
    "The derivative of the network with its band, finite differences, and Savitzky and Golay's."
)
INTEGRAL_REPORT, DERIVATIVE_REPORT = (
    marked("Measured data, integrated"),
    marked("Measured data, differentiated"),
)
SLOPES = marked(
    "The derivative of the network is that of its closed form; the band is where it lies. Finite "
    "differences magnify noise the more, the closer two points are; Savitzky and Golay's filter "
    "fits a cubic to as many neighbours as predict each other best."
)
_CURVE_HEIGHT, _DERIVATIVE_HEIGHT = 300, 380


@dataclass(frozen=True, eq=False)
class Looked:
    """What is looked at: the analysis, the limits, and the example, if it is one."""

    analysis: Analysis
    limits: tuple[float, float]
    example: Example | None


def data_tabs(form: DataForm, looked: Looked) -> None:
    """Draw the tabs; only the one that is open costs anything."""
    integral, derivative, details, files = draw_tabs(form, TABS)
    if integral.open:
        with integral:
            _integral_tab(form, looked)
    if derivative.open:
        with derivative:
            _derivative_tab(form, looked)
    if details.open:
        with details:
            draw_settings(form.spec)
    if files.open:
        with files:
            draw_downloads(form, looked.analysis, looked.limits)


def _integral_tab(form: DataForm, looked: Looked) -> None:
    analysis, limits, example = looked.analysis, looked.limits, looked.example
    live_metrics(Shown(metrics(analysis, *limits)), METRICS, key=form.key("metrics"))
    limit_slider(form, analysis.data, limits)
    figure = measured_curve_figure(analysis, limits, example.curve if example else None)
    with st.container(border=True, gap="xxsmall"):
        chart(
            figure,
            key=form.key("curve"),
            alt=gettext(CURVE_ALT),
            height=_CURVE_HEIGHT,
            run=_run(form),
        )
    st.caption(gettext(NOT_EXACT))
    if example is not None:
        st.caption(truth_text(analysis, example, *limits))
    st.caption(assumed_text(analysis))
    report_button(form, gettext(INTEGRAL_REPORT))


def _derivative_tab(form: DataForm, looked: Looked) -> None:
    analysis, example = looked.analysis, looked.example
    figure = measured_derivative_figure(analysis, example.slope if example else None)
    with st.container(border=True, gap="xxsmall"):
        chart(
            figure,
            key=form.key("derivative"),
            alt=gettext(DERIVATIVE_ALT),
            height=_DERIVATIVE_HEIGHT,
            run=_run(form),
        )
    if example is not None:
        st.caption(slope_truth_text(analysis, example))
    st.caption(gettext(SLOPES))
    st.caption(assumed_text(analysis))
    report_button(form, gettext(DERIVATIVE_REPORT))


def _run(form: DataForm) -> str:
    """Return what tells data from others: with them zoom starts anew."""
    view = form.view
    return f"{view.example} {hash(view.table)} {view.x} {view.y}"
