"""What a command that trains one network comes to, in words and for programs."""

import argparse
import json
from dataclasses import dataclass
from typing import Any

from nncore.command_line.interruption import INTERRUPTED
from nncore.command_line.keeping import Keeper
from nncore.command_line.printing import plain, short
from nncore.command_line.training import Trained, train_here
from nncore.messages import gettext, marked, said
from nncore.runs import RunRecord
from nncore.specs import Spec, StencilSpec
from nncore.trainers import TrainingStatus

_COUNTED = {"iteration": marked("iterations"), "epoch": marked("epochs")}
# Of what the results of a run that has diverged are.
_NETWORK = {
    "no other": marked("the network at the start, whose loss is not a finite number"),
    "start": marked("the last network that was finite, the one at the start, before any training"),
    "iteration": marked("the last network that was finite, that of iteration {first:g}"),
    "epoch": marked("the last network that was finite, that of epoch {first:g}"),
    "between iterations": marked(
        "the last network that was finite, one between iterations {first:g} and {last:g}"
    ),
    "between epochs": marked(
        "the last network that was finite, one between epochs {first:g} and {last:g}"
    ),
}
_OF_START = marked("of the network at the start")
_OF_LAST_FINITE = marked("of the last finite network")
_STENCIL = {
    "no other": marked("the stencil at the start, whose loss is not a finite number"),
    "start": marked("the last stencil that was finite, the one at the start, before any training"),
    "epoch": marked("the last stencil that was finite, that of epoch {first:g}"),
    "between epochs": marked(
        "the last stencil that was finite, one between epochs {first:g} and {last:g}"
    ),
}

_UNSUCCESSFUL = (TrainingStatus.DIVERGED, TrainingStatus.FAILED)


@dataclass(frozen=True)
class RunResult:
    """A run that has ended, or was ended.

    Parameters
    ----------
    trained : Trained
        Its last step, and how it came to be the last.
    record : RunRecord
        What the history gets.
    is_kept : bool
        Whether the history has it.
    """

    trained: Trained
    record: RunRecord
    is_kept: bool

    @property
    def exit_code(self) -> int:
        """What the program ends with."""
        if self.trained.was_interrupted:
            return INTERRUPTED
        return 1 if self.trained.step.status in _UNSUCCESSFUL else 0

    @property
    def has_diverged(self) -> bool:
        """Whether the results are not those of the training, but of what was left of it."""
        return self.trained.step.status is TrainingStatus.DIVERGED

    @property
    def judged(self) -> str | None:
        """Of what the results of a run that has diverged are; None for any other run."""
        if not self.has_diverged:
            return None
        spec = self.record.spec
        words = _STENCIL if isinstance(spec, StencilSpec) else _NETWORK
        first, last = self.trained.judged_at
        if self.trained.step.record.position == 0:
            what = "no other"
        elif last == 0:
            what = "start"
        else:
            name = spec.trainer.iteration_name
            what = name if first == last else f"between {name}s"
        return said(words[what], first=first, last=last)

    @property
    def remark(self) -> str:
        """What stands beside the results of a network that has diverged; else nothing."""
        if not self.has_diverged:
            return ""
        return gettext(_OF_START if self.trained.judged_at[1] == 0 else _OF_LAST_FINITE)

    def pairs(self) -> dict[str, str]:
        """Return what is printed of a run of either kind: its end, its length and its losses."""
        outcome = self.record.outcome
        length = gettext("{n:g} in {seconds} s")
        return {
            gettext("status"): outcome.status.sentence,
            gettext(_COUNTED[self.record.spec.trainer.iteration_name]): length.format(
                n=outcome.iterations, seconds=plain(outcome.seconds)
            ),
            gettext("loss"): short(outcome.loss),
            gettext("validation loss"): short(outcome.validation_loss),
            **({gettext("results of"): self.judged} if self.judged else {}),
        }

    def as_json(self) -> dict[str, Any]:
        """Return what the JSON of a run of either kind begins with."""
        outcome = self.record.outcome
        return {
            "key": self.record.key if self.is_kept else None,
            "spec": json.loads(self.record.spec.to_json()),
            "status": outcome.status.name.lower(),
            "message": outcome.status.sentence,
            "results_of": self.judged,
            **{name: value for name, value in vars(outcome).items() if name != "status"},
            "claimed_error": outcome.error_estimate,  # as version 0.1 called it
            "versions": self.record.versions,
        }


def train_and_keep(
    spec: Spec, arguments: argparse.Namespace, *, only_start: bool = False
) -> RunResult:
    """Train the network of a spec and keep the run, as the `result_arguments` say.

    With `only_start` nothing is trained, and so nothing is kept: see `train_here`.

    Raises
    ------
    UsageError
        If the database that was named cannot be opened.
    ValueError
        If the samples cannot be drawn.
    """
    with Keeper(arguments.database) as keeper:
        trained = train_here(spec, only_start=only_start)
        name = arguments.name.strip()
        record = RunRecord.of(spec, trained.curve, trained.step, name=name)
        return RunResult(trained, record, not only_start and keeper.keep(record))
