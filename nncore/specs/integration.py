"""The experiment of the NNI lab."""

import difflib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from nncore.activations import ACTIVATIONS
from nncore.formulas import UnknownNameError, parse_formula
from nncore.formulas.formula import DEFAULT_INTERVAL
from nncore.formulas.limits import number_from_text
from nncore.formulas.link_text import has_blank_product
from nncore.formulas.names import MISSPELT
from nncore.integrands import (
    INTEGRANDS,
    InfiniteInterval,
    Integrand,
    check_integrable,
    on_finite_interval,
    training_interval,
)
from nncore.messages import SettingError
from nncore.options import check_options, described, option
from nncore.samples.nodes import MAX_GAUSS_LEGENDRE_NODES, NODES
from nncore.samples.split import memory_of_samples, n_training_samples
from nncore.specs.base import Spec, check_types
from nncore.starts.initializers import INITIALIZERS
from nncore.trainers import LevenbergMarquardt, Trainer

#: Of a limit: the squares of what a network computes beyond it would overflow.
LARGEST_LIMIT = 1e80

#: Of an interval, to its end that is farther from 0: float64 has 4096 numbers in it.
LEAST_RELATIVE_WIDTH = 2.0**-40


@described
@dataclass(frozen=True)
class IntegrationSpec(Spec):
    r"""An experiment of the NNI lab: fit :math:`\hat y` to an integrand between two limits.

    Reversed limits change the sign of the integral, and not the training. Between equal limits it
    is 0 whatever the integrand is, and the network is trained on `interval` around them.

    An infinite interval is mapped to a finite one by `nncore.integrands.InfiniteInterval`: the
    network is then trained on :math:`f(x(t))\,x'(t)`, and its closed-form integral is one over t.
    Losses are in units of y², whether `standardize` is on or off.

    Raises
    ------
    ValueError
        One sentence with the field, the rule, the value and the remedy.
    """

    kind: ClassVar[str] = "integration"
    belongings: ClassVar[Mapping[str, tuple[str, ...]]] = {"integrand": ("lower", "upper")}

    integrand: str = option("log", "A name of the catalogue, or a formula in x.")
    lower: float | None = option(
        None,
        "Where the integral begins; none takes the integrand's own. The network is trained between "
        "the limits, in whatever order they are, and around them if they are equal.",
        optional=True,
        minimum=-LARGEST_LIMIT,
        maximum=LARGEST_LIMIT,
        infinite=True,
        reader=number_from_text,
    )
    upper: float | None = option(
        None,
        "Where the integral ends; none takes the integrand's own.",
        optional=True,
        minimum=-LARGEST_LIMIT,
        maximum=LARGEST_LIMIT,
        infinite=True,
        reader=number_from_text,
    )
    activation: str = option(
        "logistic", "Activation of the hidden units.", choices=tuple(ACTIVATIONS)
    )
    n_hidden: int = option(50, "Number of hidden units.", minimum=1, maximum=10_000, integer=True)
    initializer: str = option(
        "curvature", "Where the hidden units start.", choices=tuple(INITIALIZERS)
    )
    standardize: bool = option(
        True, "Whether x and y are scaled to [-1, 1] for training; losses keep their unit."
    )
    nodes: str = option("uniform", "Where the training samples lie.", choices=tuple(NODES))
    n_samples: int = option(
        5_000,
        "Number of samples; with random nodes including those for test and validation.",
        minimum=2,
        maximum=2_000_000,
        integer=True,
    )
    noise: float = option(
        0.0,
        "Standard deviation of the noise on the samples, in units of y.",
        minimum=0.0,
        maximum=1e6,
    )
    test_fraction: float = option(
        0.0,
        "Share of the samples that are kept for a test, and neither trained nor validated on.",
        minimum=0.0,
        maximum=0.9,
    )
    validation_fraction: float = option(
        0.33,
        "Share of the samples without those for the test that validate the training, and are "
        "not trained on.",
        minimum=0.0,
        maximum=0.9,
    )
    trainer: Trainer = option(LevenbergMarquardt(), "The method that changes the weights.")
    seed: int = option(
        0,
        "Seed of samples, noise, start and shuffling.",
        minimum=0,
        maximum=2**32 - 1,
        integer=True,
    )

    def __post_init__(self) -> None:
        check_options(self)
        check_types(self)
        lower, upper = self.interval
        check_integrable(self.training_integrand, lower, upper)
        _check_width(lower, upper)
        if has_blank_product(self.integrand):  # a link could not tell the blank from a +
            object.__setattr__(self, "integrand", self.integrand_in_x.name)
        if self.nodes == "gauss-legendre" and self.n_samples > MAX_GAUSS_LEGENDRE_NODES:
            raise SettingError(
                "`n_samples` must be at most {max_gauss_legendre_nodes:,} with Gauss-Legendre "
                "nodes, got {n_samples:,}; use Chebyshev nodes for more.",
                max_gauss_legendre_nodes=MAX_GAUSS_LEGENDRE_NODES,
                n_samples=self.n_samples,
            )
        self.trainer.check(self.n_hidden, self.n_training_samples)

    @cached_property
    def training_integrand(self) -> Integrand:
        """What the network is trained on: the integrand, in t where the interval is infinite."""
        own = self.integrand_in_x
        return on_finite_interval(own, *sorted(self.limits)) if self.mapping else own

    @property
    def function(self) -> Integrand:
        """What programs that were exported with version 0.1 call `training_integrand`."""
        return self.training_integrand

    @cached_property
    def integrand_in_x(self) -> Integrand:
        """The integrand itself, in x, from the catalogue or from the formula."""
        if self.integrand in INTEGRANDS:
            return INTEGRANDS[self.integrand]
        try:
            return parse_formula(self.integrand, *self.limits)
        except UnknownNameError as problem:
            raise _with_similar(problem, self.integrand) from None

    @property
    def own_limits(self) -> tuple[float, float]:
        """The limits that stand for None: those of the catalogue, or 0 and 1."""
        if self.integrand in INTEGRANDS:
            own = INTEGRANDS[self.integrand]
            return own.lower, own.upper
        return DEFAULT_INTERVAL

    @property
    def limits(self) -> tuple[float, float]:
        """The limits of the integral in x, which may be reversed, equal or infinite."""
        own = self.own_limits
        return (
            own[0] if self.lower is None else float(self.lower),
            own[1] if self.upper is None else float(self.upper),
        )

    @cached_property
    def mapping(self) -> InfiniteInterval | None:
        """The map of an infinite interval; None for a finite one."""
        if all(map(math.isfinite, self.limits)):
            return None
        return InfiniteInterval(*sorted(self.limits))

    @property
    def variable(self) -> str:
        """The variable in which the network is trained and integrated: t on a mapped interval."""
        return "t" if self.mapping else "x"

    @property
    def loss_unit(self) -> str:
        """The unit of the losses: they are means of squares."""
        return "y^2"

    @cached_property
    def interval(self) -> tuple[float, float]:
        """The training interval, with increasing ends: in t where `limits` are infinite."""
        if self.mapping:
            return self.mapping.limits
        if self.integrand in INTEGRANDS:
            return training_interval(self.integrand_in_x, *self.limits)
        return self.integrand_in_x.lower, self.integrand_in_x.upper

    @property
    def integral_limits(self) -> tuple[float, float]:
        """The limits of the integral in their order: `limits`, or what they are in t."""
        if not self.mapping:
            return self.limits
        lower, upper = self.interval
        return (lower, upper) if self.limits[0] < self.limits[1] else (upper, lower)

    @property
    def n_training_samples(self) -> int:
        """How many of the samples are trained on."""
        return n_training_samples(
            self.nodes, self.n_samples, self.test_fraction, self.validation_fraction
        )

    def memory(self) -> float:
        """Return the bytes that a run needs on its worker, as an estimate."""
        fractions = self.test_fraction, self.validation_fraction
        samples = memory_of_samples(self.nodes, self.n_samples, *fractions)
        return samples + self.trainer.memory(self.n_hidden, self.n_training_samples)


def _check_width(lower: float, upper: float) -> None:
    """Refuse an interval in which float64 has too few numbers to train on."""
    least = LEAST_RELATIVE_WIDTH * max(abs(lower), abs(upper))
    if upper - lower < least:
        raise SettingError(
            "`upper` and `lower` must be at least {least:.2g} apart, or rounding decides, got "
            "{lower} and {upper}.",
            least=least,
            lower=lower,
            upper=upper,
        )


def _with_similar(problem: UnknownNameError, text: str) -> UnknownNameError:
    """Return the error with the name of the catalogue that was meant, if there is one like it."""
    name = text.strip()
    is_name = re.fullmatch("[A-Za-z][A-Za-z0-9-]*", name)
    similar = difflib.get_close_matches(name.lower(), INTEGRANDS, n=1) if is_name else []
    if not similar:
        return problem
    return UnknownNameError(MISSPELT, name=name, similar=similar[0])
