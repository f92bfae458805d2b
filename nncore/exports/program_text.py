"""The pieces of a program that repeats a run: script and notebook are put together from them.

What they print is ``name: value``, a line each, with every digit of the numbers.
"""

from nncore.comparisons import Intervals
from nncore.exports.spec_source import spec_source
from nncore.specs import BoxSpec, Spec, StencilSpec

IMPORTS = """\
import nncore
from threadpoolctl import threadpool_limits

threadpool_limits(1)  # as on the lab's workers: the same numbers to the last digit
"""

_TRAINING = """\
for step in nncore.train(spec):
    {body}
print("status:", step.status.value)
print("iterations:", step.record.position)
print("loss:", step.loss)
print("validation loss:", step.validation_loss)
"""

_STOPPED = """\
if step.record.position >= {stopped_at!r}:
        break  # where the run was stopped"""

_STOPPED_INSIDE = """\
if step.record.position >= {stopped_at!r}:
        break  # about where the run was stopped: inside an epoch, the clock cuts the steps"""

_KNOWN = """\
except ValueError as reason:
    print("exact: not known:", reason)
else:
    print("exact:", known.value)
    print("error of exact, at most:", known.error, "by", known.method)
    print("NNI error:", abs(integral - known.value))
"""

_ESTIMATED = """\
print("estimated error:", estimated.estimate, "from", int(estimated.n_points), "points of f")
"""

INTEGRAL = f"""\
a, b = spec.integral_limits
integral = step.network.integral(a, b)  # in closed form
print("NNI:", integral)
try:
    known = nncore.reference(spec.training_integrand, a, b)
{_KNOWN}estimated = nncore.error_estimate(
    step.network,
    spec.training_integrand,
    a,
    b,
    n_samples=spec.n_training_samples,
    training_interval=spec.interval,
)
{_ESTIMATED}print("Cauchy-Schwarz bound, by the same points:", estimated.bound)
"""

_OVER_BOX = f"""\
lower, upper = spec.integral_limits
{{integral}}
print("NNI:", integral)
try:
    known = nncore.box_reference(spec.integrand_in_x, lower, upper, spec.over, theta)
{_KNOWN}estimated = nncore.box_error_estimate(
    step.network, spec.integrand_in_x, lower, upper, over=spec.over, rest=theta
)
{_ESTIMATED}print("bound, by the same points:", estimated.bound)
"""
_OF_ALL = """\
theta = ()  # all the inputs are integrated
integral = step.network.integral(lower, upper)  # in closed form"""
_OF_SOME = """\
theta = spec.middle  # of the parameters
print("parameters:", *theta)
marginal = step.network.marginal(spec.over, lower, upper)
integral = marginal(theta)  # in closed form
print("gradient:", *marginal.gradient(theta).tolist())"""

_INTERVALS = """\
intervals = {intervals!r}
for a, b in intervals:
    estimated = nncore.error_estimate(
        step.network,
        spec.training_integrand,
        a,
        b,
        n_samples=spec.n_training_samples,
        training_interval=spec.interval,
    )
    print("interval:", a, b)
    print("  NNI:", step.network.integral(a, b))
    print("  SNI:", nncore.simpson(spec.training_integrand, a, b, {n_points!r}))
    try:
        print("  exact:", nncore.reference(spec.training_integrand, a, b).value)
    except ValueError as reason:
        print("  exact: not known:", reason)
    print("  estimated error:", estimated.estimate)
"""

COEFFICIENTS = """\
optimum = nncore.optimal_stencil(spec)
taylor = nncore.taylor_stencil(spec.offsets, spec.derivative_order)
print("offset: learned, optimum, Taylor (all times spacing**derivative_order)")
for offset, *coefficients in zip(spec.offsets, step.coefficients, optimum, taylor):
    print(f"{offset}:", *map(float, coefficients))
print("farthest from the optimum:", float(max(abs(step.coefficients - optimum))))
print("test loss:", step.diagnostics.get("test_loss"))
"""


def spec_text(spec: Spec) -> str:
    """Return the statement that makes the spec."""
    return f"spec = {spec_source(spec)}\n"


def training_text(stopped_at: float | None) -> str:
    """Return the training, to its end or as far as the run went.

    Parameters
    ----------
    stopped_at : float, optional
        Iterations after which the run was stopped.
    """
    if stopped_at is None:
        return _TRAINING.format(body="pass")
    whole = float(stopped_at).is_integer()
    body = (_STOPPED if whole else _STOPPED_INSIDE).format(stopped_at=float(stopped_at))
    return _TRAINING.format(body=body)


def results_text(spec: Spec, intervals: Intervals, n_points: int) -> str:
    """Return what prints the results of the last step.

    Parameters
    ----------
    spec : Spec
        The experiment; it decides what there is to print.
    intervals : tuple of (a, b)
        Of a table; there is none if it is empty, and for an integrand of one input alone.
    n_points : int
        Of Simpson's rule in the table.
    """
    if isinstance(spec, StencilSpec):
        return COEFFICIENTS
    if isinstance(spec, BoxSpec):
        return _OVER_BOX.format(integral=_OF_SOME if spec.theta else _OF_ALL)
    if not intervals:
        return INTEGRAL
    plain = tuple((float(a), float(b)) for a, b in intervals)
    return f"{INTEGRAL}\n{_INTERVALS.format(intervals=plain, n_points=int(n_points))}"
