"""Stencils at work: up to four carry the same profile side by side, beside the exact solution."""

import streamlit as st

from nncore.figures.waves import LANES
from nncore.messages import gettext, marked, said
from pages.equations.contents import weights_of
from pages.equations.controls import wave_form
from pages.equations.panel import wave_panel
from pages.equations.view import WaveForm
from pages.live.elements import Shown, live_chart, live_table, live_text
from pages.live.report import report_button
from pages.output.details import draw_settings
from pages.settings.layout import section

TITLE = marked("Put it to work")
_PROFILE_HEIGHT, _SIDE_HEIGHT = 230, 210

PROFILE_ALT = marked("The profile that {lane} carries, over the exact one.")
HEAD = marked(":small[**{lane}** {weights}]")
ERRORS_HEAD, WAVES_HEAD = (
    marked(":small[Relative error over time]"),
    marked(":small[Modified wavenumber of each stencil; shaded: the waves of the profile]"),
)
ERRORS_ALT = marked("The relative error of each stencil over time, on a logarithmic scale.")
WAVES_ALT = marked("Modified wavenumber of each stencil; the spectrum of the profile is shaded.")
LANES_ALT = marked("Weights, speed, largest stable Courant number, lag and error of each stencil.")
ALL_SETTINGS = marked("All settings")


def _draw(form: WaveForm, shown: Shown) -> None:
    lanes = form.spec.stencils
    live_text(shown, "verdict", key="waves_verdict")
    for j, (column, lane) in enumerate(
        zip(st.columns(len(lanes), gap="small"), lanes, strict=True)
    ):
        label = gettext(LANES[lane].label)
        with column.container(border=True, gap="xxsmall"):
            st.markdown(said(HEAD, lane=label, weights=weights_of(form.spec, lane)))
            _chart(shown, f"profile_{j}", said(PROFILE_ALT, lane=label), _PROFILE_HEIGHT)
    live_text(shown, "note", key="waves_note")
    left, right = st.columns(2, gap="small")
    with left.container(border=True, gap="xxsmall"):
        st.markdown(gettext(ERRORS_HEAD))
        _chart(shown, "errors", gettext(ERRORS_ALT), _SIDE_HEIGHT, grows=True)
    with right.container(border=True, gap="xxsmall"):
        st.markdown(gettext(WAVES_HEAD))
        _chart(shown, "wavenumbers", gettext(WAVES_ALT), _SIDE_HEIGHT)
    live_table(shown, "lanes", key="waves_lanes", alt=gettext(LANES_ALT))
    report_button(form, gettext(TITLE))
    settings = section(form, "all_settings", gettext(ALL_SETTINGS), "settings")
    if settings.open:
        with settings:
            draw_settings(form.spec)


def _chart(shown: Shown, slot: str, alt: str, height: int, *, grows: bool = False) -> None:
    live_chart(shown, slot, key=f"waves_{slot}", alt=alt, height=height, grows=grows)


wave_panel(wave_form(), gettext(TITLE), _draw)
