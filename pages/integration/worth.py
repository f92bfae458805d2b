"""Whether NNI is worth its training: in evaluations of f, and in seconds."""

import math

from nncore.comparisons.cost_in_time import CostInTime, cost_in_time
from nncore.comparisons.work_precision import WorkPrecision, work_precision
from nncore.live import TrainingRun
from nncore.messages import gettext, marked, said
from nncore.network import OneHiddenNetwork
from nncore.specs import IntegrationSpec
from pages.output.numbers import error_text, rounded_up

_MANY = 1_000

IN_EVALUATIONS = marked(
    "{rule}, the cheapest rule that is as accurate, takes {m:,.0f} evaluations of f an integral; "
    "NNI took {n_samples:,} once: it evaluates f less often from {n:,} different limits on."
)
NONE_AS_ACCURATE = marked(
    "No rule is as accurate with up to {m:,.0f} evaluations of f an integral; NNI took "
    "{n_samples:,} once: it evaluates f less often from {n:,} different limits on, or earlier."
)
FASTER = marked(
    "In seconds: the training took {training} and an integral by NNI takes {integral}, an "
    "evaluation of f {evaluation} here: NNI is faster from {n:,} limits on."
)
NEVER_FASTER = marked(
    "In seconds: the training took {training} and an integral by NNI takes {integral}, an "
    "evaluation of f {evaluation} here: NNI is never faster."
)
EXPENSIVE = marked("With {n:,} limits it would be if f took longer than {evaluation}.")
_UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))
#: Seconds between one measurement and the next: nobody reads it while it changes.
WORTH_PAUSE = 0.8


def worth_of(
    run: TrainingRun[IntegrationSpec],
    network: OneHiddenNetwork,
    found: WorkPrecision | None = None,
) -> str:
    """Say whether the network of a run is worth its training.

    Parameters
    ----------
    run : TrainingRun
        The run.
    network : OneHiddenNetwork
        Its network.
    found : WorkPrecision, optional
        The network beside the rules, where it is at hand.
    """
    f, interval, n_samples = run.spec.training_integrand, run.spec.interval, run.spec.n_samples
    if found is None:
        found = work_precision(f, [(n_samples, network)], *interval)
    cost = cost_in_time(f, network, *interval, training=run.run_seconds, n_samples=n_samples)
    return worth_text(found, cost)


def worth_text(found: WorkPrecision, cost: CostInTime) -> str:
    """Say from how many limits on the last network of `found` is worth its training."""
    rules = {name: found.break_even(name) for name in found.rules}
    name = min(
        rules,
        key=lambda name: (
            *(rules[name].is_at_most, rules[name].evaluations),
            -float(found.rules[name].evaluations[-1]),
        ),
    )
    best, curve = rules[name], found.rules[name]
    m = float(curve.evaluations[-1]) if best.is_at_most else best.evaluations
    words = NONE_AS_ACCURATE if best.is_at_most else IN_EVALUATIONS
    n_samples, n = cost.n_samples, best.n_limits
    sentences = [
        said(words, rule=gettext(curve.label), m=m, n_samples=n_samples, n=n),
        _in_seconds(cost, m),
    ]
    needed = cost.evaluation_for(_MANY, m)
    if cost.n_limits(m) > _MANY and not math.isinf(needed):
        evaluation = seconds_text(rounded_up(needed))
        sentences.append(said(EXPENSIVE, n=_MANY, evaluation=evaluation))
    return " ".join(sentences)


def seconds_text(seconds: float) -> str:
    """Write a time in the unit that it is at least one of."""
    size, unit = next((u for u in _UNITS if seconds >= u[0]), _UNITS[-1])
    return f"{error_text(seconds / size)} {unit}"


def _in_seconds(cost: CostInTime, m: float) -> str:
    """Say from how many limits on NNI takes less time than `m` evaluations for each."""
    times = {
        "training": seconds_text(cost.training),
        "integral": seconds_text(cost.integral),
        "evaluation": seconds_text(cost.evaluation),
    }
    if math.isinf(n_limits := cost.n_limits(m)):
        return said(NEVER_FASTER, **times)
    return said(FASTER, **times, n=int(n_limits))
