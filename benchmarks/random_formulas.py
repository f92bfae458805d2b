"""Random formulas on random intervals: whether estimated errors are honest, and how sharp.

Of each formula a network of the default spec is judged twice, after a few iterations and when its
training has ended or taken a fifth of a second; on the whole interval, and on a part of it. The
truth is the proved reference, else mpmath's at 50 digits; formulas of which neither knows the
integral are counted and left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple, Self

import numpy as np

from benchmarks.formula_grammar import random_formula, random_interval
from benchmarks.formula_in_mpmath import integral_in_mpmath
from nncore.certificates import error_estimate
from nncore.experiments import train
from nncore.formulas import Formula, FormulaError
from nncore.formulas.tree import Call, Choice, nodes
from nncore.integrands import Integrand
from nncore.messages import SettingError
from nncore.network import OneHiddenNetwork
from nncore.quadrature import adaptive_panels
from nncore.references import Reference, ReferenceFailure, reference
from nncore.specs import IntegrationSpec

N_FORMULAS = 1_000
SEED = 14
SHARPNESS = 100.0
FLOOR = 1e-13  # of the integral of abs(f), below which sharpness is not asked for
FEW = 3  # iterations
SECONDS = 0.2

_N_SAMPLES = 2_001
_MANY_TURNS = 60
_NARROW = 20.0  # times the mean of abs(f)


class Truth(NamedTuple):
    """An integral, how far off it may be, and whether that is proved."""

    value: float
    error: float
    is_proved: bool


class Judged(NamedTuple):
    """An estimate beside what is true."""

    text: str
    limits: tuple[float, float]
    kind: str
    is_proved: bool
    error: float
    slack: float  # by which the true error may be smaller
    floor: float
    estimate: float

    @property
    def is_honest(self) -> bool:
        """Whether the estimate is not below the true error."""
        return self.estimate >= self.error - self.slack

    @property
    def is_sharp(self) -> bool:
        """Whether the estimate is within 100 times of the true error."""
        return self.estimate <= SHARPNESS * max(self.error + self.slack, self.floor)


class Shares(NamedTuple):
    """What part of the estimates is as it should be, in percent; 100 where there are none."""

    honest_where_proved: float
    honest_elsewhere: float
    sharp: float
    n_zero_and_not_proved: int

    @classmethod
    def of(cls, found: Sequence[Judged]) -> Self:
        """Count."""
        proved, others = (
            [one for one in found if one.is_proved == is_proved] for is_proved in (True, False)
        )
        return cls(
            _percent([one.is_honest for one in proved]),
            _percent([one.is_honest for one in others]),
            _percent([one.is_sharp for one in found]),
            sum(one.estimate == 0.0 for one in others),
        )


def _percent(answers: Sequence[bool]) -> float:
    return 100 * sum(answers) / len(answers) if answers else 100.0


def judged_formula(rng: Random) -> list[Judged | None] | None:
    """Draw a formula and judge networks of it; None if it is refused with a sentence."""
    text, (lower, upper) = random_formula(rng), random_interval(rng)
    try:
        spec = IntegrationSpec(integrand=text, lower=lower, upper=upper, seed=rng.randint(0, 99))
        return list(judged_networks(spec, rng))
    except (SettingError, FormulaError):
        return None


def judged_networks(spec: IntegrationSpec, rng: Random) -> Iterator[Judged | None]:
    """Judge two networks of a spec on the whole interval and on a part of it."""
    f, (lower, upper) = spec.training_integrand, spec.interval
    part = sorted(rng.uniform(lower, upper) for _ in range(2))
    known = [truth(spec, limits) for limits in ((lower, upper), (part[0], part[1]))]
    panels = adaptive_panels(f, [(lower, upper)], singular_points=(lower, upper))
    with np.errstate(all="ignore"):
        floor = FLOOR * float(np.nansum(panels.size))
    kind = kind_of(spec)
    for network in trained(spec):
        for (a, b), value in zip(((lower, upper), part), known, strict=True):
            if value is None:
                yield None
                continue
            found = error_estimate(
                network, f, a, b, n_samples=spec.n_training_samples, training_interval=spec.interval
            )
            error = abs(float(network.integral(a, b)) - value.value)
            yield Judged(
                spec.integrand,
                (a, b),
                kind,
                value.is_proved,
                error,
                value.error,
                floor,
                float(found.estimate),
            )


def truth(spec: IntegrationSpec, limits: Sequence[float]) -> Truth | None:
    """Return the integral between limits in the variable of the network, or None."""
    known = _known(spec.training_integrand, *limits)
    if known is not None and known.method != "agreement":
        return Truth(known.value, known.error, True)
    inner = (x for x in spec.training_integrand.breakpoints if limits[0] < x < limits[1])
    points = [limits[0], *inner, limits[1]]
    if spec.mapping is not None:
        points = [float(x) for x in spec.mapping.to_x(points)]
    found = integral_in_mpmath(Formula(spec.integrand).tree, points)
    return None if found is None else Truth(float(found.value), float(found.error), False)


def _known(integrand: Integrand, a: float, b: float) -> Reference | None:
    try:
        return reference(integrand, a, b)
    except ReferenceFailure:
        return None


def trained(spec: IntegrationSpec) -> Iterator[OneHiddenNetwork]:
    """Yield the network after a few iterations, and at the end."""
    for step in train(spec):
        if step.iteration == FEW:
            yield step.network
        if step.seconds >= SECONDS:
            break
    yield step.network


def kind_of(spec: IntegrationSpec) -> str:
    """Return what is difficult about an integrand."""
    f, (lower, upper) = spec.training_integrand, spec.interval
    if spec.mapping is not None:
        return "infinite interval"
    ends = np.array([lower, upper, *f.breakpoints])
    y = f(np.linspace(lower, upper, _N_SAMPLES)[1:-1])
    if not np.isfinite(f(ends)).all() or not np.isfinite(y).all():
        return "infinite or 0/0 at a point"
    if any(
        isinstance(node, Choice)
        or (isinstance(node, Call) and node.function in ("abs", "sign", "floor", "ceil"))
        for node in nodes(Formula(spec.integrand).tree)
    ):
        return "kink or jump"
    size = np.abs(y)
    turns = np.count_nonzero(np.diff(np.sign(np.diff(y))))
    if turns > _MANY_TURNS:
        return "oscillation"
    return "narrow peak" if size.max() > _NARROW * size.mean() > 0 else "smooth"


def measured(n_formulas: int = N_FORMULAS, seed: int = SEED) -> list[Judged]:
    """Judge the networks of so many formulas, and print what was left out and missed."""
    rng, found, n_refused, n_unknown, n_judged = Random(seed), [], 0, 0, 0
    while n_judged < n_formulas:
        judged = judged_formula(rng)
        if judged is None:
            n_refused += 1
            continue
        n_judged += 1
        n_unknown += None in judged
        found += [one for one in judged if one is not None]
    print(f"{n_formulas:,} random formulas; {n_refused:,} others were refused with a sentence")
    print(f"  of {n_unknown} the integral, or that of a part, is known to nobody")
    for line in by_kind(found):
        print(line)
    return found


def by_kind(found: Sequence[Judged]) -> Iterator[str]:
    """Yield a line on each kind, how many were judged and missed, and one on each miss."""
    for kind, n in Counter(one.kind for one in found).most_common():
        of_kind = [one for one in found if one.kind == kind]
        low = [one for one in of_kind if not one.is_honest]
        high = [one for one in of_kind if not one.is_sharp]
        yield f"  {kind}: {n:,}, too small {len(low)}, more than 100 times too large {len(high)}"
        for one in low:
            a, b = one.limits
            yield f"    {one.text} on {a:g}..{b:g}: {one.estimate:.3g}, error {one.error:.3g}"
