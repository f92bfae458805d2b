"""The network of the autopsy: the stored small one, or the notebook's own, trained here."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from nncore.live import FULL_SPEED, PageRuns, TrainingRun
from nncore.messages import gettext, marked, said
from nncore.network import OneHiddenNetwork
from nncore.notebooks import FULL_SPEC, stored_network
from nncore.specs import IntegrationSpec
from nncore.trainers import TrainingStatus
from pages.app.seats import tab
from pages.live.elements import Shown, live_status
from pages.live.panel import open_runs
from pages.live.play_lock import play_lock
from pages.notebooks.controls import FULL, PAGE, STORED, TEXTS, AutopsyForm
from pages.output.numbers import error_text, value_text
from pages.settings.widgets import segments

# A network in training is judged and drawn anew so often; to judge 10,000 units takes 0.2 s.
_REFRESH = 2.0

TITLE = marked("Autopsy")
CHOICES = {
    STORED: marked("stored, {n:,} units"),
    FULL: marked("the notebook's {n:,}, trained here"),
}
TRAIN, PAUSE, GO_ON, AGAIN = (
    marked("Train the notebook's {n:,} units"),
    marked("Pause"),
    marked("Go on"),
    marked("Train again"),
)
TRAIN_HELP = marked(
    "The notebook's own experiment: {samples:,} samples, {epochs} epochs of Adam. It takes a few "
    "minutes; the table can be used meanwhile, and follows the training."
)
NOT_YET = marked(
    "The notebook's {n:,} units have not been trained in this tab yet: the page shows the stored "
    "network until they are."
)
PROGRESS = marked("**epoch {epoch:.2f} / {epochs}** · loss {loss} · {sentence}")
#: Where the general sentence names settings that are not here, or says less than can be seen.
SENTENCES = {
    TrainingStatus.READY: marked("Ready."),
    TrainingStatus.PAUSED: marked("Paused: the page shows the network as it is now."),
    TrainingStatus.FINISHED: marked("Trained: the page shows this network."),
    TrainingStatus.DIVERGED: marked("Diverged: the loss is no longer a finite number."),
    TrainingStatus.STOPPED: marked("Stopped: the page shows the last network."),
}
OF_STORED = marked(
    "The network: {n:,} units, trained with the notebook's own recipe for {epochs} epochs "
    "(validation MSE {mse}); its b₂ is {bias}."
)
OF_FULL = marked(
    "The network: the notebook's {n:,} units, after {position:.2f} of {epochs} epochs (validation "
    "MSE {mse}; printed: 2.5e-4); its b₂ is {bias}, the printed table's is −0.209."
)
STATUS = "status"


@dataclass(frozen=True)
class NetworkInUse:
    """What the page integrates, and the words for it."""

    network: OneHiddenNetwork
    caption: str


def network_runs() -> PageRuns:
    """Return the runs of the page: the full network's."""
    runs = open_runs(PAGE, {FULL: FULL_SPEC})
    runs.pace = FULL_SPEED
    return runs


def network_in_use(chosen: str, runs: PageRuns) -> NetworkInUse:
    """Return the network that was chosen, or the stored one until there is any other."""
    run = runs.runs[FULL]
    if chosen == FULL:
        found = run.throttled("network", lambda: _full(run), _REFRESH)
        if found is not None:
            return found
    stored = stored_network()
    caption = said(
        OF_STORED,
        n=stored.spec.n_hidden,
        epochs=stored.spec.trainer.n_iterations,
        mse=error_text(stored.validation_loss),
        bias=value_text(stored.network.output_bias, 1e-2),
    )
    return NetworkInUse(stored.network, caption)


def _full(run: TrainingRun[IntegrationSpec]) -> NetworkInUse | None:
    network = run.network
    if network is None:
        return None
    caption = said(
        OF_FULL,
        n=run.spec.n_hidden,
        position=run.position,
        epochs=run.spec.trainer.n_iterations,
        mse=error_text(run.validation_loss),
        bias=value_text(network.output_bias, 1e-2),
    )
    return NetworkInUse(network, caption)


def status_of(runs: PageRuns) -> dict[str, Any]:
    """Return how far the full network is, as the content of a status line."""
    run = runs.runs[FULL]
    status = run.status
    if runs.playing and status in (TrainingStatus.READY, TrainingStatus.PAUSED):
        status = TrainingStatus.RUNNING if run.records else TrainingStatus.WARMING_UP
    text = said(
        PROGRESS,
        epoch=run.position,
        epochs=run.spec.trainer.n_iterations,
        loss=error_text(run.records[-1].loss if run.records else None),
        sentence=gettext(SENTENCES.get(status, status.value)),
    )
    return {"text": text, "progress": run.progress}


def network_bar(form: AutopsyForm, shown: Shown, runs: PageRuns) -> None:
    """Draw the choice of the network, the button that trains the full one, and its progress."""
    sizes = {STORED: stored_network().spec.n_hidden, FULL: FULL_SPEC.n_hidden}
    label, help_text = map(gettext, TEXTS["network"])
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.title(gettext(TITLE), anchor=False, width="content")
        st.markdown(f"**{label}**", help=help_text, width="content")
        labels = {name: said(text, n=sizes[name]) for name, text in CHOICES.items()}
        segments(form, "network", labels)
        st.button(
            _button_label(runs),
            key=form.key("train"),
            icon=":material/pause:" if runs.playing else ":material/play_arrow:",
            help=said(
                TRAIN_HELP, samples=FULL_SPEC.n_samples, epochs=FULL_SPEC.trainer.n_iterations
            ),
            disabled=not runs.playing and play_lock() is not None,
            on_click=_pause_or_train,
            args=(form,),
        )
    with st.container():
        _progress(form, shown, runs)


def _button_label(runs: PageRuns) -> str:
    if runs.playing:
        return gettext(PAUSE)
    if runs.is_over:
        return gettext(AGAIN)
    return gettext(GO_ON) if runs.runs[FULL].records else said(TRAIN, n=FULL_SPEC.n_hidden)


def _pause_or_train(form: AutopsyForm) -> None:
    runs = tab().runs_of(PAGE)
    if runs.playing:
        runs.pause()
        return
    if play_lock() is not None:
        return
    form.change_view(network=FULL)
    runs.play()


def _progress(form: AutopsyForm, shown: Shown, runs: PageRuns) -> None:
    run = runs.runs[FULL]
    if runs.problem:
        st.error(runs.problem, icon=":material/error:")
    if run.network is None and form.view.network == FULL and not runs.playing:
        st.info(said(NOT_YET, n=FULL_SPEC.n_hidden), icon=":material/info:")
    if runs.playing or run.records:
        live_status(shown, STATUS, key=form.key("status"))
