"""The reference value of an integral, how far off it is at most, and how that is known."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np

from nncore.formulas.tree import Node
from nncore.integrands import Integrand
from nncore.integrands.infinite_interval import MappedFunction, improper
from nncore.integrands.integrability import NOT_ACCURATE
from nncore.integrands.reference import Knowledge
from nncore.messages import Sentence, SettingError, marked
from nncore.references.catalogue_trees import tree_of
from nncore.references.two_rules import two_rules
from nncore.references.unproved import HeavyTail, Refused, Unproved

if TYPE_CHECKING:
    from nncore.references.enclosure import Diverges

Method = Literal["antiderivative", "enclosure", "agreement"]

EPSILON = float(np.finfo(float).eps)
_ROUNDINGS = 8  # of an antiderivative, at each limit
_NO_INTEGRAND = marked(
    "`integrand` must be an Integrand, such as `nncore.parse_formula` makes of a text, got {kind}."
)
_OUTSIDE = marked(
    "`{function}` is not a real number all the way from {lower:g} to {upper:g}; choose an interval "
    "inside its domain."
)
# What the integrand is like where it is not integrable.
_AT_INFINITY = {
    "exponential": marked(
        "`{function}` cannot be integrated from {lower:g} to {upper:g}: it must be real and finite "
        "inside, and fall faster than 1/x towards infinity, where it is like an exponential; "
        "choose other limits."
    ),
    "power": marked(
        "`{function}` cannot be integrated from {lower:g} to {upper:g}: it must be real and finite "
        "inside, and fall faster than 1/x towards infinity, where it is like {power}; choose other "
        "limits."
    ),
    "logarithm": marked(
        "`{function}` cannot be integrated from {lower:g} to {upper:g}: it must be real and finite "
        "inside, and fall faster than 1/x towards infinity, where it is like {power} times a power "
        "{logarithm:g} of the logarithm; choose other limits."
    ),
}
_AT_POINT = {
    "exponential": marked(
        "`{function}` is not integrable at x = {x:.12g}, where it grows like an exponential at 0; "
        "choose an interval without this point."
    ),
    "power": marked(
        "`{function}` is not integrable at x = {x:.12g}, where it grows like {power} at 0; choose "
        "an interval without this point."
    ),
    "logarithm": marked(
        "`{function}` is not integrable at x = {x:.12g}, where it grows like {power} times a power "
        "{logarithm:g} of the logarithm at 0; choose an interval without this point."
    ),
}

_SHARP = 1e-13  # relative error above which an enclosure is preferred to an antiderivative


class ReferenceFailure(SettingError):
    """An integral that diverges, or that is not known; the message is one sentence."""


class Divergence(ReferenceFailure):
    """An integral that surely is not finite."""


@dataclass(frozen=True)
class Reference:
    """What an integral is.

    Parameters
    ----------
    value : float
        The value.
    error : float
        A bound of its absolute error; an estimate where the method is ``"agreement"``.
    method : str
        ``"antiderivative"``: known in closed form. ``"enclosure"``: proved by ball arithmetic.
        ``"agreement"``: two methods that fail differently agree so far.
    is_absolute : bool
        Whether the integral of the absolute value is surely finite as well; an antiderivative
        does not tell.
    """

    value: float
    error: float
    method: Method
    is_absolute: bool = True

    def __neg__(self) -> Reference:
        return replace(self, value=-self.value)


def reference(integrand: Integrand, a: float, b: float) -> Reference:
    r"""Return the reference value of :math:`\int_a^b f`.

    Literals of a formula and the limits are read as the decimals that they are written with.

    Parameters
    ----------
    integrand : Integrand
        From the catalogue, or from a formula, on an infinite interval or not.
    a, b : float
        Limits in any order, which may be infinite.

    Raises
    ------
    ReferenceFailure
        If the integral diverges, or could not be found, or a text is given for the integrand.

    Examples
    --------
    >>> from nncore.formulas import parse_formula
    >>> known = reference(parse_formula("1/(1 + x^2)"), 0, 1e6)
    >>> known.value, known.method
    (1.5707953267948966, 'enclosure')
    """
    if not isinstance(integrand, Integrand):
        raise ReferenceFailure(_NO_INTEGRAND, kind=type(integrand).__name__)
    a, b = float(a), float(b)
    if math.isnan(a) or math.isnan(b):
        raise ReferenceFailure(marked("A limit of an integral must be a number, got nan."))
    if a == b:
        return Reference(0.0, 0.0, "antiderivative")
    found = _found(integrand, min(a, b), max(a, b))
    if isinstance(found, ReferenceFailure):
        raise found.with_traceback(None)
    return found if a < b else -found


# A page asks for the same reference at every rerun, and for whether there is one besides.
@lru_cache(maxsize=4096)
def _found(integrand: Integrand, lower: float, upper: float) -> Reference | ReferenceFailure:
    try:
        return _between(integrand, lower, upper)
    except ReferenceFailure as failure:
        return failure


def known(integrand: Integrand, lower: float, upper: float) -> Knowledge:
    """Return what is known of an integral, without an exception; see `reference`."""
    if isinstance(mapped := integrand.function, MappedFunction):
        assert isinstance(mapped.function, Integrand)
        return known(mapped.function, *_ends_in_x(mapped, lower, upper))
    try:
        found = reference(integrand, lower, upper)
    except Divergence as divergence:
        return Knowledge(math.nan, problem=divergence.sentence)
    except ReferenceFailure:
        return Knowledge(math.nan)
    is_conditional = not found.is_absolute and _surely_converges(integrand, lower, upper, found)
    return Knowledge(found.value, found.is_absolute, is_conditional=is_conditional)


def _surely_converges(integrand: Integrand, lower: float, upper: float, found: Reference) -> bool:
    """Whether an integral is known to exist; that an antiderivative is finite does not tell."""
    if found.method != "antiderivative":
        return True
    tree = tree_of(integrand)
    if tree is None or math.isfinite(upper - lower):
        return False
    try:
        return not _of_tree(integrand, tree, lower, upper).is_absolute
    except ReferenceFailure:
        return False


def _between(integrand: Integrand, lower: float, upper: float) -> Reference:
    if isinstance(integrand.function, MappedFunction):
        return _of_mapped(integrand.function, lower, upper)
    if not integrand.domain[0] <= lower <= upper <= integrand.domain[1]:
        raise ReferenceFailure(_OUTSIDE, function=integrand.name, lower=lower, upper=upper)
    tree = tree_of(integrand)
    known = _from_antiderivative(integrand, lower, upper)
    if known is not None and (tree is None or known.error <= _SHARP * abs(known.value)):
        return known
    if tree is not None:
        return _of_tree(integrand, tree, lower, upper)
    return _by_two_rules(integrand, lower, upper)


def _of_mapped(function: MappedFunction, lower: float, upper: float) -> Reference:
    """Return the reference of f between the limits in x, which the map rounds."""
    f, interval = function.function, function.interval
    assert isinstance(f, Integrand)
    ends = _ends_in_x(function, lower, upper)
    known = reference(f, *ends)
    rounded = [x for x in ends if x not in (interval.lower, interval.upper, 0.0)]
    error = known.error + sum(4 * EPSILON * abs(x * f(x)) for x in rounded)
    if not math.isfinite(error):  # a limit at which f is infinite has been rounded
        raise _failure(f, ends[0], ends[1], Unproved())
    return replace(known, error=error)


def _ends_in_x(function: MappedFunction, lower: float, upper: float) -> list[float]:
    return [float(function.interval.to_x(t)) for t in (lower, upper)]


def _from_antiderivative(integrand: Integrand, lower: float, upper: float) -> Reference | None:
    if integrand.antiderivative is None:
        return None
    value, ends = integrand.integral(lower, upper), np.array([lower, upper])
    with np.errstate(all="ignore"):
        size = np.abs(integrand.antiderivative(ends)).sum()
        # An end at which f is infinite or the limit is, is not rounded.
        size += np.nan_to_num(np.abs(ends * integrand(ends)), posinf=0.0).sum()
    error = _ROUNDINGS * EPSILON * float(size)
    return (
        Reference(value, error, "antiderivative", False) if math.isfinite(value + error) else None
    )


def _of_tree(integrand: Integrand, tree: Node, lower: float, upper: float) -> Reference:
    # python-flint is loaded by the first reference that needs it.
    from nncore.references.by_pieces import integral_by_pieces
    from nncore.references.enclosure import Diverges

    try:
        found = integral_by_pieces(integrand, tree, lower, upper)
    except Diverges as divergence:
        problem = _problem(divergence, lower, upper).about(function=integrand.name)
        raise Divergence.of(problem) from None
    except Unproved as failure:
        raise _failure(integrand, lower, upper, failure) from None
    except (ArithmeticError, ValueError):  # of python-flint: a series or a ball beyond its range
        raise _failure(integrand, lower, upper, Unproved()) from None
    method: Method = "enclosure" if found.is_proved else "agreement"
    return Reference(found.value, found.error, method, found.is_absolute)


def _problem(divergence: Diverges, lower: float, upper: float) -> Sentence:
    """Return why an integral diverges; the sentence still wants the name of the `function`."""
    power, logarithm = divergence.powers()
    like = "exponential" if divergence.is_exponential else "logarithm" if logarithm else "power"
    values = {"power": power, "logarithm": logarithm}
    if divergence.point.is_infinite:
        return Sentence(_AT_INFINITY[like], lower=lower, upper=upper, **values)
    return Sentence(_AT_POINT[like], x=float(divergence.point.number), **values)


def _by_two_rules(integrand: Integrand, lower: float, upper: float) -> Reference:
    try:
        return Reference(*two_rules(integrand, lower, upper), "agreement")
    except Unproved as failure:
        raise _failure(integrand, lower, upper, failure) from None


def _failure(
    integrand: Integrand, lower: float, upper: float, failure: Unproved
) -> ReferenceFailure:
    if isinstance(failure, HeavyTail):
        problem = improper(lower, upper)
    elif isinstance(failure, Refused):
        problem = failure.problem
    else:
        problem = Sentence(NOT_ACCURATE, lower=lower, upper=upper)
    return ReferenceFailure.of(problem.about(function=integrand.name))
