"""What the page of stencils at work shows of its run, as contents of live elements."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nncore.experiments.waves import phase_speed, stable_courant, stencil_of
from nncore.figures.stencils.weights import power_text, weights_text
from nncore.figures.style import Figure
from nncore.figures.waves import LANES, profile_figures, wave_errors_figure, wavenumbers_figure
from nncore.live import Contents
from nncore.live.wave_watch import Summary, WaveWatch
from nncore.messages import gettext, marked, number_text, said
from nncore.specs.wave import BURGERS, WaveSpec
from nncore.waves.profiles import LENGTH, grid_points, sampled
from nncore.waves.runge_kutta import METHODS
from pages.output.numbers import MISSING, error_text

#: Weights that fit into a line above a chart, and into one of the table.
MOST_ABOVE_A_CHART, _MOST_IN_A_TABLE = 3, 9
_DECIMALS = 3
_WHOLE = 1_000  # from here on three digits are no more than a whole number
_SEEN = 0.005  # of a wave: less is not late

LANE, WEIGHTS, SPEED, LATE, ERROR, COURANT = (
    marked("stencil"),
    marked("weights × Δx{power}"),
    marked("speed of the main wave"),
    marked("waves late"),
    marked("relative error"),
    marked("largest stable Courant number"),
)
DECAY = marked("decay of the main wave")
READY, RUNNING, PAUSED, FINISHED, STOPPED = (
    marked("Ready: this is the profile at first. Press Play."),
    marked("Running: each stencil carries the same profile."),
    marked("Paused: press Play to go on, or Step for one step of time."),
    marked("Finished: the end is reached."),
    marked("Stopped: no stencil goes on."),
)
PROGRESS = marked("**period {now:.2f} / {end:g}** · {sentence}")
BEHIND = marked(
    "After {periods:.1f} periods **{late}** is **{lag:.2f} waves behind** the exact one, and "
    "**{best}** {least:.2f}: at this wavenumber the one has {slow:.1%} of the speed, the other "
    "{fast:.1%}."
)
APART = marked("After {periods:.1f} periods **{best}** is nearest: its error is {error}.")
TOO_FAST = marked(
    "**{lane}** was stopped after {periods:.2f} periods, for it had grown tenfold: the Courant "
    "number {courant:g} is above {limit:.3g}, the largest that is stable for it with {method}. "
    "Lower it."
)
NEVER = marked(
    "**{lane}** was stopped after {periods:.2f} periods, for it had grown tenfold: with {method} "
    "no Courant number is stable for it, and {courant:g} is none. Take another stencil or other "
    "steps of time."
)
GROWN = marked(
    "**{lane}** was stopped after {periods:.2f} periods, for it had grown tenfold with the Courant "
    "number {courant:g}. Lower it, or take another stencil."
)
NOT_PERIODIC = marked(
    "The profile's ends do not meet: the interval is periodic, so there is a jump, whose waves are "
    "faster than any stencil carries well."
)


@dataclass(frozen=True, eq=False)
class WaveSettings:
    """What stands still while the waves move.

    Parameters
    ----------
    spec : WaveSpec
        The experiment.
    x : ndarray, shape (n_points,)
        The grid.
    ends : (float, float)
        The least and the largest value at first.
    wavenumbers : Figure
        The chart of the stencils and the spectrum.
    rows : mapping
        Lane -> what its row of the table begins with, and its largest stable Courant number.
    """

    spec: WaveSpec
    x: np.ndarray
    ends: tuple[float, float]
    wavenumbers: Figure
    rows: Mapping[str, tuple[str, str, str]]

    @classmethod
    def of(cls, spec: WaveSpec) -> "WaveSettings":
        """Compute it once for all pictures."""
        start = sampled(spec.start, spec.n_points)
        stencils = {lane: s for lane in spec.stencils if (s := stencil_of(spec, lane))}
        return cls(
            spec,
            grid_points(spec.n_points),
            (float(start.min()), float(start.max())),
            wavenumbers_figure(stencils, start, spec.derivative_order),
            {lane: _fixed_cells(spec, lane) for lane in spec.stencils},
        )


def weights_of(spec: WaveSpec, lane: str, most: int = MOST_ABOVE_A_CHART) -> str:
    """Write the weights of a lane, as it applies them, if they are few."""
    stencil = stencil_of(spec, lane)
    if stencil is None or len(stencil.coefficients) > most:
        return ""
    return weights_text(stencil.coefficients, _DECIMALS)


def _fixed_cells(spec: WaveSpec, lane: str) -> tuple[str, str, str]:
    speed, limit = phase_speed(spec, lane), stable_courant(spec, lane)
    return (
        weights_of(spec, lane, _MOST_IN_A_TABLE) or MISSING,
        MISSING if speed is None else number_text(speed, ".1%"),
        MISSING if limit is None else number_text(limit, ".3g" if limit < _WHOLE else ",.0f"),
    )


def wave_contents(settings: WaveSettings, watch: WaveWatch) -> Contents:
    """Return what the elements of the page show."""
    spec, state, key = settings.spec, watch.state, watch.run_id
    figures = profile_figures(spec.stencils, settings.x, state.values, state.exact, settings.ends)
    told = watch.told
    if not told.made:
        told.made.update(_told_contents(settings, told, key))
    return {
        **{
            f"profile_{j}": {"figure": figure, "run": f"{lane} {key}"}
            for j, (lane, figure) in enumerate(zip(spec.stencils, figures, strict=True))
        },
        **told.made,
        "wavenumbers": {"figure": settings.wavenumbers, "run": key},
        "note": {
            "text": "" if spec.start.is_periodic else gettext(NOT_PERIODIC),
            "look": "caption",
        },
        "status": _status(watch),
    }


def _told_contents(settings: WaveSettings, told: Summary, key: str) -> dict[str, Any]:
    """Return what is read, and changes less often than the profiles."""
    spec = settings.spec
    figure = wave_errors_figure(spec.stencils, told.times / LENGTH, told.errors, spec.periods)
    return {
        "errors": {"figure": figure, "run": key},
        "lanes": _table(settings, told),
        "verdict": {"text": _verdict(settings, told)},
    }


def _status(watch: WaveWatch) -> dict[str, Any]:
    state = watch.state
    if watch.is_over:
        sentence = FINISHED if state.alive.any() else STOPPED
    elif watch.playing:
        sentence = RUNNING
    else:
        sentence = PAUSED if watch.has_begun else READY
    now, end = state.time / LENGTH, watch.spec.periods
    text = said(PROGRESS, now=min(now, end), end=end, sentence=gettext(sentence))
    return {"text": text, "progress": watch.progress}


def _table(settings: WaveSettings, told: Summary) -> dict[str, Any]:
    spec = settings.spec
    speed = DECAY if spec.equation == "diffusion" else SPEED
    weights = said(WEIGHTS, power=power_text(spec.derivative_order))
    heads = [gettext(LANE), weights, *map(gettext, (speed, COURANT, LATE, ERROR))]
    rows = []
    for j, lane in enumerate(spec.stencils):
        late = MISSING if told.lags is None else number_text(_rounded(told.lags[j]), ".2f")
        cells = [gettext(LANES[lane].label), *settings.rows[lane], late]
        rows.append([*cells, error_text(float(told.state.errors[j]))])
    return {"columns": heads, "rows": rows}


def _rounded(lag: float) -> float:
    return round(float(lag), 2) + 0.0  # no minus before a zero


def _verdict(settings: WaveSettings, told: Summary) -> str:
    """Say which stencils were stopped and why, and how the others compare."""
    spec = settings.spec
    sentences = [
        f":red[:material/warning:] {_stopped(spec, lane, float(told.state.times[j]))}"
        for j, lane in enumerate(spec.stencils)
        if not told.state.alive[j]
    ]
    compared = _compared(spec, told)
    if told.state.time > 0 and compared:
        sentences.append(f":green[:material/lightbulb:] {compared}")
    return "\n\n".join(sentences)


def _stopped(spec: WaveSpec, lane: str, time: float) -> str:
    limit = stable_courant(spec, lane)
    values: dict[str, Any] = {
        "lane": gettext(LANES[lane].label),
        "periods": time / LENGTH,
        "courant": spec.courant,
        "limit": limit,
        "method": gettext(METHODS[spec.method].label),
    }
    if limit is None or spec.courant <= limit:
        return said(GROWN, **values)
    return said(NEVER if limit == 0 else TOO_FAST, **values)


def _compared(spec: WaveSpec, told: Summary) -> str:
    """Compare the lane that is worst with the one that is best, of those that go on."""
    going = np.flatnonzero(told.state.alive)
    if len(going) < 2:
        return ""
    names = [gettext(LANES[lane].label) for lane in spec.stencils]
    periods = told.state.time / LENGTH
    if told.lags is not None and spec.equation != BURGERS:
        behind = np.abs(told.lags[going])
        late, best = int(going[behind.argmax()]), int(going[behind.argmin()])
        speeds = [phase_speed(spec, spec.stencils[j]) or 0.0 for j in (late, best)]
        if told.lags[late] > max(_SEEN, 2 * abs(told.lags[best])):
            return said(
                BEHIND,
                periods=periods,
                late=names[late],
                lag=_rounded(told.lags[late]),
                best=names[best],
                least=_rounded(told.lags[best]),
                slow=speeds[0],
                fast=speeds[1],
            )
    best = int(going[told.state.errors[going].argmin()])
    return said(
        APART, periods=periods, best=names[best], error=error_text(float(told.state.errors[best]))
    )
