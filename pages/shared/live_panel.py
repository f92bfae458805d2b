"""The one fragment: Play, Pause, Step, Reset, pace, tick and the status sentence.

A page gives it the specs of its lanes and a function that draws them. The panel asks the
engine for steps while it plays, and for nothing while it does not: pausing is not asking.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from nncore.engine import Engine, LiveRun
from nncore.network import OneHiddenNetwork
from nncore.specs import Spec
from nncore.trainers import TrainingRecord, TrainingStatus
from pages.shared.form import Form

#: Seconds between two frames, and of compute time asked for each of them.
TICK = 0.12
_COMPUTE = 0.1

WATCH, FULL = "watch", "full"
_PACES = {WATCH: "Watch", FULL: "Full speed"}
_PACE_HELP = (
    "Watch: one iteration for each picture, slow enough to follow. "
    "Full speed: as many as the computer can."
)
_RESTARTED = "A worker was lost; the run went on from its last step."
_ENDED = {
    TrainingStatus.CONVERGED: ":material/check_circle:",
    TrainingStatus.FINISHED: ":material/check_circle:",
    TrainingStatus.DIVERGED: ":material/warning:",
    TrainingStatus.STALLED: ":material/warning:",
    TrainingStatus.FAILED: ":material/error:",
}


@st.cache_resource(show_spinner=False, on_release=lambda engine: engine.close())
def engine() -> Engine:
    """Return the engine that all tabs share; its workers load TensorFlow while pages are read."""
    return Engine()


@dataclass
class Lane:
    """One run of a page and all that it has shown so far."""

    spec: Spec
    run: LiveRun | None = None
    records: list[TrainingRecord] = field(default_factory=list)
    network: OneHiddenNetwork | None = None
    status: TrainingStatus = TrainingStatus.READY
    queue_position: int = 0
    serial: int = 0
    was_lost: bool = False

    @property
    def position(self) -> float:
        """The iteration that is shown, with its fraction."""
        return self.records[-1].position if self.records else 0.0

    @property
    def key(self) -> str:
        """Identifies this run of this lane, for charts that grow."""
        return f"{self.serial}"

    def reset(self, spec: Spec) -> None:
        """Give up the run and start anew with `spec`."""
        if self.run is not None:
            self.run.stop()
        self.spec, self.run, self.network = spec, None, None
        self.records, self.status = [], TrainingStatus.READY
        self.queue_position, self.was_lost = 0, False
        self.serial += 1

    def ask(self, steps: int | None) -> None:
        """Ask for the next steps without waiting for them."""
        if self.status.is_final:
            return
        if self.run is None:
            self.run = engine().start(self.spec)
        if steps is not None and not self.records:
            steps += 1  # iteration 0, the start, is on the screen already
        self.run.request(None if steps else _COMPUTE, steps)

    def take(self, wait: bool = False) -> None:
        """Take the answer, if it is there or if it is worth waiting for."""
        if self.run is None or not (wait or self.run.is_due):
            return
        advance = self.run.collect()
        self.queue_position = advance.queue_position
        if advance.status is TrainingStatus.RECOVERED:
            self.was_lost = True
        if advance.steps or advance.status is not TrainingStatus.RUNNING:
            self.status = advance.status
        if advance.steps:
            self.records.extend(advance.steps)
            self.network = advance.network

    def fail(self) -> None:
        """End the run after an error that no further tick would mend."""
        self.status = TrainingStatus.FAILED


@dataclass
class Session:
    """The runs of one page in one browser tab."""

    lanes: dict[str, Lane] = field(default_factory=dict)
    playing: bool = False
    target: float | None = None  # Step plays until this iteration is reached
    problem: str | None = None

    def follow(self, specs: Mapping[str, Spec]) -> None:
        """Start anew each lane whose settings were changed."""
        for name in [name for name in self.lanes if name not in specs]:
            self.lanes.pop(name).reset(self.lanes[name].spec)
        for name, spec in specs.items():
            lane = self.lanes.setdefault(name, Lane(spec))
            if lane.spec != spec:
                lane.reset(spec)
                self.pause()

    @property
    def is_over(self) -> bool:
        """Whether no lane has anything left to do."""
        return all(lane.status.is_final for lane in self.lanes.values())

    def play(self) -> None:
        """Go on, or start anew where everything is over."""
        if self.is_over:
            self.reset()
        self.playing, self.target = True, None

    def pause(self) -> None:
        """Ask for nothing more; the answer that is due is still taken."""
        for lane in self.lanes.values():
            self._guarded(lane, lambda lane: lane.take(wait=True))
            if not lane.status.is_final and lane.records:
                lane.status = TrainingStatus.PAUSED
        self.playing, self.target = False, None

    def step(self) -> None:
        """Play until the next iteration is complete."""
        if self.is_over:
            return
        self.playing = True
        self.target = 1 + max(int(lane.position) for lane in self.lanes.values())

    def reset(self) -> None:
        """Go back to the start."""
        for lane in self.lanes.values():
            lane.reset(lane.spec)
        self.playing, self.target, self.problem = False, None, None

    def tick(self, pace: str) -> None:
        """Take the steps that were made and ask for the next ones."""
        stepping = self.target is not None
        steps = 1 if stepping or pace == WATCH else None
        for lane in self.lanes.values():
            self._guarded(lane, lambda lane: lane.take())
            if stepping and self._has_arrived(lane):
                continue
            self._guarded(lane, lambda lane: lane.ask(steps))
            if stepping:  # a short iteration is there before the page is drawn
                self._guarded(lane, lambda lane: lane.take(wait=True))
        if self.is_over or (stepping and all(map(self._has_arrived, self.lanes.values()))):
            self.pause()

    def _has_arrived(self, lane: Lane) -> bool:
        return lane.status.is_final or (self.target is not None and lane.position >= self.target)

    def _guarded(self, lane: Lane, act: Callable[[Lane], None]) -> None:
        """Turn what the engine cannot do into a sentence; its text is the exception's."""
        try:
            act(lane)
        except (ValueError, RuntimeError, OSError, MemoryError) as problem:
            self.problem = str(problem)
            lane.fail()

    def close(self) -> None:
        """Stop all the runs; the tab is gone."""
        for lane in self.lanes.values():
            if lane.run is not None:
                lane.run.stop()


class Sessions(dict[str, Session]):
    """The sessions of one browser tab by page."""

    def close(self) -> None:
        """Stop all the runs of the tab."""
        for session in self.values():
            session.close()


@st.cache_resource(scope="session", show_spinner=False, on_release=lambda all: all.close())
def _sessions() -> Sessions:
    return Sessions()


def live_panel(
    form: Form[Any],
    specs: Mapping[str, Spec],
    draw: Callable[[Session], None],
    *,
    slow_pace: bool,
    iteration_name: str = "epoch",
) -> None:
    """Draw the buttons, advance the runs and draw them.

    Parameters
    ----------
    form : Form
        Settings of the page; its view holds the pace.
    specs : mapping
        The lanes: name -> spec.
    draw : callable
        Draws the lanes of the session; called inside the fragment.
    slow_pace : bool
        Whether "watch" is the pace unless the user has chosen one.
    iteration_name : str
        What one iteration is called.
    """
    session = _sessions().setdefault(form.page, Session())
    session.follow(specs)
    ticking = session.playing
    pace = form.view.pace or (WATCH if slow_pace else FULL)

    @st.fragment(run_every=TICK if ticking else None)
    def panel() -> None:
        if session.playing:
            session.tick(form.view.pace or pace)
        _buttons(session, form, pace)
        _status(session, iteration_name)
        draw(session)
        if session.playing != ticking:
            st.rerun()  # one full run switches the timer on or off

    panel()


def live_picture(page: str, spec: Spec, draw: Callable[[Lane], None]) -> None:
    """Play one run by itself, one iteration a picture, and keep its end; without buttons.

    Parameters
    ----------
    page : str
        Names the session of the tab.
    spec : Spec
        The experiment.
    draw : callable
        Draws the lane; called inside the fragment.
    """
    session = _sessions().setdefault(page, Session())
    session.follow({page: spec})
    lane = session.lanes[page]
    session.playing = not lane.status.is_final
    ticking = session.playing

    @st.fragment(run_every=TICK if ticking else None)
    def picture() -> None:
        if session.playing:
            session.tick(WATCH)
        draw(lane)
        if session.playing != ticking:
            st.rerun()

    picture()


def _buttons(session: Session, form: Form[Any], pace: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        playing = session.playing
        for name, icon, shortcut, act, disabled, text in (
            ("Play", "play_arrow", "P", session.play, playing, "Train. Key: P"),
            ("Pause", "pause", "U", session.pause, not playing, "Stop training for now. Key: U"),
            (
                "Step",
                "skip_next",
                "S",
                session.step,
                playing or session.is_over,
                "Train for one iteration. Key: S",
            ),
            ("Reset", "replay", "X", session.reset, False, "Back to the start. Key: X"),
        ):
            st.button(
                name,
                key=form.key(f"button_{name.lower()}"),
                icon=f":material/{icon}:",
                shortcut=shortcut,
                type="primary" if name == "Play" else "secondary",
                disabled=disabled,
                on_click=act,
                help=text,
            )
        st.segmented_control(
            "Pace",
            tuple(_PACES),
            key=form.seed("pace", pace),
            format_func=_PACES.get,
            label_visibility="collapsed",
            help=_PACE_HELP,
            required=True,
            on_change=lambda: form.look(pace=st.session_state[form.key("pace")]),
        )


def _status(session: Session, iteration_name: str) -> None:
    """Draw the counter, the progress bar and the sentence for the lane that is furthest behind."""
    lane = min(session.lanes.values(), key=lambda lane: lane.position)
    total = lane.spec.trainer.n_iterations
    status = lane.status
    if session.playing and status in (TrainingStatus.READY, TrainingStatus.PAUSED):
        status = TrainingStatus.RUNNING
    whole = lane.position == int(lane.position)
    count = f"{int(lane.position):,}" if whole else f"{lane.position:,.2f}"
    sentence = status.value
    if lane.queue_position:
        sentence += f" Position {lane.queue_position}."
    if lane.was_lost and status is TrainingStatus.RUNNING:
        sentence += f" {_RESTARTED}"
    st.progress(
        min(1.0, lane.position / total),
        text=f"{_ENDED.get(status, '')} **{iteration_name} {count} / {total:,}** · {sentence}",
    )
    if session.problem:
        st.error(session.problem, icon=":material/error:")
