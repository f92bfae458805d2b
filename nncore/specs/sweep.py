"""A sweep: one spec whose fields vary, every value with every other."""

import dataclasses
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

from nncore.messages import SettingError, sentence_of
from nncore.options import field_names
from nncore.options.texts import NOT_A_TEXT
from nncore.specs.base import Spec
from nncore.specs.kinds import SPEC_TYPES
from nncore.specs.settings import json_value
from nncore.specs.sweep_axes import MAX_TRIALS, checked_axis, owners_of
from nncore.specs.sweep_cost import SweepCost, cost_of
from nncore.specs.sweep_toml import read_sweep, sweep_text
from nncore.trainers import TRAINERS, Trainer


@dataclass(frozen=True, eq=False)
class SweepSpec:
    r"""All the combinations of some values of some fields, around one spec.

    The trials are numbered as the digits of a number: the trainers first, if they vary, then the
    axes in their order, the last one fastest. An option counts only for the trainers that have
    it, so that no trial is made twice. Nothing is made before it is asked for.

    Parameters
    ----------
    base : IntegrationSpec or StencilSpec
        What all the trials have in common.
    axes : mapping of str to sequence
        Field of the spec or option of a trainer -> its values. ``"trainer"`` has names of
        trainers; a trainer of the class of the base's keeps the base's options, another one
        has its defaults.
    title : str
        For the reader.

    Raises
    ------
    ValueError
        If an axis is unknown, a value is not allowed, or there are more than 1,000,000 trials.

    Examples
    --------
    >>> from nncore import IntegrationSpec
    >>> sweep = SweepSpec(IntegrationSpec(), {"n_hidden": (5, 10), "seed": (0, 1, 2)})
    >>> sweep.n_cells, sweep.settings(4)
    (6, {'n_hidden': 10, 'seed': 1})
    >>> sweep.cell(4).n_hidden
    10
    """

    base: Spec
    axes: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    title: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.base, Spec):
            raise SettingError("`base` must be a spec, got {base}.", base=repr(self.base))
        if not isinstance(self.title, str):
            raise SettingError(NOT_A_TEXT, name="title", value=repr(self.title))
        if not isinstance(self.axes, Mapping):
            raise SettingError(
                "`axes` must be a mapping of names to values, got {axes}.", axes=repr(self.axes)
            )
        object.__setattr__(self, "axes", self._checked_axes())  # the dataclass is frozen
        if self.n_cells > MAX_TRIALS:
            raise SettingError(
                "`axes` must make at most {max_trials:,} trials, got {n_cells:,}; shorten an axis.",
                max_trials=MAX_TRIALS,
                n_cells=self.n_cells,
            )

    def _checked_axes(self) -> dict[str, tuple[Any, ...]]:
        spec_type, axes = type(self.base), dict(self.axes)
        if "trainer" in axes:
            axes["trainer"] = checked_axis((spec_type,), "trainer", axes["trainer"])
            classes = [TRAINERS[name] for name in axes["trainer"]]
        else:
            classes = [type(self.base.trainer)]
        return {
            name: checked_axis(owners_of(spec_type, name, classes), name, values)
            for name, values in axes.items()
        }

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SweepSpec):
            return NotImplemented
        return self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    @property
    def _identity(self) -> tuple[Any, ...]:
        return self.base, tuple(self.axes.items()), self.title

    @cached_property
    def _blocks(self) -> tuple["_Block", ...]:
        """For each trainer, the axes that apply to it."""
        names = self.axes.get("trainer", (self.base.trainer.name,))
        fields = field_names(self.base)
        blocks = []
        for name in names:
            trainer = _start(self.base, name)
            axes = {
                axis: values
                for axis, values in self.axes.items()
                if axis != "trainer" and (axis in fields or axis in field_names(trainer))
            }
            blocks.append(_Block(trainer, axes, math.prod(map(len, axes.values()))))
        return tuple(blocks)

    @property
    def n_cells(self) -> int:
        """The number of different trials, those that turn out to be impossible included."""
        return sum(block.n_trials for block in self._blocks)

    def __len__(self) -> int:
        return self.n_cells

    def __iter__(self) -> Iterator[Spec]:
        """Make one trial after the other.

        The iterator raises ValueError for an impossible trial, and then goes on with the next.
        """
        return map(self.cell, range(self.n_cells))

    def settings(self, index: int) -> dict[str, Any]:
        """Return what the axes have in a trial, without the options that do not apply to it.

        Raises
        ------
        IndexError
            If there is no such trial.
        """
        return self._located(index)[1]

    def cell(self, index: int) -> Spec:
        """Return a trial; this takes no longer for the last one than for the first.

        Raises
        ------
        ValueError
            If this combination of values is impossible, in one sentence.
        IndexError
            If there is no such trial.
        """
        block, settings = self._located(index)
        own = field_names(block.trainer)
        fields = field_names(self.base)
        options = {name: value for name, value in settings.items() if name not in fields}
        assert all(name in own for name in options)
        trainer = dataclasses.replace(block.trainer, **options) if options else block.trainer
        changes = {name: value for name, value in settings.items() if name in fields}
        return dataclasses.replace(self.base, **{**changes, "trainer": trainer})

    def _located(self, index: int) -> tuple["_Block", dict[str, Any]]:
        if not 0 <= index < self.n_cells:
            raise IndexError(f"`index` must be from 0 to {self.n_cells - 1:,}, got {index}.")
        for block in self._blocks:
            if index < block.n_trials:
                break
            index -= block.n_trials
        digits: dict[str, Any] = {}
        for name in reversed(list(block.axes)):
            index, digit = divmod(index, len(block.axes[name]))
            digits[name] = block.axes[name][digit]
        # In the order of the axes, with the trainer where it stands among them.
        digits["trainer"] = block.trainer.name
        return block, {name: digits[name] for name in self.axes if name in digits}

    def cost(self) -> SweepCost:
        """Return an estimate of the compute time; runs that end early take less."""
        return cost_of(self.n_cells, self.cell)

    def to_json(self) -> str:
        """Return the sweep as JSON, from which `from_json` makes the same one."""
        base = json.loads(self.base.to_json())
        # Pairs, for a database may put the names of a JSON object into another order.
        axes = [[name, list(map(json_value, values))] for name, values in self.axes.items()]
        return json.dumps({"kind": "sweep", "title": self.title, "base": base, "axes": axes})

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the sweep that `to_json` wrote.

        Raises
        ------
        ValueError
            If `text` is no such JSON object, or has an unknown field or a value that is not
            allowed.
        """
        try:
            values = json.loads(text)
        except json.JSONDecodeError as problem:
            raise SettingError(
                "The sweep is not valid JSON: {problem}.", problem=sentence_of(problem)
            ) from None
        if not isinstance(values, dict) or values.pop("kind", None) != "sweep":
            raise SettingError("The sweep is not the JSON object of a sweep.")
        base, axes = values.pop("base", None), values.pop("axes", [])
        title = values.pop("title", "")
        for name in values:
            raise SettingError("`{name}` is not a field of SweepSpec.", name=name)
        if not isinstance(base, dict) or base.get("kind") not in SPEC_TYPES:
            raise SettingError(
                "`base` must be a spec of one of the kinds {choices}.",
                choices=", ".join(SPEC_TYPES),
            )
        if not isinstance(axes, list) or not all(_is_axis(axis) for axis in axes):
            raise SettingError(
                "`axes` must be pairs of a name and its values, got {axes}.", axes=repr(axes)
            )
        return cls(SPEC_TYPES[base["kind"]].from_json(json.dumps(base)), dict(axes), title)

    def to_toml(self) -> str:
        """Return the sweep as a file that a user can read, change and run again."""
        return sweep_text(self.base, self.axes, self.title)

    @classmethod
    def from_toml(cls, text: str) -> Self:
        """Return the sweep of such a file; see `nncore.specs.sweep_toml`.

        Raises
        ------
        ValueError
            If `text` is no TOML, or has an unknown field or a value that is not allowed.
        """
        return cls(*read_sweep(text))


def _is_axis(axis: Any) -> bool:
    return (
        isinstance(axis, list)
        and len(axis) == 2
        and isinstance(axis[0], str)
        and isinstance(axis[1], list)
    )


@dataclass(frozen=True)
class _Block:
    trainer: Trainer
    axes: Mapping[str, tuple[Any, ...]]
    n_trials: int


def _start(base: Spec, name: str) -> Trainer:
    """Return the trainer of this name before its options vary: the base's, or the default."""
    for trainer in (base.trainer, type(base)().trainer):
        if trainer.name == name:
            return trainer
    return TRAINERS[name]()
