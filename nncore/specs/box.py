"""The experiment of the lab in several inputs."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from nncore.formulas import parse_box_formula
from nncore.formulas.limits import number_from_text
from nncore.integrands import BOX_INTEGRANDS, MAX_INPUTS, Box, BoxIntegrand, box_integrand
from nncore.messages import SettingError
from nncore.options import check_options, described, option, option_of, shown
from nncore.options.decimal_commas import check_list
from nncore.options.number_sequence import number_sequence
from nncore.quadrature.product_rule import product_counts
from nncore.samples.box_nodes import BOX_NODES, RANDOM_BOX_NODES
from nncore.samples.split import memory_of_samples, n_training_samples
from nncore.specs.base import Spec, check_types
from nncore.specs.integration import IntegrationSpec
from nncore.starts.initializers import BOX_INITIALIZERS
from nncore.trainers import LevenbergMarquardt, Trainer

_VARIABLE = re.compile(r"x([1-9])|([xyz])")


def limits_from_text(name: str, text: str) -> tuple[float, ...]:
    """Return the limits of a box: numbers or expressions, with ``;`` or blanks between them.

    Raises
    ------
    SettingError
        If a part is no number, or if a comma may be a decimal one.
    """
    check_list(name, text)
    return tuple(number_from_text(name, part) for part in _parts(text))


def parameters_from_text(name: str, text: str) -> tuple[int, ...]:
    """Return the inputs that ``x3; x4``, or x, y and z, name, counted from 0.

    Raises
    ------
    SettingError
        If a part is no such name.
    """
    inputs = []
    for part in _parts(text):
        match = _VARIABLE.fullmatch(part)
        if match is None:
            raise SettingError(
                "`{name}` must be inputs such as x3; x4, got {value}.", name=name, value=shown(text)
            )
        inputs.append(int(match[1]) - 1 if match[1] else "xyz".index(match[2]))
    return tuple(inputs)


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"[\s;,]+", text.strip()) if part]


def _names(parameters: Iterable[int]) -> str:
    return ";".join(f"x{i + 1}" for i in parameters)


@described
@dataclass(frozen=True)
class BoxSpec(Spec):
    r"""An experiment in several inputs: fit :math:`\hat y` to an integrand on a box.

    Inputs that are parameters are trained on like the others and not integrated:
    :math:`I(\theta) = \int f(x, \theta)\,dx`. Losses are in units of y².

    Raises
    ------
    ValueError
        One sentence with the field, the rule, the value and the remedy.

    Notes
    -----
    A recipe for smooth functions of two to five inputs: ``activation="tanh"``, ``n_hidden=150``,
    ``nodes="sobol"``, ``validation_fraction=0.0``, 2,000 samples (4,000 in five inputs) and
    ``VariableProjection(max_iterations=25)``; in two inputs ``OutputLayer()`` with 500 units does
    better and takes a moment. The more units a sample, the more of the error lies in the corners of
    the box, where there are few samples; `box_error_estimate` looks there more closely.

    Examples
    --------
    >>> spec = BoxSpec("exp(-x1*x2)*cos(x3)", n_inputs=3, parameters=(2,))
    >>> spec.over, spec.box.upper
    ((0, 1), (1.0, 1.0, 1.0))
    """

    kind: ClassVar[str] = "box"
    belongings: ClassVar[Mapping[str, tuple[str, ...]]] = {"integrand": ("lower", "upper")}

    integrand: str = option(
        "genz-gaussian", "A family of the catalogue, or a formula in x1, x2, ... or x, y, z."
    )
    n_inputs: int = option(
        2,
        "Number of inputs, parameters included.",
        minimum=1,
        maximum=MAX_INPUTS,
        integer=True,
    )
    lower: tuple[float, ...] | None = option(
        None,
        "Lower limits of the box, one an input; none takes the integrand's own.",
        optional=True,
        reader=limits_from_text,
    )
    upper: tuple[float, ...] | None = option(
        None,
        "Upper limits of the box, one an input; none takes the integrand's own.",
        optional=True,
        reader=limits_from_text,
    )
    parameters: tuple[int, ...] = option(
        (),
        "Inputs that are parameters and not integrated, counted from 0; where none is named, those "
        "of the family.",
        reader=parameters_from_text,
        writer=_names,
    )
    difficulty: float | None = option(
        None,
        "How fast a member of the family varies; none takes the usual difficulty.",
        optional=True,
        above=0.0,
        maximum=1e3,
    )
    integrand_seed: int = option(
        0,
        "Seed of the family: it draws the integrand.",
        minimum=0,
        maximum=2**32 - 1,
        integer=True,
    )
    activation: str = option_of(IntegrationSpec, "activation")
    n_hidden: int = option_of(IntegrationSpec, "n_hidden")
    initializer: str = option(
        "ridges", "Where the hidden units start.", choices=tuple(BOX_INITIALIZERS)
    )
    standardize: bool = option_of(IntegrationSpec, "standardize")
    nodes: str = option("uniform", "Where the training samples lie.", choices=BOX_NODES)
    n_samples: int = option_of(IntegrationSpec, "n_samples")
    noise: float = option_of(IntegrationSpec, "noise")
    test_fraction: float = option_of(IntegrationSpec, "test_fraction")
    validation_fraction: float = option_of(IntegrationSpec, "validation_fraction")
    trainer: Trainer = option(LevenbergMarquardt(), "The method that changes the weights.")
    seed: int = option_of(IntegrationSpec, "seed")

    def __post_init__(self) -> None:
        check_options(self)
        check_types(self)
        for name in ("lower", "upper"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, self._limits(name))
        object.__setattr__(self, "parameters", self._checked_parameters())
        assert self.box is not None  # which is checked, as the integrand is
        self.trainer.check(self.n_hidden, self.n_training_samples, self.n_inputs)

    def _limits(self, name: str) -> tuple[float, ...]:
        """Return limits as floats, which the box checks."""
        given = getattr(self, name)
        limits = number_sequence(name, given)
        if len(limits) != self.n_inputs:
            raise SettingError(
                "`{name}` must have a limit for each of the {n_inputs} inputs, got {value}.",
                name=name,
                n_inputs=self.n_inputs,
                value=shown(given),
            )
        return limits

    def _checked_parameters(self) -> tuple[int, ...]:
        """Return the parameters in order."""
        given = self.parameters
        is_readable = isinstance(given, tuple | list) and all(
            isinstance(i, int) and not isinstance(i, bool) and i >= 0 for i in given
        )
        is_known = is_readable and all(i < self.n_inputs for i in given)
        if not is_known or len(set(given)) < len(given):
            raise SettingError(
                "`parameters` must be different inputs of x1 to x{n_inputs}, which count from 0, "
                "got {value}.",
                n_inputs=self.n_inputs,
                value=_names(given) if is_readable else shown(given),
            )
        if len(given) == self.n_inputs:
            raise SettingError(
                "`parameters` must leave an input to integrate over, got all of them: {value}.",
                value=_names(given),
            )
        return tuple(sorted(given))

    @cached_property
    def integrand_in_x(self) -> BoxIntegrand:
        """The integrand, from the catalogue or from the formula."""
        if self.integrand not in BOX_INTEGRANDS:
            return parse_box_formula(self.integrand, self.n_inputs)
        family = BOX_INTEGRANDS[self.integrand]
        has_own = family.parameter_limits is not None and self.parameters
        member = box_integrand(
            self.integrand,
            self.n_inputs,
            n_parameters=len(self.parameters) if has_own else None,
            difficulty=self.difficulty,
            seed=self.integrand_seed,
        )
        if has_own and self.parameters != member.parameters:
            raise SettingError(
                "`parameters` of `{family}` are its last inputs, {own}, got {value}.",
                family=self.integrand,
                own=_names(member.parameters),
                value=_names(self.parameters),
            )
        return member

    @cached_property
    def box(self) -> Box:
        """The box on which the network is trained, parameters included."""
        own = self.integrand_in_x.box
        lower = own.lower if self.lower is None else self.lower
        upper = own.upper if self.upper is None else self.upper
        return Box(lower, upper)

    @property
    def theta(self) -> tuple[int, ...]:
        """The inputs that are parameters: those of the spec, or of the family."""
        return self.parameters or self.integrand_in_x.parameters

    @property
    def theta_names(self) -> tuple[str, ...]:
        """The parameters as formulas call them: x1 is the first input."""
        return tuple(f"x{i + 1}" for i in self.theta)

    @property
    def over(self) -> tuple[int, ...]:
        """The inputs that are integrated."""
        return tuple(i for i in range(self.n_inputs) if i not in self.theta)

    @property
    def integral_limits(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Lower and upper limits of the inputs that are integrated."""
        lower, upper = self.box.lower, self.box.upper
        return tuple(lower[i] for i in self.over), tuple(upper[i] for i in self.over)

    @property
    def theta_limits(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Lower and upper limits of the parameters, between which the network is trained."""
        lower, upper = self.box.lower, self.box.upper
        return tuple(lower[i] for i in self.theta), tuple(upper[i] for i in self.theta)

    @property
    def middle(self) -> tuple[float, ...]:
        """The parameters at which one integral stands for all: the middle of their limits.

        It is the point that is farthest from where the network extrapolates. The mean over the
        parameters would be another integral, with errors of both signs cancelled.
        """
        return tuple(0.5 * a + 0.5 * b for a, b in zip(*self.theta_limits, strict=True))

    @property
    def loss_unit(self) -> str:
        """The unit of the losses: they are means of squares."""
        return "y^2"

    @property
    def n_training_samples(self) -> int:
        """How many of the samples are trained on."""
        if self.nodes not in RANDOM_BOX_NODES:
            return math.prod(product_counts(self.n_samples, self.n_inputs))
        fractions = self.test_fraction, self.validation_fraction
        return n_training_samples(self.nodes, self.n_samples, *fractions)

    def memory(self) -> float:
        """Return the bytes that a run needs on its worker, as an estimate."""
        fractions = self.test_fraction, self.validation_fraction
        samples = memory_of_samples(self.nodes, self.n_samples, *fractions)
        # Where one input has x and y, these have n_inputs numbers more.
        samples *= 0.5 * (1 + self.n_inputs)
        return samples + self.trainer.memory(self.n_hidden, self.n_training_samples, self.n_inputs)
