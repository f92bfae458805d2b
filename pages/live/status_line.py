"""The line that says how the runs of a page stand, and which button helps."""

from collections.abc import Mapping
from typing import Any

from nncore.live import PageRuns, TrainingRun
from nncore.messages import gettext, marked, number_text, said
from nncore.trainers import TrainingStatus

_QUEUED = marked("Position {position}.")
_PROGRESS = "{icon} **{count}** · {sentence}"
#: By what a trainer calls its iterations.
_ITERATIONS = {
    "epoch": marked("epoch {count} / {total:,}"),
    "iteration": marked("iteration {count} / {total:,}"),
}
_SECONDS = marked("{seconds:.1f} of {budget:g} s of compute time each")
_RISING = marked("The loss is rising: the steps are too large. Lower the learning rate.")
_RESTARTED = marked("A worker was lost; the run went on from its last step.")
_NOT_YET = (TrainingStatus.WARMING_UP, TrainingStatus.QUEUED)
#: Status -> what to do, with the names of the panel's buttons.
_REMEDIES: Mapping[TrainingStatus, str] = {
    TrainingStatus.READY: marked("Press Play."),
    TrainingStatus.PAUSED: marked("Press Play to go on, or Step to advance by one."),
    TrainingStatus.TIME_IS_UP: marked("Press Play to start again."),
    TrainingStatus.DIVERGED: marked("Then press Reset."),
    TrainingStatus.STOPPED: marked("Press Reset to start again."),
}
_ENDED = {
    TrainingStatus.CONVERGED: ":material/check_circle:",
    TrainingStatus.FINISHED: ":material/check_circle:",
    TrainingStatus.DIVERGED: ":material/warning:",
    TrainingStatus.STALLED: ":material/warning:",
    TrainingStatus.FAILED: ":material/error:",
}


def status_content(runs: PageRuns, iteration_name: str) -> dict[str, Any]:
    """Return counter, progress and sentence for the run that is furthest behind."""
    budget = runs.budget
    run = min(runs.active, key=lambda run: (budget.progress_of(run), run.status.is_final))
    status = budget.status_of(run)
    if runs.playing and status in (TrainingStatus.READY, TrainingStatus.PAUSED):
        status = TrainingStatus.RUNNING
    if status in _NOT_YET and any(one.status is TrainingStatus.RUNNING for one in runs.active):
        status = TrainingStatus.RUNNING
    text = _PROGRESS.format(
        icon=_ENDED.get(status, ""),
        count=_count(runs, run, iteration_name),
        sentence=_sentence(run, status),
    )
    return {"text": text.strip(), "progress": budget.progress_of(run)}


def _count(runs: PageRuns, run: TrainingRun[Any], iteration_name: str) -> str:
    """Say how far a run is: in iterations, or in seconds where these are what is limited."""
    budget = runs.budget
    if budget.is_limited:
        return said(_SECONDS, seconds=min(run.run_seconds, budget.seconds), budget=budget.seconds)
    whole = run.position == int(run.position)
    count = number_text(run.position, ",.0f" if whole else ",.2f")
    total = run.spec.trainer.n_iterations
    return said(_ITERATIONS[iteration_name], count=count, total=total)


def _sentence(run: TrainingRun[Any], status: TrainingStatus) -> str:
    is_running = status is TrainingStatus.RUNNING
    sentences = [gettext(_RISING) if is_running and run.is_rising else status.sentence]
    if status in _REMEDIES:
        sentences.append(gettext(_REMEDIES[status]))
    if run.queue_position:
        sentences.append(said(_QUEUED, position=run.queue_position))
    if run.was_lost and is_running:
        sentences.append(gettext(_RESTARTED))
    return " ".join(sentences)
