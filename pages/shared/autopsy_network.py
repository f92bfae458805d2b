"""The network of the autopsy: the stored small one, or the notebook's own, trained here."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from nncore.network import OneHiddenNetwork
from nncore.notebooks import FULL_SPEC, stored_network
from nncore.specs import IntegrationSpec
from nncore.trainers import TrainingStatus
from pages.shared.autopsy_controls import FULL, PAGE, STORED, TEXTS, AutopsyForm
from pages.shared.controls import segments
from pages.shared.formats import error_text, value_text
from pages.shared.history import shelf
from pages.shared.lanes import Lane
from pages.shared.sessions import FULL_SPEED, Session, session_of
from pages.shared.ticking import TICK, ticking_fragment

# A network in training is judged and drawn anew so often; to judge 10,000 units takes 0.2 s.
_REFRESH = 2.0

CHOICES = {STORED: "stored, {n:,} units", FULL: "the notebook's {n:,}, trained here"}
TRAIN, PAUSE, GO_ON, AGAIN = "Train the notebook's {n:,} units", "Pause", "Go on", "Train again"
TRAIN_HELP = (
    "The notebook's own experiment: {samples:,} samples, {epochs} epochs of Adam. It takes a few "
    "minutes; the table can be used meanwhile, and follows the training."
)
NOT_YET = (
    "The notebook's {n:,} units have not been trained in this tab yet: the page shows the stored "
    "network until they are."
)
PROGRESS = "**epoch {epoch:.2f} / {epochs}** · loss {loss} · {sentence}"
#: Where the general sentence names buttons that are not here.
SENTENCES = {
    TrainingStatus.READY: "Ready.",
    TrainingStatus.PAUSED: "Paused: the page shows the network as it is now.",
    TrainingStatus.FINISHED: "Trained: the page shows this network.",
    TrainingStatus.DIVERGED: "Diverged: the loss is no longer a finite number.",
    TrainingStatus.STOPPED: "Stopped: the page shows the last network.",
}
OF_STORED = (
    "The network: {n:,} units, trained with the notebook's own recipe for {epochs} epochs "
    "(validation MSE {mse}); its b₂ is {bias}."
)
OF_FULL = (
    "The network: the notebook's {n:,} units, after {position:.2f} of {epochs} epochs (validation "
    "MSE {mse}; printed: 2.5e-4); its b₂ is {bias}, the printed table's is −0.209."
)


@dataclass(frozen=True)
class NetworkInUse:
    """What the page integrates, and the words for it."""

    network: OneHiddenNetwork
    caption: str


def network_in_use(form: AutopsyForm) -> NetworkInUse:
    """Return the network that was chosen, or the stored one until there is any other."""
    if form.view.network == FULL:
        lane = _lane()
        network = lane.now_and_then("network", lambda: lane.network, _REFRESH)
        if network is not None:
            return NetworkInUse(network, _caption(OF_FULL, lane.spec, network, lane))
    stored = stored_network()
    caption = OF_STORED.format(
        n=stored.spec.n_hidden,
        epochs=stored.spec.trainer.n_iterations,
        mse=error_text(stored.validation_loss),
        bias=value_text(stored.network.output_bias, 1e-2),
    )
    return NetworkInUse(stored.network, caption)


def is_in_training(form: AutopsyForm) -> bool:
    """Whether the network in use changes by itself."""
    return form.view.network == FULL and session_of(PAGE).playing


def draw_with_network(form: AutopsyForm, draw: Callable[[], None]) -> None:
    """Call `draw` in a fragment of its own, again and again while the network in use changes."""
    ticking_fragment(draw, _REFRESH if is_in_training(form) else None)


def network_bar(form: AutopsyForm) -> None:
    """Draw the choice of the network, the button that trains the full one, and its progress."""
    session = session_of(PAGE)
    session.follow({FULL: FULL_SPEC})
    session.keep = shelf().keep
    session.settle()
    ticking, chosen = session.playing, form.view.network

    def bar() -> None:
        if session.playing:
            session.tick(FULL_SPEED)
        form.publish()  # what was changed in this fragment
        _choice_and_button(form, session)
        with st.container():
            _progress(form, session)
        if session.playing != ticking or form.view.network != chosen:
            st.rerun()  # the rest of the page depends on both

    ticking_fragment(bar, TICK if ticking else None)


def _choice_and_button(form: AutopsyForm, session: Session) -> None:
    sizes = {STORED: stored_network().spec.n_hidden, FULL: FULL_SPEC.n_hidden}
    label, help_text = TEXTS["network"]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{label}**", help=help_text, width="content")
        words = {name: text.format(n=sizes[name]) for name, text in CHOICES.items()}
        segments(form, "network", words, form.view.network)
        st.button(
            _button_label(session),
            key=form.key("train"),
            icon=":material/pause:" if session.playing else ":material/play_arrow:",
            help=TRAIN_HELP.format(
                samples=FULL_SPEC.n_samples, epochs=FULL_SPEC.trainer.n_iterations
            ),
            on_click=_pause_or_train,
            args=(form, session),
        )


def _button_label(session: Session) -> str:
    if session.playing:
        return PAUSE
    if session.is_over:
        return AGAIN
    return GO_ON if _lane().records else TRAIN.format(n=FULL_SPEC.n_hidden)


def _pause_or_train(form: AutopsyForm, session: Session) -> None:
    if session.playing:
        session.pause()
        return
    form.look(network=FULL)
    session.play()


def _progress(form: AutopsyForm, session: Session) -> None:
    lane = _lane()
    if session.problem:
        st.error(session.problem, icon=":material/error:")
    if lane.network is None and form.view.network == FULL and not session.playing:
        st.info(NOT_YET.format(n=FULL_SPEC.n_hidden), icon=":material/info:")
    if not (session.playing or lane.records):
        return
    status = lane.status
    if session.playing and status in (TrainingStatus.READY, TrainingStatus.PAUSED):
        status = TrainingStatus.WARMING_UP if not lane.records else TrainingStatus.RUNNING
    st.progress(
        lane.progress,
        text=PROGRESS.format(
            epoch=lane.position,
            epochs=lane.spec.trainer.n_iterations,
            loss=error_text(lane.records[-1].loss if lane.records else None),
            sentence=SENTENCES.get(status, status.value),
        ),
    )


def _lane() -> Lane[IntegrationSpec]:
    return session_of(PAGE).lanes[FULL]


def _caption(
    text: str, spec: IntegrationSpec, network: OneHiddenNetwork, lane: Lane[IntegrationSpec]
) -> str:
    return text.format(
        n=spec.n_hidden,
        position=lane.position,
        epochs=spec.trainer.n_iterations,
        mse=error_text(lane.validation_loss),
        bias=value_text(network.output_bias, 1e-2),
    )
