r"""NNI, reference and cubature side by side on a list of boxes: the network of one training.

Its first box is the one of the training, the others are random parts of it, or typed ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from nncore.arrays import FloatArray
from nncore.comparisons.box_problem import (
    BUDGETS,
    CUBATURES,
    BoxProblem,
    KnownIntegral,
    certificate_of,
    known_integral,
)
from nncore.formulas.limits import number_from_text
from nncore.integrands import Box
from nncore.messages import SettingError
from nncore.network import OneHiddenNetwork
from nncore.options.decimal_commas import check_list
from nncore.quadrature.box_estimate import BoxEstimate
from nncore.quadrature.box_rules import BOX_RULES

MAX_BOXES, N_RANDOM_BOXES = 20, 5

N_POINTS = 64
"""Of f in each of the eight sequences that judge a box: there are many boxes to a picture."""

# Lower and upper limits.
Limits = tuple[tuple[float, ...], tuple[float, ...]]

_STEPS = 100  # from one face to the other: random limits are numbers that can be read


def parse_boxes(text: str, n_inputs: int) -> tuple[Limits, ...]:
    """Read a list of boxes such as ``"0 1 0 0.5; 0.2 1 0 pi/4"``: a pair of limits an input.

    Parameters
    ----------
    text : str
        Boxes with ``;`` or line ends between them, limits with blanks or commas.
    n_inputs : int
        Of each box.

    Raises
    ------
    SettingError
        If there are too many boxes or none, a part is no number, or a box is none.
    """
    parts = [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
    if not 1 <= len(parts) <= MAX_BOXES:
        raise SettingError(
            "`boxes` must name 1 to {most} boxes, got {n_parts}.",
            most=MAX_BOXES,
            n_parts=len(parts),
        )
    return tuple(_parsed(part, n_inputs) for part in parts)


def _parsed(part: str, n_inputs: int) -> Limits:
    check_list("boxes", part, separator=" ")
    limits = [number_from_text("boxes", one) for one in re.split(r"[\s,]+", part)]
    if len(limits) != 2 * n_inputs:
        raise SettingError(
            "`boxes` must have a pair of limits for each of the {n_inputs} inputs that are "
            "integrated, such as {example}, got {part}.",
            n_inputs=n_inputs,
            example=" ".join(["0 1"] * n_inputs),
            part=repr(part),
        )
    lower, upper = tuple(limits[::2]), tuple(limits[1::2])
    is_box = all(a < b for a, b in zip(lower, upper, strict=True))
    if not is_box or not np.isfinite(limits).all():
        raise SettingError(
            "`boxes` must have finite limits, each lower one less than its upper one, got {part}.",
            part=repr(part),
        )
    box = Box(lower, upper)
    return box.lower, box.upper


def random_boxes(box: Box, n_boxes: int = N_RANDOM_BOXES, seed: int = 0) -> tuple[Limits, ...]:
    """Return boxes anywhere in a box, with limits on hundredths of its edges.

    Parameters
    ----------
    box : Box
        In which they lie.
    n_boxes : int
        How many.
    seed : int
        They are the same each time.
    """
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(n_boxes):
        ends = [np.sort(rng.choice(_STEPS + 1, 2, replace=False)) for _ in range(box.n_inputs)]
        first, last = (box.from_unit(end / _STEPS) for end in np.transpose(ends))
        found.append((_readable(first, box), _readable(last, box)))
    return tuple(found)


def _readable(corner: FloatArray, box: Box) -> tuple[float, ...]:
    """Round off what binary fractions add to hundredths of an edge, without leaving the box."""
    places = 4 - np.floor(np.log10(box.widths)).astype(int)
    rounded = [round(x, n) for x, n in zip(corner.tolist(), places.tolist(), strict=True)]
    return tuple(np.clip(rounded, box.lower, box.upper).tolist())


class BoxReference(NamedTuple):
    """What an integral over a box is without a network.

    Parameters
    ----------
    known : KnownIntegral
        The reference value.
    rule : str
        Of the better cubature by its own error estimate; empty where none has enough evaluations.
    cubature : BoxEstimate or None
        What it finds.
    """

    known: KnownIntegral
    rule: str
    cubature: BoxEstimate | None


def box_reference_of(problem: BoxProblem, n_evaluations: int) -> BoxReference:
    """Return what is known of an integral, and what cubature finds.

    Parameters
    ----------
    problem : BoxProblem
        The integral.
    n_evaluations : int
        Of f, which cubature does not exceed: as many as a network has had for all boxes.
    """
    budget = (min(n_evaluations, BUDGETS[-1]),)
    found = {
        name: estimate
        for name in CUBATURES
        for estimate in BOX_RULES[name].estimates(problem, problem.lower, problem.upper, budget)
    }
    rule = min(found, key=lambda name: _rank(found[name]), default="")
    return BoxReference(known_integral(problem), rule, found.get(rule))


def _rank(found: BoxEstimate) -> float:
    is_known = np.isfinite(found.value) and np.isfinite(found.error_estimate)
    return found.error_estimate if is_known else np.inf


@dataclass(frozen=True, eq=False)
class NetworkOverBoxes:
    """What a network says of the integrals over a list of boxes.

    Parameters
    ----------
    nni : ndarray, shape (n_boxes,)
        In closed form.
    estimate : ndarray, shape (n_boxes,)
        The estimated errors; infinite where f is not finite at a point.
    """

    nni: FloatArray
    estimate: FloatArray

    @classmethod
    def of(cls, problems: tuple[BoxProblem, ...], network: OneHiddenNetwork) -> NetworkOverBoxes:
        """Integrate the network over each of the boxes, which differ in their limits, and judge it.

        The integrals take one call: it costs as much as two of one box.
        """
        inner = problems[0].restricted(network)
        lower, upper = ([getattr(one, name) for one in problems] for name in ("lower", "upper"))
        with np.errstate(all="ignore"):  # of a network that has blown up
            nni = np.atleast_1d(inner.integral(lower, upper))
        estimates = [_estimate(*each, network) for each in zip(problems, nni.tolist(), strict=True)]
        return cls(nni, np.array(estimates))


def _estimate(problem: BoxProblem, integral: float, network: OneHiddenNetwork) -> float:
    certificate = certificate_of(problem, N_POINTS)
    return np.inf if certificate is None else float(certificate.judge(network, integral).estimate)
