"""The settings of the race: trainers, budget, and the experiment that they share."""

import dataclasses
from collections.abc import Callable, Mapping

import streamlit as st

from nncore.figures.race import AXES
from nncore.messages import SettingError, gettext, marked
from nncore.options import option
from nncore.specs import IntegrationSpec
from nncore.trainers import TRAINERS, Trainer
from nncore.trainers.first_order import FirstOrder
from nncore.trainers.iterative import IterativeTrainer
from pages.integration.controls import (
    LABELS,
    TEXTS,
    data_widgets,
    integrand_widgets,
    network_widgets,
)
from pages.integration.handlers import HANDLERS
from pages.integration.view import AnyIntegrationForm, IntegrationView
from pages.settings.form import Form
from pages.settings.layout import heading
from pages.settings.widgets import choice, number, several

HEADING = marked("Race")
MIN_RUNS, MAX_RUNS = 2, 6
# The budget is to end a run, not the number of its iterations.
_MOST_ITERATIONS = 100_000  # the time is what ends a race

RACE_TEXTS: Mapping[str, tuple[str, str]] = {
    **TEXTS,
    "trainers": (
        marked("Trainers"),
        marked("Two to six: they start from the same network and the same samples."),
    ),
    "budget": (marked("Seconds"), marked("Compute time that each trainer gets, 0.1 to 600.")),
    "learning_rate": (
        marked("Learning rate"),
        marked(
            "Of the Keras optimizers in the race, from the start on: another rate begins the race "
            "anew, for after equal seconds each is at an epoch of its own. **Integrate** "
            "changes it while a run goes on."
        ),
    ),
    "axis": (marked("Against"), marked("What the curves are drawn against.")),
}
RACE_LABELS: Mapping[str, str] = {**LABELS, **AXES}


@dataclasses.dataclass(frozen=True)
class RaceView(IntegrationView):
    """Who takes part, for how long, and against what the curves are drawn.

    Parameters
    ----------
    trainers : str
        Two to six names of `TRAINERS`, separated by commas.
    budget : float
        Seconds of compute time for each.
    learning_rate : float
        Of the Keras optimizers.
    axis : str
        What the x axis counts.
    """

    trainers: str = "levenberg-marquardt,variable-projection,lbfgs,adam"
    budget: float = option(2.0, minimum=0.1, maximum=600.0)
    learning_rate: float = option(0.01, above=0)
    axis: str = option("seconds", choices=tuple(AXES))

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in self.names:
            if name not in TRAINERS:
                raise SettingError(
                    "`trainers` must be of {choices}, got {given}.",
                    choices=", ".join(TRAINERS),
                    given=repr(name),
                )
        n_runs = len(set(self.names))
        if n_runs != len(self.names) or not MIN_RUNS <= n_runs <= MAX_RUNS:
            raise SettingError(
                "`trainers` must be {min_runs} to {max_runs} different names, got {trainers}.",
                min_runs=MIN_RUNS,
                max_runs=MAX_RUNS,
                trainers=repr(self.trainers),
            )

    @property
    def names(self) -> list[str]:
        """The trainers' names."""
        return [name.strip() for name in self.trainers.split(",")]


RaceForm = Form[IntegrationSpec, RaceView]

# From small random weights, where the trainers differ most; as many units as can follow f well.
_FIRST = IntegrationSpec(integrand="runge", n_hidden=20, initializer="glorot", n_samples=1_000)


def race_form() -> RaceForm:
    """Draw the widgets of the race in the sidebar and return its settings."""
    form = Form("race", IntegrationSpec, RaceView, _HANDLERS, RACE_TEXTS, RACE_LABELS, _FIRST)
    form.write_address()
    with st.sidebar:
        heading(HEADING, "trainers", "budget", "learning_rate", "axis")
        several(
            form,
            "trainers",
            TRAINERS,
            form.view.names,
            format_func=lambda name: gettext(TRAINERS[name].label),
            max_selections=MAX_RUNS,
        )
        # Side by side they are too narrow for a number beside the buttons that clear and step it.
        number(form, "budget")
        number(form, "learning_rate")
        choice(form, "axis", AXES)
        integrand_widgets(form)
        network_widgets(form)
        data_widgets(form)
    return form


def race_specs(form: RaceForm) -> dict[str, IntegrationSpec]:
    """Return the spec of each run: the same experiment, each with its own trainer.

    Raises
    ------
    ValueError
        If a trainer refuses the experiment, in one sentence.
    """
    return {
        name: dataclasses.replace(form.spec, trainer=_trainer(name, form))
        for name in form.view.names
    }


def _trainer(name: str, form: RaceForm) -> Trainer:
    trainer = TRAINERS[name]()
    if isinstance(trainer, FirstOrder):
        size = min(trainer.batch_size, form.spec.n_training_samples)
        return dataclasses.replace(
            trainer,
            learning_rate=form.view.learning_rate,
            batch_size=size,
            epochs=_MOST_ITERATIONS,
        )
    if isinstance(trainer, IterativeTrainer):
        return dataclasses.replace(trainer, max_iterations=_MOST_ITERATIONS)
    return trainer


def _new_trainers(form: AnyIntegrationForm) -> None:
    chosen = st.session_state[form.key("trainers")]
    form.change_view(trainers=",".join(chosen))
    form.clear_problems("trainers")


_HANDLERS: Mapping[str, Callable[[AnyIntegrationForm], None]] = {
    **HANDLERS,
    "trainers": _new_trainers,
}
