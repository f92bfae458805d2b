"""What the trials of a sweep came to, as columns that the figures read."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Self

import numpy as np

from nncore.experiments.sweep_trials import SweepTrials
from nncore.messages import SettingError, gettext, marked, number_text
from nncore.specs import SweepSpec
from nncore.trainers import TRAINERS, TrainingStatus

#: Stands for the value of an axis that a trial does not have, as Levenberg-Marquardt no learning
#: rate.
NO_VALUE = "–"

_NOTHING = object()  # is no value of any axis

#: What is smaller than rounding is drawn as this on a logarithmic scale.
FLOOR = 1e-17

#: Field of a spec, or option of a trainer -> what it is called.
AXIS_TITLES: Mapping[str, str] = {
    "activation": marked("activation"),
    "amsgrad": marked("amsgrad"),
    "batch_size": marked("batch size"),
    "beta_1": marked("beta 1"),
    "beta_2": marked("beta 2"),
    "centered": marked("centered"),
    "clipnorm": marked("clipnorm"),
    "constraint": marked("constraint"),
    "damping": marked("damping"),
    "damping_decrease": marked("damping decrease"),
    "damping_increase": marked("damping increase"),
    "derivative_order": marked("derivative order"),
    "difficulty": marked("difficulty"),
    "epochs": marked("epochs"),
    "epsilon": marked("epsilon"),
    "history": marked("history"),
    "initial_accumulator_value": marked("initial accumulator value"),
    "initializer": marked("start"),
    "integrand": marked("integrand"),
    "integrand_seed": marked("seed of the integrand"),
    "jacobian": marked("jacobian"),
    "learning_rate": marked("learning rate"),
    "learning_rate_schedule": marked("learning rate schedule"),
    "lower": marked("lower"),
    "max_iterations": marked("max iterations"),
    "max_mode": marked("modes"),
    "momentum": marked("momentum"),
    "n_fields": marked("fields"),
    "n_hidden": marked("hidden units"),
    "n_inputs": marked("inputs"),
    "n_samples": marked("samples"),
    "nesterov": marked("nesterov"),
    "nodes": marked("nodes"),
    "noise": marked("noise"),
    "offsets": marked("offsets"),
    "parameters": marked("parameters"),
    "preconditioner": marked("preconditioner"),
    "restarts": marked("restarts"),
    "rho": marked("rho"),
    "samples_per_width": marked("samples per width"),
    "seed": marked("seed"),
    "singular_value_cut": marked("singular value cut"),
    "spacing": marked("spacing"),
    "standardize": marked("standardize"),
    "test_fraction": marked("test fraction"),
    "tolerance": marked("tolerance"),
    "trainer": marked("optimizer"),
    "upper": marked("upper"),
    "validation_fraction": marked("validation fraction"),
    "weight_decay": marked("weight decay"),
}


class Measure(NamedTuple):
    """A number that trials are judged by: its name on the screen, and its axis title."""

    label: str
    title: str


#: Name -> how it is written. The smaller, the better, for all of them.
MEASURES: Mapping[str, Measure] = {
    "validation_loss": Measure(marked("validation loss"), marked("validation MSE")),
    "integral_error": Measure(marked("integral error"), marked("|NNI − exact|")),
    "weight_error": Measure(
        marked("weight error"), marked("largest distance of a weight from the optimum")
    ),
    "test_error": Measure(marked("test error"), marked("test MSE")),
    "loss": Measure(marked("training loss"), marked("training MSE")),
    "seconds": Measure(marked("seconds"), marked("compute time in s")),
}


@dataclass(frozen=True)
class TrialColumns:
    """The trials of a sweep that are done, one an entry.

    Parameters
    ----------
    axes : mapping
        Name of what varies -> all its values, in order.
    places : mapping
        Name of what varies -> int array of shape (n,): which of the values each trial has, or -1
        where it has none.
    numbers : ndarray of int, shape (n,)
        The trials' numbers in the sweep; a click on a chart gives one of them.
    measures : mapping
        Name -> float array of shape (n,); NaN where a trial does not have it.
    reasons : tuple of str
        Why a trial has no result; empty where it has one.
    """

    axes: Mapping[str, tuple[Any, ...]]
    places: Mapping[str, np.ndarray]
    numbers: np.ndarray
    measures: Mapping[str, np.ndarray]
    reasons: tuple[str, ...]

    def __post_init__(self) -> None:
        n = self.numbers.size
        sizes = {column.size for column in (*self.places.values(), *self.measures.values())}
        if not {*sizes, len(self.reasons)} <= {n}:
            raise SettingError(
                "All columns of `TrialColumns` must have {n} entries, as `numbers`.", n=n
            )

    @classmethod
    def of(cls, sweep: SweepSpec, trials: SweepTrials | None = None) -> Self:
        """Return the columns of what the history has of a sweep.

        Parameters
        ----------
        sweep : SweepSpec
            Whose trials they are.
        trials : SweepTrials, optional
            What is done; a run that diverged has no result. None for a sweep that has not begun.
        """
        varying = {name: values for name, values in sweep.axes.items() if len(values) > 1}
        axes = varying or sweep.axes  # an axis of one value only sets it
        if trials is None:
            nothing = np.empty(0)
            none = {name: np.empty(0, int) for name in axes}
            return cls(axes, none, np.empty(0, int), dict.fromkeys(MEASURES, nothing), ())
        digits = {name: {v: j for j, v in enumerate(values)} for name, values in axes.items()}
        settings = [sweep.settings(number) for number in trials.cell.tolist()]
        return cls(
            axes=axes,
            places={
                name: np.array([places.get(s.get(name, _NOTHING), -1) for s in settings], int)
                for name, places in digits.items()
            },
            numbers=trials.cell,
            measures={name: getattr(trials, name) for name in MEASURES},
            reasons=tuple(
                status.sentence if status is TrainingStatus.DIVERGED else reason
                for status, reason in zip(trials.status, trials.reason, strict=True)
            ),
        )

    def __len__(self) -> int:
        return int(self.numbers.size)

    def settings(self, i: int) -> dict[str, Any]:
        """Return what varies in the trial at position `i`, without what it does not have."""
        places = ((name, int(self.places[name][i])) for name in self.axes)
        return {name: self.axes[name][place] for name, place in places if place >= 0}

    @cached_property
    def failed(self) -> np.ndarray:
        """Which of the trials have no result, as booleans of shape (n,)."""
        return np.array([bool(reason) for reason in self.reasons], bool)

    def measure(self, name: str) -> np.ndarray:
        """Return a measure, at least `FLOOR`; NaN where the trial failed or does not have it."""
        values = self.measures[name]
        with np.errstate(invalid="ignore"):
            good = np.isfinite(values) & (values >= 0) & ~self.failed
            return np.where(good, np.maximum(values, FLOOR), np.nan)

    def labels(self, axis: str) -> list[str]:
        """Return the values of an axis in words, and `NO_VALUE` if a trial has none."""
        words = [value_label(value) for value in self.axes[axis]]
        if len(set(words)) < len(words):  # numbers that differ in a late digit
            words = [str(value) for value in self.axes[axis]]
        return [*words, NO_VALUE] if np.any(self.places[axis] < 0) else words

    def short_labels(self, axis: str, most: int = 40) -> list[str]:
        """Return the `labels` without what stands in brackets behind them, cut where too long."""
        short = [label.split(" (")[0] or label for label in self.labels(axis)]
        short = short if len(set(short)) == len(short) else self.labels(axis)
        return [label if len(label) <= most else label[: most - 1] + "…" for label in short]

    def steps(self, axis: str) -> np.ndarray:
        """Return where each trial stands among the `labels` of an axis."""
        places = self.places[axis]
        return np.where(places < 0, len(self.axes[axis]), places)


def value_label(value: Any) -> str:
    """Write one value of an axis: a trainer by its label, a number with the digits it has."""
    if value is None:
        return gettext("none")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, int | float):
        return number_text(value, "," if isinstance(value, int) else "g")
    if isinstance(value, tuple):
        return "(" + ", ".join(map(str, value)) + ")"
    return gettext(TRAINERS[value].label) if value in TRAINERS else str(value)


def axis_title(name: str) -> str:
    """Write the name of what varies."""
    return gettext(AXIS_TITLES.get(name, name.replace("_", " ")))


def is_numeric(values: tuple[Any, ...]) -> bool:
    """Whether the values of an axis are numbers, which have distances."""
    return bool(values) and all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in values
    )


def is_logarithmic(values: tuple[Any, ...]) -> bool:
    """Whether the values of an axis are numbers that are better seen on a logarithmic scale."""
    return is_numeric(values) and min(values) > 0 and max(values) >= 10 * min(values)


def upper_medians(
    groups: np.ndarray, values: np.ndarray, n_groups: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the median entry of each group: of an even number the upper of the two in the middle.

    All measures are the better the smaller they are: the worse one of two promises nothing.

    Parameters
    ----------
    groups : ndarray of int, shape (n,)
        The group of each entry, 0 to ``n_groups - 1``.
    values : ndarray of float, shape (n,)
        What is ordered; entries that are NaN do not count.
    n_groups : int
        Number of groups.

    Returns
    -------
    entry : ndarray of int, shape (n_groups,)
        The position of the median in `values`, so that it belongs to one very run; -1 for a
        group without any.
    count : ndarray of int, shape (n_groups,)
        The number of entries that count.
    """
    there = np.flatnonzero(~np.isnan(values))
    count = np.bincount(groups[there], minlength=n_groups)
    entry = np.full(n_groups, -1)
    if there.size:
        order = there[np.lexsort((values[there], groups[there]))]
        first = np.concatenate(([0], np.cumsum(count)[:-1]))
        filled = count > 0
        entry[filled] = order[first[filled] + count[filled] // 2]
    return entry, count
