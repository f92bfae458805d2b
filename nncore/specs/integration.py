"""The experiment of the NNI lab."""

import difflib
import math
import re
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from nncore.activations import ACTIVATIONS
from nncore.formulas import UnknownNameError, parse_formula
from nncore.formulas.limits import number_from_text
from nncore.formulas.link_text import has_blank_product
from nncore.integrands import (
    INTEGRANDS,
    InfiniteInterval,
    Integrand,
    check_integrable,
    on_finite_interval,
)
from nncore.messages import SettingError
from nncore.options import check_options, described, option
from nncore.samples.nodes import MAX_GAUSS_LEGENDRE_NODES, NODES
from nncore.samples.split import memory_of_samples, n_training_samples
from nncore.specs.base import Spec, check_types
from nncore.starts.initializers import INITIALIZERS
from nncore.trainers import LevenbergMarquardt, Trainer


@described
@dataclass(frozen=True)
class IntegrationSpec(Spec):
    r"""An experiment of the NNI lab: fit :math:`\hat y` to an integrand on [lower, upper].

    An infinite interval is mapped to a finite one by `nncore.integrands.InfiniteInterval`: the
    network is then trained on :math:`f(x(t))\,x'(t)`, and its closed-form integral is one over t.
    Losses are in units of y², whether `standardize` is on or off.

    Raises
    ------
    ValueError
        One sentence with the field, the rule, the value and the remedy.
    """

    kind: ClassVar[str] = "integration"

    integrand: str = option("log", help="A name of the catalogue, or a formula in x.")
    lower: float | None = option(
        None,
        optional=True,
        minimum=-1e6,
        maximum=1e6,
        infinite=True,
        reader=number_from_text,
        help="Lower end of the training interval; none takes the integrand's own.",
    )
    upper: float | None = option(
        None,
        optional=True,
        minimum=-1e6,
        maximum=1e6,
        infinite=True,
        reader=number_from_text,
        help="Upper end of the training interval; none takes the integrand's own.",
    )
    activation: str = option(
        "logistic", choices=tuple(ACTIVATIONS), help="Activation of the hidden units."
    )
    n_hidden: int = option(
        50, minimum=1, maximum=10_000, integer=True, help="Number of hidden units."
    )
    initializer: str = option(
        "curvature", choices=tuple(INITIALIZERS), help="Where the hidden units start."
    )
    standardize: bool = option(
        True, help="Whether x and y are scaled to [-1, 1] for training; losses keep their unit."
    )
    nodes: str = option("uniform", choices=tuple(NODES), help="Where the training samples lie.")
    n_samples: int = option(
        5_000,
        minimum=2,
        maximum=2_000_000,
        integer=True,
        help="Number of samples; with random nodes including those for test and validation.",
    )
    noise: float = option(
        0.0,
        minimum=0.0,
        maximum=1e6,
        help="Standard deviation of the noise on the samples, in units of y.",
    )
    test_fraction: float = option(
        0.0,
        minimum=0.0,
        maximum=0.9,
        help="Share of the samples that are kept for a test, and neither trained nor validated on.",
    )
    validation_fraction: float = option(
        0.33,
        minimum=0.0,
        maximum=0.9,
        help="Share of the samples without those for the test that validate the training, and are "
        "not trained on.",
    )
    trainer: Trainer = option(LevenbergMarquardt(), help="The method that changes the weights.")
    seed: int = option(
        0,
        minimum=0,
        maximum=2**32 - 1,
        integer=True,
        help="Seed of samples, noise, start and shuffling.",
    )

    def __post_init__(self) -> None:
        check_options(self)
        check_types(self)
        lower, upper = self.interval
        check_integrable(self.training_integrand, lower, upper)
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
        return on_finite_interval(own, *self.limits) if self.mapping else own

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
            return parse_formula(self.integrand, lower=self.lower, upper=self.upper)
        except UnknownNameError as problem:
            raise _with_similar(problem, self.integrand) from None

    @property
    def limits(self) -> tuple[float, float]:
        """The interval in x, which may be infinite; the integrand's own where None was given."""
        own = self.integrand_in_x
        return (
            own.lower if self.lower is None else float(self.lower),
            own.upper if self.upper is None else float(self.upper),
        )

    @cached_property
    def mapping(self) -> InfiniteInterval | None:
        """The map of an infinite interval; None for a finite one."""
        return None if all(map(math.isfinite, self.limits)) else InfiniteInterval(*self.limits)

    @property
    def variable(self) -> str:
        """The variable in which the network is trained and integrated: t on a mapped interval."""
        return "t" if self.mapping else "x"

    @property
    def loss_unit(self) -> str:
        """The unit of the losses: they are means of squares."""
        return "y^2"

    @property
    def interval(self) -> tuple[float, float]:
        """The training interval: `limits`, or what they are in t."""
        return self.mapping.limits if self.mapping else self.limits

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


def _with_similar(problem: UnknownNameError, text: str) -> UnknownNameError:
    """Return the error with the name of the catalogue that was meant, if there is one like it."""
    name = text.strip()
    is_name = re.fullmatch("[A-Za-z][A-Za-z0-9-]*", name)
    similar = difflib.get_close_matches(name.lower(), INTEGRANDS, n=1) if is_name else []
    if not similar:
        return problem
    return UnknownNameError(f"`{name}` is not known; did you mean `{similar[0]}`?")
